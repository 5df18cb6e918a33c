import CorpusAnalysis

/// Upright bars over lengths. The last bar may stand for all that is longer.
struct Histogram {
  /// What the picture shows, for those who cannot see it.
  var title: String
  /// What is measured, under the picture.
  var unit: String
  /// Bars of one width, and perhaps one for the rest.
  var bars: [LengthFigures.Bar]

  private static let height = 190
  private static let top = 22
  private static let left = 64
  private static let bottom = 40

  /// The picture as SVG, for inclusion in a page.
  var svg: String {
    let step = bars.isEmpty ? 20 : max(14, min(40, 640 / bars.count))
    let width = max(Self.left + max(bars.count, 1) * step + 20, 400)
    let floor = Self.top + Self.height
    var lines = [ChartMarkup.open(width: width, height: floor + Self.bottom, title: title)]
    let largest = max(bars.map(\.count).max() ?? 0, 1)
    for share in [0.0, 0.5, 1] where share != 0.5 || largest.isMultiple(of: 2) {
      let y = Double(floor) - share * Double(Self.height)
      lines.append(
        "<line x1=\"\(Self.left)\" x2=\"\(Self.left + max(bars.count, 1) * step)\" y1=\"\(ChartMarkup.number(y))\" y2=\"\(ChartMarkup.number(y))\" "
          + "stroke=\"#cccccc\"/><text x=\"\(Self.left - 6)\" y=\"\(ChartMarkup.number(y + 4))\" text-anchor=\"end\">"
          + "\(grouped(Int(share * Double(largest))))</text>")
    }
    let every = max(1, 36 / step + (widest * 7) / step)
    for (index, bar) in bars.enumerated() {
      let length = Double(bar.count) / Double(largest) * Double(Self.height)
      let x = Self.left + index * step
      lines.append(
        "<rect x=\"\(x + 1)\" y=\"\(ChartMarkup.number(Double(floor) - length))\" width=\"\(step - 2)\" "
          + "height=\"\(ChartMarkup.number(length))\" fill=\"\(ChartMarkup.color(isRest(index) ? 6 : 0))\"><title>"
          + "\(name(bar)): \(grouped(bar.count))</title></rect>")
      if index % every == 0, !isRest(index), index + every <= bars.count || !hasRest {
        lines.append(
          "<text x=\"\(x + step / 2)\" y=\"\(floor + 16)\" text-anchor=\"middle\">\(bar.lengths.lowerBound)</text>")
      }
      if isRest(index) {
        lines.append(
          "<text x=\"\(x + step / 2)\" y=\"\(floor + 16)\" text-anchor=\"middle\">≥\(bar.lengths.lowerBound)</text>")
      }
    }
    lines.append(
      "<text x=\"\(Self.left)\" y=\"\(floor + 34)\" fill=\"#666666\">\(Markup.escaped(unit))</text>")
    return lines.joined(separator: "\n") + "\n</svg>"
  }

  private var widest: Int { bars.map { "\($0.lengths.lowerBound)".count }.max() ?? 1 }

  /// Whether the last bar is of another width than the others.
  private var hasRest: Bool { bars.count > 1 && bars[bars.count - 1].lengths.count != bars[0].lengths.count }

  private func isRest(_ index: Int) -> Bool { hasRest && index == bars.count - 1 }

  private func name(_ bar: LengthFigures.Bar) -> String {
    bar.lengths.count == 1
      ? "\(bar.lengths.lowerBound)" : "\(bar.lengths.lowerBound)–\(bar.lengths.upperBound)"
  }
}
