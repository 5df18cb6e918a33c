/// What is known of the rows that go into an affine layer: their number, sums, ranges, and sums of products. Rows are added as they come.
public struct InputMoments: Sendable {
  /// n
  public let columns: Int
  /// How many rows there were.
  public private(set) var count = 0
  /// The least element of each column.
  public private(set) var least: [Float]
  /// The largest element of each column.
  public private(set) var largest: [Float]
  private var sums: [Double]
  /// Σ x·xᵀ `[n, n]`
  private var products: Matrix

  /// Of no rows yet. Memory grows with n².
  public init(columns: Int) {
    self.columns = columns
    least = [Float](repeating: .infinity, count: columns)
    largest = [Float](repeating: -.infinity, count: columns)
    sums = [Double](repeating: 0, count: columns)
    products = Matrix(rows: columns, columns: columns)
  }

  /// Adds the rows of X `[m, n]`.
  public mutating func add(_ x: borrowing Matrix) {
    require(x.columns == columns, "\(x.columns) columns for \(columns)")
    count += x.rows
    let n = columns
    x.withSpan { x in
      for start in stride(from: 0, to: x.count, by: n) {
        for j in 0..<n {
          let value = x[start + j]
          sums[j] += Double(value)
          least[j] = min(least[j], value)
          largest[j] = max(largest[j], value)
        }
      }
    }
    let rows = Block(x, transposed: true)
    let (block, all) = (Block(x), Block(products))
    products.withMutableSpan { products in
      x.withSpan { Product.multiply($0, rows, by: $0, block, into: &products, all, beta: 1) }
    }
  }

  /// Adds the rows of other moments.
  public mutating func add(_ other: borrowing InputMoments) {
    require(other.columns == columns, "\(other.columns) columns for \(columns)")
    count += other.count
    for j in 0..<columns {
      sums[j] += other.sums[j]
      least[j] = min(least[j], other.least[j])
      largest[j] = max(largest[j], other.largest[j])
    }
    other.products.withSpan { other in
      products.withMutableSpan { products in for i in 0..<products.count { products[i] += other[i] } }
    }
  }

  /// The mean row.
  public var means: [Float] { sums.map { Float($0 / Double(max(count, 1))) } }

  /// The covariance of the rows `[n, n]`, of what they are multiplied by `factors`.
  public func covariance(factors: [Float]? = nil) -> Matrix {
    let (n, share) = (columns, 1 / Double(max(count, 1)))
    let means = sums.map { $0 * share }
    let factors = (factors ?? [Float](repeating: 1, count: n)).map(Double.init)
    require(factors.count == n, "\(factors.count) factors for \(n) columns")
    var covariance = products
    covariance.withMutableSpan { c in
      for i in 0..<n {
        for j in 0..<n {
          c[i * n + j] = Float((Double(c[i * n + j]) * share - means[i] * means[j]) * factors[i] * factors[j])
        }
      }
    }
    return covariance
  }
}
