import Annotations
public import CorpusFormats
import CorpusStore
import Crypto
import Files
import Foundation
import Reports

/// What `corpus import` is asked to do.
public struct CorpusImportRequest: Sendable {
  /// Whether the bytes of source files are kept, so that mentions can be written back into them.
  public enum Keeping: String, Sendable, CaseIterable {
    /// Those of forms that can be written back.
    case auto
    /// All.
    case always
    /// None.
    case never
  }

  /// Files and folders; `-` is standard input.
  public var paths: [String]
  /// Their form; `nil`: told by content.
  public var format: CorpusFormat?
  /// How they are read.
  public var reading = ReadingOptions()
  /// The layer that results of `gloss tag` become; `nil`: named after their model.
  public var layer: String?
  /// The split of all documents; `nil`: what documents and file names say.
  public var split: String?
  /// Whether sources are kept.
  public var keeping = Keeping.auto
  /// Whether a loss that nobody asked for is accepted.
  public var allowsLoss = false
  /// Whether a file that cannot be read is left out and told.
  public var skipsBroken = false
  /// JSON in place of tables.
  public var json = false

  /// A request with everything else at its default.
  public init(paths: [String]) { self.paths = paths }
}

extension Workbench {
  /// `corpus import`: files of any form become documents of a corpus.
  ///
  /// Interrupted, even by `kill -9`, the same command goes on. Files that were read already, with the same bytes and options,
  /// are passed over. What `gloss tag` wrote as JSON Lines becomes a layer of the documents, after those have come.
  ///
  /// - Throws: `WorkProblem.loss` if spans were lost and nobody asked for that; the documents are in the store then.
  public func importCorpus(_ selection: CorpusSelection, _ request: CorpusImportRequest) throws {
    let found = try CorpusDiscovery(request.paths, as: request.format)
    for remark in found.remarks { report(.log(.warning, source: "import:1", message: remark)) }
    let tags = try found.inputs.filter { input in
      guard input.format == .gloss, let path = input.paths.first, path != "-" else { return false }
      return try TagRows.areHeld(by: path)
    }
    let documents = found.inputs.filter { !tags.contains($0) }
    if !documents.isEmpty { try importDocuments(documents, selection, request) }
    if !tags.isEmpty { try importTags(tags, selection, request) }
  }

  private func importDocuments(
    _ inputs: [CorpusInput], _ selection: CorpusSelection, _ request: CorpusImportRequest
  ) throws {
    let store = try selection.open(.create)
    let session = try store.beginImport(into: selection.corpus, note: note())
    if session.isContinued {
      report(.info("Going on with the import that was interrupted (change \(session.change))", source: "import:2"))
    }
    var run = ImportRun(
      session: session, request: request, bench: self, total: Self.size(of: inputs), inputs: inputs.count)
    for input in inputs { try run.take(input) }
    let counts = try session.finish()
    try store.close()
    try tell(run, counts, request)
  }

  private static func size(of inputs: [CorpusInput]) -> Int? {
    var total = 0
    for path in inputs.flatMap(\.paths) {
      guard path != "-", let size = FilePath.size(of: path) else { return nil }
      total += size
    }
    return total
  }

  private func tell(_ run: ImportRun, _ counts: ImportCounts, _ request: CorpusImportRequest) throws {
    for conflict in counts.conflicts {
      report(
        .log(
          .warning, source: "import:5",
          message: "document '\(conflict.document)' stands in \(conflict.keptPath) with other content; the first stays")
      )
    }
    if request.json {
      try output(ImportSummary(run, counts))
    } else {
      var table = TextTable(["form", "files", "passed over", "documents", "mentions"])
      for (form, row) in run.forms.sorted(by: { $0.key < $1.key }) {
        table.add([form, "\(row.files)", "\(row.skipped)", "\(row.documents)", "\(row.mentions)"])
      }
      report(.output(table.text))
      report(
        .output(
          "documents: \(counts.added) new, \(counts.revised) revised, \(counts.unchanged) unchanged, "
            + "\(counts.conflicting) in conflict\nmentions: \(LedgerText.line(counts.ledger))\n"))
    }
    for (file, reason) in run.refused {
      report(.log(.error, source: "import:6", message: "\(file) was left out: \(reason)"))
    }
    guard counts.ledger.produced == run.mentions else {
      throw WorkProblem.model(
        "the ledger says \(counts.ledger.produced) mentions, the documents have \(run.mentions); "
          + "this is a mistake of Gloss, please report it")
    }
    if counts.conflicting > 0, !request.allowsLoss {
      throw WorkProblem.loss("\(counts.conflicting) documents have an id that another one has, and were not stored")
    }
    if counts.ledger.unexplained > 0, !request.allowsLoss {
      throw WorkProblem.loss(of: counts.ledger, "`gloss corpus ledger` lists them")
    }
    if !run.refused.isEmpty {
      throw WorkProblem.findings(
        "\(run.refused.count) of \(run.files) files could not be read; the others are in the store")
    }
  }
}

/// What came of an import as JSON.
private struct ImportSummary: Encodable {
  struct Refusal: Encodable {
    var file: String
    var reason: String
  }
  var documents: Int
  var added: Int
  var revised: Int
  var unchanged: Int
  var conflicting: Int
  var mentions: Int
  var forms: [String]
  var totals: LedgerSummary
  var refused: [Refusal]

  init(_ run: ImportRun, _ counts: ImportCounts) {
    (documents, added, revised) = (counts.documents, counts.added, counts.revised)
    (unchanged, conflicting, mentions) = (counts.unchanged, counts.conflicting, run.mentions)
    forms = run.forms.keys.sorted()
    totals = LedgerSummary(counts.ledger)
    refused = run.refused.map { Refusal(file: $0.file, reason: $0.reason) }
  }
}
