/// Adagrad, as PyTorch does it.
///
/// Duchi, Hazan and Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization (2011).
///
///     g ← g·scale + λ·p       s ← s + g²       p ← p − η/(1 + (t − 1)·ρ) · g/(√s + ε)
public struct AdagradKernel: OptimizerKernel, Hashable {
  /// ρ, by which the rate falls.
  public var rateDecay = 0.0
  /// s before the first step.
  public var initialSum = 0.0
  /// ε
  public var epsilon = 1e-10
  /// λ
  public var weightDecay: Float = 0

  /// PyTorch's constants.
  public init() {}

  /// s
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    var sum = Matrix(rows: rows, columns: columns)
    sum.fill(Float(initialSum))
    return OptimizerMemory(layout, [("sum", sum)])
  }

  /// One step.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    var (sum, _, _) = memory.take()
    elements.check(value.count, gradient.count, sum.count)
    let rate = Float(step.rate / (1 + Double(step.number - 1) * rateDecay))
    let (decay, eps, scale) = (weightDecay, Float(epsilon), step.gradientScale)
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var s = sum.elements.mutableSpan
    for k in 0..<elements.count {
      for i in elements[k] {
        let slope = g[i] * scale + decay * p[i]
        let all = s[i] + slope * slope
        s[i] = all
        g[i] = 0
        p[i] -= rate * slope / (all.squareRoot() + eps)
      }
    }
    memory.give(sum, .empty)
  }
}
