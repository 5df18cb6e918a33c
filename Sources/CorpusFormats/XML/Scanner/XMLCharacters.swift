/// The character classes of XML 1.0, fifth edition.
enum XMLCharacters {
  /// Whether a character may stand in a document (production 2, `Char`).
  static func isAllowed(_ value: UInt32) -> Bool {
    value >= 0x20
      ? value <= 0xD7FF || (0xE000...0xFFFD).contains(value) || (0x10000...0x10FFFF).contains(value)
      : value == 0x09 || value == 0x0A || value == 0x0D
  }

  /// Whether a character may begin a name (production 4, `NameStartChar`).
  static func beginsName(_ value: UInt32) -> Bool {
    switch value {
    case 0x3A, 0x5F, 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
      0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
      0x10000...0xEFFFF:
      true
    default: false
    }
  }

  /// Whether a character may go on a name (production 4a, `NameChar`).
  static func continuesName(_ value: UInt32) -> Bool {
    switch value {
    case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
    default: beginsName(value)
    }
  }

  /// Where a name that begins at `start` ends; `start` if none begins there.
  static func nameEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      // Lower-case letters make up most names.
      if byte &- 0x61 < 26 {
        index += 1
        continue
      }
      if byte < 0x80 {
        guard index == start ? beginsName(UInt32(byte)) : continuesName(UInt32(byte)) else { return index }
        index += 1
      } else {
        let (value, length) = scalar(bytes, at: index)
        guard length > 0, index == start ? beginsName(value) : continuesName(value) else { return index }
        index += length
      }
    }
    return index
  }

  /// The scalar that begins at an offset of UTF-8, and its length; length 0 at the end and where none begins.
  static func scalar(_ bytes: Span<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
    guard index < bytes.count else { return (0, 0) }
    let first = bytes[index]
    let length = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard length > 0, index + length <= bytes.count else { return (0, 0) }
    if length == 1 { return (UInt32(first), 1) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for next in 1..<length { value = value << 6 | UInt32(bytes[index + next] & 0x3F) }
    return (value, length)
  }
}

extension UInt8 {
  /// Space, tab, line feed, carriage return.
  var isXMLSpace: Bool { self <= 0x20 && (self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D) }
}
