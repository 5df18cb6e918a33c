import Crypto

/// Numbers in a row of bytes: seven bits a byte, the lowest first, the highest bit set in all but the last.
struct JournalBytes {
  private(set) var bytes: [UInt8] = []
  private var position = 0

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func add(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func add(_ more: [UInt8]) {
    add(more.count)
    bytes += more
  }

  mutating func add(fixed number: UInt64) {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
  }

  /// The next number, not negative; `nil` where there is none.
  mutating func number() -> Int? {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while position < bytes.count, shift < 63 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(exactly: value) }
      shift += 7
    }
    return nil
  }

  mutating func fixed() -> UInt64? {
    guard bytes.count - position >= 8 else { return nil }
    var value: UInt64 = 0
    for shift in 0..<8 { value |= UInt64(bytes[position + shift]) << (8 * shift) }
    position += 8
    return value
  }

  mutating func block() -> [UInt8]? {
    guard let count = number(), count <= bytes.count - position else { return nil }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  var isAtEnd: Bool { position == bytes.count }
}

/// FNV-1a over bytes, 32 bits: tells whether a row is what was written.
struct RowChecksum {
  private(set) var value: UInt32 = 2_166_136_261

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { value = (value ^ UInt32(byte)) &* 16_777_619 }
  }

  /// Of a row's streams, one behind the other.
  static func of(_ parts: [[UInt8]]) -> UInt32 {
    var sum = RowChecksum()
    for part in parts { sum.add(part) }
    return sum.value
  }
}
