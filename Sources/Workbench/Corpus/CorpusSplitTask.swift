import Annotations
public import CorpusAnalysis
import CorpusStore
import Reports

extension Workbench {
  /// `corpus split`: puts documents into splits, stratified by label, with nothing alike in two of them.
  ///
  /// - Parameter isDryRun: only shows what would be.
  public func splitCorpus(
    _ selection: CorpusSelection, _ options: CorpusSplitter.Options, isDryRun: Bool, json: Bool
  ) throws {
    let store = try selection.open(isDryRun ? .read : .write)
    let query = try selection.query(in: store)
    let total = try store.count(query)
    guard total > 0 else { throw WorkProblem.model("no document fits; nothing was split") }
    var splitter = try CorpusSplitter(options)
    let cursor = try store.documents(query)
    var done = 0
    while let stored = try cursor.next() {
      splitter.add(stored.document)
      done += 1
      guard done % 256 == 0 else { continue }
      if isCancelled() { throw WorkProblem.interrupted("nothing was split") }
      report(
        .progress(
          WorkProgress(
            title: "comparing", done: Double(done), total: Double(total), unit: "documents", units: Double(done))))
    }
    let plan = splitter.split()
    report(.output(json ? SplitReport.json(plan.proof) : SplitReport.text(plan.proof)))
    guard !isDryRun else { return report(.info("A dry run: nothing was written", source: "split:1")) }
    let parts = Dictionary(plan.documents.map { ($0.id, $0.part) }, uniquingKeysWith: { first, _ in first })
    let change = try store.setSplits(query, note: note("seed \(options.seed)")) { parts[$0.id] ?? $0.split }
    report(
      .info(
        change.map { "\($0.documents) documents moved, in change \($0.id)" } ?? "every document was there already",
        source: "split:2"))
  }
}
