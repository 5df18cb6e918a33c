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

  /// The three scores, for averaging.
  static let metrics: [KeyPath<Scores, Double?> & Sendable] = [\.precision, \.recall, \.f1]
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

  /// Adds another count to this one.
  public static func += (counts: inout HitCounts, other: HitCounts) {
    counts.truePositives += other.truePositives
    counts.falsePositives += other.falsePositives
    counts.falseNegatives += other.falseNegatives
  }
}
