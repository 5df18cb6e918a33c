import Foundation

@testable import Kernels

/// Numbers in [−1, 1), the same for the same seed.
func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return Matrix(
    rows: rows, columns: columns,
    elements: (0..<rows * columns).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
    })
}

/// How far a product with what follows it is from the sum in double precision, at most: some rows of every block, even and odd ones.
///
/// - Parameters:
///   - before: what Y held.
///   - factors: what the product sees of a number.
func worstError(
  of y: Matrix, _ epilogue: ProductEpilogue, x: Matrix, w: Matrix, bias: Matrix, before: Matrix,
  factors: (Float) -> Double = { Double($0) }
) -> Double {
  let (n, i) = (x.rows, x.columns)
  let (xs, ws) = (x.values.map(factors), w.values.map(factors))
  var worst = 0.0
  for r in Array(stride(from: 0, to: n, by: 11)) + [n - 1] {
    for c in 0..<w.rows {
      var sum = Double(bias[0, c])
      for k in 0..<i { sum += xs[r * i + k] * ws[c * i + k] }
      let expected =
        switch epilogue {
        case .adding: Double(before[r, c]) + sum
        case .activating(.gelu): 0.5 * sum * erfc(-sum / 2.squareRoot())
        case .activating: tanh(sum)
        case .none: sum
        }
      worst = max(worst, abs(Double(y[r, c]) - expected))
    }
  }
  return worst
}
