import Files
import Foundation

/// Passes events on, and writes them into the log files of a results folder as soon as that is known.
///
/// All lines are in `nemo_log_globalrank-0_localrank-0.txt`, warnings and errors also in `nemo_error_log.txt`, and what
/// Lightning says in TAO also in `lightning_logs.txt`.
final class ExperimentLog {
  private enum File: String, CaseIterable {
    case all = "nemo_log_globalrank-0_localrank-0.txt"
    case errors = "nemo_error_log.txt"
    case lightning = "lightning_logs.txt"
  }

  private let next: WorkReporter
  private var handles: [File: FileHandle] = [:]
  /// What was said before the folder was known.
  private var waiting: [File: String] = [:]
  private var isOpen = false

  /// A log that passes everything on to `next`.
  init(_ next: @escaping WorkReporter) { self.next = next }

  /// Takes an event.
  func report(_ event: WorkEvent) {
    next(event)
    switch event {
    case .log(let level, let source, let message):
      let line = LogLine.text(level, source: source, message)
      write(line, to: .all)
      if level != .info { write(line, to: .errors) }
      if source.hasPrefix("lightning") { write(line, to: .lightning) }
    case .output(let text): write(text, to: .all)
    case .progress: break
    }
  }

  /// Writes an error that ends the task; whoever shows errors does that elsewhere.
  func fail(_ error: any Error) {
    let line = LogLine.text(.error, source: "gloss", "\(error)")
    write(line, to: .all)
    write(line, to: .errors)
  }

  /// Opens the files in a folder that exists, at their ends, and writes what waited for it.
  ///
  /// - Throws: `FileError<FileProblem>`.
  func open(in folder: ExperimentFolder) throws {
    for file in File.allCases {
      let path = folder.file(file.rawValue)
      do {
        if FileKind(of: path) == nil { try Data().write(to: URL(filePath: path)) }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seekToEnd()
        handles[file] = handle
      } catch {
        throw FileError(FileProblem(error, during: .create), file: path)
      }
    }
    isOpen = true
    for (file, text) in waiting { write(text, to: file) }
    waiting = [:]
  }

  /// A log that cannot be written to any more (a full disk) does not end the training.
  private func write(_ text: String, to file: File) {
    guard isOpen else {
      waiting[file, default: ""] += text
      return
    }
    try? handles[file]?.write(contentsOf: Data(text.utf8))
  }
}
