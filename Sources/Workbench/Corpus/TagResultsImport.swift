import Annotations
import CorpusFormats
import CorpusStore
import Reports

extension Workbench {
  /// Results of `gloss tag` as JSON Lines become a layer of the documents of their ids: what a model found, or what people made of
  /// it.
  ///
  /// One change, which the same command goes on with after a kill.
  ///
  /// - Throws: `WorkProblem.findings` if a row's document is not in the corpus; the other rows are in the store then.
  func importTags(_ inputs: [CorpusInput], _ selection: CorpusSelection, _ request: CorpusImportRequest) throws {
    let store = try selection.open(.write)
    let session = try store.beginLayer(of: selection.corpus, note: note())
    var counts = Counts()
    for input in inputs {
      let path = input.paths.first ?? ""
      var rows = try TagRows(path: path, request.reading)
      while let row = try rows.next({ try store.document($0, in: selection.corpus) }) {
        if isCancelled() {
          try session.commit()
          throw WorkProblem.interrupted("what was read so far is in the store; the same command goes on from there")
        }
        switch row {
        case .found(let document, var layer, let records):
          if let name = request.layer { layer.name = name }
          for record in records { counts.ledger.add(record) }
          counts.layers.insert(layer.name)
          counts.mentions += layer.mentions.count
          if try session.put(layer, on: document.id, text: document.text) == .put { counts.altered += 1 }
        case .unknown(let id): counts.unknown(id)
        case .failed: counts.failed += 1
        }
        counts.rows += 1
        guard counts.rows % 1000 == 0 else { continue }
        try session.commit()
        report(
          .progress(
            WorkProgress(
              title: "importing", done: Double(counts.rows), total: nil, unit: "rows", units: Double(counts.rows))))
      }
      for remark in rows.remarks { report(.info("\(input.name): \(remark)", source: "import:3")) }
    }
    let change = try session.finish()
    try store.close()
    try tell(counts, change, request)
  }

  private struct Counts: Encodable {
    var rows = 0
    var altered = 0
    var mentions = 0
    /// Rows of documents that could not be tagged.
    var failed = 0
    /// Rows whose documents are not in the corpus, and the first of them.
    var unknown = 0
    var examples: [String] = []
    var layers: Set<String> = []
    var ledger = LedgerTotals()

    enum CodingKeys: CodingKey { case rows, altered, mentions, failed, unknown, examples, layers }

    mutating func unknown(_ id: String) {
      unknown += 1
      if examples.count < 10 { examples.append(id) }
    }
  }

  private func tell(_ counts: Counts, _ change: Change?, _ request: CorpusImportRequest) throws {
    if request.json {
      try output(counts)
    } else {
      let names = counts.layers.sorted().map { "'\($0)'" }.joined(separator: ", ")
      report(
        .output(
          "tagging results: \(counts.rows) rows, \(counts.altered) documents altered, \(counts.failed) that failed\n"
            + "layer: \(names.isEmpty ? "none" : names)\(change.map { ", change \($0.id)" } ?? "")\n"
            + "mentions: \(LedgerText.line(counts.ledger))\n"))
    }
    if counts.unknown > 0 {
      let names = counts.examples.map { "'\($0)'" }.joined(separator: ", ")
      throw WorkProblem.findings(
        "\(counts.unknown) rows belong to no document of the corpus, such as \(names); import the documents first, under the "
          + "ids that were tagged")
    }
    if counts.ledger.unexplained > 0, !request.allowsLoss {
      throw WorkProblem.loss(of: counts.ledger, "the rows' mentions do not fit the documents' texts")
    }
  }
}
