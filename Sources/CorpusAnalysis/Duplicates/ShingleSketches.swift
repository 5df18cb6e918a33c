/// The smallest hashes of many sets, from which similarities are told: exactly where both sets are small, else with a standard
/// error of √(s·(1 − s)/size).
///
/// The bottom-k sketch of Broder (1997): the smallest hashes of a union are found among the smallest ones of its parts.
struct ShingleSketches: Sendable {
  private let size: Int
  private var pool: [UInt32] = []
  private var starts: [Int] = [0]
  /// How large the sets are.
  private var counts: [Int32] = []

  init(size: Int) { self.size = max(size, 1) }

  /// Adds a set of hashes.
  mutating func add(_ hashes: [UInt64]) {
    let short = hashes.map { UInt32(truncatingIfNeeded: $0 >> 32) }
    pool += (short.count > size ? Array(short.sorted().prefix(size)) : short.sorted())
    starts.append(pool.count)
    counts.append(Int32(clamping: hashes.count))
  }

  /// Jaccard's similarity of two sets: the size of what they share over the size of their union.
  func similarity(_ first: Int, _ second: Int) -> Double {
    let isWhole = counts[first] <= size && counts[second] <= size
    let limit = isWhole ? Int.max : size
    var (a, b) = (starts[first], starts[second])
    let (endA, endB) = (starts[first + 1], starts[second + 1])
    var (union, shared) = (0, 0)
    while union < limit, a < endA || b < endB {
      union += 1
      if b == endB || (a < endA && pool[a] < pool[b]) {
        a += 1
      } else if a == endA || pool[b] < pool[a] {
        b += 1
      } else {
        shared += 1
        a += 1
        b += 1
      }
    }
    return union == 0 ? 1 : Double(shared) / Double(union)
  }

  /// More than the similarity can be, going by the sizes alone.
  func bound(_ first: Int, _ second: Int) -> Double {
    let (a, b) = (Double(counts[first]), Double(counts[second]))
    return max(a, b) == 0 ? 1 : min(a, b) / max(a, b)
  }
}
