import Foundation
import Workbench

/// The reader of standard output is gone.
struct ClosedOutput: Error { let status: Int32 = 141 }

/// Shows events: results on standard output, the log and progress on standard error, the log also in the results folder.
final class Console {
  private let log: LogFile?
  private var bar = ProgressBar()
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var outputFailed = false

  init(task: String, resultsFolder: String?) {
    log = resultsFolder.map { LogFile(folder: $0, task: task) }
  }

  func show(_ event: WorkEvent) {
    switch event {
    case .log(let level, let source, let message):
      let line = LogLine.text(level, source: source, message)
      bar.clear(isTerminal)
      Self.standardError(line)
      log?.write(line)
    case .progress(let progress):
      if let line = bar.line(progress, isTerminal: isTerminal) { Self.standardError(line) }
    case .output(let text):
      bar.clear(isTerminal)
      do {
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
      } catch {
        outputFailed = true
      }
      log?.write(text)
    }
  }

  func finish() throws {
    bar.clear(isTerminal)
    if outputFailed { throw ClosedOutput() }
  }

  func fail(_ message: String) {
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
