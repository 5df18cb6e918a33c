/// Turns offsets that count another unit into byte offsets of a text, in any order.
///
/// Memory: one number for every 64 units, none for ASCII.
public struct OffsetIndex: Sendable {
  private let text: [UInt8]
  private let isIdentity: Bool
  private let unit: OffsetUnit
  private var marks: [Mark] = []
  /// How many units the text has.
  public private(set) var count = 0

  /// A character near every 64th unit: the one that this unit begins or, as the second half of a pair, ends.
  private struct Mark {
    var byte: Int
    var position: Int
  }

  private static let step = 64

  /// An index of a UTF-8 text.
  public init(text: [UInt8], unit: OffsetUnit) {
    (self.text, self.unit) = (text, unit)
    isIdentity = unit == .utf8 || !text.contains { $0 >= 0x80 }
    guard !isIdentity else {
      count = text.count
      return
    }
    for (byte, first) in text.enumerated() where first & 0xC0 != 0x80 {
      let end = count + width(of: first)
      if marks.count * Self.step < end { marks.append(Mark(byte: byte, position: count)) }
      count = end
    }
  }

  /// The byte offset of a unit's start, or of the text's end; `nil` outside the text and inside a character.
  public func byte(_ offset: Int) -> Int? {
    guard offset >= 0, offset <= count else { return nil }
    if isIdentity { return DocumentFault.isBoundary(offset, in: text) ? offset : nil }
    if offset == count { return text.count }
    var (byte, position) = (marks[offset / Self.step].byte, marks[offset / Self.step].position)
    while position < offset {
      position += width(of: text[byte])
      byte += 1
      while byte < text.count, text[byte] & 0xC0 == 0x80 { byte += 1 }
    }
    return position == offset ? byte : nil
  }

  /// The byte range of a range of units; `nil` if an end is not in the text or the range is reversed.
  public func bytes(_ start: Int, _ end: Int) -> Range<Int>? {
    guard start <= end, let lower = byte(start), let upper = byte(end) else { return nil }
    return lower..<upper
  }

  private func width(of first: UInt8) -> Int { unit == .utf16 && first >= 0xF0 ? 2 : 1 }
}
