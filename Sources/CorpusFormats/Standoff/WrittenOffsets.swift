import Annotations

/// Offsets of a text's bytes in the unit that a form's readers expect, asked for in any order.
///
/// Memory: one number for every 64 bytes, none for ASCII.
struct WrittenOffsets {
  private let text: [UInt8]
  private let unit: OffsetUnit
  private let isIdentity: Bool
  private var marks: [Int] = []
  private static let step = 64

  init(_ document: Document, _ unit: OffsetUnit) { self.init(document.text, unit) }

  init(_ text: [UInt8], _ unit: OffsetUnit) {
    (self.text, self.unit) = (text, unit)
    isIdentity = unit == .utf8 || !text.contains { $0 >= 0x80 }
    guard !isIdentity else { return }
    let bytes = text.span
    var count = 0
    for index in 0..<bytes.count {
      if index % Self.step == 0 { marks.append(count) }
      count += width(of: bytes[index])
    }
  }

  func callAsFunction(_ range: Range<Int>) -> (start: Int, end: Int) {
    (offset(ofByte: range.lowerBound), offset(ofByte: range.upperBound))
  }

  /// The offset of a byte; clamped to the text.
  func offset(ofByte byte: Int) -> Int {
    let byte = min(max(byte, 0), text.count)
    if isIdentity { return byte }
    let mark = min(byte / Self.step, marks.count - 1)
    var count = marks[mark]
    for index in mark * Self.step..<byte { count += width(of: text[index]) }
    return count
  }

  private func width(of byte: UInt8) -> Int {
    byte & 0xC0 == 0x80 ? 0 : unit == .utf16 && byte >= 0xF0 ? 2 : 1
  }
}
