import Files
import Foundation
import JSONText

/// What could not be read or written, as JSON Lines: `id`, `file`, `line` where it is known, `reason`. There is no such file where
/// nothing failed.
final class ErrorsFile {
  private let path: String
  private var file: AppendedFile?

  init(_ path: String) { self.path = path }

  /// Goes on behind the first `count` bytes.
  func resume(from count: Int) throws {
    file = nil
    if count > 0 {
      file = try AppendedFile(part, keeping: count)
    } else {
      AppendedFile.remove(part)
    }
  }

  private var part: String { path + ".part" }

  func append(_ failure: FailedDocument) throws {
    if file == nil {
      file = try AppendedFile(part, keeping: 0)
      AppendedFile.synchronizeFolder(of: part)
    }
    var row = JSONOutput()
    row.object { row in
      row.name("id")
      row.value(failure.id)
      row.name("file")
      row.value(failure.origin.path)
      if failure.origin.line > 0 {
        row.name("line")
        row.value(failure.origin.line)
      }
      row.name("reason")
      row.value(failure.reason)
    }
    try file?.write(row.bytes + [0x0A])
  }

  /// - Returns: how many bytes are durable now.
  func commit() throws -> Int {
    try file?.synchronize()
    return file?.count ?? 0
  }

  /// Puts it into its place; a run without failures takes away what an earlier one left.
  func finish(hasFailures: Bool) throws {
    file = nil
    if FileKind(of: part) != nil {
      try AppendedFile.move(part, to: path)
    } else if !hasFailures {
      AppendedFile.remove(path)
    }
  }
}
