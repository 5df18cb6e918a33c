/// Stochastic gradient descent with momentum, as PyTorch does it.
///
/// Sutskever et al.: On the Importance of Initialization and Momentum in Deep Learning (2013).
///
///     g ← g·scale + λ·p
///     b ← g in the first step, then μ·b + (1 − τ)·g          g ← b, or with Nesterov's look-ahead g + μ·b
///     p ← p − η·g                                            without momentum there is no b
public struct SGDKernel: OptimizerKernel, Hashable {
  /// μ
  public var momentum = 0.0
  /// τ
  public var dampening = 0.0
  /// Whether the step looks ahead.
  public var nesterov = false
  /// λ
  public var weightDecay: Float = 0

  /// PyTorch's constants: no momentum.
  public init() {}

  /// b, if there is momentum.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    OptimizerMemory(layout, momentum == 0 ? [] : [("momentum_buffer", Matrix(rows: rows, columns: columns))])
  }

  /// With another μ.
  public func withMomentum(_ momentum: Double) -> (any OptimizerKernel)? {
    var copy = self
    copy.momentum = momentum
    return copy
  }

  /// One step.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    elements.check(value.count, gradient.count)
    let (decay, rate, scale) = (weightDecay, Float(step.rate), step.gradientScale)
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    guard momentum != 0 else {
      for k in 0..<elements.count {
        for i in elements[k] {
          p[i] -= rate * (g[i] * scale + decay * p[i])
          g[i] = 0
        }
      }
      return
    }
    var (buffer, _, _) = memory.take()
    elements.check(buffer.count)
    var b = buffer.elements.mutableSpan
    // The first step takes the gradient whole. A row that moves for the first time later has b = 0 by then, as it would
    // if it had been stepped with zero gradients.
    let (keep, fresh) = step.number == 1 ? (0, 1) : (Float(momentum), Float(1 - dampening))
    let (ahead, own) = nesterov ? (Float(momentum), Float(1)) : (1, 0)
    for k in 0..<elements.count {
      for i in elements[k] {
        let slope = g[i] * scale + decay * p[i]
        let kept = keep * b[i] + fresh * slope
        b[i] = kept
        p[i] -= rate * (own * slope + ahead * kept)
        g[i] = 0
      }
    }
    memory.give(buffer, .empty)
  }
}
