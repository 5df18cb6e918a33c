/// A reader of protocol buffers' wire format: field by field, nothing allocated, every length checked.
///
/// One message with four nested ones is all that is read here, which a runtime and generated code would not make simpler.
/// Format: protobuf.dev/programming-guides/encoding.
struct WireReader {
  /// The value of a field.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(Range<Int>)
    case fixed32(UInt32)

    /// A float that is kept as such.
    var float: Float? {
      guard case .fixed32(let bits) = self else { return nil }
      return Float(bitPattern: bits)
    }

    /// A nested message or string: where its bytes lie.
    var range: Range<Int>? {
      guard case .bytes(let range) = self else { return nil }
      return range
    }

    /// An `int32`, or `nil` for what is none; negative numbers come sign-extended to 64 bits.
    var int32: Int32? {
      guard case .varint(let bits) = self else { return nil }
      return Int32(exactly: Int64(bitPattern: bits))
    }

    var bool: Bool? {
      guard case .varint(let bits) = self else { return nil }
      return bits != 0
    }
  }

  let bytes: [UInt8]
  private(set) var index: Int
  private let end: Int

  /// A reader of the message in `range`, which must lie within `bytes`.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a message within the bytes")
    (self.bytes, index, end) = (bytes, range.lowerBound, range.upperBound)
  }

  /// The next field; `nil` at the end.
  mutating func next() throws(SentencePieceProblem) -> (number: Int, value: Value)? {
    guard index < end else { return nil }
    let start = index
    let tag = try varint()
    guard let number = Int(exactly: tag >> 3), number > 0, number < 1 << 29 else {
      throw .wire(offset: start, expected: "a field number")
    }
    switch tag & 7 {
    case 0: return (number, .varint(try varint()))
    case 1: return (number, .fixed64(try fixed(8)))
    case 2:
      let place = index
      guard let length = Int(exactly: try varint()), length <= end - index else {
        throw .wire(offset: place, expected: "a length within the message")
      }
      defer { index += length }
      return (number, .bytes(index..<index + length))
    case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
    default: throw .wire(offset: start, expected: "a wire type of 0, 1, 2 or 5")
    }
  }

  private mutating func varint() throws(SentencePieceProblem) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard index < end else { throw .wire(offset: index, expected: "more bytes of a number") }
      let byte = bytes[index]
      index += 1
      if shift < 64 { value |= UInt64(byte & 0x7F) << UInt64(shift) }
      if byte < 0x80 { return value }
    }
    throw .wire(offset: index, expected: "the end of a number")
  }

  private mutating func fixed(_ count: Int) throws(SentencePieceProblem) -> UInt64 {
    guard end - index >= count else { throw .wire(offset: index, expected: "\(count) bytes of a number") }
    var value: UInt64 = 0
    for offset in 0..<count { value |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
    index += count
    return value
  }
}
