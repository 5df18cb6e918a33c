/// Finds the elements that a format knows by the scanner's names, without comparing text.
struct XMLElementTable<Element: RawRepresentable & Hashable & Sendable> where Element.RawValue == String {
  private var known: [Entry] = []

  private enum Entry {
    case unseen
    case other
    case element(Element)
  }

  /// Nothing seen yet.
  init() {}

  /// The element of a name; `nil` for one that the format does not have.
  mutating func callAsFunction(_ name: XMLName?, _ names: XMLNames) -> Element? {
    guard let name else { return nil }
    while known.count <= name.index { known.append(.unseen) }
    switch known[name.index] {
    case .element(let element): return element
    case .other: return nil
    case .unseen:
      let found = Element(rawValue: names[name])
      known[name.index] = found.map { .element($0) } ?? .other
      return found
    }
  }
}

extension XMLScanner {
  /// Goes over the rest of the element whose start tag is the current event.
  ///
  /// - Returns: the bytes of its content in the file; empty after the tag of `<a/>`.
  @discardableResult
  mutating func skipElement() throws -> Range<Int> {
    let begin = source.upperBound
    let inside = depth
    while let event = try next() {
      if event == .endElement, depth < inside { return begin..<max(begin, source.lowerBound) }
    }
    return begin..<begin
  }

  /// Appends all text inside the element whose start tag is the current event, as far as its end tag.
  ///
  /// - Returns: the bytes of its content in the file.
  /// - Throws: `Located<XMLProblem>` also for text longer than the largest document.
  @discardableResult
  mutating func readElementText(into text: inout [UInt8]) throws -> Range<Int> {
    let begin = source.upperBound
    let inside = depth
    while let event = try next() {
      switch event {
      case .text, .section:
        appendText(to: &text)
        guard text.count <= limits.token else { throw located(.tooLong(what: "the text", limit: limits.token)) }
      case .endElement: if depth < inside { return begin..<max(begin, source.lowerBound) }
      default: break
      }
    }
    return begin..<begin
  }
}

extension XMLScanner {
  /// What people should know of elements that a format does not have.
  static func remark(on strangers: [String: Int]) -> [String] {
    guard !strangers.isEmpty else { return [] }
    let list = strangers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
    return [
      "left out elements that the form does not have: "
        + list.map { "<\($0.key)> (\($0.value))" }.joined(separator: ", ")
        + (strangers.count > 8 ? " and \(strangers.count - 8) more names" : "")
    ]
  }
}

extension Int {
  /// The largest offset that is taken from a file; sums of a few stay far from overflow.
  static let largestOffset = 1 << 48

  /// The whole number from 0 on that some bytes spell, with white space around it; `nil` for others and for what no file
  /// could hold.
  init?(offset bytes: some Collection<UInt8>) {
    var value = 0
    var digits = 0
    var hasEnded = false
    for byte in bytes {
      if byte.isXMLSpace {
        hasEnded = digits > 0
        continue
      }
      guard !hasEnded, byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
      digits += 1
      guard value <= Int.largestOffset else { return nil }
    }
    guard digits > 0 else { return nil }
    self = value
  }
}
