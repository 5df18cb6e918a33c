public import Foundation

/// Rows that are looked up: in memory, or in a mapped file that is read where it is touched.
public enum RowTable: Sendable {
  /// `[rows, columns]` in memory.
  case matrix(Matrix)
  /// `[rows, columns]` little-endian 32-bit floats in `data`, from byte `offset`.
  case mapped(Data, offset: Int, rows: Int, columns: Int)

  /// How many rows there are.
  public var rows: Int {
    switch self {
    case .matrix(let matrix): matrix.rows
    case .mapped(_, _, let rows, _): rows
    }
  }

  /// How many columns each row has.
  public var columns: Int {
    switch self {
    case .matrix(let matrix): matrix.columns
    case .mapped(_, _, _, let columns): columns
    }
  }

  /// Copies one row to `y`, from `at` on.
  @inline(__always)
  func copy(row: Int, to y: inout MutableSpan<Float>, at: Int) {
    let h = columns
    require(row >= 0 && row < rows && at >= 0 && at + h <= y.count, "row \(row) of \(rows)")
    switch self {
    case .matrix(let table):
      let w = table.elements.span
      for j in 0..<h { y[at &+ j] = w[row &* h &+ j] }
    case .mapped(let data, let offset, _, _):
      let bytes = data.bytes
      let start = offset &+ row &* h &* 4
      require(start >= 0 && start &+ h &* 4 <= bytes.byteCount, "row \(row) lies outside the mapped file")
      for j in 0..<h {
        // SAFETY: the bound was checked on the line above; any bits are a float.
        y[at &+ j] = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start &+ j &* 4, as: Float.self)
      }
    }
  }
}

/// E[r] = W[token r] + P[position r] + T        W `[v, h]`   P `[p, h]`   T `[1, h]` (segment 0)   E `[n, h]`
///
/// A row's position is its place in its sequence, plus `firstPosition` (RoBERTa starts at 2).
public enum EmbeddingKernel {
  /// Overwrites `e`; rows between sequences become zero. Ids must be below the table's rows, lengths below the positions: both
  /// are checked.
  public static func forward(
    ids: borrowing [Int32], layout: SequenceLayout, words: borrowing RowTable, positions: borrowing Matrix,
    segments: borrowing Matrix, firstPosition: Int = 0, e: inout Matrix
  ) {
    let h = e.columns
    require(
      ids.count == layout.rows && words.columns == h && positions.columns == h && segments.columns == h
        && segments.rows >= 1 && layout.longest + firstPosition <= positions.rows,
      "embedding shapes: \(ids.count) ids, \(layout.rows) rows, longest \(layout.longest), \(positions.rows) positions")
    e.resize(rows: ids.count)
    let (p, t) = (positions.elements.span, segments.elements.span)
    let vocabulary = words.rows
    var out = e.elements.mutableSpan
    for s in 0..<layout.count {
      let rows = layout.rows(of: s)
      for r in layout.gap(before: s) { for j in 0..<h { out[r &* h &+ j] = 0 } }
      for r in rows {
        let id = Int(ids[r])
        require(id >= 0 && id < vocabulary, "token \(id) of \(vocabulary)")
        let (at, place) = (r &* h, (r &- rows.lowerBound &+ firstPosition) &* h)
        words.copy(row: id, to: &out, at: at)
        for j in 0..<h { out[at &+ j] = out[at &+ j] + p[place &+ j] + t[j] }
      }
    }
  }

  /// Adds dE to the rows of dW that the ids name, to dP and to the first row of dT.
  public static func backward(
    de: borrowing Matrix, ids: borrowing [Int32], layout: SequenceLayout, firstPosition: Int = 0,
    dwords: inout Matrix, dpositions: inout Matrix, dsegments: inout Matrix
  ) {
    let h = de.columns
    require(
      ids.count == de.rows && dwords.columns == h && dpositions.columns == h && dsegments.columns == h
        && dsegments.rows >= 1 && layout.longest + firstPosition <= dpositions.rows, "embedding shapes")
    let d = de.elements.span
    let vocabulary = dwords.rows
    var w = dwords.elements.mutableSpan
    var p = dpositions.elements.mutableSpan
    var t = dsegments.elements.mutableSpan
    for s in 0..<layout.count {
      let rows = layout.rows(of: s)
      for r in rows {
        let id = Int(ids[r])
        require(id >= 0 && id < vocabulary, "token \(id) of \(vocabulary)")
        let (at, place) = (r &* h, (r &- rows.lowerBound &+ firstPosition) &* h)
        for j in 0..<h {
          let v = d[at &+ j]
          w[id &* h &+ j] += v
          p[place &+ j] += v
          t[j] += v
        }
      }
    }
  }
}
