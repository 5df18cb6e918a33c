/// Sums over whole matrices: gradients of several workers, and their norm.
public enum AccumulationKernel {
  /// X += Y
  public static func add(_ y: borrowing Matrix, to x: inout Matrix) {
    require(x.rows == y.rows && x.columns == y.columns, "[\(x.rows), \(x.columns)] += [\(y.rows), \(y.columns)]")
    add(y, to: &x, range: 0..<x.count)
  }

  /// X[i] += Y[i] over a range of elements.
  public static func add(_ y: borrowing Matrix, to x: inout Matrix, range: Range<Int>) {
    require(range.lowerBound >= 0 && range.upperBound <= x.count && x.count == y.count, "\(range) of \(x.count)")
    let source = y.elements.span
    var out = x.elements.mutableSpan
    for i in range { out[i] += source[i] }
  }

  /// X[i] += Y[i], Y[i] = 0 over a range of elements.
  public static func move(_ y: inout Matrix, to x: inout Matrix, range: Range<Int>) {
    require(range.lowerBound >= 0 && range.upperBound <= x.count && x.count == y.count, "\(range) of \(x.count)")
    var source = y.elements.mutableSpan
    var out = x.elements.mutableSpan
    for i in range {
      out[i] += source[i]
      source[i] = 0
    }
  }

  /// X[i] *= f for each factor f in turn, over a range of elements.
  public static func scale(_ x: inout Matrix, range: Range<Int>, byEach factors: [Float]) {
    require(range.lowerBound >= 0 && range.upperBound <= x.count, "\(range) of \(x.count)")
    var out = x.elements.mutableSpan
    for factor in factors {
      for i in range { out[i] *= factor }
    }
  }

  /// Sets a range of elements to zero.
  public static func clear(_ x: inout Matrix, range: Range<Int>) {
    require(range.lowerBound >= 0 && range.upperBound <= x.count, "\(range) of \(x.count)")
    var out = x.elements.mutableSpan
    for i in range { out[i] = 0 }
  }

  /// Σ x² over a range of elements, in double precision a block of 4,096 at a time.
  public static func sumOfSquares(_ x: borrowing Matrix, range: Range<Int>) -> Double {
    require(range.lowerBound >= 0 && range.upperBound <= x.count, "\(range) of \(x.count)")
    let source = x.elements.span
    var total = 0.0
    var at = range.lowerBound
    while at < range.upperBound {
      let end = min(at + 4096, range.upperBound)
      total += Double(source.sumOfSquares(at..<end))
      at = end
    }
    return total
  }
}
