import Scoring

/// The score of a validation that `ReduceLROnPlateau` looks at, under the names of `monitor`.
public enum PlateauScore: String, Sendable, CaseIterable {
  /// The mean of the batches' losses.
  case loss = "val_loss"
  /// The macro averages of TAO's report, in per cent.
  case precision, recall, f1
  /// The F₁ of whole mentions, in per cent.
  case entityF1 = "val_entity_f1"

  /// Its value; what is not defined counts as 0.
  public func value(of result: Evaluator.Result) -> Double {
    switch self {
    case .loss: result.loss
    case .precision: result.tokens.macro.precision ?? 0
    case .recall: result.tokens.macro.recall ?? 0
    case .f1: result.tokens.macro.f1 ?? 0
    case .entityF1: (result.mentions.micro.f1 ?? 0) * 100
    }
  }
}
