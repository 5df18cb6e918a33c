/// Eight bytes at a time: what scanners of text spend most of their time with.
extension Span where Element == UInt8 {
  /// Eight bytes from an index on, the first one lowest.
  @inline(__always)
  func word(at index: Int) -> UInt64 {
    // Of eight bytes with one check of borders the compiler makes one load.
    let part = extracting(index..<index &+ 8)
    return UInt64(part[0]) | UInt64(part[1]) << 8 | UInt64(part[2]) << 16 | UInt64(part[3]) << 24
      | UInt64(part[4]) << 32 | UInt64(part[5]) << 40 | UInt64(part[6]) << 48 | UInt64(part[7]) << 56
  }
}

extension UInt64 {
  /// The highest bit of each byte.
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The highest bit of the first byte that is `byte`. Bytes behind it may be marked wrongly.
  @inline(__always)
  func first(_ byte: UInt8) -> UInt64 {
    let other = self ^ (Self.ones &* UInt64(byte))
    return (other &- Self.ones) & ~other & Self.highBits
  }

  /// The highest bit of the first byte that is below 0x20. Bytes behind it may be marked wrongly.
  @inline(__always)
  var firstControl: UInt64 { (self &- Self.ones &* 0x20) & ~self & Self.highBits }

  /// The highest bits of all bytes that are `byte`.
  @inline(__always)
  func every(_ byte: UInt8) -> UInt64 {
    let (other, low) = (self ^ (Self.ones &* UInt64(byte)), ~Self.highBits)
    return ~(((other & low) &+ low) | other | low)
  }

  /// The highest bits of the bytes that go on a character of UTF-8.
  @inline(__always)
  var continuations: UInt64 { self & ~(self << 1) & Self.highBits }

  /// Which byte the lowest mark is.
  @inline(__always)
  var firstMark: Int { trailingZeroBitCount >> 3 }
}
