extension ConfusionChart {
  /// The picture as SVG; each square tells its labels and its value when it is pointed at.
  public var svg: String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" font-family=\"sans-serif\" font-size=\"\(Self.letterHeight)\">",
      "<title>\(title)</title>",
      "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
    ]
    for (row, values) in cells.enumerated() {
      for (column, value) in values.enumerated() {
        let shown = isNormalized ? fixed(value, decimals: 4, undefined: "") : fixed(value, decimals: 0, undefined: "")
        lines.append(
          "<rect x=\"\(origin.x + column * Self.cell)\" y=\"\(origin.y + row * Self.cell)\" width=\"\(Self.cell)\" "
            + "height=\"\(Self.cell)\" fill=\"\(Self.hexadecimal(value / largest))\"><title>"
            + "\(Markup.escaped(labels[row])) as \(Markup.escaped(labels[column])): \(shown)</title></rect>")
      }
    }
    for step in 0..<64 {
      let top = origin.y + extent * step / 64
      lines.append(
        "<rect x=\"\(bar.x)\" y=\"\(top)\" width=\"\(bar.width)\" height=\"\(origin.y + extent * (step + 1) / 64 - top)\" "
          + "fill=\"\(Self.hexadecimal(1 - (Double(step) + 0.5) / 64))\"/>")
    }
    for (x, width) in [(origin.x, extent), (bar.x, bar.width)] {
      lines.append(
        "<rect x=\"\(x)\" y=\"\(origin.y)\" width=\"\(width)\" height=\"\(extent)\" fill=\"none\" stroke=\"#000000\"/>")
    }
    for text in texts {
      let (anchor, turned) =
        switch text.anchor {
        case .start: ("start", false)
        case .end: ("end", false)
        case .middle: ("middle", false)
        case .upwardsEnd: ("end", true)
        case .upwardsMiddle: ("middle", true)
        }
      let turn = turned ? " transform=\"rotate(-90 \(text.x) \(text.y))\"" : ""
      lines.append(
        "<text x=\"\(text.x)\" y=\"\(text.y)\" text-anchor=\"\(anchor)\" dominant-baseline=\"central\"\(turn)>"
          + "\(Markup.escaped(text.text))</text>")
    }
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }

  private static func hexadecimal(_ share: Double) -> String {
    let color = ChartColor.ramp(share)
    return "#"
      + [color.red, color.green, color.blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
