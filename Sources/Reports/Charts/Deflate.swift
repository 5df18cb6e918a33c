/// A zlib stream (RFC 1950) of one block with fixed codes (RFC 1951): small, and good enough for pictures made of squares.
///
/// Repetitions are looked for at two distances only: one byte back, and one line of the picture back.
enum Deflate {
  /// - Parameter period: how many bytes a line has.
  static func zlib(_ bytes: [UInt8], period: Int) -> [UInt8] {
    var bits = BitWriter()
    bits.put(1, count: 1)  // the last block
    bits.put(1, count: 2)  // fixed codes
    var position = 0
    while position < bytes.count {
      let candidates = [1, period].filter { $0 <= position && $0 <= 32_768 }
      let best = candidates.map { (length: repeated(bytes, position, distance: $0), distance: $0) }
        .max { $0.length < $1.length }
      if let best, best.length >= 3 {
        putLength(best.length, into: &bits)
        putDistance(best.distance, into: &bits)
        position += best.length
      } else {
        putSymbol(Int(bytes[position]), into: &bits)
        position += 1
      }
    }
    putSymbol(256, into: &bits)
    // 0x78: deflate with a window of 32 KiB; 0x01 makes both a multiple of 31.
    return [0x78, 0x01] + bits.finished() + Raster.bigEndian(Int(Checksum.adler32(bytes)))
  }

  /// How many bytes at a position repeat those `distance` before them; at most 258.
  private static func repeated(_ bytes: [UInt8], _ position: Int, distance: Int) -> Int {
    var length = 0
    while length < 258, position + length < bytes.count, bytes[position + length] == bytes[position + length - distance]
    {
      length += 1
    }
    return length
  }

  /// The fixed code of a literal, of the end, or of a length.
  private static func putSymbol(_ symbol: Int, into bits: inout BitWriter) {
    switch symbol {
    case 0..<144: bits.putReversed(0x30 + symbol, count: 8)
    case 144..<256: bits.putReversed(0x190 + symbol - 144, count: 9)
    case 256..<280: bits.putReversed(symbol - 256, count: 7)
    default: bits.putReversed(0xC0 + symbol - 280, count: 8)
    }
  }

  private static func putLength(_ length: Int, into bits: inout BitWriter) {
    guard length < 258 else { return putSymbol(285, into: &bits) }
    let (code, extra, rest) = split(length - 3, free: 8, step: 4)
    putSymbol(257 + code, into: &bits)
    bits.put(rest, count: extra)
  }

  private static func putDistance(_ distance: Int, into bits: inout BitWriter) {
    let (code, extra, rest) = split(distance - 1, free: 4, step: 2)
    bits.putReversed(code, count: 5)
    bits.put(rest, count: extra)
  }

  /// Both tables of the RFC follow one rule: `free` codes stand for themselves, then every `step` codes share a number of
  /// extra bits, which grows by one.
  private static func split(_ value: Int, free: Int, step: Int) -> (code: Int, extra: Int, rest: Int) {
    guard value >= free else { return (value, 0, 0) }
    var (code, extra, base) = (free, 1, free)
    while value >= base + step << extra {
      base += step << extra
      code += step
      extra += 1
    }
    return (code + (value - base) >> extra, extra, (value - base) & (1 << extra - 1))
  }
}

/// Bits from the lowest of each byte on.
struct BitWriter {
  private var bytes: [UInt8] = []
  private var buffer = 0
  private var filled = 0

  /// The lowest bits of a number, the lowest first.
  mutating func put(_ value: Int, count: Int) {
    buffer |= value << filled
    filled += count
    while filled >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      filled -= 8
    }
  }

  /// A Huffman code: the highest bit first.
  mutating func putReversed(_ code: Int, count: Int) {
    for index in stride(from: count - 1, through: 0, by: -1) { put(code >> index & 1, count: 1) }
  }

  /// All bytes, the last one filled up with zeros.
  func finished() -> [UInt8] { filled > 0 ? bytes + [UInt8(truncatingIfNeeded: buffer)] : bytes }
}

/// The checksums of PNG and zlib.
enum Checksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1 }
  }

  /// CRC-32 of PNG chunks (polynomial 0xEDB88320, reflected).
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  /// Adler-32 of zlib streams.
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
