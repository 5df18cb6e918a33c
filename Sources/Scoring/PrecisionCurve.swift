/// How precise predictions are from each score on, counted on labelled data, and from which score on they have a precision.
///
/// The search over thresholds is paid for (Angelopoulos et al. 2021, Learn then Test, with several starts of a fixed sequence):
/// only those that leave all predictions, one half, one quarter … of them begin a search, whatever the data says is right. The first
/// has half of the allowed error, the others share the rest. From the loosest that passes the search goes on to looser ones, up to the
/// first that does not pass. A lower target passes wherever a higher one does, so its threshold is never stricter.
public struct PrecisionCurve: Hashable, Sendable {
  /// A prediction.
  public struct Prediction: Hashable, Sendable {
    /// Its score.
    public var score: Double
    /// Whether it is right.
    public var isRight: Bool
    /// What it was drawn with, such as its sentence; predictions of one group may be right or wrong together.
    public var group: Int

    /// A prediction from its parts.
    public init(score: Double, isRight: Bool, group: Int) {
      (self.score, self.isRight, self.group) = (score, isRight, group)
    }
  }

  /// A threshold, and what was counted from it on.
  public struct Point: Hashable, Sendable {
    /// Predictions with this score or more count.
    public var threshold: Double
    /// How many there are.
    public var count: Int
    /// How many of them are right.
    public var right: Int
    /// As many independent predictions would tell as much; no more than `count`.
    public var effectiveCount: Double
    /// The precision that these counts leave no doubt of: the exact one-sided lower bound at the level of the search.
    public var lowerBound = 0.0
  }

  /// Why there is no threshold for a precision.
  public enum Problem: Error, Hashable, Sendable {
    /// So few predictions that even without a mistake they would not tell.
    case tooFew(count: Int)
    /// No threshold leaves the precision without doubt; of those where a search begins the one with the best lower bound.
    case outOfReach(best: Point)
  }

  /// Every threshold that parts predictions, descending; equal scores stay together. Without lower bounds.
  public private(set) var points: [Point] = []
  /// How much predictions of one group are right or wrong together: the correlation within groups, 0…1.
  public let correlation: Double
  /// Where searches begin, from all predictions to few: indices of `points`.
  private var starts: [Int] = []
  private let count: Int
  private let error: Double

  /// No search begins with fewer predictions than this, but the one with all.
  private static let least = 16

  /// The curve of predictions in any order.
  ///
  /// - Parameter confidence: how sure a threshold's precision shall be, the search included.
  public init(_ predictions: [Prediction], confidence: Double) {
    (count, error) = (predictions.count, 1 - confidence)
    let sorted = predictions.sorted { $0.score > $1.score }
    correlation = Self.correlation(sorted)
    var (right, squares) = (0, 0)
    var members: [Int: Int] = [:]
    for (index, prediction) in sorted.enumerated() {
      right += prediction.isRight ? 1 : 0
      let before = members[prediction.group, default: 0]
      squares += 2 * before + 1
      members[prediction.group] = before + 1
      let count = index + 1
      if count < sorted.count, sorted[count].score == prediction.score { continue }
      // Kish's design effect: 1 + ρ(m − 1), with the size m of the group that a prediction finds itself in.
      let effect = 1 + correlation * (Double(squares) / Double(count) - 1)
      points.append(
        Point(threshold: prediction.score, count: count, right: right, effectiveCount: Double(count) / effect))
    }
    var size = count
    while size > 0, size == count || size >= Self.least {
      if let index = points.firstIndex(where: { $0.count >= size }), starts.last != index { starts.append(index) }
      size /= 2
    }
  }

  /// The threshold that keeps many predictions while their precision is `target` or more without doubt.
  public func point(target: Double) throws(Problem) -> Point {
    guard count >= Self.needed(target: target, confidence: 1 - error) else { throw .tooFew(count: count) }
    for (number, start) in starts.enumerated() where passes(start, target, number) {
      var end = start
      while end + 1 < points.count, passes(end + 1, target, number) { end += 1 }
      return bounded(end, number)
    }
    let all = starts.enumerated().map { bounded($0.element, $0.offset) }
    guard let best = all.max(by: { $0.lowerBound < $1.lowerBound }) else { throw .tooFew(count: count) }
    throw .outOfReach(best: best)
  }

  /// How many predictions, all right and independent of each other, it takes to be sure of a precision; `Int.max` for 1 and more.
  public static func needed(target: Double, confidence: Double) -> Int {
    guard target > 0 else { return 1 }
    guard target < 1, confidence < 1 else { return .max }
    var (count, power) = (0, 1.0)
    while power > (1 - confidence) / 2, count < 1_000_000 { (count, power) = (count + 1, power * target) }
    return count
  }

  /// The error that a search may make.
  private func level(_ number: Int) -> Double { number == 0 ? error / 2 : error / 2 / Double(starts.count - 1) }

  private func passes(_ index: Int, _ target: Double, _ number: Int) -> Bool {
    let (right, count) = effective(points[index])
    return BinomialBound.tail(right: right, of: count, p: target) <= level(number)
  }

  private func bounded(_ index: Int, _ number: Int) -> Point {
    var point = points[index]
    let (right, count) = effective(point)
    point.lowerBound = BinomialBound.lower(right: right, of: count, confidence: 1 - level(number))
    return point
  }

  private func effective(_ point: Point) -> (right: Double, count: Double) {
    let share = point.effectiveCount / Double(point.count)
    return (Double(point.right) * share, point.effectiveCount)
  }

  /// ρ = Σ eᵢeⱼ over pairs within groups, a pair, by the mean of e²; e is what is left of "is right" after the share that is right at
  /// that score, found by isotonic regression (pool adjacent violators). Below 0 counts as 0.
  private static func correlation(_ sorted: [Prediction]) -> Double {
    var blocks: [(right: Int, count: Int)] = []
    for (index, prediction) in sorted.enumerated() {
      var block = (right: prediction.isRight ? 1 : 0, count: 1)
      if index > 0, sorted[index - 1].score == prediction.score, let last = blocks.popLast() {
        block = (block.right + last.right, block.count + last.count)
      }
      // From high scores to low ones the share may only fall.
      while let last = blocks.last, last.right * block.count < block.right * last.count {
        block = (block.right + last.right, block.count + last.count)
        blocks.removeLast()
      }
      blocks.append(block)
    }
    var groups: [Int: (sum: Double, squares: Double, count: Int)] = [:]
    var order: [Int] = []
    var index = 0
    for block in blocks {
      let share = Double(block.right) / Double(block.count)
      for prediction in sorted[index..<index + block.count] {
        let rest = (prediction.isRight ? 1 : 0) - share
        if groups[prediction.group] == nil { order.append(prediction.group) }
        groups[prediction.group, default: (0, 0, 0)].sum += rest
        groups[prediction.group, default: (0, 0, 0)].squares += rest * rest
        groups[prediction.group, default: (0, 0, 0)].count += 1
      }
      index += block.count
    }
    var (products, pairs, squares) = (0.0, 0, 0.0)
    // In the order of the data, so that the sums have the same bits every time.
    for group in order.compactMap({ groups[$0] }) {
      products += group.sum * group.sum - group.squares
      pairs += group.count * (group.count - 1)
      squares += group.squares
    }
    guard pairs > 0, squares > 0 else { return 0 }
    return min(max(products / Double(pairs) / (squares / Double(sorted.count)), 0), 1)
  }
}
