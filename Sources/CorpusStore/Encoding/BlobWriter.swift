import Annotations

/// Appends numbers and byte strings to a blob.
///
/// Numbers are unsigned LEB128: seven bits a byte, the lowest first. Signed ones are folded (0, −1, 1, −2, …) before.
struct BlobWriter {
  private(set) var bytes: [UInt8] = []

  init() {}

  mutating func append(_ value: Int) {
    var rest = UInt64(bitPattern: Int64(value))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func append(signed value: Int) { append((value << 1) ^ (value >> (Int.bitWidth - 1))) }

  /// Makes room for so many bytes.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// Bytes with their count before them.
  mutating func append(_ value: ArraySlice<UInt8>) {
    append(value.count)
    bytes += value
  }

  /// A text with its count of bytes before it.
  mutating func append(_ value: String) {
    append(value.utf8.count)
    bytes += value.utf8
  }

  /// Bytes as they are.
  mutating func append(raw value: [UInt8]) { bytes += value }

  /// Attributes with their count before them.
  mutating func append(_ attributes: [Attribute]) {
    append(attributes.count)
    for attribute in attributes {
      append(attribute.key)
      append(attribute.value)
    }
  }

  /// Ranges that ascend without overlap: for each the distance to the end before, and the length.
  mutating func append(ascending ranges: [Range<Int>]) {
    append(ranges.count)
    bytes.reserveCapacity(bytes.count + ranges.count * 3)
    var end = 0
    for range in ranges {
      append(range.lowerBound - end)
      append(range.count)
      end = range.upperBound
    }
  }

  /// Ranges in any order.
  mutating func append(_ ranges: [Range<Int>]) {
    append(ranges.count)
    var end = 0
    for range in ranges {
      append(signed: range.lowerBound - end)
      append(range.count)
      end = range.upperBound
    }
  }
}
