/// Stretches of original bytes that were tokenized before. Bounded: a full cache forgets everything and starts anew,
/// which costs less than keeping track of use, for the frequent words are soon back.
struct WordCache {
  /// Longer stretches are rare and not worth their place.
  static let longestKey = 64
  private static let slotCount = 1 << 16
  private static let mostEntries = 1 << 15

  private struct Entry {
    var keyStart: Int32
    var keyLength: Int32
    var tokenStart: Int32
    var tokenCount: Int32
    var limit: Double
  }

  /// Tag of the hash in the upper half, entry + 1 in the lower; 0 is free.
  private var slots = [UInt64](repeating: 0, count: slotCount)
  private var entries: [Entry] = []
  private var keys: [UInt8] = []
  private(set) var ids: [Int32] = []
  /// Begin and end of each token's range in its stretch, below `longestKey`.
  private(set) var ranges: [(start: UInt8, end: UInt8)] = []

  /// The tokens of `text[range]`, which has this hash; `nil` if they are not known.
  @inline(__always)
  func tokens(of text: borrowing Span<UInt8>, _ range: Range<Int>, hash: ByteHash) -> Range<Int>? {
    entry(of: text, range, hash: hash).map(tokens)
  }

  /// The entry of `text[range]`, which has this hash; `nil` if there is none.
  @inline(__always)
  func entry(of text: borrowing Span<UInt8>, _ range: Range<Int>, hash: ByteHash) -> Int? {
    var slot = hash.slot(in: Self.slotCount)
    while true {
      let found = slots[slot]
      if found == 0 { return nil }
      if found & 0xFFFF_FFFF_0000_0000 == hash.tag {
        let number = Int(found & 0xFFFF_FFFF) - 1
        let entry = entries[number]
        if Int(entry.keyLength) == range.count {
          var (key, index) = (Int(entry.keyStart), range.lowerBound)
          while index < range.upperBound, keys[key] == text[index] { (key, index) = (key + 1, index + 1) }
          if index == range.upperBound { return number }
        }
      }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
  }

  /// The tokens of an entry.
  @inline(__always)
  func tokens(of entry: Int) -> Range<Int> {
    Int(entries[entry].tokenStart)..<Int(entries[entry].tokenStart + entries[entry].tokenCount)
  }

  /// What was said of an entry when it was added.
  @inline(__always)
  func limit(of entry: Int) -> Double { entries[entry].limit }

  /// Remembers the tokens of a stretch that is not in the cache and no longer than `longestKey`.
  ///
  /// - Parameter limit: whatever the caller wants to know when it meets the stretch again.
  mutating func add(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, hash: ByteHash, ids newIDs: ArraySlice<Int32>,
    ranges newRanges: ArraySlice<Range<Int>>, limit: Double = .infinity
  ) {
    if entries.count == Self.mostEntries { removeAll() }
    entries.append(
      Entry(
        keyStart: Int32(keys.count), keyLength: Int32(range.count), tokenStart: Int32(ids.count),
        tokenCount: Int32(newIDs.count), limit: limit))
    for index in range { keys.append(text[index]) }
    ids += newIDs
    for tokenRange in newRanges {
      ranges.append(
        (UInt8(tokenRange.lowerBound - range.lowerBound), UInt8(tokenRange.upperBound - range.lowerBound)))
    }
    var slot = hash.slot(in: Self.slotCount)
    while slots[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
    slots[slot] = hash.tag | UInt64(entries.count)
  }

  private mutating func removeAll() {
    for slot in slots.indices { slots[slot] = 0 }
    entries.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
  }
}
