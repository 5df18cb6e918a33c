/// The text of a document, put together from pieces of a marked-up file, and where each byte of it stood.
///
/// White space is either kept, or each run of it becomes one space that is written before the next visible character;
/// at the ends of lines there is none. Lines begin where blocks do. White space is XML's: space, tab, and line ends.
struct TextBuilder {
  /// A state that a text can be brought back to.
  struct Mark {
    fileprivate var length: Int
    fileprivate var solidEnd: Int
    fileprivate var space: Range<Int>?
    fileprivate var breaks: Bool
  }

  private(set) var text: [UInt8] = []
  private(set) var map: SourceMap
  /// Where the last visible character ends.
  private(set) var solidEnd = 0
  /// Whether visible characters came since it was last set to `false`, and where the first one of them begins.
  private(set) var firstSolid: Int?

  private let keepsMap: Bool
  /// White space that is not written yet, in the file; empty if it stands in no file.
  private var space: Range<Int>?
  /// Whether a line ends here.
  private var breaks = false
  private var suppressesSpace = false

  init(keepsMap: Bool, encoding: XMLEncoding = .utf8) {
    self.keepsMap = keepsMap
    map = SourceMap(encoding: encoding)
  }

  /// Whether there is no visible character.
  var isBlank: Bool { solidEnd == 0 }

  /// Appends bytes of the file, or bytes that stand for `source` as a whole.
  mutating func append(_ bytes: Span<UInt8>, _ run: SourceMap.Run, keepsSpace: Bool) {
    if run.isUnit {
      if isSpace(bytes) {
        appendSpace(bytes, run.source, keepsSpace: keepsSpace, isUnit: true)
      } else {
        appendSolid(bytes, run.source, isUnit: true)
      }
      return
    }
    var index = 0
    var source = run.source.lowerBound
    while index < bytes.count {
      let isSpace = bytes[index].isXMLSpace
      var end = index + 1
      while end < bytes.count, bytes[end].isXMLSpace == isSpace { end += 1 }
      let piece = bytes.extracting(index..<end)
      let length = keepsMap ? map.encoding.sourceLength(piece) : 0
      if isSpace {
        appendSpace(piece, source..<source + length, keepsSpace: keepsSpace, isUnit: false)
      } else {
        appendSolid(piece, source..<source + length, isUnit: false)
      }
      source += length
      index = end
    }
  }

  private mutating func appendSolid(_ bytes: Span<UInt8>, _ source: Range<Int>, isUnit: Bool) {
    flush()
    suppressesSpace = false
    if firstSolid == nil { firstSolid = text.count }
    append(bytes)
    solidEnd = text.count
    guard keepsMap else { return }
    if isUnit { map.append(unit: bytes.count, from: source) } else { map.append(copy: bytes.count, from: source) }
  }

  private mutating func appendSpace(_ bytes: Span<UInt8>, _ source: Range<Int>, keepsSpace: Bool, isUnit: Bool) {
    guard keepsSpace else {
      if let last = space, last.upperBound == source.lowerBound {
        space = last.lowerBound..<source.upperBound
      } else if space == nil || space?.isEmpty == true {
        space = source
      }
      return
    }
    flush()
    append(bytes)
    guard keepsMap else { return }
    if isUnit { map.append(unit: bytes.count, from: source) } else { map.append(copy: bytes.count, from: source) }
  }

  /// A space that the markup means, if there is none.
  mutating func addSpace() { if space == nil { space = 0..<0 } }

  /// No white space here, whatever the file has.
  mutating func dropSpace() { space = nil }

  /// No white space before the next visible character.
  mutating func joinNext() { suppressesSpace = true }

  /// Ends the line, unless nothing visible is on it.
  mutating func endLine() {
    breaks = true
    space = nil
  }

  /// Appends a line end that the markup means, unless the text ends with one.
  mutating func appendLineEnd() {
    guard !text.isEmpty, text.last != 0x0A else { return }
    text.append(0x0A)
    if keepsMap { map.append(unit: 1, from: 0..<0) }
  }

  /// Writes what is due before the next character.
  private mutating func flush() {
    defer { space = nil }
    if breaks {
      breaks = false
      appendLineEnd()
      return
    }
    guard let space, !suppressesSpace, !text.isEmpty, text.last != 0x0A else { return }
    text.append(0x20)
    guard keepsMap else { return }
    // One character for one character is a copy, which leaves fewer runs.
    if space.count == map.encoding.sourceLength(first: 0x20) {
      map.append(copy: 1, from: space)
    } else {
      map.append(unit: 1, from: space)
    }
  }

  private mutating func append(_ bytes: Span<UInt8>) {
    for index in bytes.indices { text.append(bytes[index]) }
  }

  private func isSpace(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where !bytes[index].isXMLSpace { return false }
    return true
  }

  /// From here on `firstSolid` is looked for anew.
  mutating func watch() { firstSolid = nil }

  /// The state now.
  var mark: Mark { Mark(length: text.count, solidEnd: solidEnd, space: space, breaks: breaks) }

  /// Takes back what was appended since a mark.
  mutating func rollBack(to mark: Mark) {
    if keepsMap { map.truncate(to: mark.length, in: text) }
    text.removeSubrange(mark.length...)
    (solidEnd, space, breaks) = (mark.solidEnd, mark.space, mark.breaks)
    if let first = firstSolid, first >= mark.length { firstSolid = nil }
  }
}
