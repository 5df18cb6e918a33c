/// Adadelta, as PyTorch does it.
///
/// Zeiler: ADADELTA: An Adaptive Learning Rate Method (2012).
///
///     g ← g·scale + λ·p             s ← ρ·s + (1 − ρ)·g²
///     d = √(a + ε)/√(s + ε) · g     a ← ρ·a + (1 − ρ)·d²      p ← p − η·d
public struct AdadeltaKernel: OptimizerKernel, Hashable {
  /// ρ
  public var rho = 0.9
  /// ε
  public var epsilon = 1e-6
  /// λ
  public var weightDecay: Float = 0

  /// PyTorch's constants.
  public init() {}

  /// s and a: zeros.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    let zeros = Matrix(rows: rows, columns: columns)
    return OptimizerMemory(layout, [("square_avg", zeros), ("acc_delta", Matrix(rows: rows, columns: columns))])
  }

  /// One step.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    var (squares, deltas, _) = memory.take()
    elements.check(value.count, gradient.count, squares.count, deltas.count)
    let (keep, fresh, eps) = (Float(rho), Float(1 - rho), Float(epsilon))
    let (decay, rate, scale) = (weightDecay, Float(step.rate), step.gradientScale)
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var s = squares.elements.mutableSpan
    var a = deltas.elements.mutableSpan
    for k in 0..<elements.count {
      for i in elements[k] {
        let slope = g[i] * scale + decay * p[i]
        let square = keep * s[i] + fresh * slope * slope
        let delta = (a[i] + eps).squareRoot() / (square + eps).squareRoot() * slope
        s[i] = square
        a[i] = keep * a[i] + fresh * delta * delta
        g[i] = 0
        p[i] -= rate * delta
      }
    }
    memory.give(squares, deltas)
  }
}
