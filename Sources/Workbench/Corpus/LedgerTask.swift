public import Annotations
import CorpusFormats
import CorpusStore

extension Workbench {
  /// `corpus ledger`: the spans of all imports that are not in the corpus as they were in their sources.
  public func showLedger(_ selection: CorpusSelection, document: String?, fate: SpanRecord.Fate?, unexplained: Bool)
    throws
  {
    let store = try selection.open()
    let sources = Dictionary(
      uniqueKeysWithValues: try store.sourceFiles(of: selection.corpus).map { ($0.id, $0.description.path) })
    var query = LedgerQuery(corpus: selection.corpus)
    (query.document, query.fate, query.isUnexplained) = (document, fate, unexplained)
    query.label = selection.label
    report(.output("fate\treason\tas_asked\tlabel\ttext\tdocument\tplace\tdetail\n"))
    let rows = try store.ledger(query)
    while let row = try rows.next() {
      let record = row.record
      let file = row.source.flatMap { sources[$0] } ?? ""
      let place = record.line > 0 ? "\(file):\(record.line):\(max(record.column, 1))" : file
      let cells = [
        record.fate.rawValue, record.reason?.rawValue ?? "", record.isRequested ? "yes" : "", record.label,
        record.surface, row.document, place, record.detail,
      ]
      let line = cells.map { String($0.map { $0.isNewline || $0 == "\t" ? " " : $0 }) }.joined(separator: "\t")
      report(.output(line + "\n"))
    }
  }
}
