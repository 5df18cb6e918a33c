/// Z = act(X·W₁ᵀ + b₁)·W₂ᵀ for inference, a block of rows at a time, so that the wide middle stays in the cache.
///
/// X `[n, h]`   W₁ `[f, h]`   b₁ `[1, f]`   W₂ `[h, f]`   Z `[n, h]`
public enum FeedForwardKernel {
  /// Overwrites `z`; `middle` `[block, f]` is scratch.
  public static func infer(
    x: borrowing Matrix, up: borrowing Matrix, bias: borrowing Matrix, activation: Activation, down: borrowing Matrix,
    block: Int, middle: inout Matrix, z: inout Matrix
  ) {
    let (n, h, f) = (x.rows, x.columns, up.rows)
    require(
      up.columns == h && down.rows == z.columns && down.columns == f && middle.columns == f && block > 0, "shapes")
    z.resize(rows: n)
    var start = 0
    while start < n {
      let rows = min(block, n - start)
      middle.resize(rows: rows)
      let xBlock = Block(start: start * h, rows: rows, columns: h, stride: h)
      let upBlock = Block(up, transposed: true)
      let middleBlock = Block(middle)
      do {
        var out = middle.elements.mutableSpan
        Product.multiply(x.elements.span, xBlock, by: up.elements.span, upBlock, into: &out, middleBlock)
      }
      ActivationKernel.forwardInPlace(activation, z: &middle, bias: bias)
      let downBlock = Block(down, transposed: true)
      let zBlock = Block(start: start * z.columns, rows: rows, columns: z.columns, stride: z.columns)
      var out = z.elements.mutableSpan
      Product.multiply(middle.elements.span, middleBlock, by: down.elements.span, downBlock, into: &out, zBlock)
      start += rows
    }
  }
}
