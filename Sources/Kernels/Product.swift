import COpenBLAS

/// A rectangle of a matrix: the operand of a product.
struct Block {
  /// Index of the first element.
  var start: Int
  /// Rows and columns as stored, before any transposition.
  var rows: Int
  var columns: Int
  /// Elements from one row to the next.
  var stride: Int
  var transposed = false

  /// The whole matrix.
  init(_ matrix: borrowing Matrix, transposed: Bool = false) {
    (start, rows, columns, stride) = (0, matrix.rows, matrix.columns, matrix.columns)
    self.transposed = transposed
  }

  init(start: Int, rows: Int, columns: Int, stride: Int, transposed: Bool = false) {
    (self.start, self.rows, self.columns, self.stride) = (start, rows, columns, stride)
    self.transposed = transposed
  }

  /// Rows and columns after transposition.
  var shape: (Int, Int) { transposed ? (columns, rows) : (rows, columns) }

  func fits(_ count: Int) -> Bool {
    start >= 0 && rows >= 0 && columns >= 0 && stride >= columns
      && (rows == 0 || start + (rows - 1) * stride + columns <= count)
  }
}

/// C = α·op(A)·op(B) + β·C: the one door to `cblas_sgemm`.
enum Product {
  /// After `op`: A `[m, k]`, B `[k, n]`, C `[m, n]`. `beta` 0 overwrites C, whatever it held.
  @inline(__always)
  static func multiply(
    _ a: Span<Float>, _ aBlock: Block, by b: Span<Float>, _ bBlock: Block,
    into c: inout MutableSpan<Float>, _ cBlock: Block, alpha: Float = 1, beta: Float = 0
  ) {
    let (m, k) = aBlock.shape
    let (kOfB, n) = bBlock.shape
    require(
      k == kOfB && cBlock.rows == m && cBlock.columns == n && aBlock.fits(a.count) && bBlock.fits(b.count)
        && cBlock.fits(c.count),
      "[\(m), \(k)]·[\(kOfB), \(n)] into [\(cBlock.rows), \(cBlock.columns)]")
    guard m > 0, n > 0 else { return }
    // SAFETY: `require` bounds every access that cblas makes, and no pointer outlives the statement.
    unsafe a.withUnsafeBufferPointer { pa in
      unsafe b.withUnsafeBufferPointer { pb in
        unsafe c.withUnsafeMutableBufferPointer { pc in
          guard let baseA = pa.baseAddress, let baseB = pb.baseAddress, let baseC = pc.baseAddress else { return }
          unsafe cblas_sgemm(
            CblasRowMajor, aBlock.transposed ? CblasTrans : CblasNoTrans, bBlock.transposed ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), alpha, baseA + aBlock.start, Int32(aBlock.stride),
            baseB + bBlock.start, Int32(bBlock.stride), beta, baseC + cBlock.start, Int32(cBlock.stride))
        }
      }
    }
  }
}
