/// Finds what a wrong decoding leaves in a text.
enum EncodingDamage {
  /// Calls `body` with each damaged place.
  static func scan(_ text: [UInt8], _ body: (FindingMatter.Damage, Range<Int>) -> Void) {
    var index = 0
    while index < text.count {
      let first = text[index]
      if first < 0x80 {
        if first < 0x20, first != 0x09, first != 0x0A, first != 0x0D { body(.control, index..<index + 1) }
        if first == 0x7F { body(.control, index..<index + 1) }
        index += 1
        continue
      }
      let read = text.scalar(at: index)
      let range = index..<index + read.width
      if let end = mojibakeEnd(text, at: index, read.value) {
        body(.mojibake, index..<end)
        index = end
        continue
      }
      switch read.value {
      case 0xFFFD: body(.replacement, range)
      case 0x80...0x9F where read.value != 0x85: body(.c1Control, range)
      case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: body(.privateUse, range)
      case 0xFEFF where index > 0: body(.byteOrderMark, range)
      default: break
      }
      index = range.upperBound
    }
  }

  /// The end of characters whose Windows-1252 bytes are one character of UTF-8, such as "Ã©", "â€™" or "ðŸ˜€".
  ///
  /// Pairs that occur in good text are left alone: a letter before a quotation mark or a dash ("Ä“"), and single pairs that would
  /// be a Cyrillic letter ("Ñ°"); two of them in a row are taken.
  private static func mojibakeEnd(_ text: [UInt8], at index: Int, _ first: UInt32) -> Int? {
    switch first {
    case 0xC2, 0xC3: return pair(text, at: index).flatMap { isQuote($0.second) ? nil : $0.end }
    case 0xC4, 0xC5:
      return pair(text, at: index).flatMap { isQuote($0.second) || [0xAB, 0xBB].contains($0.second) ? nil : $0.end }
    case 0xD0, 0xD1:
      guard let one = pair(text, at: index), one.end < text.count else { return nil }
      let next = text.scalar(at: one.end).value
      guard next == 0xD0 || next == 0xD1, let other = pair(text, at: one.end) else { return nil }
      return other.end
    case 0xE2: return continuations(text, at: index, 2, second: [0x80, 0x82, 0x84])
    case 0xEF: return continuations(text, at: index, 2, second: [0xBB, 0xBF])
    case 0xF0: return continuations(text, at: index, 3, second: [0x9F])
    default: return nil
    }
  }

  private static func pair(_ text: [UInt8], at index: Int) -> (second: UInt8, end: Int)? {
    let start = index + text.scalar(at: index).width
    guard start < text.count else { return nil }
    let read = text.scalar(at: start)
    return windows1252(read.value).map { ($0, start + read.width) }
  }

  private static func continuations(_ text: [UInt8], at index: Int, _ count: Int, second: [UInt8]) -> Int? {
    var position = index + text.scalar(at: index).width
    for number in 0..<count {
      guard position < text.count else { return nil }
      let read = text.scalar(at: position)
      guard let byte = windows1252(read.value), number > 0 || second.contains(byte) else { return nil }
      position += read.width
    }
    return position
  }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == 0x84 || byte == 0x85 || (0x91...0x97).contains(byte) }

  /// The byte of 80–BF that a character is in Windows-1252, as the Encoding Standard (WHATWG) has it: unassigned bytes
  /// stay the controls of their number.
  private static func windows1252(_ value: UInt32) -> UInt8? {
    if (0x80...0xBF).contains(value) { return UInt8(value) }
    return high[value]
  }

  private static let high: [UInt32: UInt8] = [
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87, 0x02C6: 0x88,
    0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93,
    0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
    0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
  ]
}
