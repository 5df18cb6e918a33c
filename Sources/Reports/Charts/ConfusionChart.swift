import Annotations
import Foundation
public import Scoring

/// A confusion matrix as a picture: a square a pair of labels, the darker the more; gold labels in rows, predicted ones in
/// columns, only labels that occur, in the order of their ids, with a bar that explains the colours.
///
/// Sizes are pixels; the letters of the PNG are 12 wide and 14 high, so that both renderings have one geometry.
public struct ConfusionChart: Sendable {
  /// Whether each row is shown as shares of its sum (a row of zeros stays zero).
  public let isNormalized: Bool
  let labels: [String]
  /// Rows of what is shown.
  let cells: [[Double]]
  /// What the darkest colour stands for.
  let largest: Double

  /// The picture of what was counted.
  public init(_ counts: ConfusionCounts, normalized: Bool) {
    let used = counts.used
    isNormalized = normalized
    labels = used.map { counts.labels.names[$0] }
    cells = used.map { gold in
      let row = used.map { Double(counts.count(gold: gold, predicted: $0)) }
      let sum = row.reduce(0, +)
      return normalized ? row.map { sum == 0 ? 0 : $0 / sum } : row
    }
    largest = normalized ? 1 : max(cells.joined().max() ?? 0, 1)
  }

  // MARK: Geometry

  static let cell = 30
  static let letterWidth = 12
  static let letterHeight = 14
  private static let margin = 16

  var title: String { isNormalized ? "Normalized confusion matrix" : "Confusion matrix" }
  private var longest: Int { labels.map(\.unicodeScalars.count).max() ?? 0 }
  private var labelSpace: Int { longest * Self.letterWidth + 10 }
  /// The upper left corner of the matrix.
  var origin: (x: Int, y: Int) {
    (Self.margin + Self.letterHeight + 12 + labelSpace, Self.margin + Self.letterHeight + 18)
  }
  /// Width and height of the matrix.
  var extent: Int { max(labels.count, 1) * Self.cell }
  /// The colour bar.
  var bar: (x: Int, width: Int) { (origin.x + extent + 24, 20) }
  var width: Int {
    let ticks = ticks.map(\.text.count).max() ?? 0
    let right = bar.x + bar.width + 10 + ticks * Self.letterWidth + Self.margin
    return max(right, origin.x + title.count * Self.letterWidth + Self.margin)
  }
  var height: Int { origin.y + extent + labelSpace + 12 + Self.letterHeight + Self.margin }

  /// The marks of the colour bar: at a share of its height from below.
  var ticks: [(share: Double, text: String)] {
    (0...4).map { step in
      let share = Double(step) / 4
      let value = share * largest
      return (share, isNormalized ? fixed(value, decimals: 2, undefined: "") : fixed(value, decimals: 0, undefined: ""))
    }
  }

  /// The texts of the picture: the middle of the line in which the letters stand, and how they run.
  var texts: [ChartText] {
    let half = Self.cell / 2
    var texts = [ChartText(title, x: origin.x, y: Self.margin + Self.letterHeight / 2, .start)]
    for (index, label) in labels.enumerated() {
      texts.append(ChartText(label, x: origin.x - 8, y: origin.y + index * Self.cell + half, .end))
      texts.append(ChartText(label, x: origin.x + index * Self.cell + half, y: origin.y + extent + 8, .upwardsEnd))
    }
    texts.append(ChartText("True", x: Self.margin + Self.letterHeight / 2, y: origin.y + extent / 2, .upwardsMiddle))
    texts.append(
      ChartText("Predicted", x: origin.x + extent / 2, y: height - Self.margin - Self.letterHeight / 2, .middle))
    for tick in ticks {
      let y = origin.y + extent - Int((tick.share * Double(extent)).rounded())
      texts.append(ChartText(tick.text, x: bar.x + bar.width + 8, y: y, .start))
    }
    return texts
  }
}

/// A text in a picture.
struct ChartText {
  /// Where the text stands from its point.
  enum Anchor {
    /// Begins, ends, or has its middle there, from left to right.
    case start, end, middle
    /// Turned by a quarter, upwards: ends there, or has its middle there.
    case upwardsEnd, upwardsMiddle
  }

  var text: String
  var x: Int
  var y: Int
  var anchor: Anchor

  init(_ text: String, x: Int, y: Int, _ anchor: Anchor) {
    (self.text, self.x, self.y, self.anchor) = (text, x, y, anchor)
  }
}

/// White over light blue to dark blue.
enum ChartColor {
  /// Red, green and blue of a share from 0 to 1.
  static func ramp(_ share: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let stops: [(Double, Double, Double)] = [(255, 255, 255), (107, 174, 214), (8, 48, 107)]
    let position = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let part = position - Double(index)
    let (a, b) = (stops[index], stops[index + 1])
    func mix(_ a: Double, _ b: Double) -> UInt8 { UInt8((a + (b - a) * part).rounded()) }
    return (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
  }
}
