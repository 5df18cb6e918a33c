import Annotations
public import CorpusAnalysis
import CorpusStore
import Reports

/// What `corpus check` is asked to do.
public struct CorpusCheckRequest: Sendable {
  /// The layer that counts; `nil`: the first.
  public var layer: String?
  /// The most sub-tokens that a window holds; `nil`: lengths are not looked at.
  public var window: Int? = 510
  /// The encoder or tokenizer that counts sub-tokens; `nil`: a token counts as one.
  public var tokenizer: String?
  /// From which share of common shingles on two texts are near duplicates.
  public var similarity = 0.8
  /// From which severity on findings are an error.
  public var failsOn = Finding.Severity.error
  /// JSON in place of prose.
  public var json = false

  /// The defaults.
  public init() {}
}

extension Workbench {
  /// `corpus check`: looks for what spoils training and figures.
  ///
  /// - Throws: `WorkProblem.findings` if anything of the severity that counts was found.
  public func checkCorpus(_ selection: CorpusSelection, _ request: CorpusCheckRequest) throws {
    let store = try selection.open()
    let query = try selection.query(in: store)
    var options = CorpusDoctor.Options()
    (options.layer, options.window) = (request.layer, request.window)
    options.duplicates.threshold = request.similarity
    if let path = request.tokenizer {
      let counter = try SubTokenCounter(path: path)
      options.subtokens = { counter.count($0) }
    }
    var doctor = CorpusDoctor(options)
    let total = try store.count(query)
    let illegal = try illegalTags(of: selection.corpus, in: store)
    let cursor = try store.documents(query)
    var done = 0
    while let stored = try cursor.next() {
      let line = stored.summary.line > 0 ? stored.summary.line : nil
      doctor.add(stored.document, spans: illegal[stored.document.id] ?? [], line: line)
      done += 1
      guard done % 256 == 0 else { continue }
      if isCancelled() { throw WorkProblem.interrupted("no findings") }
      report(
        .progress(
          WorkProgress(
            title: "checking", done: Double(done), total: Double(total), unit: "documents", units: Double(done))))
    }
    // Only now is it known which surfaces are labelled somewhere.
    var walk = doctor.secondWalk
    let again = try store.documents(query)
    while let stored = try again.next() {
      if isCancelled() { throw WorkProblem.interrupted("no findings") }
      walk.add(stored.document)
    }
    let findings = (doctor.findings + walk.findings).sorted { $0.severity > $1.severity }
    report(.output(request.json ? FindingReport.json(findings) : FindingReport.text(findings)))
    let bad = findings.count { $0.severity >= request.failsOn }
    if bad > 0 {
      throw WorkProblem.findings("\(bad) findings of severity '\(request.failsOn.rawValue)' or worse")
    }
  }

  /// What imports had to repair, by document.
  private func illegalTags(of corpus: String, in store: CorpusStore) throws -> [String: [SpanRecord]] {
    var query = LedgerQuery(corpus: corpus)
    query.reason = .illegalTags
    var found: [String: [SpanRecord]] = [:]
    let rows = try store.ledger(query)
    while let row = try rows.next() { found[row.document, default: []].append(row.record) }
    return found
  }
}
