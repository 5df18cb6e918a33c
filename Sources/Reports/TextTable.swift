/// A table in text: columns two spaces apart, a rule under the header.
struct TextTable {
  /// How a column stands.
  enum Alignment {
    case left, right
  }

  private var rows: [[String]]
  private let alignments: [Alignment]

  init(_ columns: [(title: String, alignment: Alignment)]) {
    rows = [columns.map(\.title)]
    alignments = columns.map(\.alignment)
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// Lines without blanks at their ends; ends with LF.
  var text: String {
    let widths = alignments.indices.map { column in
      rows.map { $0.indices.contains(column) ? $0[column].unicodeScalars.count : 0 }.max() ?? 0
    }
    var lines = rows.map { row in
      zip(row, zip(widths, alignments)).map { cell, column in
        column.1 == .left ? cell.padded(to: column.0) : cell.rightAligned(to: column.0)
      }.joined(separator: "  ")
    }
    lines.insert(String(repeating: "-", count: widths.reduce(0, +) + 2 * max(widths.count - 1, 0)), at: 1)
    return lines.map { $0.droppingTrailingBlanks + "\n" }.joined()
  }
}

extension String {
  fileprivate var droppingTrailingBlanks: String {
    var view = unicodeScalars[...]
    while view.last == " " { view.removeLast() }
    return String(view)
  }

  /// The text cut to a width in scalars, with "…" for the rest.
  func cut(to width: Int) -> String {
    unicodeScalars.count <= width ? self : String(unicodeScalars.prefix(max(width - 1, 0))) + "…"
  }
}

/// A count with commas between thousands.
func grouped(_ value: Int) -> String {
  let digits = String(value.magnitude)
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return value < 0 ? "-" + result : result
}
