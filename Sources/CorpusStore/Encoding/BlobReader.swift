import Annotations

/// Reads what `BlobWriter` wrote; `nil` for anything else, never a trap.
struct BlobReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number() -> Int? {
    var (value, shift) = (UInt64(0), UInt64(0))
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: value)) }
      shift += 7
    }
    return nil
  }

  mutating func signed() -> Int? {
    guard let folded = number().map(UInt.init(bitPattern:)) else { return nil }
    return Int(bitPattern: (folded >> 1) ^ (0 &- (folded & 1)))
  }

  /// A number that can be a count of things of which each takes a byte at least.
  mutating func count() -> Int? {
    guard let count = number(), count >= 0, count <= bytes.count - position else { return nil }
    return count
  }

  mutating func string() -> String? {
    guard let count = count() else { return nil }
    defer { position += count }
    guard let text = try? UTF8Span(validating: bytes.span.extracting(position..<position + count)) else { return nil }
    return String(copying: text)
  }

  mutating func attributes() -> [Attribute]? {
    guard let count = count() else { return nil }
    var result: [Attribute] = []
    for _ in 0..<count {
      guard let key = string(), let value = string() else { return nil }
      result.append(Attribute(key, value))
    }
    return result
  }

  mutating func ascendingRanges() -> [Range<Int>]? { ranges { $0.number() } }

  mutating func ranges() -> [Range<Int>]? { ranges { $0.signed() } }

  private mutating func ranges(_ distance: (inout BlobReader) -> Int?) -> [Range<Int>]? {
    guard let count = count() else { return nil }
    var result: [Range<Int>] = []
    result.reserveCapacity(count)
    var end = 0
    for _ in 0..<count {
      guard let distance = distance(&self), let length = number(), length >= 0 else { return nil }
      let (lower, isWrong) = end.addingReportingOverflow(distance)
      let (upper, isWrongToo) = lower.addingReportingOverflow(length)
      guard !isWrong, !isWrongToo, lower >= 0 else { return nil }
      result.append(lower..<upper)
      end = upper
    }
    return result
  }
}
