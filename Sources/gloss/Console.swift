import Foundation
import Workbench

/// The reader of standard output is gone.
struct ClosedOutput: Error { let status: Int32 = 141 }

/// Shows events: results on standard output, the log and progress on standard error, the log also in the results folder.
final class Console {
  /// How events are shown on standard error.
  enum Style {
    /// Lines for people, and a progress bar.
    case plain
    /// Warnings and errors only.
    case quiet
    /// An object a line.
    case json
  }

  private let log: LogFile?
  private let style: Style
  /// Told when the reader of standard output is gone.
  private let closed: () -> Void
  private var lastProgress: ContinuousClock.Instant?
  private var bar = ProgressBar()
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var outputFailed = false

  init(task: String, resultsFolder: String?, style: Style = .plain, closed: @escaping () -> Void = {}) {
    (self.style, self.closed) = (style, closed)
    log = resultsFolder.map { LogFile(folder: $0, task: task) }
  }

  func show(_ event: WorkEvent) {
    switch event {
    case .log(let level, let source, let message):
      if style == .json { return Self.json(["event": "log", "level": level.rawValue, "message": message]) }
      if style == .quiet, level == .info { return }
      let line = LogLine.text(level, source: source, message)
      bar.clear(isTerminal)
      Self.standardError(line)
      log?.write(line)
    case .progress(let progress):
      if style == .json { return tell(progress) }
      if style == .quiet { return }
      if let line = bar.line(progress, isTerminal: isTerminal) { Self.standardError(line) }
    case .output(let text):
      bar.clear(isTerminal)
      do {
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
      } catch {
        outputFailed = true
        closed()
      }
      log?.write(text)
    }
  }

  func finish() throws {
    bar.clear(isTerminal)
    if outputFailed { throw ClosedOutput() }
  }

  /// Whether the reader of standard output is gone.
  var isClosed: Bool { outputFailed }

  /// Progress as an object, once a second.
  private func tell(_ progress: WorkProgress) {
    let now = ContinuousClock.now
    if let lastProgress, now - lastProgress < .seconds(1) { return }
    lastProgress = now
    var fields: [String: Any] = [
      "event": "progress", "title": progress.title, "done": progress.done, progress.unit: progress.units,
      "detail": progress.detail,
    ]
    if let total = progress.total { fields["total"] = total }
    Self.json(fields)
  }

  private static func json(_ fields: [String: Any]) {
    guard
      let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return }
    try? FileHandle.standardError.write(contentsOf: data + Data("\n".utf8))
  }

  func fail(_ message: String) {
    if style == .json { return Self.json(["event": "error", "message": message]) }
    bar.clear(isTerminal)
    let text = message.contains(": error: ") ? message : "error: \(message)"
    Self.standardError("gloss: \(text)\n")
    log?.write("[NeMo E \(LogLine.clock())] \(text)\n")
  }

  private static func standardError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// The log of a task in its results folder.
final class LogFile {
  private let handle: FileHandle?

  init(folder: String, task: String) {
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = (folder.hasSuffix("/") ? folder : folder + "/") + "\(task).log"
    if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    handle = FileHandle(forWritingAtPath: path)
    _ = try? handle?.seekToEnd()
  }

  func write(_ text: String) { try? handle?.write(contentsOf: Data(text.utf8)) }
}
