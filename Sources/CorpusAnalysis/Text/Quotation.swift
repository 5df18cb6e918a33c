public import Annotations

/// A place in a document, with its text and what stands around it.
public struct Quotation: Hashable, Sendable {
  /// The document's id.
  public var document: String
  /// UTF-8 bytes of the document's text.
  public var range: Range<Int>
  /// The text before, cut to a few words; line breaks are spaces.
  public var before: String
  /// The text itself, cut where it is long.
  public var text: String
  /// The text after.
  public var after: String

  /// A quotation from its parts.
  public init(document: String, range: Range<Int>, before: String = "", text: String, after: String = "") {
    (self.document, self.range) = (document, range)
    (self.before, self.text, self.after) = (before, text, after)
  }

  /// A range of a document with at most `context` bytes on either side.
  public init(_ document: Document, _ range: Range<Int>, context: Int = 40, limit: Int = 200) {
    let text = document.text
    let inside = range.clamped(to: 0..<text.count)
    (self.document, self.range) = (document.id, range)
    before = Self.cut(text, max(inside.lowerBound - context, 0)..<inside.lowerBound, keepsEnd: true)
    self.text = Self.clipped(text, inside, limit: limit)
    after = Self.cut(text, inside.upperBound..<min(inside.upperBound + context, text.count), keepsEnd: false)
  }

  /// A mention of a document.
  public init(_ document: Document, _ mention: Mention, context: Int = 40) {
    self.init(document, mention.hull, context: context)
    if mention.isDiscontinuous {
      let surface = document.text.surface(mention.fragments)
      text = Self.clipped(surface, 0..<surface.count, limit: 200)
    }
  }

  /// The text of a range, with "…" in the place of what goes over the limit in bytes.
  static func clipped(_ text: [UInt8], _ range: Range<Int>, limit: Int) -> String {
    guard range.count > limit else { return line(text[range]) }
    return cut(text, range.lowerBound..<range.lowerBound + limit, keepsEnd: false) + "…"
  }

  /// A range whose open end is moved so that it cuts no character and, where it holds a space, no word.
  private static func cut(_ text: [UInt8], _ range: Range<Int>, keepsEnd: Bool) -> String {
    var (start, end) = (range.lowerBound, range.upperBound)
    if keepsEnd {
      if start > 0, !isSpace(text[start - 1]), let space = text[start..<end].firstIndex(where: isSpace) {
        start = space + 1
      }
      while start < end, text[start] & 0xC0 == 0x80 { start += 1 }
    } else {
      if end < text.count, !isSpace(text[end]), let space = text[start..<end].lastIndex(where: isSpace) { end = space }
      while end > start, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
    }
    return line(text[start..<end])
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

  private static func line(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
  }
}
