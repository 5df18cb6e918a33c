import Foundation

/// What columns become before their rows are quantised: x' = factors ∘ x + shifts. A row has one scale for all its numbers, so that
/// columns of unlike ranges lose less once they are alike; weights and bias that take in x' make up for it.
public struct ColumnMap: Hashable, Sendable {
  /// One a column, none of them 0.
  public let factors: [Float]
  /// One a column.
  public let shifts: [Float]

  /// From its parts; `nil` if their counts differ, one of them is not finite, or a factor is not above 0.
  public init?(factors: [Float], shifts: [Float]) {
    guard factors.count == shifts.count, shifts.allSatisfy(\.isFinite),
      factors.allSatisfy({ $0.isFinite && $0 > 0 })
    else { return nil }
    (self.factors, self.shifts) = (factors, shifts)
  }

  /// How many columns there are.
  public var columns: Int { factors.count }

  /// How much of a column's range goes into the weights that take it in; the rest stays.
  private static let share: Float = 0.6

  /// A map that makes the error of a product small: columns are centred, and what is left of column j is divided by its largest magnitude
  /// to the power of 0.6 and multiplied by the norm of column j of W to the power of 0.4 (SmoothQuant's scales, Xiao et al. 2023, with
  /// the shifts of Outlier Suppression+, Wei et al. 2023).
  ///
  /// - Parameters:
  ///   - moments: of X; of one row at least.
  ///   - w: `[outputs, columns]`
  public init(_ moments: InputMoments, _ w: borrowing Matrix) {
    let n = moments.columns
    require(w.columns == n, "weights of \(w.columns) columns for \(n)")
    let means = moments.means
    var norms = [Float](repeating: 0, count: n)
    let elements = w.elements.span
    for r in 0..<w.rows { for j in 0..<n { norms[j] += elements[r * n + j] * elements[r * n + j] } }
    // A column that hardly changes, or that no output reads, is no reason for extreme factors.
    func floored(_ values: [Float]) -> [Float] {
      let least = values.reduce(0, +) / Float(n) / 1000
      return values.map { $0.isFinite && $0 > 0 ? max($0, least) : least > 0 && least.isFinite ? least : 1 }
    }
    let ranges = floored((0..<n).map { max(moments.largest[$0] - means[$0], means[$0] - moments.least[$0]) })
    let weights = floored(norms.map { $0.squareRoot() })
    var divisors = (0..<n).map { pow(ranges[$0], Self.share) * pow(weights[$0], Self.share - 1) }
    let mean = divisors.reduce(0, +) / Float(n)
    divisors = divisors.map { mean.isFinite && mean > 0 ? min(max($0 / mean, 1e-4), 1e4) : 1 }
    factors = divisors.map { 1 / $0 }
    shifts = (0..<n).map { means[$0].isFinite ? -means[$0] / divisors[$0] : 0 }
  }

  /// The affine layer that gives of x' what `w` and `bias` give of x: W·diag(1/factors) and b − W·(shifts/factors).
  public func folded(_ w: borrowing Matrix, bias: [Float]) -> (weights: Matrix, bias: [Float]) {
    let n = columns
    require(w.columns == n && bias.count == w.rows, "[\(w.rows), \(w.columns)] and \(bias.count) for \(n) columns")
    var (weights, bias) = (w.values, bias)
    for r in 0..<w.rows {
      var sum = 0.0
      for j in 0..<n {
        weights[r * n + j] /= factors[j]
        sum += Double(weights[r * n + j]) * Double(shifts[j])
      }
      bias[r] -= Float(sum)
    }
    return (Matrix(rows: w.rows, columns: n, elements: weights), bias)
  }
}
