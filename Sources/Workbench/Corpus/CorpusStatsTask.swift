import Annotations
import CorpusAnalysis
import CorpusStore
import Files
import Reports

extension Workbench {
  /// `corpus stats`: sizes, labels, lengths, class weights, as tables, JSON or a page for a browser.
  ///
  /// - Parameters:
  ///   - layer: the layer that is counted; `nil`: the first.
  ///   - page: a file for the page, besides what goes to standard output.
  public func showStatistics(_ selection: CorpusSelection, layer: String?, json: Bool, page: String?) throws {
    let store = try selection.open()
    let query = try selection.query(in: store)
    let total = try store.count(query)
    var options = CorpusTally.Options()
    (options.layer, options.tokenizer) = (layer, .segmenter)
    var tally = CorpusTally(options)
    var done = 0
    let cursor = try store.documents(query)
    while let stored = try cursor.next() {
      tally.add(stored.document)
      done += 1
      guard done % 1000 == 0 else { continue }
      if isCancelled() { throw WorkProblem.interrupted("no statistics") }
      report(
        .progress(
          WorkProgress(
            title: "counting", done: Double(done), total: Double(total), unit: "documents", units: Double(done))))
    }
    let figures = tally.figures
    let remarks = [String]()
    if let page {
      let file = try AtomicFile(page)
      try file.write(
        StatisticsPage.html(figures, title: "Corpus '\(selection.corpus)' of \(selection.store)", remarks: remarks))
      try file.commit()
      report(.info("The page is \(page)", source: "stats:1"))
    }
    report(
      .output(
        json ? StatisticsReport.json(figures, remarks: remarks) : StatisticsReport.text(figures, remarks: remarks)))
  }
}
