import Files
import TestSupport
import Testing

@Suite("Zstd")
struct ZstdTests {
  @Test("what an encoder packed as frames is unpacked again", arguments: [0, 1, 4_000, 1 << 20, 3_000_000])
  func roundTrip(count: Int) {
    var random = SplitMix64(seed: count)
    let encoder = Zstd.Encoder(level: 1)
    for spread in [UInt8(3), 255] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...spread, using: &random) }
      let packed = encoder.packed(bytes)
      #expect(Zstd.unpacked(packed) == bytes)
      #expect(Zstd.unpacked(packed, limit: count) == bytes)
      if count > 0 { #expect(Zstd.unpacked(packed, limit: count - 1) == nil) }
      #expect(Zstd.unpacked(packed + [0]) == nil)
      #expect(Zstd.unpacked(packed.dropLast()) == nil)
    }
  }

  @Test("damaged frames are told", arguments: 0..<40)
  func damaged(seed: Int) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<2_000).map { _ in UInt8.random(in: 0...20, using: &random) }
    var packed = Zstd.Encoder(level: 1).packed(bytes)
    let place = Int.random(in: packed.indices, using: &random)
    packed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    #expect(Zstd.unpacked(packed, limit: 1 << 20) != bytes)
  }
}

extension Zstd {
  fileprivate static func unpacked(_ packed: ArraySlice<UInt8>) -> [UInt8]? { unpacked(Array(packed)) }
}
