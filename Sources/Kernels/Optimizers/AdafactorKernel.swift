import Foundation

/// Adafactor, as fairseq, transformers and NeMo do it: the second moment of a matrix is kept as its row and column means.
///
/// Shazeer and Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost (2018).
///
///     β = 1 − t^γ                          q = g² + ε₁
///     matrix:  r ← β·r + (1 − β)·rowmean(q)     c ← β·c + (1 − β)·colmean(q)     u = g / √(r/mean(r) · c)
///     vector:  v ← β·v + (1 − β)·q                                               u = g / √v
///     u ← u / max(1, rms(u)/d)
///     η = relative ? min(warm-up ? 10⁻⁶·t : 10⁻², 1/√t) : the given rate, times max(ε₂, rms(p)) when scaled
///     u ← η·u, and with a first moment m ← β₁·m + (1 − β₁)·u, u ← m
///     p ← p·(1 − η·λ) − u
public struct AdafactorKernel: OptimizerKernel, Hashable {
  /// ε₁, added to squared gradients.
  public var gradientEpsilon = 1e-30
  /// ε₂, the least scale of a parameter.
  public var scaleEpsilon = 1e-3
  /// d, the largest root mean square of an update.
  public var clipThreshold = 1.0
  /// γ
  public var decayExponent = -0.8
  /// β₁; `nil` keeps no first moment.
  public var beta1: Double?
  /// λ
  public var weightDecay: Float = 0
  /// Whether the rate is taken relative to the parameter's size.
  public var scalesByParameter = true
  /// Whether the optimizer sets the rate itself.
  public var relativeStep = true
  /// Whether such a rate begins small.
  public var warmsUp = false

  /// The constants of transformers.
  public init() {}

  /// Row and column means see every element.
  public var leavesIdleRows: Bool { false }
  /// The same.
  public var readsWholeTables: Bool { true }

  /// A relative rate depends on the step alone.
  public func rate(step: Int, scheduled: Double) -> Double {
    guard relativeStep else { return scheduled }
    let t = Double(step)
    return min(warmsUp ? 1e-6 * t : 1e-2, 1 / t.squareRoot())
  }

  /// For matrices the row and column means, for vectors the mean squares, and the first moment if there is one: zeros.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    var cells: [(String, Matrix)] =
      layout.isVector
      ? [("exp_avg_sq", Matrix(rows: rows, columns: columns))]
      : [
        ("exp_avg_sq_row", Matrix(rows: rows, columns: 1)),
        ("exp_avg_sq_col", Matrix(rows: layout.parts, columns: columns)),
      ]
    if beta1 != nil { cells.append(("exp_avg", Matrix(rows: rows, columns: columns))) }
    return OptimizerMemory(layout, cells)
  }

  /// One step over all elements.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    let layout = memory.layout
    var (first, second, third) = memory.take()
    elements.check(value.count, gradient.count)
    require(elements.count == 1, "Adafactor steps whole parameters")
    require(value.count % layout.parts == 0, "\(layout.parts) parts of \(value.count)")
    let length = value.count / layout.parts
    for part in 0..<layout.parts {
      let range = part * length..<(part + 1) * length
      if layout.isVector {
        direct(&gradient, byVector: &first, range, step)
        apply(&gradient, &value, &second, range, step)
      } else {
        direct(&gradient, byRows: &first, columns: &second, part: part, of: layout.parts, step)
        apply(&gradient, &value, &third, range, step)
      }
    }
    memory.give(first, second, third)
  }

  /// β of a step.
  private func memoryShare(_ step: OptimizerStep) -> Double { 1 - pow(Double(step.number), decayExponent) }

  /// g ← u, for one vector.
  private func direct(
    _ gradient: inout Matrix, byVector squares: inout Matrix, _ range: Range<Int>, _ step: OptimizerStep
  ) {
    require(squares.count == gradient.count, "\(squares.count) mean squares of \(gradient.count)")
    let share = memoryShare(step)
    let (keep, fresh, eps, scale) = (Float(share), Float(1 - share), Float(gradientEpsilon), step.gradientScale)
    var g = gradient.elements.mutableSpan
    var v = squares.elements.mutableSpan
    for i in range {
      let slope = g[i] * scale
      let square = keep * v[i] + fresh * (slope * slope + eps)
      v[i] = square
      g[i] = slope / square.squareRoot()
    }
  }

  /// g ← u, for one matrix.
  private func direct(
    _ gradient: inout Matrix, byRows rowMeans: inout Matrix, columns columnMeans: inout Matrix, part: Int,
    of parts: Int, _ step: OptimizerStep
  ) {
    let (width, height) = (gradient.columns, gradient.rows / parts)
    require(
      rowMeans.count == gradient.rows && columnMeans.count == parts * width && height * parts == gradient.rows,
      "\(rowMeans.count) row and \(columnMeans.count) column means of [\(gradient.rows), \(width)]")
    let share = memoryShare(step)
    let scale = step.gradientScale
    var g = gradient.elements.mutableSpan
    var r = rowMeans.elements.mutableSpan
    var c = columnMeans.elements.mutableSpan
    var columnSums = [Float](repeating: 0, count: width)
    var all = 0.0
    do {
      var sums = columnSums.mutableSpan
      for row in part * height..<(part + 1) * height {
        let at = row &* width
        for j in 0..<width {
          let slope = g[at &+ j] * scale
          g[at &+ j] = slope
          sums[j] += slope * slope
        }
        let mean = Double(g.span.sumOfSquares(at..<at &+ width)) / Double(width) + gradientEpsilon
        let kept = share * Double(r[row]) + (1 - share) * mean
        r[row] = Float(kept)
        all += kept
      }
    }
    let mean = all / Double(height)
    var roots = columnSums
    for j in 0..<width {
      let square = Double(columnSums[j]) / Double(height) + gradientEpsilon
      let kept = Float(share * Double(c[part &* width &+ j]) + (1 - share) * square)
      c[part &* width &+ j] = kept
      roots[j] = 1 / kept.squareRoot()
    }
    let factors = roots.span
    for row in part * height..<(part + 1) * height {
      let factor = Float((mean / Double(r[row])).squareRoot())
      let at = row &* width
      for j in 0..<width { g[at &+ j] = factor * factors[j] * g[at &+ j] }
    }
  }

  /// Clips u, scales it, and takes it off the parameter; g ← 0.
  private func apply(
    _ gradient: inout Matrix, _ value: inout Matrix, _ mean: inout Matrix, _ range: Range<Int>, _ step: OptimizerStep
  ) {
    require(beta1 == nil || mean.count == value.count, "\(mean.count) first moments of \(value.count)")
    let count = Double(range.count)
    func rootMeanSquare(_ matrix: borrowing Matrix) -> Double {
      (AccumulationKernel.sumOfSquares(matrix, range: range) / count).squareRoot()
    }
    var rate = step.rate
    if scalesByParameter { rate *= max(scaleEpsilon, rootMeanSquare(value)) }
    let factor = Float(rate / max(1, rootMeanSquare(gradient) / clipThreshold))
    let keep = Float(1 - rate * Double(weightDecay))
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    guard let beta1 else {
      for i in range {
        p[i] = p[i] * keep - g[i] * factor
        g[i] = 0
      }
      return
    }
    let (old, fresh) = (Float(beta1), Float(1 - beta1))
    var m = mean.elements.mutableSpan
    for i in range {
      let moved = old * m[i] + fresh * (g[i] * factor)
      m[i] = moved
      g[i] = 0
      p[i] = p[i] * keep - moved
    }
  }
}
