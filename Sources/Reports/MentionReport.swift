public import Scoring

/// The mention-level table in text.
public enum MentionReport {
  /// What the figures are, a header, a line a type, and the three averages; ends with LF. Scores are percent with 2
  /// decimals, "–" where a denominator is empty.
  public static func text(_ scores: MentionScores) -> String {
    let rows = scores.types.map { ($0, scores.scores(of: $0)) }
    let averages = [("micro avg", scores.micro), ("macro avg", scores.macro), ("weighted avg", scores.weighted)]
    let width = (rows + averages).map(\.0.unicodeScalars.count).reduce("type".count, max)
    let header = "type".padded(to: width) + ["precision", "recall", "f1", "support"].map(cell).joined()
    let lines =
      ["entity level, exact match, O not counted", header]
      + rows.map { line($0, $1, width: width) }
      + [String(repeating: "-", count: header.count)]
      + averages.map { line($0, $1, width: width) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ name: String, _ scores: Scores, width: Int) -> String {
    let values = [scores.precision, scores.recall, scores.f1].map {
      cell(fixed($0.map { $0 * 100 }, decimals: 2, undefined: "–"))
    }
    return name.padded(to: width) + values.joined() + cell("\(scores.support)")
  }

  private static func cell(_ text: String) -> String { text.rightAligned(to: 12) }
}
