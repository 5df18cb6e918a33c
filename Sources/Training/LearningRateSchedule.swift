/// The learning rate of each optimizer step.
public struct LearningRateSchedule: Hashable, Sendable {
  /// How the rate falls after the warm-up.
  public enum Shape: String, Sendable, CaseIterable {
    /// Not at all, and there is no warm-up either: a spec without `sched`.
    case constant
    /// In a straight line to 0 at the last step: NeMo's `WarmupAnnealing`.
    case warmupAnnealing = "WarmupAnnealing"
  }

  /// How the rate falls.
  public var shape: Shape
  /// The highest rate.
  public var base: Double
  /// Steps of linear growth at the start (NeMo's w).
  public var warmupSteps: Int
  /// All steps (NeMo's T).
  public var maxSteps: Int

  /// A schedule from its parts.
  public init(_ shape: Shape, base: Double, warmupSteps: Int, maxSteps: Int) {
    (self.shape, self.base, self.warmupSteps, self.maxSteps) = (shape, base, warmupSteps, maxSteps)
  }

  /// The rate of step s, from 0.
  ///
  /// s ≤ w: base·(s + 1)/(w + 1);  s > T: 0;  else base·(T − s)/(T − w). (NeMo, 2021: WarmupPolicy, WarmupAnnealing.)
  public func rate(step s: Int) -> Double {
    switch shape {
    case .constant: return base
    case .warmupAnnealing:
      if s <= warmupSteps { return base * Double(s + 1) / Double(warmupSteps + 1) }
      if s > maxSteps { return 0 }
      return base * max(Double(maxSteps - s) / Double(maxSteps - warmupSteps), 0)
    }
  }

  /// What it remembers besides the step, for a resumed run.
  var memory: [String: Double] { [:] }

  /// Takes over what it remembered.
  mutating func restore(_ memory: [String: Double]) throws(TrainerStateProblem) {
    if let stranger = memory.keys.min() { throw .unexpected(stranger) }
  }
}
