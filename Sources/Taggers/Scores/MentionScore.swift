import Foundation

/// How the posteriors of a mention's words become one score.
///
/// A word's posterior is the softmax of its logits, at the model's temperature, for the label that the path gives it.
public enum MentionScore: String, Codable, Hashable, Sendable, CaseIterable {
  /// ∏ pᵢ: how probable it is that all labels are right, were words independent.
  case product
  /// min pᵢ: the weakest word.
  case minimum
  /// Σ pᵢ / n.
  case mean

  /// The score of words with these posteriors; 1 without words.
  public func score(_ posteriors: some Collection<Float>) -> Double {
    switch self {
    case .product: posteriors.reduce(1) { $0 * Double($1) }
    case .minimum: posteriors.reduce(1) { min($0, Double($1)) }
    case .mean: posteriors.isEmpty ? 1 : posteriors.reduce(0) { $0 + Double($1) } / Double(posteriors.count)
    }
  }
}

/// A score's way to a probability:   logit p = slope · logit s + intercept
///
/// Platt's scaling of a score that is a probability already (Platt 1999). It is monotone: the order of scores stays.
public struct ScoreMapping: Codable, Hashable, Sendable {
  /// How steep; positive.
  public var slope: Double
  /// Where s = ½ comes to lie.
  public var intercept: Double

  /// A mapping from its parts.
  public init(slope: Double, intercept: Double) { (self.slope, self.intercept) = (slope, intercept) }

  /// The probability for a score; scores are kept 1e-6 away from 0 and 1, where the logit has no end.
  public func callAsFunction(_ score: Double) -> Double {
    1 / (1 + exp(-(slope * Self.logit(score) + intercept)))
  }

  /// log s/(1 − s), of scores between 1e-6 and 1 − 1e-6.
  public static func logit(_ score: Double) -> Double {
    let s = min(max(score, 1e-6), 1 - 1e-6)
    return log(s) - log(1 - s)
  }
}
