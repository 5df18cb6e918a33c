/// Y[layout's i-th row] = X[rows[i]]        X `[n, h]`   Y `[r, h]`
public enum RowSelectionKernel {
  /// Overwrites `y`; its rows are those of the layout, zeros where they belong to no sequence.
  public static func forward(x: borrowing Matrix, rows: borrowing [Int], layout: SequenceLayout, y: inout Matrix) {
    let h = x.columns
    require(y.columns == h, "\(y.columns) columns for \(h)")
    y.resize(rows: layout.rows)
    let n = x.rows
    let source = x.elements.span
    var out = y.elements.mutableSpan
    var next = 0
    for s in 0..<layout.count {
      for at in layout.gap(before: s) { for j in 0..<h { out[at &* h &+ j] = 0 } }
      for at in layout.rows(of: s) {
        let r = rows[next]
        require(r >= 0 && r < n, "row \(r) of \(n)")
        for j in 0..<h { out[at &* h &+ j] = source[r &* h &+ j] }
        next += 1
      }
    }
    require(next == rows.count, "\(rows.count) rows for a layout of \(next)")
  }

  /// Moves the rows of the sequences together, in place.
  public static func compact(_ x: inout Matrix, layout: SequenceLayout) {
    let h = x.columns
    require(layout.rows <= x.rows, "\(layout.rows) rows of \(x.rows)")
    var y = x.elements.mutableSpan
    var next = 0
    for s in 0..<layout.count {
      for r in layout.rows(of: s) {
        if next < r { for j in 0..<h { y[next &* h &+ j] = y[r &* h &+ j] } }
        next += 1
      }
    }
    x.resize(rows: next)
  }
}
