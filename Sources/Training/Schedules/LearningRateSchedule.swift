import Foundation

/// The learning rate of each optimizer step, as NeMo's and PyTorch's schedulers give it.
///
/// Below, s is the number of a step from 0, T all steps, w the steps of warm-up, b the base rate, m the least rate.
public struct LearningRateSchedule: Sendable, Hashable {
  /// How the rate goes.
  public enum Shape: Hashable, Sendable {
    /// b in every step: a spec without `sched`.
    case constant
    /// Warm-up, then b.
    case warmupPolicy
    /// Warm-up, then b: holding makes no difference before the end.
    case warmupHoldPolicy
    /// b·(1 − x)² with x = (s − w)/(T − w), not below m.
    case squareAnnealing
    /// b·√(1 − s/T), not below m.
    case squareRootAnnealing
    /// m + (b − m)·(1 + cos πx)/2 with x = (s − w)/(T − w). With constant steps c at the end it is Megatron's:
    /// warm-up b·s/w, x = (s − w)/(T − w − c), then m.
    case cosineAnnealing(constantSteps: Int)
    /// In a straight line from b to m at step T.
    case warmupAnnealing
    /// b/√((s + 1)/(w + 1))
    case inverseSquareRootAnnealing
    /// 1/√max(s, c): T5's, which has no base rate.
    case t5InverseSquareRootAnnealing(constantSteps: Int)
    /// m + (b − m)·(1 − x)ᵖ with x = (s − w)/(T − w); `cycle` stretches T − w instead of ending.
    case polynomialDecayAnnealing(power: Double, cycle: Bool)
    /// The same with x = (s − h)/(T − max(w, h)), h being the end of the hold.
    case polynomialHoldDecayAnnealing(power: Double, cycle: Bool)
    /// b/√d · min(1/√s, s/w^1.5) from s = 1 on, not below m after the warm-up.
    case noamAnnealing(modelWidth: Int)
    /// Warm-up, hold, then b·wᵈ/(s − hold)ᵈ, not below m.
    case noamHoldAnnealing(decayRate: Double)
    /// b·γ^⌊s/n⌋
    case step(size: Int, gamma: Double)
    /// b·γˢ
    case exponential(gamma: Double)
    /// Up and down between two rates.
    case cyclic(CyclicRate)
    /// b, lowered where a score of validation stops getting better.
    case reduceOnPlateau(PlateauRule)
  }

  /// How the rate goes.
  public var shape: Shape
  /// b
  public var base: Double
  /// w
  public var warmupSteps: Int
  /// h, the step at which a hold ends; 0 without one.
  public var holdEnd: Int
  /// T
  public var maxSteps: Int
  /// m
  public var leastRate: Double
  /// What a plateau schedule has seen.
  private var plateau: PlateauMemory

  /// A schedule from its parts.
  public init(
    _ shape: Shape, base: Double, warmupSteps: Int = 0, maxSteps: Int, holdEnd: Int = 0, leastRate: Double = 0
  ) {
    (self.shape, self.base, self.warmupSteps, self.maxSteps) = (shape, base, warmupSteps, maxSteps)
    (self.holdEnd, self.leastRate) = (holdEnd, leastRate)
    plateau = PlateauMemory(rate: base)
  }

  /// The rate of step s, from 0.
  public func rate(step s: Int) -> Double {
    switch shape {
    case .constant: return base
    case .step(let size, let gamma): return base * pow(gamma, Double(s / max(size, 1)))
    case .exponential(let gamma): return base * pow(gamma, Double(s))
    case .cyclic(let cycle): return cycle.rate(step: s)
    case .reduceOnPlateau: return plateau.rate
    case .noamAnnealing(let width): return noam(s, width)
    case .t5InverseSquareRootAnnealing(let constant):
      if s > constant, s > maxSteps { return leastRate }
      return 1 / Double(max(s, constant, 1)).squareRoot()
    case .cosineAnnealing(let constant) where constant > 0:
      if s <= warmupSteps, warmupSteps > 0 { return base * Double(s) / Double(warmupSteps) }
      return cosine(s - warmupSteps, of: maxSteps - warmupSteps - constant)
    default:
      if s <= warmupSteps, warmupSteps > 0 { return base * Double(s + 1) / Double(warmupSteps + 1) }
      if s < holdEnd { return base }
      if s > maxSteps { return leastRate }
      return annealed(s)
    }
  }

