/// Horizontal bars: a name, a bar, its number. A bar may be made of parts, one a series.
struct BarChart {
  /// A bar.
  struct Row {
    var name: String
    /// One value for each series.
    var values: [Int]
    var sum: Int { values.reduce(0, +) }
  }

  /// What the picture shows, for those who cannot see it.
  var title: String
  /// What the parts of bars are; one without a name if bars are whole.
  var series: [String]
  /// Top down.
  var rows: [Row]

  private static let rowHeight = 22
  private static let nameSpace = 190
  private static let barSpace = 430
  private static let numberSpace = 110
  private static let keyHeight = 26

  /// The picture as SVG, for inclusion in a page.
  var svg: String {
    let width = Self.nameSpace + Self.barSpace + Self.numberSpace
    let hasKey = series.count > 1
    let top = hasKey ? Self.keyHeight : 0
    let height = top + max(rows.count, 1) * Self.rowHeight + 4
    var lines = [ChartMarkup.open(width: width, height: height, title: title)]
    if hasKey { lines += ChartMarkup.key(series, width: width) }
    let largest = max(rows.map(\.sum).max() ?? 0, 1)
    for (index, row) in rows.enumerated() {
      let y = top + index * Self.rowHeight
      lines.append(
        "<text x=\"\(Self.nameSpace - 8)\" y=\"\(y + 15)\" text-anchor=\"end\">"
          + "\(Markup.escaped(row.name.cut(to: 26)))<title>\(Markup.escaped(row.name))</title></text>")
      var x = Double(Self.nameSpace)
      for (number, value) in row.values.enumerated() where value > 0 {
        let length = Double(value) / Double(largest) * Double(Self.barSpace)
        let part = series.indices.contains(number) && hasKey ? ", " + series[number] : ""
        lines.append(
          "<rect x=\"\(ChartMarkup.number(x))\" y=\"\(y + 3)\" width=\"\(ChartMarkup.number(length))\" height=\"16\" "
            + "fill=\"\(ChartMarkup.color(number))\"><title>\(Markup.escaped(row.name + part)): \(grouped(value))"
            + "</title></rect>")
        x += length
      }
      lines.append("<text x=\"\(ChartMarkup.number(x + 6))\" y=\"\(y + 15)\">\(grouped(row.sum))</text>")
    }
    return lines.joined(separator: "\n") + "\n</svg>"
  }
}

/// What the charts of pages share.
enum ChartMarkup {
  /// Distinguishable with every kind of colour vision, and in grey (Okabe and Ito, Color Universal Design, 2008).
  private static let colors = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999"]

  static func color(_ series: Int) -> String { colors[series % colors.count] }

  static func open(width: Int, height: Int, title: String) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
      + "height=\"\(height)\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
      + "<title>\(Markup.escaped(title))</title>"
  }

  /// Coordinates with one decimal.
  static func number(_ value: Double) -> String { fixed(value, decimals: 1, undefined: "0") }

  /// A line of coloured squares with their names.
  static func key(_ series: [String], width: Int) -> [String] {
    let step = width / max(series.count, 1)
    return series.enumerated().map { index, name in
      "<rect x=\"\(index * step)\" y=\"4\" width=\"12\" height=\"12\" fill=\"\(color(index))\"/>"
        + "<text x=\"\(index * step + 18)\" y=\"15\">\(Markup.escaped(name.cut(to: max(step / 8 - 3, 2))))</text>"
    }
  }
}
