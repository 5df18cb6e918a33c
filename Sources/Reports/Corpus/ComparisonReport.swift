public import CorpusAnalysis
import JSONText

/// What changed between two versions of a corpus, as text and as JSON.
public enum ComparisonReport {
  /// Documents, labels, labels that became others, and examples.
  public static func text(_ comparison: CorpusComparison) -> String {
    var text =
      "documents: \(grouped(comparison.unchangedDocuments)) the same, \(grouped(comparison.changedDocuments)) changed, "
      + "\(grouped(comparison.addedDocuments)) added, \(grouped(comparison.removedDocuments)) removed\n"
    for part in DocumentComparison.Part.allCases {
      if let count = comparison.parts[part] { text += "  \(part.rawValue) changed in \(grouped(count))\n" }
    }
    var labels = TextTable(["label", "before", "after", "unchanged"] + kinds.map(\.rawValue))
    for label in comparison.labels {
      labels.add(
        [label.label, grouped(label.old), grouped(label.new), grouped(label.unchanged)]
          + kinds.map { grouped(label.counts[$0] ?? 0) })
    }
    if !comparison.labels.isEmpty { text += "\n" + labels.text }
    if !comparison.steps.isEmpty {
      var steps = TextTable(["label before", "label after", "mentions"])
      for (step, count) in comparison.steps { steps.add([step.from, step.to, grouped(count)]) }
      text += "\n" + steps.text
    }
    let examples = comparison.examples.sorted { rank($0) < rank($1) }
    if !examples.isEmpty { text += "\n" + examples.map { line($0) + "\n" }.joined() }
    return text
  }

  private static let kinds = MentionChange.Kind.allCases

  private static func rank(_ example: CorpusComparison.Example) -> Int { kinds.firstIndex(of: example.kind) ?? 0 }

  private static func line(_ example: CorpusComparison.Example) -> String {
    func side(_ label: String?, _ quotation: Quotation?) -> String? {
      quotation.map { "\(label ?? "") \($0.before)[\($0.text)]\($0.after)" }
    }
    let document = example.new?.document ?? example.old?.document ?? ""
    let sides = [side(example.oldLabel, example.old), side(example.newLabel, example.new)].compactMap { $0 }
    return "\(example.kind.rawValue) in \(document): \(sides.joined(separator: " → "))"
  }

  /// One JSON object: `format`, `version`, `documents`, `parts`, `labels`, `steps`, `examples`.
  public static func json(_ comparison: CorpusComparison) -> String {
    JSON.object([
      ("format", .string("gloss-corpus-comparison")), ("version", .integer(1)),
      (
        "documents",
        .object([
          ("unchanged", .integer(comparison.unchangedDocuments)), ("changed", .integer(comparison.changedDocuments)),
          ("added", .integer(comparison.addedDocuments)), ("removed", .integer(comparison.removedDocuments)),
        ])
      ),
      (
        "parts",
        .object(DocumentComparison.Part.allCases.map { ($0.rawValue, .integer(comparison.parts[$0] ?? 0)) })
      ),
      (
        "labels",
        .array(
          comparison.labels.map { label in
            .object(
              [
                ("label", .string(label.label)), ("before", .integer(label.old)), ("after", .integer(label.new)),
                ("unchanged", .integer(label.unchanged)),
              ] + kinds.map { ($0.rawValue, .integer(label.counts[$0] ?? 0)) })
          })
      ),
      (
        "steps",
        .array(
          comparison.steps.map {
            .object([("from", .string($0.step.from)), ("to", .string($0.step.to)), ("mentions", .integer($0.count))])
          })
      ),
      (
        "examples",
        .array(
          comparison.examples.map { example in
            .object([
              ("kind", .string(example.kind.rawValue)), ("old_label", .string(example.oldLabel)),
              ("new_label", .string(example.newLabel)), ("old", example.old.map(JSON.quotation) ?? .null),
              ("new", example.new.map(JSON.quotation) ?? .null),
            ])
          })
      ),
    ]).indentedText
  }
}
