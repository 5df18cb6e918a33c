import CKernels

/// Rows of 8-bit numbers: x = minimum + scale·q, with a minimum and a scale for each row.
///
/// What products with `QuantizedWeights` take in. Memory grows with the rows and is kept.
public final class QuantizedActivations {
  /// How many numbers a row has.
  public let columns: Int
  /// How many rows count at present.
  public private(set) var rows = 0
  private var capacity = 0
  /// Bytes from row to row.
  let stride: Int
  /// `[rows][stride]` bytes, then `[rows]` scales and `[rows]` minima.
  private var memory = AlignedFloats(count: 0)
  /// One row as a map leaves it.
  private let mapped: AlignedFloats

  /// No rows yet.
  public init(columns: Int) {
    require(columns > 0 && columns <= QuantizedWeights.largestInputs, "\(columns) columns")
    self.columns = columns
    stride = Int(glossQuantizedStride(columns))
    mapped = AlignedFloats(count: columns)
  }

  /// Changes the number of rows. What they hold afterwards is unspecified.
  public func resize(rows: Int) {
    require(rows >= 0 && rows < 1 << 32, "\(rows) rows")
    if rows > capacity {
      memory = AlignedFloats(count: rows * (stride / 4 + 2))
      capacity = rows
    }
    self.rows = rows
  }

  /// Where a row's numbers, scale and minimum stand.
  func places(_ row: Int) -> (
    UnsafeMutablePointer<UInt8>, scale: UnsafeMutablePointer<Float>, minimum: UnsafeMutablePointer<Float>
  ) {
    let scales = unsafe memory.memory + capacity * stride / 4
    // SAFETY: bytes may be looked at in any memory, and these were given as floats only to be aligned.
    let bytes = unsafe UnsafeMutableRawPointer(memory.memory).assumingMemoryBound(to: UInt8.self)
    return unsafe (bytes + row * stride, scales + row, scales + capacity + row)
  }

  /// Rows `source` of X, mapped and quantised, from `target` on; as many rows there have to be.
  public func quantize(_ x: borrowing Matrix, rows source: Range<Int>, _ map: ColumnMap? = nil, at target: Int = 0) {
    require(
      x.columns == columns && source.lowerBound >= 0 && source.upperBound <= x.rows && target >= 0
        && target + source.count <= rows,
      "rows \(source) of [\(x.rows), \(x.columns)] into \(target)… of [\(rows), \(columns)]")
    let (q, scales, minima) = unsafe places(target)
    // SAFETY: `require` bounds what is read and written; no pointer outlives the call.
    unsafe x.elements.span.withUnsafeBufferPointer { px in
      guard let base = px.baseAddress else { return }
      unsafe withMap(map) { factors, shifts in
        unsafe glossQuantizeRows(
          base + source.lowerBound * columns, source.count, columns, factors, shifts, mapped.memory, q, stride, scales,
          minima)
      }
    }
  }

  /// All rows of X, mapped and quantised.
  public func quantize(_ x: borrowing Matrix, _ map: ColumnMap? = nil) {
    resize(rows: x.rows)
    quantize(x, rows: 0..<x.rows, map)
  }

  /// The vectors of a map, or none.
  private func withMap(
    _ map: ColumnMap?, _ body: (_ factors: UnsafePointer<Float>?, _ shifts: UnsafePointer<Float>?) -> Void
  ) {
    guard let map else { return body(nil, nil) }
    require(map.columns == columns, "a map of \(map.columns) columns for \(columns)")
    unsafe map.factors.withUnsafeBufferPointer { factors in
      unsafe map.shifts.withUnsafeBufferPointer { shifts in unsafe body(factors.baseAddress, shifts.baseAddress) }
    }
  }

  /// Rows `range` of X become γ ∘ X̂ + β (see `NormKernel`) in place, and those rows here the same, mapped and quantised.
  public func quantizeNorm(
    inPlace x: inout Matrix, rows range: Range<Int>, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float,
    _ map: ColumnMap? = nil
  ) {
    check(x, range, gamma, beta)
    // SAFETY: `check` bounds what is read and written; no pointer outlives the call.
    unsafe x.elements.withUnsafeMutableBufferPointer { px in
      guard let base = px.baseAddress else { return }
      let start = unsafe base + range.lowerBound * columns
      unsafe norm(start, range, gamma, beta, epsilon, map, into: start, columns)
    }
  }

  /// Rows `range` here become γ ∘ X̂ + β, mapped and quantised; X stays. `normed` `[≥ 1, columns]` is scratch.
  public func quantizeNorm(
    _ x: borrowing Matrix, rows range: Range<Int>, gamma: borrowing Matrix, beta: borrowing Matrix, epsilon: Float,
    _ map: ColumnMap? = nil, normed: inout Matrix
  ) {
    check(x, range, gamma, beta)
    if normed.rows == 0 { normed.resize(rows: 1) }
    require(normed.columns == columns, "\(normed.columns) columns of scratch for \(columns)")
    // SAFETY: as above; every row goes through the first one of `normed`.
    unsafe x.elements.span.withUnsafeBufferPointer { px in
      unsafe normed.elements.withUnsafeMutableBufferPointer { py in
        guard let base = px.baseAddress, let y = py.baseAddress else { return }
        unsafe norm(base + range.lowerBound * columns, range, gamma, beta, epsilon, map, into: y, 0)
      }
    }
  }

  private func check(
    _ x: borrowing Matrix, _ range: Range<Int>, _ gamma: borrowing Matrix, _ beta: borrowing Matrix
  ) {
    require(
      x.columns == columns && gamma.count == columns && beta.count == columns && range.lowerBound >= 0
        && range.upperBound <= min(rows, x.rows),
      "rows \(range) of [\(x.rows), \(x.columns)] and [\(rows), \(columns)]")
  }

  private func norm(
    _ x: UnsafePointer<Float>, _ range: Range<Int>, _ gamma: borrowing Matrix, _ beta: borrowing Matrix,
    _ epsilon: Float, _ map: ColumnMap?, into y: UnsafeMutablePointer<Float>, _ yStride: Int
  ) {
    let (q, scales, minima) = unsafe places(range.lowerBound)
    unsafe gamma.elements.span.withUnsafeBufferPointer { g in
      unsafe beta.elements.span.withUnsafeBufferPointer { b in
        unsafe withMap(map) { factors, shifts in
          unsafe glossQuantizeNorm(
            x, range.count, columns, g.baseAddress, b.baseAddress, epsilon, y, yStride, factors, shifts, mapped.memory,
            q, stride, scales, minima)
        }
      }
    }
  }

  /// A row's numbers, scale and minimum: for tests and small things.
  public func row(_ index: Int) -> (numbers: [UInt8], scale: Float, minimum: Float) {
    require(index >= 0 && index < rows, "row \(index) of \(rows)")
    let (q, scale, minimum) = unsafe places(index)
    return unsafe ((0..<columns).map { unsafe q[$0] }, scale.pointee, minimum.pointee)
  }
}