  /// The momentum of step s where the schedule moves it too.
  public func momentum(step: Int) -> Double? {
    guard case .cyclic(let cycle) = shape else { return nil }
    return cycle.momentum(step: step)
  }

  /// The rate between warm-up (or hold) and the last step.
  private func annealed(_ s: Int) -> Double {
    let (after, left) = (Double(s - warmupSteps), Double(maxSteps - warmupSteps))
    switch shape {
    case .squareAnnealing:
      let rest = (left - after) / left
      return max(base * rest * rest, leastRate)
    case .squareRootAnnealing:
      return max(base * (Double(maxSteps - s) / Double(maxSteps)).squareRoot(), leastRate)
    case .warmupAnnealing:
      return leastRate + (base - leastRate) * max(Double(maxSteps - s) / left, 0)
    case .cosineAnnealing: return cosine(s - warmupSteps, of: maxSteps - warmupSteps)
    case .inverseSquareRootAnnealing: return base / (Double(s + 1) / Double(warmupSteps + 1)).squareRoot()
    case .polynomialDecayAnnealing(let power, let cycle):
      return polynomial(s - warmupSteps, of: maxSteps - warmupSteps, power, cycle)
    case .polynomialHoldDecayAnnealing(let power, let cycle):
      return polynomial(s - holdEnd, of: maxSteps - max(warmupSteps, holdEnd), power, cycle)
    case .noamHoldAnnealing(let decayRate):
      let hold = holdEnd > 0 ? holdEnd - warmupSteps : 0
      let before = max(1, pow(Double(warmupSteps), decayRate))
      return max(base * before / max(1, pow(Double(s - hold), decayRate)), leastRate)
    default: return base
    }
  }

  private func cosine(_ s: Int, of steps: Int) -> Double {
    guard s <= steps, steps > 0 else { return leastRate }
    return leastRate + (base - leastRate) * 0.5 * (1 + cos(Double.pi * Double(s) / Double(steps)))
  }

  private func polynomial(_ s: Int, of steps: Int, _ power: Double, _ cycle: Bool) -> Double {
    guard steps > 0 else { return leastRate }
    var (at, length) = (Double(s), Double(steps))
    if cycle {
      if s > 0 { length *= (at / length).rounded(.up) }
    } else {
      at = min(at, length)
    }
    return leastRate + (base - leastRate) * pow(1 - at / length, power)
  }

  private func noam(_ step: Int, _ width: Int) -> Double {
    let s = Double(max(step, 1))
    var factor = 1 / s.squareRoot()
    if warmupSteps > 0 { factor = min(factor, s * pow(Double(warmupSteps), -1.5)) }
    let rate = base * factor / Double(max(width, 1)).squareRoot()
    return Int(s) > warmupSteps ? max(rate, leastRate) : rate
  }

  // MARK: What a schedule remembers

  /// Tells a plateau schedule the score of a validation; others do not look.
  public mutating func observe(_ score: Double) {
    guard case .reduceOnPlateau(let rule) = shape else { return }
    plateau.observe(score, rule)
  }

  /// What it remembers besides the step, for a resumed run.
  var memory: [String: Double] {
    guard case .reduceOnPlateau = shape else { return [:] }
    return plateau.named
  }

  /// Takes over what it remembered.
  mutating func restore(_ memory: [String: Double]) throws(TrainerStateProblem) {
    guard case .reduceOnPlateau = shape else {
      if let stranger = memory.keys.min() { throw .unexpected("schedule/\(stranger)") }
      return
    }
    plateau = try PlateauMemory(named: memory)
  }
}
