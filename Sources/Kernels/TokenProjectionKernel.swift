/// The first projection Q = norm(W[token] + P[place] + T)·Wqᵀ + b as a sum over a table of tokens and one of places.
///
/// With u° = u − mean u, a norm is γ ∘ u°/σ + β, and u° of a sum is the sum of the parts' u°. So
///
///     Q = (A[token] + B[place])/σ + c,   A[token] = (γ ∘ W[token]°)·Wqᵀ,   B[place] = (γ ∘ (P[place] + T)°)·Wqᵀ,   c = β·Wqᵀ + b
///
/// where σ = √(var(W[token] + P[place] + T) + ε) is all that depends on both.
public enum TokenProjectionKernel {
  /// Y's rows from `start` on become γ ∘ u° for the rows u of `table` that are named; those below 0 give zeros.
  public static func center(
    _ table: borrowing RowTable, rows: borrowing [Int], gamma: borrowing Matrix, y: inout Matrix
  ) {
    let h = table.columns
    require(y.columns == h && gamma.count == h && rows.count <= y.rows, "\(rows.count) rows of \(h) into \(y.rows)")
    let g = gamma.elements.span
    var out = y.elements.mutableSpan
    for (i, row) in rows.enumerated() {
      let at = i &* h
      guard row >= 0 else {
        for j in 0..<h { out[at &+ j] = 0 }
        continue
      }
      table.copy(row: row, to: &out, at: at)
      let mean = out.span.sum(at..<(at &+ h)) / Float(h)
      for j in 0..<h { out[at &+ j] = g[j] * (out[at &+ j] - mean) }
    }
  }

  /// Q `[n, o]` from the tables: overwrites `q`, in which rows that belong to no sequence become zero.
  ///
  /// - Parameters:
  ///   - tokens: A, a row for each entry that `entries` names.
  ///   - entries: for each row of the layout, its row of `tokens`.
  ///   - inverse: 1/σ of each row.
  public static func combine(
    tokens: borrowing Matrix, entries: borrowing [Int32], places: borrowing Matrix, constant: borrowing Matrix,
    inverse: borrowing [Float], layout: SequenceLayout, firstPosition: Int, q: inout Matrix
  ) {
    let o = q.columns
    require(
      tokens.columns == o && places.columns == o && constant.count == o && entries.count >= layout.rows
        && inverse.count >= layout.rows && q.rows >= layout.rows && layout.longest + firstPosition <= places.rows,
      "tables of \(tokens.columns) and \(places.columns) columns for \(o)")
    let known = tokens.rows
    let (a, b, c) = (tokens.elements.span, places.elements.span, constant.elements.span)
    var out = q.elements.mutableSpan
    for s in 0..<layout.count {
      for r in layout.gap(before: s) { for j in 0..<o { out[r &* o &+ j] = 0 } }
      let rows = layout.rows(of: s)
      for r in rows {
        let entry = Int(entries[r])
        require(entry >= 0 && entry < known, "entry \(entry) of \(known)")
        let (at, token, place) = (r &* o, entry &* o, (r &- rows.lowerBound &+ firstPosition) &* o)
        let scale = inverse[r]
        for j in 0..<o { out[at &+ j] = c[j].addingProduct(a[token &+ j] + b[place &+ j], scale) }
      }
    }
  }
}
