import BulkTagging
import Foundation

/// What a run of tagging did, in lines.
struct TagSummary {
  let lines: [String]

  init(_ summary: TagRun.Summary, seconds: Double, peakMemory: Int?) {
    let totals = summary.totals
    let mentions = totals.tagged.mentions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    var lines = [
      "Tagged \(totals.tagged.documents) documents, \(totals.tagged.words) words, \(totals.tagged.subTokens) sub-tokens"
        + " (\(totals.tagged.rememberedSubTokens) of them in sentences that had come before); "
        + "mentions: \(mentions.isEmpty ? "none" : mentions.joined(separator: ", "))"
    ]
    if totals.tagged.leftOut > 0 {
      lines.append("\(totals.tagged.leftOut) mentions were left out because of their scores")
    }
    if totals.unchanged > 0 {
      lines.append("\(totals.unchanged) documents are unchanged: their results were taken over from the earlier run")
    }
    if summary.resumed > 0 { lines.append("\(summary.resumed) documents were done by earlier lives of this run") }
    if summary.secondSubTokens > 0 {
      lines.append("\(summary.secondSubTokens) sub-tokens were close calls, computed again")
    }
    if totals.failed > 0 { lines.append("\(totals.failed) documents failed") }
    let stages = summary.seconds
    func share(_ part: Double) -> String { String(format: "%.1f %%", 100 * part / max(stages.whole, 1e-9)) }
    let rate = Double(summary.words) / max(stages.whole, 1e-9)
    lines.append(
      String(format: "%.1f s, %.0f words/s", seconds, rate)
        + (peakMemory.map { ", peak memory \($0 >> 20) MiB" } ?? "")
        + "; the main thread's time: reading \(share(stages.reading)), segmentation, tokens and labels "
        + "\(share(stages.preparing)), writing \(share(stages.writing)), waiting for the model \(share(stages.waiting)); "
        + "the model kept its threads busy for \(share(stages.computing))")
    self.lines = lines
  }
}
