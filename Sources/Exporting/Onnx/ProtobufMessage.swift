import Foundation

/// The bytes of a protobuf message, field by field (https://protobuf.dev/programming-guides/encoding/).
struct ProtobufMessage {
  private(set) var bytes = Data()

  /// The wire types that ONNX needs.
  enum WireType: Int {
    case varint = 0
    case lengthDelimited = 2
    case fixed32 = 5
  }

  /// An integer; negative ones take ten bytes.
  mutating func add(_ field: Int, _ value: Int) {
    tag(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// A 32-bit float.
  mutating func add(_ field: Int, _ value: Float) {
    tag(field, .fixed32)
    let bits = value.bitPattern
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
  }

  /// A text.
  mutating func add(_ field: Int, _ text: String) { add(field, Data(text.utf8)) }

  /// A message inside this one.
  mutating func add(_ field: Int, _ message: ProtobufMessage) { add(field, message.bytes) }

  /// Bytes.
  mutating func add(_ field: Int, _ content: Data) {
    open(field, length: content.count)
    bytes.append(content)
  }

  /// The head of a field whose `length` bytes come from elsewhere.
  mutating func open(_ field: Int, length: Int) {
    tag(field, .lengthDelimited)
    varint(UInt64(length))
  }

  private mutating func tag(_ field: Int, _ type: WireType) { varint(UInt64(field << 3 | type.rawValue)) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The fields of a protobuf message in place, each checked against the message's bounds.
struct ProtobufReader {
  /// What a field holds.
  enum Value {
    case integer(Int)
    case float(Float)
    case bytes(Range<Int>)
  }

  private let storage: Data
  private(set) var position: Int
  private let end: Int

  /// The message in a range of the storage, whose indices start at 0.
  init(_ storage: Data, _ range: Range<Int>) {
    precondition(storage.startIndex == 0 && range.upperBound <= storage.count, "\(range) of \(storage.count) bytes")
    (self.storage, position, end) = (storage, range.lowerBound, range.upperBound)
  }

  /// The next field, or `nil` at the end; throws the byte at which the message is no message.
  mutating func next() throws(ProtobufDamage) -> (field: Int, value: Value)? {
    guard position < end else { return nil }
    let start = position
    let tag = try varint()
    let field = Int(truncatingIfNeeded: tag >> 3)
    switch tag & 7 {
    case 0: return (field, .integer(Int(truncatingIfNeeded: try varint())))
    case 1: try skip(8, from: start)
    case 2:
      guard let length = Int(exactly: try varint()), length <= end - position else {
        throw ProtobufDamage(offset: start)
      }
      let range = position..<position + length
      position = range.upperBound
      return (field, .bytes(range))
    case 5:
      let at = position
      try skip(4, from: start)
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(storage[at + $1]) << UInt32(8 * $1) }
      return (field, .float(Float(bitPattern: bits)))
    default: throw ProtobufDamage(offset: start)
    }
    return try next()
  }

  private mutating func skip(_ count: Int, from start: Int) throws(ProtobufDamage) {
    guard count <= end - position else { throw ProtobufDamage(offset: start) }
    position += count
  }

  private mutating func varint() throws(ProtobufDamage) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { break }
      let byte = storage[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw ProtobufDamage(offset: position)
  }
}

/// The place where bytes stop being a protobuf message.
struct ProtobufDamage: Error {
  var offset: Int
}
