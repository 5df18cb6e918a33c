import Files
import Foundation
import TestSupport
import Testing

@testable import Taggers

@Suite("Unpacking gzip")
struct GunzipTests {
  /// `python3 -c 'import gzip,sys; sys.stdout.buffer.write(gzip.compress(b"gloss " * 3, mtime=0))'`
  static let small = Data([
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x4B, 0xCF, 0xC9, 0x2F, 0x2E, 0x56, 0x48, 0x47, 0x22, 1, 0x50, 0xA5, 0xE0, 0x43,
    0x12, 0, 0, 0,
  ])

  @Test("what Python packed is unpacked")
  func small() throws {
    #expect(try Gunzip.unpacked(Self.small, path: "x") == Data("gloss gloss gloss ".utf8))
  }

  @Test("a bomb is refused long before the disk is full")
  func bomb() throws {
    let packed = Self.bomb
    #expect(packed.count < 1_000_000)
    #expect(
      message { _ = try Gunzip.unpacked(packed, path: "m.nemo") }
        == "m.nemo: error: this gzip archive unpacks to more than \(Gunzip.limit(for: packed.count)) bytes, which no model "
        + "of its size does: refused")
  }

  /// Fixed Huffman: one literal 0, then 103 MB in matches of length 258 at distance 1 (RFC 1951, 3.2.6), without an end.
  private static var bomb: Data {
    var bits = BitWriter()
    bits.write(1, 1)  // the last block
    bits.write(1, 2)  // fixed codes
    bits.reversed(0x30, 8)  // literal 0
    for _ in 0..<400_000 {
      bits.reversed(0b1100_0101, 8)  // length code 285
      bits.reversed(0, 5)  // distance code 0
    }
    return Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + bits.bytes)
  }

  private struct BitWriter {
    var bytes: [UInt8] = []
    private var count = 0

    /// The lowest bit first.
    mutating func write(_ value: Int, _ size: Int) {
      for bit in 0..<size {
        if count % 8 == 0 { bytes.append(0) }
        if value >> bit & 1 == 1 { bytes[bytes.count - 1] |= 1 << (count % 8) }
        count += 1
      }
    }

    /// The highest bit first, as Huffman codes are.
    mutating func reversed(_ value: Int, _ size: Int) {
      for bit in (0..<size).reversed() { write(value >> bit & 1, 1) }
    }
  }
}
