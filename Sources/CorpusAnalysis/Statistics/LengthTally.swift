/// A distribution of lengths in bounded memory: exact below 4,096, above that in steps of 1/64 of the length.
struct LengthTally: Sendable {
  private static let exact = 4_096
  private static let steps = 64
  /// A length that no text has; more counts as this.
  private static let limit = 1 << 40
  private var low: [Int] = []
  private var high: [Int: Int] = [:]
  private(set) var count = 0
  private var sum = 0.0
  private(set) var smallest = Int.max
  private(set) var largest = 0

  mutating func add(_ length: Int) {
    let length = min(max(length, 0), Self.limit)
    count += 1
    sum += Double(length)
    (smallest, largest) = (min(smallest, length), max(largest, length))
    if length < Self.exact {
      if low.count <= length { low += Array(repeating: 0, count: length + 1 - low.count) }
      low[length] += 1
    } else {
      high[Self.bucket(length), default: 0] += 1
    }
  }

  mutating func merge(_ other: LengthTally) {
    count += other.count
    sum += other.sum
    (smallest, largest) = (min(smallest, other.smallest), max(largest, other.largest))
    if low.count < other.low.count { low += Array(repeating: 0, count: other.low.count - low.count) }
    for (length, times) in other.low.enumerated() { low[length] += times }
    high.merge(other.high, uniquingKeysWith: +)
  }

  /// The power of two, and the 64th part of it.
  private static func bucket(_ length: Int) -> Int {
    let power = Int.bitWidth - 1 - length.leadingZeroBitCount
    return power * steps + (length >> (power - 6)) - steps
  }

  private static func upperEnd(ofBucket bucket: Int) -> Int {
    let (power, step) = (bucket / steps, bucket % steps)
    return ((steps + step) << (power - 6)) + ((1 << (power - 6)) - 1)
  }

  /// Each length that occurs, ascending; long ones by the upper end of their step.
  private var pairs: [(length: Int, count: Int)] {
    low.enumerated().filter { $1 > 0 }.map { ($0, $1) }
      + high.sorted { $0.key < $1.key }.map { (min(Self.upperEnd(ofBucket: $0.key), largest), $0.value) }
  }

  var figures: LengthFigures {
    guard count > 0 else { return LengthFigures() }
    let pairs = pairs
    var figures = LengthFigures()
    figures.count = count
    figures.mean = sum / Double(count)
    (figures.smallest, figures.largest) = (smallest, largest)
    // The nearest rank: the smallest length that at least the share p of all does not exceed.
    func percentile(_ p: Int) -> Int {
      let rank = max((count * p + 99) / 100, 1)
      var seen = 0
      for pair in pairs {
        seen += pair.count
        if seen >= rank { return pair.length }
      }
      return largest
    }
    figures.percentiles = LengthFigures.percents.map { .init(percent: $0, length: percentile($0)) }
    figures.bars = bars(pairs, upTo: percentile(99))
    return figures
  }

  /// At most 30 bars of one width up to a length, and one for the rest.
  private func bars(_ pairs: [(length: Int, count: Int)], upTo end: Int) -> [LengthFigures.Bar] {
    var width = 1
    for candidate in Self.widths {
      width = candidate
      if (end - smallest) / candidate < 30 { break }
    }
    let start = smallest / width * width
    let bins = (end - start) / width + 1
    let limit = start + bins * width
    var counts = [Int](repeating: 0, count: bins)
    var rest = 0
    for pair in pairs {
      if pair.length < limit { counts[(pair.length - start) / width] += pair.count } else { rest += pair.count }
    }
    var bars = counts.enumerated().map { index, times in
      LengthFigures.Bar(lengths: start + index * width...start + (index + 1) * width - 1, count: times)
    }
    if rest > 0 { bars.append(LengthFigures.Bar(lengths: limit...max(limit, largest), count: rest)) }
    return bars
  }

  /// 1, 2, 5, 10, 20, 50, … up to the limit.
  private static let widths: [Int] = (0..<13).flatMap { power -> [Int] in
    let ten = (0..<power).reduce(1) { value, _ in value * 10 }
    return [ten, 2 * ten, 5 * ten]
  }
}

/// A distribution of lengths.
public struct LengthFigures: Hashable, Sendable {
  /// The percents that are told.
  public static let percents = [5, 25, 50, 75, 90, 95, 99]

  /// A length that a share of all does not exceed.
  public struct Percentile: Hashable, Sendable {
    /// The share.
    public var percent: Int
    /// The length; above 4,096 at most 1/64 too high.
    public var length: Int
  }

  /// A bar of the histogram.
  public struct Bar: Hashable, Sendable {
    /// The lengths that it counts.
    public var lengths: ClosedRange<Int>
    /// How many there are.
    public var count: Int
  }

  /// How many were measured.
  public var count = 0
  /// `nil` if nothing was measured.
  public var mean: Double?
  /// The smallest; `nil` if nothing was measured.
  public var smallest: Int?
  /// The largest.
  public var largest: Int?
  /// The nearest ranks of `percents`.
  public var percentiles: [Percentile] = []
  /// Bars of one width up to the 99th percentile, and one for what is longer.
  public var bars: [Bar] = []

  /// Nothing measured.
  public init() {}
}
