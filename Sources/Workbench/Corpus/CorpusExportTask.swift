import Annotations
public import CorpusFormats
import CorpusStore
import Files
import Foundation
import Reports

/// What `corpus export` is asked to do.
public struct CorpusExportRequest: Sendable {
  /// The form of the files.
  public var format: CorpusFormat
  /// A file, or a folder for forms with a file a document.
  public var path: String
  /// How documents are written.
  public var writing = WritingOptions()
  /// Whether each split gets files of its own below `path`.
  public var bySplit = false
  /// Where the ledger goes.
  public var ledger: String?
  /// Whether a loss that nobody asked for is accepted.
  public var allowsLoss = false
  /// JSON in place of a line.
  public var json = false

  /// A request with everything else at its default.
  public init(format: CorpusFormat, path: String) { (self.format, self.path) = (format, path) }
}

extension Workbench {
  /// `corpus export`: documents of a store become files.
  ///
  /// - Throws: `WorkProblem.loss` if mentions were lost and nobody asked for that; the files are there then.
  public func exportCorpus(_ selection: CorpusSelection, _ request: CorpusExportRequest) throws {
    let store = try selection.open()
    let query = try selection.query(in: store)
    let total = try store.count(query)
    let ledger = try request.ledger.map { try LedgerFile(path: $0) }
    var export = DocumentExport()
    export.options = request.writing
    export.options.tokenizer = .segmenter
    export.isCancelled = isCancelled
    export.record = { try ledger?.add($1, stage: .write, document: $0.id, source: request.path) }
    var sum = DocumentExport.Outcome()
    for (path, query) in try parts(request, query, in: store) {
      let before = sum.documents
      export.progress = { outcome in
        guard outcome.documents % 256 == 0 else { return }
        report(
          .progress(
            WorkProgress(
              title: "exporting", done: Double(before + outcome.documents), total: Double(total), unit: "documents",
              units: Double(before + outcome.documents))))
      }
      let outcome = try export.write(try store.documents(query), as: request.format, to: path)
      sum.documents += outcome.documents
      sum.ledger += outcome.ledger
    }
    try ledger?.finish()
    guard sum.documents > 0 else { throw WorkProblem.model("no document fits; nothing was written") }
    if request.json {
      try output(ExportSummary(documents: sum.documents, written: LedgerSummary(sum.ledger)))
    } else {
      report(.output("documents: \(sum.documents)\nmentions: \(LedgerText.line(sum.ledger))\n"))
    }
    try Self.judge(sum.ledger, allowsLoss: request.allowsLoss, ledger: request.ledger)
  }

  private struct ExportSummary: Encodable {
    var documents: Int
    var written: LedgerSummary
  }

  /// The files that are written, each with the documents that go there.
  private func parts(
    _ request: CorpusExportRequest, _ query: DocumentQuery, in store: CorpusStore
  ) throws -> [(String, DocumentQuery)] {
    guard request.bySplit else { return [(request.path, query)] }
    try FilePath.makeFolder(request.path)
    let splits = try store.statistics(query).bySplit.keys.map { $0 ?? "none" }.sorted()
    return splits.map { split in
      var part = query
      part.split = split == "none" ? DocumentQuery.Split.none : .named(split)
      let name = request.format == .textLabels ? "text_\(split).txt" : split + request.format.ending
      return (ExperimentFolder.join(request.path, name), part)
    }
  }

  /// Whether a ledger's losses are an error.
  static func judge(_ totals: LedgerTotals, allowsLoss: Bool, ledger: String?) throws {
    if totals.spans > 0, totals.produced == 0 {
      throw WorkProblem.loss("none of \(totals.spans) mentions came out: \(LedgerText.line(totals))")
    }
    if totals.unexplained > 0, !allowsLoss {
      throw WorkProblem.loss(
        of: totals,
        "\(ledger.map { "\($0) lists them" } ?? "--ledger FILE lists them"); --overlap, --discontinuous, --border and others "
          + "say what should be done")
    }
  }
}

extension CorpusFormat {
  /// What names of files of this form end with; empty for folders.
  var ending: String {
    switch self {
    case .columns: ".conll"
    case .conllu: ".conllu"
    case .textLabels, .pubtator: ".txt"
    case .inlineXML, .enamex, .cwb, .bioc, .i2b2Inline: ".xml"
    case .biocJSON, .labelStudio, .jsonSpans: ".json"
    case .doccano, .prodigy, .spacy, .gloss: ".jsonl"
    case .tei, .gate, .xmi, .i2b2, .i2b2Concepts, .brat, .webanno, .text: ""
    }
  }
}
