/// How a file writes a tag: its quotes, white space and end, learned from one that it has.
struct XMLTagStyle: Hashable, Sendable {
  private struct Piece: Hashable, Sendable {
    var name: String
    /// What stands before the name, and between it and the quote.
    var lead: [UInt8]
    var equals: [UInt8]
    var quote: UInt8
  }

  /// The name of the element, with its prefix.
  var name: String
  private var pieces: [Piece] = []
  /// What stands between the last value and `>`, without `/`.
  private var tail: [UInt8] = []
  /// Whether the tag was `<a/>`.
  private(set) var isSelfClosing = false

  /// The plain way.
  init(name: String, isSelfClosing: Bool = false) { (self.name, self.isSelfClosing) = (name, isSelfClosing) }

  /// The way of a start tag: `<a b="c">`, well-formed, in UTF-8.
  init(name: String, tag: ArraySlice<UInt8>) {
    self.name = name
    var rest = tag.dropFirst(1 + name.utf8.count)
    while true {
      let lead = rest.prefix { $0.isXMLSpace }
      rest = rest.dropFirst(lead.count)
      guard let first = rest.first, first != .slash, first != .greaterThan else {
        tail = Array(lead)
        isSelfClosing = rest.first == .slash
        return
      }
      let key = rest.prefix { !$0.isXMLSpace && $0 != .equalsSign }
      rest = rest.dropFirst(key.count)
      let equals = rest.prefix { $0.isXMLSpace || $0 == .equalsSign }
      rest = rest.dropFirst(equals.count)
      guard let quote = rest.popFirst(), let end = rest.firstIndex(of: quote) else { return }
      pieces.append(
        Piece(name: String(decoding: key, as: UTF8.self), lead: Array(lead), equals: Array(equals), quote: quote))
      rest = rest[(end + 1)...]
    }
  }

  /// Appends a tag with these attributes, each as the file writes it, those that it does not have like the last.
  ///
  /// - Parameter element: the name of the element, if it is another one.
  func append(
    _ attributes: [(name: String, value: String)], name element: String? = nil, isSelfClosing: Bool? = nil,
    to output: inout XMLOutput
  ) {
    output.raw("<" + (element ?? name))
    for attribute in attributes {
      let known = pieces.first { $0.name == attribute.name } ?? pieces.last
      let quote = known?.quote ?? .quote
      output.raw(known?.lead ?? [0x20])
      output.raw(attribute.name)
      output.raw(known?.equals ?? [.equalsSign])
      output.raw([quote])
      output.value(attribute.value.utf8, quote: quote)
      output.raw([quote])
    }
    output.raw(tail)
    output.raw(isSelfClosing ?? self.isSelfClosing ? "/>" : ">")
  }

  /// The value of an attribute of a start tag, as it stands there.
  static func value(of name: String, in tag: ArraySlice<UInt8>) -> [UInt8] {
    var rest = tag
    let name = Array(name.utf8)
    while let quoteIndex = rest.firstIndex(where: { $0 == .quote || $0 == .apostrophe }) {
      let quote = rest[quoteIndex]
      let key = rest[..<quoteIndex].split { $0.isXMLSpace || $0 == .equalsSign }.last ?? []
      guard let end = rest[(quoteIndex + 1)...].firstIndex(of: quote) else { break }
      if key.elementsEqual(name) { return Array(rest[(quoteIndex + 1)..<end]) }
      rest = rest[(end + 1)...]
    }
    return []
  }
}

extension XMLScanner {
  /// The bytes of the current event in UTF-8, as the file has them.
  var rawEvent: ArraySlice<UInt8> { buffer.bytes[start..<cursor] }

  /// The way of the current start tag.
  var tagStyle: XMLTagStyle { XMLTagStyle(name: elementName, tag: rawEvent) }
}

extension XMLEncoding {
  /// Markup for a file of this encoding: its bytes, with references for characters that the encoding does not have.
  func encoded(_ markup: [UInt8]) -> [UInt8] {
    guard self != .utf8 else { return markup }
    var bytes: [UInt8] = []
    for scalar in String(decoding: markup, as: UTF8.self).unicodeScalars {
      if let known = self.bytes(of: scalar) {
        bytes += known
      } else {
        bytes += "&#\(scalar.value);".utf8
      }
    }
    return bytes
  }
}
