import Foundation

/// Adamax: Adam with the infinity norm, as PyTorch does it.
///
/// Kingma and Ba: Adam (2015), section 7.1.
///
///     g ← g·scale + λ·p      m ← m + (1 − β₁)(g − m)      u ← max(β₂·u, |g| + ε)
///     p ← p − η/(1 − β₁ᵗ) · m/u
public struct AdamaxKernel: OptimizerKernel, Hashable {
  /// β₁
  public var beta1 = 0.9
  /// β₂
  public var beta2 = 0.999
  /// ε
  public var epsilon = 1e-8
  /// λ
  public var weightDecay: Float = 0

  /// PyTorch's constants.
  public init() {}

  /// m and u: zeros.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    let zeros = Matrix(rows: rows, columns: columns)
    return OptimizerMemory(layout, [("exp_avg", zeros), ("exp_inf", Matrix(rows: rows, columns: columns))])
  }

  /// With another β₁.
  public func withMomentum(_ momentum: Double) -> (any OptimizerKernel)? {
    var copy = self
    copy.beta1 = momentum
    return copy
  }

  /// One step.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    var (mean, norm, _) = memory.take()
    elements.check(value.count, gradient.count, mean.count, norm.count)
    let rate = Float(step.rate / (1 - pow(beta1, Double(step.number))))
    let (fresh, keep, eps) = (Float(1 - beta1), Float(beta2), Float(epsilon))
    let (decay, scale) = (weightDecay, step.gradientScale)
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var m = mean.elements.mutableSpan
    var u = norm.elements.mutableSpan
    for k in 0..<elements.count {
      for i in elements[k] {
        let slope = g[i] * scale + decay * p[i]
        let first = m[i] + fresh * (slope - m[i])
        let (old, new) = (keep * u[i], slope.magnitude + eps)
        let largest = old > new ? old : new
        m[i] = first
        u[i] = largest
        g[i] = 0
        p[i] -= rate * first / largest
      }
    }
    memory.give(mean, norm)
  }
}
