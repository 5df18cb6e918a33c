import Foundation

/// PyTorch's `CyclicLR`: the rate climbs from one bound to the other and falls back, again and again.
///
/// Smith: Cyclical Learning Rates for Training Neural Networks (2017).
public struct CyclicRate: Hashable, Sendable {
  /// How later cycles shrink.
  public enum Mode: String, Sendable, CaseIterable {
    /// Not at all.
    case triangular
    /// Each has half the height of the one before.
    case triangular2
    /// By γ a step.
    case exponential = "exp_range"
  }

  /// The lower bound.
  public var lowest: Double
  /// The upper bound.
  public var highest: Double
  /// Steps up.
  public var stepsUp: Int
  /// Steps down.
  public var stepsDown: Int
  /// How later cycles shrink.
  public var mode: Mode
  /// γ of `exponential`.
  public var gamma: Double
  /// Bounds of the momentum, which moves against the rate; `nil` leaves it.
  public var momentum: ClosedRange<Double>?

  /// A cycle from its parts.
  public init(
    lowest: Double, highest: Double, stepsUp: Int, stepsDown: Int, mode: Mode, gamma: Double,
    momentum: ClosedRange<Double>?
  ) {
    (self.lowest, self.highest, self.stepsUp, self.stepsDown) = (lowest, highest, stepsUp, stepsDown)
    (self.mode, self.gamma, self.momentum) = (mode, gamma, momentum)
  }

  /// The rate of step s, from 0.
  func rate(step s: Int) -> Double { lowest + (highest - lowest) * height(s) }

  /// The momentum of step s, from 0.
  func momentum(step s: Int) -> Double? {
    momentum.map { $0.upperBound - ($0.upperBound - $0.lowerBound) * height(s) }
  }

  /// How far up the step is: 0 at the lower bound, 1 at the upper one of the first cycle.
  private func height(_ s: Int) -> Double {
    let total = Double(max(stepsUp + stepsDown, 1))
    let share = Double(stepsUp) / total
    let cycle = (1 + Double(s) / total).rounded(.down)
    let x = 1 + Double(s) / total - cycle
    let height = x <= share ? x / share : (x - 1) / (share - 1)
    switch mode {
    case .triangular: return height
    case .triangular2: return height / pow(2, cycle - 1)
    case .exponential: return height * pow(gamma, Double(s))
    }
  }
}
