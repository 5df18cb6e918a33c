public import Scoring

/// How often items of each confidence are right, before and after calibration, beside the diagonal of perfect scores.
public struct ReliabilityChart: Sendable {
  private let title: String
  private let series: [(name: String, reliability: Reliability)]

  private static let side = 320
  private static let margin = 48

  /// A chart of one kind of score.
  public init(title: String, series: [(name: String, reliability: Reliability)]) {
    (self.title, self.series) = (title, series)
  }

  /// The picture as SVG. The area of a dot is in proportion to the share of items that it stands for.
  public var svg: String {
    let (side, margin) = (Double(Self.side), Double(Self.margin))
    func x(_ value: Double) -> String { ChartMarkup.number(margin + value * side) }
    func y(_ value: Double) -> String { ChartMarkup.number(margin + (1 - value) * side) }
    let extent = Self.side + 2 * Self.margin
    var lines = [ChartMarkup.open(width: extent, height: extent, title: title)]
    lines += ChartMarkup.key(series.map(\.name), width: extent)
    lines.append(
      "<rect x=\"\(x(0))\" y=\"\(y(1))\" width=\"\(Self.side)\" height=\"\(Self.side)\" fill=\"none\" "
        + "stroke=\"#999999\"/>")
    lines.append(
      "<line x1=\"\(x(0))\" y1=\"\(y(0))\" x2=\"\(x(1))\" y2=\"\(y(1))\" stroke=\"#999999\" stroke-dasharray=\"4 4\"/>")
    for value in [0.0, 0.5, 1.0] {
      lines.append("<text x=\"\(x(value))\" y=\"\(extent - Self.margin + 18)\" text-anchor=\"middle\">\(value)</text>")
      lines.append("<text x=\"\(Self.margin - 8)\" y=\"\(y(value))\" text-anchor=\"end\">\(value)</text>")
    }
    lines.append("<text x=\"\(x(0.5))\" y=\"\(extent - 8)\" text-anchor=\"middle\">score</text>")
    lines.append("<text x=\"\(x(0.02))\" y=\"\(y(0.94))\">share right</text>")
    for (number, item) in series.enumerated() {
      let total = Double(max(item.reliability.count, 1))
      for bin in item.reliability.bins {
        guard let confidence = bin.meanConfidence, let accuracy = bin.accuracy else { continue }
        let radius = 3 + 14 * (Double(bin.count) / total).squareRoot()
        lines.append(
          "<circle cx=\"\(x(confidence))\" cy=\"\(y(accuracy))\" r=\"\(ChartMarkup.number(radius))\" "
            + "fill=\"\(ChartMarkup.color(number))\" fill-opacity=\"0.7\"><title>\(Markup.escaped(item.name)): "
            + "\(grouped(bin.count)), score \(fixed(confidence, decimals: 3, undefined: "")), right "
            + "\(fixed(accuracy, decimals: 3, undefined: ""))</title></circle>")
      }
    }
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }
}
