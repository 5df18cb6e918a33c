/// Text in which U+FFFD stands for what was no UTF-8.
struct RepairedText {
  /// UTF-8.
  private(set) var bytes: [UInt8] = []
  /// For each byte, and for the end: the byte of the original where its scalar, or what it stands for, begins.
  private var starts: [Int] = []

  /// `nil` if there is nothing to repair.
  init?(_ text: borrowing Span<UInt8>) {
    guard let first = Self.firstInvalid(text) else { return nil }
    for index in 0..<first {
      bytes.append(text[index])
      starts.append(index)
    }
    var index = first
    while index < text.count {
      let scalar = decodeScalar(text, at: index, end: text.count)
      for byte in UTF8.encode(Unicode.Scalar(scalar.value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter {
        bytes.append(byte)
        starts.append(index)
      }
      index += scalar.length
    }
    starts.append(text.count)
    // Scalars before the first bad one have their bytes one by one; make all of one scalar say where it begins.
    for position in bytes.indices where bytes[position] & 0xC0 == 0x80 { starts[position] = starts[position - 1] }
  }

  /// The range of the original for a range of the repaired text between scalars.
  func original(_ range: Range<Int>) -> Range<Int> { starts[range.lowerBound]..<starts[range.upperBound] }

  private static func firstInvalid(_ text: borrowing Span<UInt8>) -> Int? {
    var index = 0
    while index < text.count {
      if text[index] < 0x80 {
        index += 1
        continue
      }
      let scalar = decodeScalar(text, at: index, end: text.count)
      // A real U+FFFD has three bytes that begin with EF.
      if scalar.value == 0xFFFD, scalar.length != 3 || text[index] != 0xEF { return index }
      index += scalar.length
    }
    return nil
  }
}
