import Foundation
import Workbench

/// One line of progress: share, rate, time left. On a terminal it is redrawn in place, elsewhere a line now and then.
struct ProgressBar {
  private var title = ""
  private var start = ContinuousClock.now
  private var first = 0.0
  private var firstUnits = 0.0
  private var lastShown: ContinuousClock.Instant?
  private var isDrawn = false
  private var endWasShown = false

  /// What to write for this state, or `nil` if the last line is fresh enough.
  mutating func line(_ progress: WorkProgress, isTerminal: Bool) -> String? {
    let now = ContinuousClock.now
    let family = progress.title.split(separator: " ").first.map(String.init) ?? progress.title
    if family != title {
      (title, start, first, firstUnits, lastShown) = (family, now, progress.done, progress.units, nil)
      endWasShown = false
    }
    let isEnd = progress.total.map { progress.done >= $0 } ?? false
    let wait: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
    // The end is shown at once, but only the first time: what was read ahead may still be worked on.
    if let lastShown, now - lastShown < wait, !isEnd || endWasShown { return nil }
    endWasShown = isEnd
    lastShown = now
    let seconds = Double((now - start).components.seconds) + Double((now - start).components.attoseconds) / 1e18
    let rate = seconds > 0.2 ? (progress.units - firstUnits) / seconds : nil
    var text = progress.title
    if let total = progress.total, total > 0 {
      let share = min(progress.done / total, 1)
      let filled = Int(share * 24)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      text += String(format: " %3.0f%% ", share * 100) + bar
    }
    text += " \(Self.count(progress.units)) \(progress.unit)"
    if let rate { text += ", \(Self.count(rate)) \(progress.unit)/s" }
    if let total = progress.total, progress.done > first, seconds > 1, !isEnd {
      text += ", \(Self.time(seconds * (total - progress.done) / (progress.done - first))) left"
    }
    if !progress.detail.isEmpty { text += ", \(progress.detail)" }
    isDrawn = isTerminal
    return isTerminal ? "\r\u{1B}[K" + text : text + "\n"
  }

  /// Makes room for another line on a terminal.
  mutating func clear(_ isTerminal: Bool) {
    guard isTerminal, isDrawn else { return }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
    isDrawn = false
  }

  private static func count(_ value: Double) -> String {
    switch value {
    case 10_000_000...: String(format: "%.1fM", value / 1e6)
    case 100_000...: String(format: "%.0fk", value / 1e3)
    case 100...: String(format: "%.0f", value)
    default: String(format: value == value.rounded() ? "%.0f" : "%.1f", value)
    }
  }

  private static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e7 else { return "?" }
    let whole = Int(seconds.rounded())
    return whole >= 3600
      ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
      : String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
