import Annotations

/// A ledger's sums as JSON.
struct LedgerSummary: Encodable {
  var spans: Int
  var kept: Int
  var snapped: Int
  var split: Int
  var merged: Int
  var dropped: Int
  /// Mentions that came out.
  var produced: Int
  var unexplained: Int
  /// Spans by fate, reason and whether it was asked for.
  var reasons: [String: Int]

  init(_ totals: LedgerTotals) {
    (spans, produced, unexplained) = (totals.spans, totals.produced, totals.unexplained)
    (kept, snapped, split) = (totals.count(.kept), totals.count(.snapped), totals.count(.split))
    (merged, dropped) = (totals.count(.merged), totals.count(.dropped))
    reasons = [:]
    for (key, count) in totals.counts {
      guard let reason = key.reason else { continue }
      reasons["\(key.fate.rawValue) \(reason.rawValue)\(key.isRequested ? " as asked" : "")", default: 0] += count
    }
  }
}

extension WorkProblem {
  /// What a command says that lost something unasked.
  static func loss(of totals: LedgerTotals, _ hint: String) -> WorkProblem {
    .loss(
      "\(totals.unexplained) of \(totals.spans) spans are gone or changed, and nobody asked for that: "
        + "\(LedgerText.line(totals)). \(hint); --allow-loss accepts it")
  }
}
