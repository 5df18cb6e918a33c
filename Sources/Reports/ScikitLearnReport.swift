import Annotations
public import Scoring

/// The report that NeMo prints beside a confusion matrix: scikit-learn's layout, fractions with 4 decimals, a line for
/// each label that occurs. Its macro average divides by these labels, not by those with gold words.
public enum ScikitLearnReport {
  /// The table; ends with LF.
  public static func text(_ counts: ConfusionCounts) -> String {
    let names = counts.used.map { "\(counts.labels.names[$0]) (label id: \($0))" }
    let width = (names + ["weighted avg"]).map(\.unicodeScalars.count).reduce(4, max)
    func line(_ name: String, _ cells: [String]) -> String {
      name.rightAligned(to: width) + " " + cells.map { " " + $0.rightAligned(to: 9) }.joined()
    }
    func number(_ value: Double?) -> String { fixed(value ?? 0, decimals: 4, undefined: "") }
    func row(_ name: String, _ scores: Scores) -> String {
      line(name, [number(scores.precision), number(scores.recall), number(scores.f1), "\(scores.support)"])
    }
    let lines =
      [line("", ["precision", "recall", "f1-score", "support"]), ""]
      + zip(names, counts.used).map { row($0, counts.scores(of: $1)) }
      + [
        "", line("accuracy", ["", "", number(counts.accuracy), "\(counts.support)"]), row("macro avg", counts.macro),
        row("weighted avg", counts.weighted),
      ]
    return lines.joined(separator: "\n") + "\n"
  }
}
