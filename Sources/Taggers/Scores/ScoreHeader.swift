/// What a file of results says of its scores, for its header.
public struct ScoreHeader: Hashable, Sendable, Encodable {
  /// `product`, `minimum` or `mean` of the words' posteriors.
  public var of: String
  /// How label paths were chosen.
  public var decoding: String
  /// What logits were divided by; 1: as the model has them.
  public var temperature: Double
  /// What became of the score at that temperature: logit p = slope · logit s + intercept.
  public var mapping: ScoreMapping?
  /// Mentions of other types below are left out.
  public var threshold: Double?
  /// Mentions below are left out, by type.
  public var thresholds: [String: Double]?
  /// The precisions that thresholds were looked up for, by type.
  public var precisionTargets: [String: Double]?

  private enum CodingKeys: String, CodingKey {
    case of, decoding, temperature, mapping, threshold, thresholds
    case precisionTargets = "precision_targets"
  }

  /// What a policy does.
  public init(_ policy: ScorePolicy) {
    (of, decoding) = (policy.score.rawValue, policy.decoding.rawValue)
    (temperature, mapping) = (policy.temperature, policy.mapping)
    threshold = policy.threshold > 0 ? policy.threshold : nil
    thresholds = policy.thresholds.isEmpty ? nil : policy.thresholds
    let targets = policy.points.map { ($0.label, $0.target) }
    precisionTargets = targets.isEmpty ? nil : Dictionary(targets, uniquingKeysWith: { $1 })
  }
}
