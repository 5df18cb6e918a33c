import Annotations
import CorpusFormats
import CorpusStore
import Files
import Taggers

/// Splits of a corpus store as TAO's text and labels files: what a task then reads is what `corpus export` writes, so that both
/// ways give the same model.
struct CorpusDataset {
  /// The folder with the files.
  let folder: String
  /// Which state of which store they are, for the model's manifest.
  let facts: [String: JSONValue]

  /// The name of the file of label ids, which the training split makes.
  static let labelIDs = "label_ids.csv"

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - training: the split that knows the labels; `nil`: none is trained on.
  ///   - others: further splits.
  ///   - folder: made if it is not there.
  /// - Throws: `WorkProblem.model` for a split without documents; what store and files throw.
  init(_ spec: CorpusDataSpec, training: String?, others: [String], folder: String, _ report: WorkReporter) throws {
    let store = try CorpusStore(path: spec.store, access: .read)
    let state = try CorpusSelection.state(spec.state, of: spec.name, in: store)
    try FilePath.makeFolder(folder)
    for split in ([training].compactMap(\.self) + others).reduce(
      into: [String](), { if !$0.contains($1) { $0.append($1) } })
    {
      var query = DocumentQuery(corpus: spec.name, at: state)
      query.split = .named(split)
      var export = DocumentExport()
      export.options.layer = spec.layer
      let text = ExperimentFolder.join(folder, "text_\(split).txt")
      let outcome = try export.write(try store.documents(query), as: .textLabels, to: text)
      guard outcome.documents > 0 else {
        let known = Set(
          try store.statistics(DocumentQuery(corpus: spec.name, at: state)).bySplit.keys.compactMap(\.self))
        throw WorkProblem.model(
          "corpus '\(spec.name)' of \(spec.store) has no documents in split '\(split)' "
            + "(\(known.isEmpty ? "there are no splits: make them with `gloss corpus split`" : "there are: \(known.sorted().joined(separator: ", "))"))"
        )
      }
      let level: WorkEvent.Level = outcome.ledger.unexplained > 0 ? .warning : .info
      report(
        .log(
          level, source: "corpus:1",
          message: "Split '\(split)' of corpus '\(spec.name)': \(outcome.documents) documents; mentions: "
            + LedgerText.line(outcome.ledger)))
      if split == training {
        let labels = LabelSet(ordering: outcome.labels)
        let file = try AtomicFile(ExperimentFolder.join(folder, Self.labelIDs))
        try file.write(LabelIds.text(labels))
        try file.commit()
      }
    }
    self.folder = folder
    facts = [
      "store": .string(spec.store), "corpus": .string(spec.name), "state": .string(spec.state ?? "live"),
      "change": .integer(try store.corpora().first { $0.name == spec.name }?.lastChange ?? 0),
      "digest": .string(try store.digest(of: spec.name, at: state).description),
    ]
  }
}
