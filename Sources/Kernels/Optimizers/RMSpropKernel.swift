/// RMSprop, as PyTorch does it.
///
/// Tieleman and Hinton: Lecture 6.5 (2012); Graves: Generating Sequences With Recurrent Neural Networks (2013) for the
/// centered form.
///
///     g ← g·scale + λ·p      s ← α·s + (1 − α)·g²
///     d = √s + ε, or centered: a ← a + (1 − α)(g − a), d = √(s − a²) + ε
///     p ← p − η·g/d, or with momentum: b ← μ·b + g/d, p ← p − η·b
public struct RMSpropKernel: OptimizerKernel, Hashable {
  /// α
  public var alpha = 0.99
  /// ε
  public var epsilon = 1e-8
  /// μ
  public var momentum = 0.0
  /// Whether the squared mean is taken off the mean square.
  public var centered = false
  /// λ
  public var weightDecay: Float = 0

  /// PyTorch's constants.
  public init() {}

  /// s, b if there is momentum, a if centered: zeros.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    var names = ["square_avg"]
    if momentum > 0 { names.append("momentum_buffer") }
    if centered { names.append("grad_avg") }
    return OptimizerMemory(layout, names.map { ($0, Matrix(rows: rows, columns: columns)) })
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
    var (squares, second, third) = memory.take()
    elements.check(value.count, gradient.count, squares.count)
    let (keep, fresh, eps) = (Float(alpha), Float(1 - alpha), Float(epsilon))
    let (decay, rate, scale, mu) = (weightDecay, Float(step.rate), step.gradientScale, Float(momentum))
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var s = squares.elements.mutableSpan
    // The four forms share all but their last lines; each loop is kept plain, so that it vectorises.
    switch (momentum > 0, centered) {
    case (false, false):
      for k in 0..<elements.count {
        for i in elements[k] {
          let slope = g[i] * scale + decay * p[i]
          let square = keep * s[i] + fresh * slope * slope
          s[i] = square
          g[i] = 0
          p[i] -= rate * slope / (square.squareRoot() + eps)
        }
      }
    case (true, false):
      elements.check(second.count)
      var b = second.elements.mutableSpan
      for k in 0..<elements.count {
        for i in elements[k] {
          let slope = g[i] * scale + decay * p[i]
          let square = keep * s[i] + fresh * slope * slope
          let buffer = mu * b[i] + slope / (square.squareRoot() + eps)
          s[i] = square
          b[i] = buffer
          g[i] = 0
          p[i] -= rate * buffer
        }
      }
    case (false, true):
      elements.check(second.count)
      var a = second.elements.mutableSpan
      for k in 0..<elements.count {
        for i in elements[k] {
          let slope = g[i] * scale + decay * p[i]
          let square = keep * s[i] + fresh * slope * slope
          let mean = a[i] + fresh * (slope - a[i])
          s[i] = square
          a[i] = mean
          g[i] = 0
          p[i] -= rate * slope / (Self.variance(square, mean).squareRoot() + eps)
        }
      }
    case (true, true):
      elements.check(second.count, third.count)
      var b = second.elements.mutableSpan
      var a = third.elements.mutableSpan
      for k in 0..<elements.count {
        for i in elements[k] {
          let slope = g[i] * scale + decay * p[i]
          let square = keep * s[i] + fresh * slope * slope
          let mean = a[i] + fresh * (slope - a[i])
          let buffer = mu * b[i] + slope / (Self.variance(square, mean).squareRoot() + eps)
          s[i] = square
          a[i] = mean
          b[i] = buffer
          g[i] = 0
          p[i] -= rate * buffer
        }
      }
    }
    memory.give(squares, second, third)
  }

  /// s − a², which rounding can carry below zero; PyTorch makes that NaN.
  @inline(__always)
  private static func variance(_ square: Float, _ mean: Float) -> Float {
    let variance = square - mean * mean
    return variance > 0 ? variance : 0
  }
}
