/// A table in plain text: columns as wide as their widest cell, two spaces between, numbers to the right.
public struct TextTable: Hashable, Sendable {
  /// The cells of the first line.
  public var header: [String]
  /// The cells of each row.
  public private(set) var rows: [[String]] = []
  private var isNumeric: [Bool]

  /// A table without rows yet.
  public init(_ header: [String]) {
    self.header = header
    isNumeric = header.map { _ in true }
  }

  /// Appends a row; missing cells are empty, further ones are cut.
  public mutating func add(_ cells: [String]) {
    let cells = header.indices.map { $0 < cells.count ? cells[$0] : "" }
    for (column, cell) in cells.enumerated() where !cell.isEmpty && !Self.isNumber(cell) { isNumeric[column] = false }
    rows.append(cells)
  }

  /// The table; each line ends with LF, without spaces at its end.
  public var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    return ([header] + rows).map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        if column > 0 { line += "  " }
        line += isNumeric[column] ? cell.rightAligned(to: widths[column]) : cell.padded(to: widths[column])
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private static func isNumber(_ cell: String) -> Bool {
    cell.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || ",.%-+~–".unicodeScalars.contains($0) }
  }
}

extension String {
  /// The text cut to a width in scalars, with "…" for the rest.
  func cut(to width: Int) -> String {
    unicodeScalars.count <= width ? self : String(unicodeScalars.prefix(max(width - 1, 0))) + "…"
  }
}

/// A count with commas between thousands.
func grouped(_ value: Int) -> String {
  let digits = String(value.magnitude)
  var result = value < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return result
}
