import Annotations
import CorpusStore
import Reports

extension Workbench {
  /// `corpus snapshot`: gives the present state, or an earlier one, a name.
  public func makeSnapshot(_ selection: CorpusSelection, name: String, description: String) throws {
    let store = try selection.open(.write)
    let state = try CorpusSelection.state(selection.state, of: selection.corpus, in: store)
    let snapshot = try store.makeSnapshot(name, of: selection.corpus, at: state, note: note(description))
    report(
      .output(
        "snapshot: \(snapshot.name)\nchange: \(snapshot.change)\ndocuments: \(snapshot.documents)\n"
          + "digest: \(snapshot.digest)\n"))
  }

  /// `corpus diff`: what became other between two states, by label, with the first documents.
  public func showDifference(
    _ selection: CorpusSelection, from old: String, to new: String, examples: Int, json: Bool
  ) throws {
    let store = try selection.open()
    let (first, second) = (
      try CorpusSelection.state(old, of: selection.corpus, in: store),
      try CorpusSelection.state(new, of: selection.corpus, in: store)
    )
    let counts = try store.differenceCounts(from: first, to: second, of: selection.corpus)
    if json { return try output(DifferenceSummary(counts)) }
    var text = "documents: \(counts.added) added, \(counts.removed) removed, \(counts.unchanged) the same\n"
    for (part, count) in counts.altered.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      text += "  \(part.rawValue) altered in \(count)\n"
    }
    var table = TextTable(["label before", "label after", "mentions", "for example in"])
    for (step, count) in counts.mentions.sorted(by: DifferenceSummary.order) {
      table.add([step.from ?? "–", step.to ?? "–", "\(count)", counts.examples[step] ?? ""])
    }
    if !table.rows.isEmpty { text += "\n" + table.text }
    report(.output(text))
    guard examples > 0, !counts.mentions.isEmpty else { return }
    let cursor = try store.difference(from: first, to: second, of: selection.corpus)
    var shown = 0
    while shown < examples, let difference = try cursor.next() {
      report(.output(Self.example(difference)))
      shown += 1
    }
  }

  private static func example(_ difference: DocumentDifference) -> String {
    var text = "\n== \(difference.id): \(difference.kind.rawValue)\n"
    func place(_ document: Annotations.Document?, _ mention: Annotations.Mention) -> String {
      "\(mention.hull.lowerBound)–\(mention.hull.upperBound) \(mention.label) '\(document?.surface(of: mention) ?? "")'"
    }
    for single in difference.removedMentions { text += "  - \(place(difference.old, single.mention))\n" }
    for single in difference.addedMentions { text += "  + \(place(difference.new, single.mention))\n" }
    for pair in difference.relabelled + difference.moved + difference.edited {
      text += "  ~ \(place(difference.old, pair.old)) → \(place(difference.new, pair.new))\n"
    }
    return text
  }

  /// `corpus undo`: a new change that turns an earlier one back.
  public func undoChange(_ selection: CorpusSelection, change: Int) throws {
    let undone = try selection.open(.write).undo(change, of: selection.corpus, note: note())
    report(.output("change \(change) is undone by change \(undone.id); \(undone.documents) documents altered\n"))
  }
}

/// Counts of differences as JSON.
private struct DifferenceSummary: Encodable {
  struct Step: Encodable {
    var from: String?
    var to: String?
    var mentions: Int
    var example: String?
  }
  var added: Int
  var removed: Int
  var unchanged: Int
  var altered: [String: Int]
  var mentions: [Step]

  init(_ counts: DifferenceCounts) {
    (added, removed, unchanged) = (counts.added, counts.removed, counts.unchanged)
    altered = Dictionary(uniqueKeysWithValues: counts.altered.map { ($0.key.rawValue, $0.value) })
    mentions = counts.mentions.sorted(by: Self.order).map {
      Step(from: $0.key.from, to: $0.key.to, mentions: $0.value, example: counts.examples[$0.key])
    }
  }

  /// The most frequent first, of equals by name.
  static func order(
    _ left: (key: RewriteCounts.Step, value: Int), _ right: (key: RewriteCounts.Step, value: Int)
  ) -> Bool {
    (right.value, left.key.from ?? "", left.key.to ?? "") < (left.value, right.key.from ?? "", right.key.to ?? "")
  }
}
