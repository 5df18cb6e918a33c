/// Results of windows in storage of a fixed size: a table, and segments that entries are written into one behind the other.
///
/// Nothing is allocated for an entry, and nothing is given back: segments are taken when they are first needed, and stay. So memory
/// is what was allowed, and does not depend on how long the process runs or on the lengths of entries.
struct WindowGeneration {
  /// Bytes that can be used; places of more would not fit into a slot.
  static let mostBytes = 16 << 30
  /// Values of 4 bytes in a segment, at most. An entry lies in one segment; larger ones find no room.
  static let longestSegment = 1 << 18
  /// Values before an entry's own: how many ids, first rows and posteriors it has.
  private static let headCount = 3
  /// Values of storage for each slot: the smallest entries are about as long.
  private static let valuesPerSlot = 32

  private let slotCount: Int
  private let segmentCount: Int
  private let segmentLength: Int
  /// Upper half of the hash in the upper half, place + 1 in the lower; 0 is free.
  private var slots: [UInt64] = []
  /// An entry is its head, ids, first rows and the bits of its posteriors.
  private var segments: [[Int32]] = []
  /// The segment that is written to.
  private var last = 0
  /// Entries.
  private(set) var count = 0

  /// - Parameter bytes: what table and segments take when they are full.
  init(bytes: Int) {
    let values = max(0, min(bytes, Self.mostBytes)) / 4
    let wanted = min(values / Self.valuesPerSlot, 1 << 24)
    // A power of two, so that a hash's lowest bits are a slot.
    slotCount = wanted > 0 ? 1 << (Int.bitWidth - 1 - wanted.leadingZeroBitCount) : 0
    let left = max(0, values - 2 * slotCount)
    segmentCount = slotCount > 0 ? (left + Self.longestSegment - 1) / Self.longestSegment : 0
    segmentLength = segmentCount > 0 ? left / segmentCount : 0
  }

  /// Bytes that are in use for good.
  var bytes: Int { 8 * slots.count + segments.reduce(0) { $0 + 4 * $1.capacity } }

  /// Whether an entry finds room if there is no other.
  func takes(_ key: WindowKey, posteriors count: Int) -> Bool { Self.size(key, count) <= segmentLength }

  /// Whether a window's posteriors are there.
  func contains(_ key: WindowKey) -> Bool { place(of: key) != nil }

  /// Appends the posteriors of a window to `found` and says where they lie there; `nil` if they are not known.
  func find(_ key: WindowKey, into found: inout [Float]) -> Range<Int>? {
    guard let (segment, start) = place(of: key) else { return nil }
    let values = segments[segment]
    let first = start + Self.headCount + key.ids.count + key.firstRows.count
    let begin = found.count
    found += values[first..<first + Int(values[start + 2])].lazy.map { Float(bitPattern: UInt32(bitPattern: $0)) }
    return begin..<found.count
  }

  /// Remembers the posteriors of a window that is not there; `false` if there is no room for them.
  mutating func insert(_ key: WindowKey, _ posteriors: ArraySlice<Float>) -> Bool {
    let size = Self.size(key, posteriors.count)
    guard size <= segmentLength, 4 * (count + 1) <= 3 * slotCount else { return false }
    if last < segments.count, segments[last].count + size > segmentLength {
      guard last + 1 < segmentCount else { return false }
      last += 1
    }
    if last == segments.count {
      segments.append([])
      segments[last].reserveCapacity(segmentLength)
    }
    if slots.isEmpty { slots = [UInt64](repeating: 0, count: slotCount) }
    let place = last * segmentLength + segments[last].count
    segments[last].append(Int32(key.ids.count))
    segments[last].append(Int32(key.firstRows.count))
    segments[last].append(Int32(posteriors.count))
    segments[last] += key.ids
    segments[last] += key.firstRows
    segments[last] += posteriors.lazy.map { Int32(bitPattern: $0.bitPattern) }
    var slot = firstSlot(key)
    while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
    slots[slot] = key.hash & Self.tagBits | UInt64(place + 1)
    count += 1
    return true
  }

  /// Forgets all entries and keeps the storage.
  mutating func removeAll() {
    for slot in slots.indices { slots[slot] = 0 }
    for segment in segments.indices { segments[segment].removeAll(keepingCapacity: true) }
    (last, count) = (0, 0)
  }

  private static let tagBits: UInt64 = 0xFFFF_FFFF_0000_0000

  private static func size(_ key: WindowKey, _ posteriors: Int) -> Int {
    headCount + key.ids.count + key.firstRows.count + posteriors
  }

  private func firstSlot(_ key: WindowKey) -> Int { Int(truncatingIfNeeded: key.hash) & (slotCount - 1) }

  /// The segment of an entry, and where it begins there.
  private func place(of key: WindowKey) -> (segment: Int, start: Int)? {
    guard count > 0 else { return nil }
    // There are free slots, at least a quarter.
    var slot = firstSlot(key)
    while slots[slot] != 0 {
      if slots[slot] & Self.tagBits == key.hash & Self.tagBits {
        let place = Int(slots[slot] & ~Self.tagBits) - 1
        let (segment, start) = (place / segmentLength, place % segmentLength)
        if isEntry(segments[segment], start, of: key) { return (segment, start) }
      }
      slot = (slot + 1) & (slotCount - 1)
    }
    return nil
  }

  private func isEntry(_ values: [Int32], _ start: Int, of key: WindowKey) -> Bool {
    guard values[start] == key.ids.count, values[start + 1] == key.firstRows.count else { return false }
    let rows = start + Self.headCount + key.ids.count
    return values[start + Self.headCount..<rows].elementsEqual(key.ids)
      && values[rows..<rows + key.firstRows.count].elementsEqual(key.firstRows)
  }
}
