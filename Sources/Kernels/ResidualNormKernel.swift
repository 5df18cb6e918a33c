/// Z = X + drop(A + b),   Y = γ ∘ Ẑ + β,   Ẑ = (Z − mean Z)/√(var Z + ε) row by row
///
/// X, A, Z, Ẑ, Y `[n, h]`   b, γ, β `[1, h]`   the closing pass of both halves of an encoder layer, fused
public enum ResidualNormKernel {
  /// What `backward` needs of `forward`.
  public struct Saved: Sendable {
    /// Ẑ `[n, h]`
    public var normalized: Matrix
    /// 1/√(var + ε) of each row `[n]`
    public var inverseDeviation: [Float] = []

    /// Empty, for rows of `width`.
    public init(width: Int) { normalized = Matrix(rows: 0, columns: width) }
  }

  /// Overwrites `y` and `saved`. `residual` nil stands for zeros (the embeddings' LayerNorm).
  public static func forward(
    a: borrowing Matrix, bias: borrowing Matrix, dropped: borrowing DropoutMask, residual: Matrix?,
    gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float, saved: inout Saved, y: inout Matrix
  ) {
    let (rows, h) = (a.rows, a.columns)
    require(
      bias.count == h && gamma.count == h && beta.count == h && y.columns == h && saved.normalized.columns == h,
      "bias, γ, β or outputs do not have \(h) columns")
    y.resize(rows: rows)
    saved.normalized.resize(rows: rows)
    if saved.inverseDeviation.count < rows { saved.inverseDeviation = [Float](repeating: 0, count: rows) }
    fill(
      a, bias, dropped, residual, gamma, beta, epsilon, &saved.normalized.elements, &saved.inverseDeviation, &y)
  }

  /// `forward`, with the two fields of `Saved` as separate arguments: two spans into one value would overlap.
  private static func fill(
    _ a: borrowing Matrix, _ bias: borrowing Matrix, _ dropped: borrowing DropoutMask, _ residual: Matrix?,
    _ gamma: borrowing Matrix, _ beta: borrowing Matrix, _ epsilon: Float, _ normalized: inout [Float],
    _ inverseDeviation: inout [Float], _ y: inout Matrix
  ) {
    let (rows, h) = (a.rows, a.columns)
    let (source, b, g, shift) = (a.elements.span, bias.elements.span, gamma.elements.span, beta.elements.span)
    var z = normalized.mutableSpan
    var rstd = inverseDeviation.mutableSpan
    var out = y.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      if dropped.isActive {
        let (m, scale) = (dropped.bytes.span, dropped.scale)
        for j in 0..<h { z[at &+ j] = (source[at &+ j] + b[j]) * (Float(m[at &+ j]) * scale) }
      } else {
        for j in 0..<h { z[at &+ j] = source[at &+ j] + b[j] }
      }
      if let residual {
        require(residual.rows == rows && residual.columns == h, "residual [\(residual.rows), \(residual.columns)]")
        let x = residual.elements.span
        for j in 0..<h { z[at &+ j] += x[at &+ j] }
      }
      let inverse = normalize(&z, at..<(at &+ h), epsilon: epsilon)
      rstd[r] = inverse
      for j in 0..<h { out[at &+ j] = shift[j].addingProduct(g[j], z[at &+ j]) }
    }
  }

  /// For inference: X becomes γ ∘ Ẑ(X) + β in place, with nothing saved.
  public static func normInPlace(
    _ x: inout Matrix, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float
  ) {
    normInPlace(&x, gamma: gamma, beta: beta, epsilon: epsilon) { _, _ in }
  }

  /// The same; `inverse` receives 1/√(var + ε) of each row.
  public static func normInPlace(
    _ x: inout Matrix, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float, inverse: inout [Float]
  ) {
    if inverse.count < x.rows { inverse = [Float](repeating: 0, count: x.rows) }
    var kept = inverse.mutableSpan
    normInPlace(&x, gamma: gamma, beta: beta, epsilon: epsilon) { kept[$0] = $1 }
  }

  @inline(__always)
  private static func normInPlace(
    _ x: inout Matrix, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float, keep: (Int, Float) -> Void
  ) {
    let (rows, h) = (x.rows, x.columns)
    require(gamma.count == h && beta.count == h, "γ or β do not have \(h) columns")
    let (g, shift) = (gamma.elements.span, beta.elements.span)
    var z = x.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      let mean = z.span.sum(at..<(at &+ h)) / Float(h)
      let variance = z.span.sumOfSquares(at..<(at &+ h), around: mean) / Float(h)
      let inverse = 1 / (variance + epsilon).squareRoot()
      keep(r, inverse)
      for j in 0..<h { z[at &+ j] = shift[j].addingProduct(g[j], (z[at &+ j] - mean) * inverse) }
    }
  }

  /// Given dY, adds dγ and dβ, overwrites `dz` with ∂L/∂Z (which is also ∂L/∂X), overwrites `da` with ∂L/∂A and adds db.
  ///
  /// With u = γ ∘ dY:   dZ = (u − mean u − Ẑ · mean(u ∘ Ẑ)) / √(var + ε)
  public static func backward(
    dy: borrowing Matrix, saved: borrowing Saved, dropped: borrowing DropoutMask, gamma: borrowing Matrix,
    dgamma: inout Matrix, dbeta: inout Matrix, dz: inout Matrix, da: inout Matrix, dbias: inout Matrix
  ) {
    let (rows, h) = (dy.rows, dy.columns)
    require(
      saved.normalized.rows == rows && saved.normalized.columns == h && dz.columns == h && da.columns == h,
      "dY [\(rows), \(h)], Ẑ [\(saved.normalized.rows), \(saved.normalized.columns)]")
    dz.resize(rows: rows)
    da.resize(rows: rows)
    let (d, z, g) = (dy.elements.span, saved.normalized.elements.span, gamma.elements.span)
    let rstd = saved.inverseDeviation.span
    var dg = dgamma.elements.mutableSpan
    var db = dbeta.elements.mutableSpan
    var out = dz.elements.mutableSpan
    var outA = da.elements.mutableSpan
    var outBias = dbias.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      for j in 0..<h {
        let v = d[at &+ j]
        dg[j].addProduct(v, z[at &+ j])
        db[j] += v
        out[at &+ j] = v * g[j]
      }
      let meanU = out.span.sum(at..<(at &+ h)) / Float(h)
      let meanUZ = out.span.dot(at..<(at &+ h), z) / Float(h)
      let inverse = rstd[r]
      for j in 0..<h { out[at &+ j] = (out[at &+ j] - meanU - z[at &+ j] * meanUZ) * inverse }
      if dropped.isActive {
        let (m, scale) = (dropped.bytes.span, dropped.scale)
        for j in 0..<h { outA[at &+ j] = out[at &+ j] * (Float(m[at &+ j]) * scale) }
      } else {
        for j in 0..<h { outA[at &+ j] = out[at &+ j] }
      }
      for j in 0..<h { outBias[j] += outA[at &+ j] }
    }
  }

  /// Makes a row's mean 0 and its variance 1 in place; returns 1/√(var + ε).
  @inline(__always)
  static func normalize(_ z: inout MutableSpan<Float>, _ row: Range<Int>, epsilon: Float) -> Float {
    let h = Float(row.count)
    let mean = z.span.sum(row) / h
    let variance = z.span.sumOfSquares(row, around: mean) / h
    let inverse = 1 / (variance + epsilon).squareRoot()
    for j in row { z[j] = (z[j] - mean) * inverse }
    return inverse
  }
}
