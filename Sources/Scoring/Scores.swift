/// Precision, recall and F₁ with the number of gold items behind them; `nil` where the denominator is empty.
public struct Scores: Hashable, Sendable, Codable {
  /// Of what was predicted, how much is right.
  public var precision: Double?
  /// Of what is there, how much was found.
  public var recall: Double?
  /// The harmonic mean of both.
  public var f1: Double?
  /// How many gold items there are.
  public var support: Int

  /// Scores from their parts.
  public init(precision: Double?, recall: Double?, f1: Double?, support: Int) {
    (self.precision, self.recall, self.f1, self.support) = (precision, recall, f1, support)
  }

  /// Undefined scores are written as `null`, so that every row has the same keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
    try container.encode(support, forKey: .support)
  }

  /// Σ weight·score / divisor, an undefined score counting as 0; `nil` if the divisor is 0.
  static func mean(_ rows: [(scores: Scores, weight: Double)], divisor: Double, support: Int) -> Scores {
    func mean(_ score: (Scores) -> Double?) -> Double? {
      divisor == 0 ? nil : rows.reduce(0) { $0 + $1.weight * (score($1.scores) ?? 0) } / divisor
    }
    return Scores(
      precision: mean { $0.precision }, recall: mean { $0.recall }, f1: mean { $0.f1 }, support: support)
  }
}

/// How often something was predicted rightly, wrongly, and missed.
public struct HitCounts: Hashable, Sendable, Codable {
  /// Predicted, and there.
  public var truePositives = 0
  /// Predicted, and not there.
  public var falsePositives = 0
  /// There, and not predicted.
  public var falseNegatives = 0

  /// Counts from their parts.
  public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
    (self.truePositives, self.falsePositives, self.falseNegatives) = (truePositives, falsePositives, falseNegatives)
  }

  /// How many are there.
  public var support: Int { truePositives + falseNegatives }
  /// How many were predicted.
  public var predicted: Int { truePositives + falsePositives }

  /// P = tp/(tp+fp), R = tp/(tp+fn), F₁ = 2tp/(2tp+fp+fn) as fractions; `nil` where the denominator is 0.
  var scores: Scores {
    func ratio(_ numerator: Int, _ denominator: Int) -> Double? {
      denominator == 0 ? nil : Double(numerator) / Double(denominator)
    }
    return Scores(
      precision: ratio(truePositives, predicted), recall: ratio(truePositives, support),
      f1: ratio(2 * truePositives, predicted + support), support: support)
  }

  /// Adds another count to this one.
  public static func += (counts: inout HitCounts, other: HitCounts) {
    counts.truePositives += other.truePositives
    counts.falsePositives += other.falsePositives
    counts.falseNegatives += other.falseNegatives
  }
}
