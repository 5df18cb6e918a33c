/// PyTorch's `ReduceLROnPlateau`: when the rate is lowered.
public struct PlateauRule: Hashable, Sendable {
  /// Whether the score is better when it is lower (a loss).
  public var lowerIsBetter: Bool
  /// What the rate is multiplied by.
  public var factor: Double
  /// How many validations without improvement are borne.
  public var patience: Int
  /// How much better counts as better.
  public var threshold: Double
  /// Whether the threshold is a share of the best score.
  public var isRelative: Bool
  /// How many validations after a reduction do not count.
  public var cooldown: Int
  /// The least rate.
  public var leastRate: Double
  /// Smaller reductions are left out.
  public var epsilon: Double

  /// PyTorch's constants.
  public init() {
    (lowerIsBetter, factor, patience, threshold) = (true, 0.1, 10, 1e-4)
    (isRelative, cooldown, leastRate, epsilon) = (true, 0, 0, 1e-8)
  }

  func isBetter(_ score: Double, than best: Double) -> Bool {
    switch (lowerIsBetter, isRelative) {
    case (true, true): score < best * (1 - threshold)
    case (true, false): score < best - threshold
    case (false, true): score > best * (1 + threshold)
    case (false, false): score > best + threshold
    }
  }
}

/// What a plateau schedule has seen so far.
struct PlateauMemory: Hashable, Sendable {
  /// The rate as it is now.
  var rate: Double
  /// The best score; `nil` before the first.
  private var best: Double?
  private var badValidations = 0.0
  private var cooldownLeft = 0.0

  init(rate: Double) { self.rate = rate }

  /// One validation's score.
  mutating func observe(_ score: Double, _ rule: PlateauRule) {
    if score.isFinite, best.map({ rule.isBetter(score, than: $0) }) ?? true {
      best = score
      badValidations = 0
    } else {
      badValidations += 1
    }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      badValidations = 0
    }
    guard badValidations > Double(rule.patience) else { return }
    let lower = max(rate * rule.factor, rule.leastRate)
    if rate - lower > rule.epsilon { rate = lower }
    cooldownLeft = Double(rule.cooldown)
    badValidations = 0
  }

  private static let names = ["rate", "bad_validations", "cooldown_left"]

  /// Its numbers by name, all finite.
  var named: [String: Double] {
    var named = ["rate": rate, "bad_validations": badValidations, "cooldown_left": cooldownLeft]
    named["best"] = best
    return named
  }

  /// From its numbers.
  init(named: [String: Double]) throws(TrainerStateProblem) {
    func take(_ name: String) throws(TrainerStateProblem) -> Double {
      guard let value = named[name], value.isFinite, value >= 0 else { throw .missing("schedule/\(name)") }
      return value
    }
    rate = try take("rate")
    badValidations = try take("bad_validations")
    cooldownLeft = try take("cooldown_left")
    best = named["best"]
    if let stranger = named.keys.filter({ $0 != "best" && !Self.names.contains($0) }).min() {
      throw .unexpected("schedule/\(stranger)")
    }
  }
}
