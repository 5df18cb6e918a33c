import Annotations
import CorpusFormats
import CorpusStore

/// Documents of a store on their way into files of one form.
struct DocumentExport {
  /// How they are written.
  var options: WritingOptions = {
    var options = WritingOptions()
    options.tokenizer = .segmenter
    return options
  }()
  /// Asked now and then.
  var isCancelled: () -> Bool = { false }
  /// Takes each document's records as they come.
  var record: (Document, SpanRecord) throws -> Void = { _, _ in }
  /// Told after each document.
  var progress: (Outcome) -> Void = { _ in }

  /// What was written.
  struct Outcome {
    var documents = 0
    var ledger = LedgerTotals()
    /// The tags that occur, for forms that have a tag a token.
    var labels: Set<String> = []
  }

  /// Writes the documents of a cursor.
  mutating func write(_ cursor: DocumentCursor, as format: CorpusFormat, to path: String) throws -> Outcome {
    var outcome = Outcome()
    var writer: (any DocumentWriter)?
    while let stored = try cursor.next() {
      if isCancelled() { throw WorkProblem.interrupted("nothing was written to \(path)") }
      let document = stored.document
      if writer == nil { writer = try format.writer(to: path, options) }
      let spans = try writer?.write(document) ?? []
      for span in spans + document.unwritten(after: spans, layer: options.layer) {
        outcome.ledger.add(span)
        try record(document, span)
      }
      if format == .textLabels {
        var tokenized = document
        options.tokenizer?.complete(&tokenized)
        let layer = tokenized.layer(options.layer)
        let projection = Projection(tokenized, layer: layer, policy: options.projection, scheme: options.scheme)
        for sentence in projection.sentences {
          for tag in sentence.tags(options.scheme) { outcome.labels.insert(tag.label(in: options.scheme)) }
        }
      }
      outcome.documents += 1
      progress(outcome)
    }
    try writer?.finish()
    return outcome
  }
}

/// A ledger's sums in a line.
enum LedgerText {
  /// `12 spans in: 10 kept, 2 dropped (overlap 2)`.
  static func line(_ totals: LedgerTotals) -> String {
    var parts: [String] = []
    for fate in SpanRecord.Fate.allCases where totals.count(fate) > 0 {
      let reasons = totals.counts.filter { $0.key.fate == fate && $0.key.reason != nil }
        .map { "\($0.key.reason?.rawValue ?? "")\($0.key.isRequested ? " as asked" : "") \($0.value)" }.sorted()
      parts.append(
        "\(totals.count(fate)) \(fate.rawValue)" + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"))
    }
    return "\(totals.spans) spans in" + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
  }
}
