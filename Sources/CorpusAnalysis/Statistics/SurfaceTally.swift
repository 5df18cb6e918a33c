/// How often each surface occurs, in bounded memory: exact up to a number of distinct surfaces, then the frequent ones
/// with a bound on what their counts miss, and an estimate of how many there are.
///
/// The frequent ones follow Misra and Gries in the form that can be merged (Agarwal et al.: Mergeable Summaries, PODS 2012).
struct SurfaceTally: Sendable {
  private struct Entry {
    var count: Int
    var text: [UInt8]
  }

  /// Longer surfaces are compared whole but shown in part.
  private static let shownBytes = 120

  private let limit: Int
  private var entries: [UInt64: Entry] = [:]
  private var sketch: HyperLogLog?
  /// How many occurrences may be missing from a count.
  private(set) var error = 0

  init(limit: Int) { self.limit = max(limit, 2) }

  mutating func add(_ surface: [UInt8]) {
    let hash = TextHash.of(surface)
    sketch?.add(hash)
    if entries[hash] != nil {
      entries[hash]?.count += 1
      return
    }
    entries[hash] = Entry(count: 1, text: Array(surface.prefix(Self.shownBytes + 1)))
    if entries.count > limit { trim() }
  }

  mutating func merge(_ other: SurfaceTally) {
    if sketch != nil || other.sketch != nil {
      startSketch()
      for hash in other.entries.keys { sketch?.add(hash) }
      if let theirs = other.sketch { sketch?.merge(theirs) }
    }
    entries.merge(other.entries) { Entry(count: $0.count + $1.count, text: $0.text) }
    error += other.error
    if entries.count > limit { trim() }
  }

  private mutating func startSketch() {
    guard sketch == nil else { return }
    var new = HyperLogLog()
    for hash in entries.keys { new.add(hash) }
    sketch = new
  }

  /// Takes the count of the first that must go from all: at most half of the limit stays.
  private mutating func trim() {
    startSketch()
    let cut = entries.values.map(\.count).sorted(by: >)[limit / 2]
    error += cut
    entries = entries.compactMapValues { $0.count > cut ? Entry(count: $0.count - cut, text: $0.text) : nil }
  }

  /// The number of distinct surfaces; exact unless there were too many.
  var distinct: Estimate {
    if let sketch { return Estimate(value: Int(sketch.estimate.rounded()), isExact: false) }
    return Estimate(value: entries.count, isExact: true)
  }

  /// The most frequent surfaces by falling count, then by bytes. A count is at most `error` too low.
  func top(_ count: Int) -> [SurfaceCount] {
    // Short of a sort of all: the few that can be among the first.
    let counts = entries.values.map(\.count).sorted(by: >)
    guard count > 0, let least = counts.prefix(count).last else { return [] }
    return entries.values.filter { $0.count >= least }
      .sorted { $0.count != $1.count ? $0.count > $1.count : $0.text.lexicographicallyPrecedes($1.text) }
      .prefix(count)
      .map {
        SurfaceCount(
          surface: Quotation.clipped($0.text, 0..<$0.text.count, limit: Self.shownBytes), count: $0.count)
      }
  }
}

/// A number that is known, or estimated with a standard error of 0.81 %.
public struct Estimate: Hashable, Sendable {
  /// The number.
  public var value: Int
  /// Whether it was counted.
  public var isExact: Bool

  /// A number.
  public init(value: Int, isExact: Bool) { (self.value, self.isExact) = (value, isExact) }
}

/// A surface and how often it occurs.
public struct SurfaceCount: Hashable, Sendable {
  /// The text, cut where it is long.
  public var surface: String
  /// Its occurrences.
  public var count: Int

  /// A surface from its parts.
  public init(surface: String, count: Int) { (self.surface, self.count) = (surface, count) }
}
