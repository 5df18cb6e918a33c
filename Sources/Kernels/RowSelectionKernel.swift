/// Y[i] = X[rows[i]]        X `[n, h]`   Y `[r, h]`
public enum RowSelectionKernel {
  /// Overwrites `y`.
  public static func forward(x: borrowing Matrix, rows: borrowing [Int], y: inout Matrix) {
    let h = x.columns
    require(y.columns == h, "\(y.columns) columns for \(h)")
    y.resize(rows: rows.count)
    let n = x.rows
    let source = x.elements.span
    var out = y.elements.mutableSpan
    for (i, r) in rows.enumerated() {
      require(r >= 0 && r < n, "row \(r) of \(n)")
      for j in 0..<h { out[i &* h &+ j] = source[r &* h &+ j] }
    }
  }
}
