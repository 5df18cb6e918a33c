/// A = L·Lᵀ of a symmetric positive definite matrix.
enum Cholesky {
  private static let block = 64

  /// The lower triangle of A `[n, n]` becomes L, what lies above it is unspecified. False, and A is spoilt, where A is not positive
  /// definite within the precision of floats.
  static func factor(_ a: inout Matrix) -> Bool {
    let n = a.rows
    require(a.columns == n, "[\(n), \(a.columns)] is not square")
    return a.withMutableSpan { a in
      var start = 0
      while start < n {
        let end = min(start + block, n)
        // The columns of this block, below what the blocks before it have subtracted.
        for j in start..<end {
          var pivot = a[j * n + j]
          for k in start..<j { pivot -= a[j * n + k] * a[j * n + k] }
          guard pivot > 0, pivot.isFinite else { return false }
          let root = pivot.squareRoot()
          a[j * n + j] = root
          for i in j + 1..<n {
            var value = a[i * n + j]
            for k in start..<j { value -= a[i * n + k] * a[j * n + k] }
            a[i * n + j] = value / root
          }
        }
        subtract(&a, n, start, end)
        start = end
      }
      return true
    }
  }

  /// What lies right of and below a block of finished columns loses their products.
  private static func subtract(_ a: inout MutableSpan<Float>, _ n: Int, _ start: Int, _ end: Int) {
    let (left, width) = (n - end, end - start)
    guard left > 0 else { return }
    // Copied, because a product does not read what it writes.
    var panel = [Float](repeating: 0, count: left * width)
    for i in 0..<left { for k in 0..<width { panel[i * width + k] = a[(end + i) * n + start + k] } }
    let rows = Block(start: 0, rows: left, columns: width, stride: width)
    let columns = Block(start: 0, rows: left, columns: width, stride: width, transposed: true)
    Product.multiply(
      panel.span, rows, by: panel.span, columns, into: &a,
      Block(start: end * n + end, rows: left, columns: left, stride: n), alpha: -1, beta: 1)
  }
}
