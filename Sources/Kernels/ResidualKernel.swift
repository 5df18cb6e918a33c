/// Y = X + drop(A + b)        X, A, Y `[n, h]`   b `[1, h]`   the closing pass of a half layer whose norm stands before it
public enum ResidualKernel {
  /// Overwrites `y`.
  public static func forward(
    a: borrowing Matrix, bias: borrowing Matrix, dropped: borrowing DropoutMask, residual: borrowing Matrix,
    y: inout Matrix
  ) {
    let (rows, h) = (a.rows, a.columns)
    require(
      bias.count == h && residual.rows == rows && residual.columns == h && y.columns == h
        && (!dropped.isActive || dropped.bytes.count >= rows * h),
      "A [\(rows), \(h)], X [\(residual.rows), \(residual.columns)], bias of \(bias.count)")
    y.resize(rows: rows)
    let (source, b, x) = (a.elements.span, bias.elements.span, residual.elements.span)
    var out = y.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      if dropped.isActive {
        let (m, scale) = (dropped.bytes.span, dropped.scale)
        for j in 0..<h { out[at &+ j] = x[at &+ j] + (source[at &+ j] + b[j]) * (Float(m[at &+ j]) * scale) }
      } else {
        for j in 0..<h { out[at &+ j] = x[at &+ j] + (source[at &+ j] + b[j]) }
      }
    }
  }

  /// Given dY (which is also ∂L/∂X), overwrites `da` with ∂L/∂A and adds db.
  public static func backward(
    dy: borrowing Matrix, dropped: borrowing DropoutMask, da: inout Matrix, dbias: inout Matrix
  ) {
    let (rows, h) = (dy.rows, dy.columns)
    require(
      da.columns == h && dbias.count == h && (!dropped.isActive || dropped.bytes.count >= rows * h),
      "dY [\(rows), \(h)], dA of \(da.columns) columns, bias of \(dbias.count)")
    da.resize(rows: rows)
    let d = dy.elements.span
    var out = da.elements.mutableSpan
    var b = dbias.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* h
      if dropped.isActive {
        let (m, scale) = (dropped.bytes.span, dropped.scale)
        for j in 0..<h { out[at &+ j] = d[at &+ j] * (Float(m[at &+ j]) * scale) }
      } else {
        for j in 0..<h { out[at &+ j] = d[at &+ j] }
      }
      for j in 0..<h { b[j] += out[at &+ j] }
    }
  }
}
