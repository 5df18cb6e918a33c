/// The fields of a protocol buffers message, in the order in which they are added: the wire format's few rules that event
/// files need (protobuf.dev, "Encoding").
struct ProtobufFields {
  /// The message's bytes.
  private(set) var bytes: [UInt8] = []

  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  mutating func add(_ field: Int, _ value: Int) {
    tag(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, _ value: Double) {
    tag(field, .fixed64)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: Int, _ value: Float) {
    tag(field, .fixed32)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  mutating func add(_ field: Int, _ message: ProtobufFields) { add(field, message.bytes) }

  private mutating func add(_ field: Int, _ content: [UInt8]) {
    tag(field, .bytes)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func tag(_ field: Int, _ type: WireType) { varint(UInt64(field) << 3 | type.rawValue) }

  /// Seven bits a byte, lowest first; the top bit says that more follow.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension FixedWidthInteger {
  /// The bytes, lowest first.
  var littleEndianBytes: [UInt8] {
    stride(from: 0, to: bitWidth, by: 8).map { UInt8(truncatingIfNeeded: self >> $0) }
  }
}
