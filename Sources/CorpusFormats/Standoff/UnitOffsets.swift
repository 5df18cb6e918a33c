import Annotations

/// Turns byte offsets of a text into another unit, in any order.
struct UnitOffsets {
  private static let step = 256
  private let text: [UInt8]
  private let unit: OffsetUnit
  /// The offset in the unit of every byte at a multiple of `step`; empty where bytes are units.
  private var marks: [Int] = []

  /// The offsets of a UTF-8 text.
  init(_ text: [UInt8], _ unit: OffsetUnit) {
    (self.text, self.unit) = (text, unit)
    guard unit != .utf8, text.contains(where: { $0 >= 0x80 }) else { return }
    marks.reserveCapacity(text.count / Self.step + 1)
    var count = 0
    for (index, byte) in text.enumerated() {
      if index % Self.step == 0 { marks.append(count) }
      count += width(byte)
    }
  }

  /// The offset of a byte that starts a character, or of the text's end.
  func offset(ofByte byte: Int) -> Int {
    guard !marks.isEmpty else { return byte }
    let mark = min(byte / Self.step, marks.count - 1)
    var count = marks[mark]
    var index = mark * Self.step
    while index < byte, index < text.count {
      count += width(text[index])
      index += 1
    }
    return count
  }

  /// The offsets of a range's ends.
  func callAsFunction(_ range: Range<Int>) -> (start: Int, end: Int) {
    (offset(ofByte: range.lowerBound), offset(ofByte: range.upperBound))
  }

  private func width(_ byte: UInt8) -> Int {
    byte & 0xC0 == 0x80 ? 0 : unit == .utf16 && byte >= 0xF0 ? 2 : 1
  }
}
