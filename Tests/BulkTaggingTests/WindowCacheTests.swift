import Kernels
import Testing

@testable import BulkTagging
@testable import Taggers

@Suite("Remembered windows")
struct WindowCacheTests {
  /// A key of random ids; few hashes where collisions are wanted.
  private static func key(
    _ stream: inout PhiloxStream, hashes: ClosedRange<UInt64> = .min ... .max
  ) -> WindowKey {
    let ids = (0..<Int.random(in: 3...40, using: &stream)).map { _ in Int32.random(in: 0...99, using: &stream) }
    let rows = (0..<Int.random(in: 0...ids.count, using: &stream)).map(Int32.init)
    return WindowKey(ids: ids, firstRows: rows, hash: UInt64.random(in: hashes, using: &stream))
  }

  private static func posteriors(_ key: WindowKey, labels: Int = 5) -> [Float] {
    (0..<key.firstRows.count * labels).map {
      Float(bitPattern: UInt32(truncatingIfNeeded: $0 &* 40_503 &+ key.ids.count))
    }
  }

  private func isSame(_ found: [Float], _ expected: [Float]) -> Bool {
    found.map(\.bitPattern) == expected.map(\.bitPattern)
  }

  @Test(
    "what is found is what was remembered, bit for bit, whatever the hashes are and whatever was forgotten",
    arguments: [(1, 20_000), (2, 3_000), (3, 1 << 20), (4, 200)], [UInt64.max, 7, 0])
  func contents(place: (seed: Int, bytes: Int), highest: UInt64) throws {
    var stream = PhiloxStream(seed: UInt64(place.seed), stream: 9)
    var cache = WindowCache(bytes: place.bytes)
    var (buffer, found, forgotten) = ([Float](), 0, 0)
    let keys = (0..<400).map { _ in Self.key(&stream, hashes: 0...highest) }
    for _ in 0..<4_000 {
      let key = keys[Int.random(in: keys.indices, using: &stream)]
      let expected = Self.posteriors(key)
      if let range = cache.find(key, into: &buffer) {
        #expect(isSame(Array(buffer[range]), expected))
        found += 1
      } else {
        forgotten += 1
        cache.insert(key, expected[...])
      }
    }
    #expect(cache.bytes <= place.bytes + 256)
    // Everything fits into a MiB, a part into less, nothing into the least.
    switch place.bytes {
    case 1 << 20: #expect(forgotten == Set(keys).count)
    case 200: #expect(found < 4_000)
    default: #expect(found > 20 && forgotten > 400)
    }
  }

  @Test("equal hashes and equal ids are not enough: first rows count, and so do the ids")
  func collisions() {
    var cache = WindowCache(bytes: 100_000)
    let keys = [([1, 2, 3], [1]), ([1, 2, 3], [2]), ([1, 2], [1]), ([1, 2, 3], []), ([3, 2, 1], [1])].map {
      WindowKey(ids: $0.0, firstRows: $0.1, hash: 5)
    }
    for (index, key) in keys.enumerated() {
      var buffer: [Float] = []
      #expect(cache.find(key, into: &buffer) == nil && buffer.isEmpty)
      cache.insert(key, [Float(index)])
      // A second time changes nothing.
      cache.insert(key, [-1])
    }
    var buffer: [Float] = []
    #expect(keys.map { cache.find($0, into: &buffer) } == keys.indices.map { $0..<$0 + 1 })
    #expect(buffer == keys.indices.map(Float.init))
  }

  @Test("windows have the same key when ids and first rows are the same")
  func keys() {
    func key(_ ids: [Int32], _ rows: [Int32], _ scored: Range<Int>) -> WindowKey {
      WindowKey(EncodedWindow(ids: ids, firstRows: rows, wordOfRow: [], scored: scored))
    }
    #expect(key([1, 2, 3], [1], 0..<1) == key([1, 2, 3], [1], 4..<5))
    #expect(key([1, 2, 3], [1], 0..<1).hash == key([1, 2, 3], [1], 4..<5).hash)
    #expect(key([1, 2, 3], [1], 0..<1) != key([1, 2, 3], [2], 0..<1))
    #expect(key([1, 2, 3], [1], 0..<1) != key([1, 3, 2], [1], 0..<1))
    // Of some thousand windows no two meet.
    let hashes = Set((0..<60).flatMap { a in (0..<60).map { b in key([101, a, b, 102], [1], 0..<1).hash } })
    #expect(hashes.count == 3_600)
  }

