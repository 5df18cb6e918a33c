/// What an offset in a text counts.
public enum OffsetUnit: String, Sendable, CaseIterable {
  /// Unicode code points.
  case codePoint = "codepoint"
  /// UTF-8 bytes: the unit inside Gloss.
  case utf8
  /// UTF-16 code units.
  case utf16
}

/// Turns byte offsets of a text into another unit, walking the text once if asked in ascending order.
public struct OffsetCounter: Sendable {
  private let text: [UInt8]
  private let unit: OffsetUnit
  private var byte = 0
  private var count = 0

  /// A counter for a UTF-8 text.
  public init(text: [UInt8], unit: OffsetUnit) { (self.text, self.unit) = (text, unit) }

  /// The offset of a byte that starts a character, or of the text's end.
  public mutating func offset(ofByte target: Int) -> Int {
    if unit == .utf8 { return target }
    if target < byte { (byte, count) = (0, 0) }
    while byte < min(target, text.count) {
      let first = text[byte]
      // Continuation bytes count nothing; a four-byte character is two UTF-16 units.
      if first & 0xC0 != 0x80 { count += unit == .utf16 && first >= 0xF0 ? 2 : 1 }
      byte += 1
    }
    return count
  }
}
