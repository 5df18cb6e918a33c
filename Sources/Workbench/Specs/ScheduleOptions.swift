import Kernels
import Specs
import Training

/// Groups of keys that schedules take.
extension OptionReader {
  /// `NAME_steps` or `NAME_ratio`.
  mutating func length(_ name: String) -> ScheduleSpec.Length? {
    let steps = optionalCount("\(name)_steps", least: 0)
    let ratio = optionalNumber("\(name)_ratio", .notNegative)
    section.check(ratio.map { $0 <= 1 } ?? true, key: "\(name)_ratio", "must lie in 0 ... 1")
    section.check(
      steps == nil || ratio == nil, key: "\(name)_ratio", "and \(name)_steps exclude each other; set one to null")
    return steps.map { .steps($0) } ?? ratio.map { .ratio($0) }
  }

  /// The keys of `CyclicLR`.
  mutating func cyclicRate(_ optimizer: OptimizerSpecification) -> CyclicRate {
    let lowest = requiredNumber("base_lr", .positive)
    let highest = requiredNumber("max_lr", .positive)
    section.check(lowest <= highest, key: "max_lr", "must not be less than base_lr")
    let up = count("step_size_up", default: 2000, least: 1)
    let down = optionalCount("step_size_down", least: 1)
    let mode = word("mode", default: CyclicRate.Mode.triangular)
    let gamma = number("gamma", default: 1, .positive)
    let moves = flag("cycle_momentum", default: true)
    let least = number("base_momentum", default: 0.8, .share)
    let most = number("max_momentum", default: 0.9, .share)
    section.check(least <= most, key: "max_momentum", "must not be less than base_momentum")
    section.check(
      !moves || optimizer.kernel.withMomentum(most) != nil, key: "cycle_momentum",
      "must be false: \(optimizer.name.rawValue) has no momentum")
    return CyclicRate(
      lowest: lowest, highest: highest, stepsUp: up, stepsDown: down ?? up, mode: mode, gamma: gamma,
      momentum: moves && least <= most ? least...most : nil)
  }

  private enum Direction: String, CaseIterable {
    case min, max
  }

  private enum ThresholdMode: String, CaseIterable {
    case relative = "rel"
    case absolute = "abs"
  }

  /// The keys of `ReduceLROnPlateau`.
  mutating func plateauRule() -> PlateauRule {
    var rule = PlateauRule()
    rule.lowerIsBetter = word("mode", default: Direction.min) == .min
    rule.factor = number("factor", default: 0.1, .share)
    rule.patience = count("patience", default: 10, least: 0)
    rule.threshold = number("threshold", default: 1e-4, .notNegative)
    rule.isRelative = word("threshold_mode", default: ThresholdMode.relative) == .relative
    rule.cooldown = count("cooldown", default: 0, least: 0)
    rule.leastRate = number("min_lr", default: 0, python: "0", .notNegative)
    rule.epsilon = number("eps", default: 1e-8, .notNegative)
    return rule
  }
}