  @Test("what was asked for lately stays, and what nobody asks for goes")
  func eviction() {
    var cache = WindowCache(bytes: 40_000)
    var buffer: [Float] = []
    func key(_ number: Int) -> WindowKey {
      WindowKey(EncodedWindow(ids: [1, Int32(number), 2], firstRows: [1], wordOfRow: [], scored: 0..<1))
    }
    let posteriors = [Float](repeating: 0.5, count: 60)
    for number in 0..<2_000 {
      cache.insert(key(number), posteriors[...])
      #expect((cache.find(key(0), into: &buffer) != nil) == true)
    }
    #expect(cache.find(key(1), into: &buffer) == nil)
    // A generation holds some 69 of these, and so the last 60 are in one of the two.
    for number in 1_940..<2_000 { #expect(cache.find(key(number), into: &buffer) != nil) }
  }

  @Test(
    "what is larger than the storage is not remembered, and nothing is forgotten for it", arguments: [2_000, 8 << 20])
  func tooLarge(bytes: Int) {
    var cache = WindowCache(bytes: bytes)
    var buffer: [Float] = []
    let small = WindowKey(ids: [1, 2], firstRows: [1], hash: 1)
    cache.insert(small, [1, 2, 3])
    let large = WindowKey(ids: [1, 2, 3], firstRows: [1], hash: 2)
    for _ in 0..<3 { cache.insert(large, [Float](repeating: 1, count: min(bytes, 300_000))[...]) }
    #expect(cache.find(large, into: &buffer) == nil)
    #expect(cache.find(small, into: &buffer) == 0..<3)
    // As large as a generation's segment can be.
    let generation = WindowGeneration(bytes: bytes / 2)
    let most = (0..<400_000).last { generation.takes(large, posteriors: $0) } ?? 0
    cache.insert(large, [Float](repeating: 2, count: most)[...])
    #expect(cache.find(large, into: &buffer)?.count == most)
    #expect(most > min(bytes / 16, 200_000))
  }

  @Test("without storage nothing is remembered", arguments: [0, -1, .min, 1, 7, 100])
  func nothing(bytes: Int) {
    var cache = WindowCache(bytes: bytes)
    #expect(cache.isOn == (bytes > 0))
    let key = WindowKey(ids: [1, 2], firstRows: [1], hash: 1)
    var buffer: [Float] = []
    cache.insert(key, [1])
    #expect(cache.find(key, into: &buffer) == nil)
    #expect(cache.bytes == 0)
  }

  @Test("more bytes than there are anywhere take none before there are entries")
  func endless() {
    var cache = WindowCache(bytes: .max)
    #expect(cache.bytes == 0)
    var buffer: [Float] = []
    let key = WindowKey(ids: [1, 2], firstRows: [1], hash: 1)
    #expect(cache.find(key, into: &buffer) == nil)
    cache.insert(key, [1])
    #expect(cache.find(key, into: &buffer) == 0..<1)
  }

  @Test("storage grows to its size and no further, and a table that is full ends a generation", arguments: [1, 2])
  func bounds(seed: UInt64) {
    var stream = PhiloxStream(seed: seed, stream: 4)
    var generation = WindowGeneration(bytes: 3 << 20)
    var sizes: Set<Int> = []
    for round in 0..<4 {
      var (values, isFull) = (0, false)
      while !isFull {
        let key = Self.key(&stream)
        // Even rounds have entries of few values.
        let posteriors = Self.posteriors(key, labels: round % 2 == 0 ? 0 : 9)
        isFull = !generation.insert(key, posteriors[...])
        if !isFull { values += 3 + key.ids.count + key.firstRows.count + posteriors.count }
      }
      if round > 0 { sizes.insert(generation.bytes) }
      #expect(values * 4 <= 3 << 20)
      #expect(round % 2 == 0 ? generation.count == 12_288 : values * 4 > 5 << 19)
      generation.removeAll()
      #expect(generation.count == 0)
    }
    #expect(sizes.count == 1)
    #expect(sizes.allSatisfy { $0 <= (3 << 20) + 3 * 4_096 })
  }
}
