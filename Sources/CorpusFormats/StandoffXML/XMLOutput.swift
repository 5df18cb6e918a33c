import Annotations

/// XML on its way into a file: escapes what must be escaped, and replaces what XML cannot hold by as many units.
///
/// Control characters become spaces, U+FFFE and U+FFFF become U+FFFD, so that offsets stay right in every unit.
struct XMLOutput {
  private(set) var bytes: [UInt8] = []
  /// Characters that were replaced.
  private(set) var replaced = 0

  /// Whether control characters can stand there as references.
  private let holdsControls: Bool

  /// Nothing yet, for a file of this version of XML.
  init(version: String = "1.0") { holdsControls = version == "1.1" }

  /// Hands out the bytes and begins again.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Appends markup.
  mutating func raw(_ markup: String) { bytes += markup.utf8 }

  /// Appends markup.
  mutating func raw(_ markup: [UInt8]) { bytes += markup }

  /// Appends text between tags.
  mutating func text(_ text: some Collection<UInt8>) { append(text, isValue: false, quote: .quote) }

  /// Appends text between tags.
  mutating func text(_ text: String) { append(text.utf8, isValue: false, quote: .quote) }

  /// Appends text inside a CDATA section, which is left for what cannot stand in one.
  mutating func section(_ text: [UInt8]) {
    for (index, byte) in text.enumerated() {
      switch byte {
      case .greaterThan where index > 1 && text[index - 1] == .closeBracket && text[index - 2] == .closeBracket:
        raw("]]><![CDATA[>")
      case 0x0D: raw("]]>&#13;<![CDATA[")
      case 0x00..<0x20 where byte != 0x0A && byte != 0x09:
        bytes.append(0x20)
        replaced += 1
      case 0xBE where index > 1 && text[index - 1] == 0xBF && text[index - 2] == 0xEF,
        0xBF where index > 1 && text[index - 1] == 0xBF && text[index - 2] == 0xEF:
        bytes.append(0xBD)
        replaced += 1
      default: bytes.append(byte)
      }
    }
  }

  /// Appends the value of an attribute, without the quotes. Line ends and tabs become references, which readers keep.
  ///
  /// - Parameter quote: the quotes around it; `nil` if they are not known.
  mutating func value(_ value: some Collection<UInt8>, quote: UInt8? = .quote) {
    append(value, isValue: true, quote: quote)
  }

  /// Appends ` name="value"`.
  mutating func attribute(_ name: String, _ value: String) {
    raw(" \(name)=\"")
    append(value.utf8, isValue: true, quote: .quote)
    bytes.append(.quote)
  }

  /// Appends `<name>text</name>`.
  mutating func element(_ name: String, _ text: String) {
    raw("<\(name)>")
    self.text(text)
    raw("</\(name)>")
  }

  private mutating func append(_ text: some Collection<UInt8>, isValue: Bool, quote: UInt8?) {
    // The two bytes before, to find U+FFFE and U+FFFF by their last byte.
    var (first, second): (UInt8, UInt8) = (0, 0)
    for byte in text {
      switch byte {
      case .lessThan: raw("&lt;")
      case .ampersand: raw("&amp;")
      // Only `]]>` would need it; always is simpler for whoever reads the file.
      case .greaterThan: raw("&gt;")
      case 0x0D: raw("&#13;")
      case 0x0A where isValue: raw("&#10;")
      case 0x09 where isValue: raw("&#9;")
      case .quote where isValue && quote != .apostrophe: raw("&quot;")
      case .apostrophe where isValue && quote != .quote: raw("&apos;")
      case 0x01..<0x20 where holdsControls && byte != 0x0A && byte != 0x09: raw("&#\(byte);")
      case 0x00..<0x20 where byte != 0x0A && byte != 0x09:
        bytes.append(0x20)
        replaced += 1
      case 0xBE, 0xBF:
        if first == 0xEF, second == 0xBF {
          bytes.append(0xBD)
          replaced += 1
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
      (first, second) = (second, byte)
    }
  }

  /// What of a text XML cannot hold, for people; `nil` if it can hold all.
  static func unrepresentable(_ text: some Collection<UInt8>) -> String? {
    var (first, second): (UInt8, UInt8) = (0, 0)
    for byte in text {
      if byte < 0x20, byte != 0x0A, byte != 0x09, byte != 0x0D {
        return "U+00\(hexadecimal(UInt32(byte))) became a space"
      }
      if first == 0xEF, second == 0xBF, byte >= 0xBE { return "U+FFF\(byte == 0xBE ? "E" : "F") became U+FFFD" }
      (first, second) = (second, byte)
    }
    return nil
  }

  /// What of a mention XML cannot hold, for people; `nil` if it can hold all.
  static func unrepresentable(_ mention: Mention, in document: Document) -> String? {
    for fragment in mention.fragments {
      if let detail = unrepresentable(document.text[fragment.clamped(to: 0..<document.text.count)]) { return detail }
    }
    for part in [mention.label, mention.id ?? ""] + mention.attributes.flatMap({ [$0.key, $0.value] }) {
      if let detail = unrepresentable(part.utf8) { return detail }
    }
    return nil
  }

  /// Whether a text can be the name of an element or attribute, without a prefix.
  static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !bytes.isEmpty && !bytes.contains(0x3A) && XMLCharacters.nameEnd(bytes.span, from: 0) == bytes.count
  }
}
