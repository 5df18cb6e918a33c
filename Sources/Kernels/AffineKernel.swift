/// Y = X·Wᵀ + b        X `[n, i]`   W `[o, i]`   b `[1, o]`   Y `[n, o]`
public enum AffineKernel {
  /// Y = X·Wᵀ, without the bias, which the next fused pass adds. Overwrites `y`, whose rows become those of `x`.
  public static func product(x: borrowing Matrix, w: borrowing Matrix, y: inout Matrix) {
    y.resize(rows: x.rows)
    let (xBlock, wBlock, yBlock) = (Block(x), Block(w, transposed: true), Block(y))
    var out = y.elements.mutableSpan
    Product.multiply(x.elements.span, xBlock, by: w.elements.span, wBlock, into: &out, yBlock)
  }

  /// Overwrites `y`.
  public static func forward(x: borrowing Matrix, w: borrowing Matrix, b: borrowing Matrix, y: inout Matrix) {
    product(x: x, w: w, y: &y)
    addBias(b, to: &y)
  }

  /// Y += 1·b, row by row.
  public static func addBias(_ b: borrowing Matrix, to y: inout Matrix) {
    require(b.count == y.columns, "bias of \(b.count) for \(y.columns) columns")
    let (rows, columns) = (y.rows, y.columns)
    let bias = b.elements.span
    var out = y.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* columns
      for j in 0..<columns { out[at &+ j] += bias[j] }
    }
  }

  /// dX = dY·W (or dX += dY·W when `accumulating`).
  public static func backwardInput(
    dy: borrowing Matrix, w: borrowing Matrix, dx: inout Matrix, accumulating: Bool = false
  ) {
    if !accumulating { dx.resize(rows: dy.rows) }
    let (dyBlock, wBlock, dxBlock) = (Block(dy), Block(w), Block(dx))
    var out = dx.elements.mutableSpan
    Product.multiply(
      dy.elements.span, dyBlock, by: w.elements.span, wBlock, into: &out, dxBlock, beta: accumulating ? 1 : 0)
  }

  /// dW += dYᵀ·X.
  public static func backwardWeight(dy: borrowing Matrix, x: borrowing Matrix, dw: inout Matrix) {
    let (dyBlock, xBlock, dwBlock) = (Block(dy, transposed: true), Block(x), Block(dw))
    var out = dw.elements.mutableSpan
    Product.multiply(dy.elements.span, dyBlock, by: x.elements.span, xBlock, into: &out, dwBlock, beta: 1)
  }

  /// db += Σₙ dY.
  public static func backwardBias(dy: borrowing Matrix, db: inout Matrix) {
    require(db.count == dy.columns, "bias of \(db.count) for \(dy.columns) columns")
    let (rows, columns) = (dy.rows, dy.columns)
    let d = dy.elements.span
    var out = db.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* columns
      for j in 0..<columns { out[j] += d[at &+ j] }
    }
  }
}

extension AffineKernel {
  /// Y = X·W[rows]ᵀ + b[rows]: a part of a fused projection, such as the keys and values of Q, K and V.
  public static func forward(
    x: borrowing Matrix, w: borrowing Matrix, b: borrowing Matrix, outputs: Range<Int>, y: inout Matrix
  ) {
    require(
      outputs.lowerBound >= 0 && outputs.upperBound <= w.rows && y.columns == outputs.count && b.count == w.rows,
      "outputs \(outputs) of \(w.rows)")
    y.resize(rows: x.rows)
    let wBlock = Block(
      start: outputs.lowerBound * w.columns, rows: outputs.count, columns: w.columns, stride: w.columns,
      transposed: true)
    let (xBlock, yBlock) = (Block(x), Block(y))
    let (rows, columns, first) = (y.rows, y.columns, outputs.lowerBound)
    let bias = b.elements.span
    var out = y.elements.mutableSpan
    Product.multiply(x.elements.span, xBlock, by: w.elements.span, wBlock, into: &out, yBlock)
    for r in 0..<rows {
      let at = r &* columns
      for j in 0..<columns { out[at &+ j] += bias[first &+ j] }
    }
  }
}
