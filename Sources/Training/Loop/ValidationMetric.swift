import Scoring

/// What validation measures, by the names under which NeMo logs it and specs `monitor` it.
public enum ValidationMetric: String, Sendable, CaseIterable, Codable {
  /// The mean of the batches' losses.
  case loss = "val_loss"
  /// NeMo's macro average over words, `O` included, in percent.
  case precision, recall, f1
  /// Over mentions, in percent.
  case entityPrecision = "val_entity_precision"
  case entityRecall = "val_entity_recall"
  case entityF1 = "val_entity_f1"

  /// Which values are better.
  public enum Direction: String, Sendable, CaseIterable, Codable {
    case min, max

    /// Whether `a` is better than `b`; nothing is worse than a value that is missing.
    public func isBetter(_ a: Double?, than b: Double?) -> Bool {
      guard let a else { return false }
      guard let b else { return true }
      return self == .min ? a < b : a > b
    }
  }

  /// Which values are better: Lightning's mode `auto`.
  public var direction: Direction { self == .loss ? .min : .max }

  /// The value of a result; `nil` where it is not a number, an undefined score counts as 0.
  public func value(of result: Evaluator.Result) -> Double? {
    let value =
      switch self {
      case .loss: result.loss
      case .precision: result.tokens.macro.precision ?? 0
      case .recall: result.tokens.macro.recall ?? 0
      case .f1: result.tokens.macro.f1 ?? 0
      case .entityPrecision: (result.mentions.micro.precision ?? 0) * 100
      case .entityRecall: (result.mentions.micro.recall ?? 0) * 100
      case .entityF1: (result.mentions.micro.f1 ?? 0) * 100
      }
    return value.isFinite ? value : nil
  }
}
