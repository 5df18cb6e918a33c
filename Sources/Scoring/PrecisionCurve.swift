/// How precise predictions are from each score on, counted on labelled data.
public struct PrecisionCurve: Hashable, Sendable {
  /// A prediction.
  public struct Prediction: Hashable, Sendable {
    /// Its score.
    public var score: Double
    /// Whether it is right.
    public var isRight: Bool

    /// A prediction from its parts.
    public init(score: Double, isRight: Bool) { (self.score, self.isRight) = (score, isRight) }
  }

  /// A threshold, and what was counted from it on.
  public struct Point: Hashable, Sendable {
    /// Predictions with this score or more count.
    public var threshold: Double
    /// How many there are.
    public var count: Int
    /// How many of them are right.
    public var right: Int
    /// The precision that these counts leave no doubt of: the exact one-sided lower bound.
    public var lowerBound: Double
  }

  /// Why there is no threshold for a precision.
  public enum Problem: Error, Hashable, Sendable {
    /// So few predictions that even without a mistake they would not tell.
    case tooFew(count: Int)
    /// No threshold leaves the precision without doubt; the point with the best lower bound.
    case outOfReach(best: Point)
  }

  /// Every threshold that parts predictions, descending; equal scores stay together.
  public private(set) var points: [Point] = []
  private let count: Int
  private let confidence: Double

  /// The curve of predictions in any order.
  public init(_ predictions: [Prediction], confidence: Double) {
    (count, self.confidence) = (predictions.count, confidence)
    let sorted = predictions.sorted { $0.score > $1.score }
    var right = 0
    for (index, prediction) in sorted.enumerated() {
      right += prediction.isRight ? 1 : 0
      let count = index + 1
      if count < sorted.count, sorted[count].score == prediction.score { continue }
      points.append(
        Point(
          threshold: prediction.score, count: count, right: right,
          lowerBound: BinomialBound.lower(right: right, of: count, confidence: confidence)))
    }
  }

  /// The threshold that keeps many predictions while their precision is `target` or more without doubt.
  ///
  /// From the highest score down, the first stretch of thresholds that pass is taken, up to the first that does not: looking on
  /// for others that pass by chance would make the bound worth less (fixed-sequence testing).
  public func point(target: Double) throws(Problem) -> Point {
    guard BinomialBound.lower(right: count, of: count, confidence: confidence) >= target else {
      throw .tooFew(count: count)
    }
    if let first = points.firstIndex(where: { $0.lowerBound >= target }) {
      let end = points[first...].firstIndex { $0.lowerBound < target } ?? points.endIndex
      return points[end - 1]
    }
    guard let best = points.max(by: { $0.lowerBound < $1.lowerBound }) else { throw .tooFew(count: count) }
    throw .outOfReach(best: best)
  }
}
