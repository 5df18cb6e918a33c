/// A scalar of a UTF-8 text and how many bytes it takes.
struct ReadScalar {
  var value: UInt32
  var width: Int

  var scalar: Unicode.Scalar { Unicode.Scalar(value) ?? "\u{FFFD}" }
}

extension [UInt8] {
  /// The scalar that begins at a byte of the text; U+FFFD of one byte where the text is not UTF-8.
  func scalar(at index: Int) -> ReadScalar {
    let first = self[index]
    if first < 0x80 { return ReadScalar(value: UInt32(first), width: 1) }
    let (width, bits): (Int, UInt32) =
      switch first {
      case 0xC2...0xDF: (2, UInt32(first & 0x1F))
      case 0xE0...0xEF: (3, UInt32(first & 0x0F))
      case 0xF0...0xF4: (4, UInt32(first & 0x07))
      default: (1, 0xFFFD)
      }
    guard width > 1, index + width <= count else { return ReadScalar(value: 0xFFFD, width: 1) }
    var value = bits
    for offset in 1..<width {
      let next = self[index + offset]
      guard next & 0xC0 == 0x80 else { return ReadScalar(value: 0xFFFD, width: 1) }
      value = value << 6 | UInt32(next & 0x3F)
    }
    return Unicode.Scalar(value) == nil
      ? ReadScalar(value: 0xFFFD, width: 1) : ReadScalar(value: value, width: width)
  }

  /// How many Unicode scalars a range of UTF-8 text has.
  func scalarCount(_ range: Range<Int>) -> Int {
    self[range.clamped(to: 0..<count)].count { $0 & 0xC0 != 0x80 }
  }

  /// The bytes that a mention covers, its fragments with a space between; what lies outside the text is not there.
  func surface(_ fragments: [Range<Int>]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, range) in fragments.enumerated() {
      if index > 0 { bytes.append(0x20) }
      bytes += self[range.clamped(to: 0..<count)]
    }
    return bytes
  }
}
