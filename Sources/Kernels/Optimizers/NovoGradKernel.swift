/// NovoGrad, as NeMo does it: one second moment a tensor.
///
/// Ginsburg et al.: Stochastic Gradient Methods with Layer-wise Adaptive Moments for Training of Deep Networks (2019).
///
///     n = ‖g·scale‖²                  v ← n while v = 0, then β₂·v + (1 − β₂)·n
///     u = v, or with AMSGrad the largest v so far
///     g ← g/(√u + ε) + λ·p            times (1 − β₁) when gradients are averaged
///     m ← β₁·m + g                    p ← p − η·m
///     with rate control: η = min(η, trust·‖p‖/(‖m‖ + ε′))
public struct NovoGradKernel: OptimizerKernel, Hashable {
  /// β₁
  public var beta1 = 0.95
  /// β₂
  public var beta2 = 0.98
  /// ε
  public var epsilon = 1e-8
  /// λ
  public var weightDecay: Float = 0
  /// Whether the gradient enters m with weight 1 − β₁ instead of 1.
  public var averagesGradients = false
  /// Whether the largest v so far divides.
  public var amsgrad = false
  /// Whether no update may exceed a share of its weights (layer-wise update clipping).
  public var controlsRate = false
  /// That share.
  public var trust = 1e-3
  /// ε′
  public var trustEpsilon = 1e-8

  /// NeMo's constants.
  public init() {}

  /// The norm of the weights is that of the whole table.
  public var readsWholeTables: Bool { controlsRate }
  /// Rate control changes nothing for a row that has neither gradient nor m, but its norms see all rows.
  public var leavesIdleRows: Bool { weightDecay == 0 && !controlsRate }

  /// m for every element, v and the largest v for every tensor: zeros.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    var cells = [
      ("exp_avg", Matrix(rows: rows, columns: columns)), ("exp_avg_sq", Matrix(rows: 1, columns: layout.parts)),
    ]
    if amsgrad { cells.append(("max_exp_avg_sq", Matrix(rows: 1, columns: layout.parts))) }
    return OptimizerMemory(layout, cells)
  }

  /// With another β₁.
  public func withMomentum(_ momentum: Double) -> (any OptimizerKernel)? {
    var copy = self
    copy.beta1 = momentum
    return copy
  }

  /// One step. Where only some rows are updated, the others' gradients must be zero.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    let parts = memory.layout.parts
    var (mean, squares, largest) = memory.take()
    elements.check(value.count, gradient.count, mean.count)
    require(squares.count == parts && value.count % parts == 0, "\(parts) parts of \(value.count)")
    for part in 0..<parts {
      let ranges = elements.ranges(part: part, of: parts)
      var norm = 0.0
      for range in ranges { norm += AccumulationKernel.sumOfSquares(gradient, range: range) }
      norm *= Double(step.gradientScale) * Double(step.gradientScale)
      let old = Double(squares.elements[part])
      let second = Float(old == 0 ? norm : beta2 * old + (1 - beta2) * norm)
      squares.elements[part] = second
      var divisor = second
      if amsgrad {
        divisor = max(second, largest.elements[part])
        largest.elements[part] = divisor
      }
      let share = averagesGradients ? 1 - beta1 : 1
      let scale = Float(Double(step.gradientScale) * share / (Double(divisor).squareRoot() + epsilon))
      let (keep, decay) = (Float(beta1), Float(Double(weightDecay) * share))
      move(&mean, value, &gradient, ranges, keep: keep, scale: scale, decay: decay)
      var rate = step.rate
      if controlsRate {
        let whole = value.count / parts * part..<value.count / parts * (part + 1)
        let weights = AccumulationKernel.sumOfSquares(value, range: whole).squareRoot()
        let moved = AccumulationKernel.sumOfSquares(mean, range: whole).squareRoot()
        rate = min(rate, trust * weights / (moved + trustEpsilon))
      }
      let eta = Float(rate)
      var p = value.elements.mutableSpan
      let m = mean.elements.span
      for range in ranges {
        for i in range { p[i] -= eta * m[i] }
      }
    }
    memory.give(mean, squares, largest)
  }

  /// m ← β₁·m + g·scale + λ·p, g ← 0
  private func move(
    _ mean: inout Matrix, _ value: borrowing Matrix, _ gradient: inout Matrix, _ ranges: [Range<Int>], keep: Float,
    scale: Float, decay: Float
  ) {
    var g = gradient.elements.mutableSpan
    let p = value.elements.span
    var m = mean.elements.mutableSpan
    for range in ranges {
      for i in range {
        m[i] = keep * m[i] + (g[i] * scale + decay * p[i])
        g[i] = 0
      }
    }
  }
}
