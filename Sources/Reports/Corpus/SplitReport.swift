public import CorpusAnalysis
import JSONText

/// What a division of a corpus gives, as text and as JSON.
public enum SplitReport {
  /// Parts, labels, what was kept together, and the proof.
  public static func text(_ proof: SplitProof) -> String {
    var parts = TextTable(["part", "wanted", "documents", "share", "mentions", "share"])
    for part in proof.parts {
      parts.add([
        part.name, StatisticsReport.percent(part.wanted), grouped(part.documents),
        StatisticsReport.percent(part.documentShare), grouped(part.mentions),
        StatisticsReport.percent(part.mentionShare),
      ])
    }
    var labels = TextTable(["label", "mentions"] + proof.parts.flatMap { [$0.name, "share"] })
    for label in proof.labels {
      labels.add(
        [label.label, grouped(label.mentions)]
          + zip(label.counts, label.shares).flatMap { [grouped($0), StatisticsReport.percent($1)] })
    }
    return parts.text + "\n" + (proof.labels.isEmpty ? "" : labels.text + "\n") + summary(proof)
  }

  private static func summary(_ proof: SplitProof) -> String {
    let few = proof.labels.filter { $0.bundles < proof.parts.count }.map(\.label)
    var lines = [
      "shares of labels lie \(StatisticsReport.percent(proof.meanDeviation)) from what is wanted on average, "
        + "\(StatisticsReport.percent(proof.largestDeviation)) at most",
      "\(grouped(proof.tiedDocuments)) documents stay with others that are alike or of their group; "
        + "the largest bundle has \(grouped(proof.largestBundle))",
      "pairs of equal or near documents in two parts: \(grouped(proof.leakedPairs)); divided groups: "
        + "\(grouped(proof.dividedGroups))",
    ]
    if !few.isEmpty { lines.append("in too few documents for every part: \(few.joined(separator: ", "))") }
    if proof.uncomparedDocuments > 0 {
      lines.append("\(grouped(proof.uncomparedDocuments)) documents were not compared: no words, or no room")
    }
    if proof.skippedComparisons > 0 {
      lines.append(
        "\(grouped(proof.skippedComparisons)) comparisons were left out, where very many documents are alike")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// One JSON object: `format`, `version`, `parts`, `labels`, and the sums of `SplitProof`.
  public static func json(_ proof: SplitProof) -> String {
    let parts = proof.parts.map { part in
      JSON.object([
        ("name", .string(part.name)), ("wanted", .number(part.wanted)), ("documents", .integer(part.documents)),
        ("document_share", .number(part.documentShare)), ("mentions", .integer(part.mentions)),
        ("mention_share", .number(part.mentionShare)),
      ])
    }
    let labels = proof.labels.map { label in
      JSON.object([
        ("label", .string(label.label)), ("mentions", .integer(label.mentions)), ("bundles", .integer(label.bundles)),
        ("counts", .array(label.counts.map { .integer($0) })), ("shares", .array(label.shares.map { .number($0) })),
      ])
    }
    return JSON.object([
      ("format", .string("gloss-corpus-split")), ("version", .integer(1)), ("parts", .array(parts)),
      ("labels", .array(labels)), ("mean_deviation", .number(proof.meanDeviation)),
      ("largest_deviation", .number(proof.largestDeviation)), ("bundles", .integer(proof.bundles)),
      ("tied_documents", .integer(proof.tiedDocuments)), ("largest_bundle", .integer(proof.largestBundle)),
      ("leaked_pairs", .integer(proof.leakedPairs)), ("divided_groups", .integer(proof.dividedGroups)),
      ("uncompared_documents", .integer(proof.uncomparedDocuments)),
      ("skipped_comparisons", .integer(proof.skippedComparisons)),
    ]).indentedText
  }
}
