import Annotations
import CorpusAnalysis
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

  /// `corpus diff`: what became other between two states, by label, with the first changes of each kind.
  public func showDifference(
    _ selection: CorpusSelection, from old: String, to new: String, examples: Int, json: Bool
  ) throws {
    let store = try selection.open()
    let (first, second) = (
      try CorpusSelection.state(old, of: selection.corpus, in: store),
      try CorpusSelection.state(new, of: selection.corpus, in: store)
    )
    var comparison = CorpusComparison(exampleLimit: max(examples, 0))
    let cursor = try store.difference(from: first, to: second, of: selection.corpus)
    while let difference = try cursor.next() {
      if isCancelled() { throw WorkProblem.interrupted("no differences") }
      switch (difference.old, difference.new) {
      case (let old?, let new?): comparison.add(allLayersFrom: old, to: new)
      case (nil, let new?): comparison.add(added: new)
      case (let old?, nil): comparison.add(removed: old)
      case (nil, nil): break
      }
    }
    // What is the same was not read.
    let compared = comparison.unchangedDocuments + comparison.changedDocuments + comparison.addedDocuments
    comparison.add(unchanged: max(0, cursor.documentsInNewState - compared))
    let labels = try store.statistics(DocumentQuery(corpus: selection.corpus, at: second)).labels
    for (label, rows) in Dictionary(grouping: labels, by: \.label).sorted(by: { $0.key < $1.key }) {
      comparison.complete(label, new: rows.reduce(0) { $0 + $1.mentions })
    }
    report(.output(json ? ComparisonReport.json(comparison) : ComparisonReport.text(comparison)))
  }

  /// `corpus undo`: a new change that turns an earlier one back.
  public func undoChange(_ selection: CorpusSelection, change: Int) throws {
    let undone = try selection.open(.write).undo(change, of: selection.corpus, note: note())
    report(.output("change \(change) is undone by change \(undone.id); \(undone.documents) documents altered\n"))
  }
}
