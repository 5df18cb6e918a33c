/// The merges of a byte-pair encoding: two tokens → rank and what they become.
struct MergeTable: Sendable {
  /// What a pair becomes.
  struct Merge {
    var rank: Int32
    var id: Int32
  }

  /// Open addressing, linear probing. A key is `left << 32 | right`; `free` marks a slot without one.
  private var keys: [UInt64]
  private var merges: [Merge]
  private static let free = UInt64.max

  /// Room for `count` merges.
  init(count: Int) {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    keys = [UInt64](repeating: Self.free, count: capacity)
    merges = [Merge](repeating: Merge(rank: 0, id: 0), count: capacity)
  }

  /// Adds a merge; of two for one pair the later one counts. No more may be added than there is room for.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    let slot = slot(of: key(left, right))
    keys[slot] = key(left, right)
    merges[slot] = merge
  }

  /// What a pair becomes; `nil` if it stays.
  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? {
    let slot = slot(of: key(left, right))
    return keys[slot] == Self.free ? nil : merges[slot]
  }

  @inline(__always)
  private func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The slot that holds the key, or the free one where it would go.
  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while keys[slot] != key, keys[slot] != Self.free { slot = (slot + 1) & mask }
    return slot
  }
}
