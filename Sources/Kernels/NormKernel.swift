/// Y = γ ∘ X̂ + β,   X̂ = (X − mean X)/√(var X + ε) row by row: LayerNorm by itself, where it stands before a half of a
/// layer and not behind its residual
///
/// X, X̂, Y `[n, h]`   γ, β `[1, h]`
public enum NormKernel {
  /// Overwrites `y` and `saved`.
  public static func forward(
    x: borrowing Matrix, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float,
    saved: inout ResidualNormKernel.Saved, y: inout Matrix
  ) {
    let rows = x.rows
    require(saved.normalized.columns == x.columns, "X̂ of \(saved.normalized.columns) columns for \(x.columns)")
    saved.normalized.resize(rows: rows)
    if saved.inverseDeviation.count < rows { saved.inverseDeviation = [Float](repeating: 0, count: rows) }
    fill(x, gamma, beta, epsilon, &saved.normalized.elements, &saved.inverseDeviation, &y)
  }

  /// `forward`, with the two fields of `Saved` as separate arguments: two spans into one value would overlap.
  private static func fill(
    _ x: borrowing Matrix, _ gamma: borrowing Matrix, _ beta: borrowing Matrix, _ epsilon: Float,
    _ normalized: inout [Float], _ inverseDeviation: inout [Float], _ y: inout Matrix
  ) {
    let (rows, h) = (x.rows, x.columns)
    require(gamma.count == h && beta.count == h && y.columns == h, "γ, β or outputs do not have \(h) columns")
    y.resize(rows: rows)
    let (source, g, shift) = (x.elements.span, gamma.elements.span, beta.elements.span)
    var z = normalized.mutableSpan
    var rstd = inverseDeviation.mutableSpan
    var out = y.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      for j in 0..<h { z[at &+ j] = source[at &+ j] }
      rstd[r] = ResidualNormKernel.normalize(&z, at..<(at &+ h), epsilon: epsilon)
      for j in 0..<h { out[at &+ j] = shift[j].addingProduct(g[j], z[at &+ j]) }
    }
  }

  /// For inference: overwrites `y`, with nothing saved.
  public static func infer(
    x: borrowing Matrix, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float, y: inout Matrix
  ) {
    let (rows, h) = (x.rows, x.columns)
    require(gamma.count == h && beta.count == h && y.columns == h, "γ, β or outputs do not have \(h) columns")
    y.resize(rows: rows)
    let (source, g, shift) = (x.elements.span, gamma.elements.span, beta.elements.span)
    var z = y.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      for j in 0..<h { z[at &+ j] = source[at &+ j] }
      _ = ResidualNormKernel.normalize(&z, at..<(at &+ h), epsilon: epsilon)
      for j in 0..<h { z[at &+ j] = shift[j].addingProduct(g[j], z[at &+ j]) }
    }
  }

  /// Given dY, adds dγ and dβ, and adds ∂L/∂X to `dx` (which holds what comes past the norm through the residual).
  ///
  /// With u = γ ∘ dY:   ∂L/∂X = (u − mean u − X̂ · mean(u ∘ X̂)) / √(var + ε);   `dy` is used up.
  public static func backward(
    dy: inout Matrix, saved: borrowing ResidualNormKernel.Saved, gamma: borrowing Matrix, dgamma: inout Matrix,
    dbeta: inout Matrix, dx: inout Matrix
  ) {
    let (rows, h) = (dy.rows, dy.columns)
    require(
      saved.normalized.rows == rows && saved.normalized.columns == h && dx.rows == rows && dx.columns == h
        && gamma.count == h && dgamma.count == h && dbeta.count == h,
      "dY [\(rows), \(h)], X̂ [\(saved.normalized.rows), \(saved.normalized.columns)], dX [\(dx.rows), \(dx.columns)]")
    let (z, g, rstd) = (saved.normalized.elements.span, gamma.elements.span, saved.inverseDeviation.span)
    var u = dy.elements.mutableSpan
    var dg = dgamma.elements.mutableSpan
    var db = dbeta.elements.mutableSpan
    var out = dx.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      for j in 0..<h {
        let v = u[at &+ j]
        dg[j].addProduct(v, z[at &+ j])
        db[j] += v
        u[at &+ j] = v * g[j]
      }
      let meanU = u.span.sum(at..<(at &+ h)) / Float(h)
      let meanUZ = u.span.dot(at..<(at &+ h), z) / Float(h)
      let inverse = rstd[r]
      for j in 0..<h { out[at &+ j] += (u[at &+ j] - meanU - z[at &+ j] * meanUZ) * inverse }
    }
  }
}
