import CorpusFormats
import Foundation

/// Documents one after another, from files or standard input.
public struct DocumentSource {
  /// What one document is.
  public enum Unit: Sendable {
    /// A whole file.
    case file
    /// A line; its id is `path:line`.
    case line
  }

  private var paths: ArraySlice<String>
  private let unit: Unit
  private var lines: LineReader?
  /// Bytes read so far.
  public private(set) var bytesRead = 0

  /// Documents of files in order; `-` is standard input.
  public init(paths: [String], unit: Unit) { (self.paths, self.unit) = (paths[...], unit) }

  /// How many bytes all files have; `nil` if nobody knows.
  public static func size(of paths: [String]) -> Int? {
    var total = 0
    for path in paths {
      guard path != "-", let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else {
        return nil
      }
      total += size
    }
    return total
  }

  /// The next document, or `nil` after the last.
  ///
  /// Bytes that are not UTF-8 become U+FFFD; offsets then count the repaired text.
  ///
  /// - Throws: `FileProblem` for a file that is missing, a folder, or cannot be read.
  public mutating func next() throws -> SourceDocument? {
    switch unit {
    case .file: try nextFile()
    case .line: try nextLine()
    }
  }

  private mutating func nextFile() throws -> SourceDocument? {
    guard let path = paths.popFirst() else { return nil }
    var reader = try LineReader(path: path, invalidUTF8: .repair)
    let text = try reader.rest()
    bytesRead += reader.bytesRead
    return SourceDocument(id: path, text: text, origin: SourceDocument.Origin(path: path))
  }

  private mutating func nextLine() throws -> SourceDocument? {
    while true {
      if lines == nil {
        guard let path = paths.popFirst() else { return nil }
        lines = try LineReader(path: path, invalidUTF8: .repair)
      }
      let before = lines?.bytesRead ?? 0
      if let text = try lines?.nextBytes() {
        bytesRead += (lines?.bytesRead ?? 0) - before
        let (name, number) = (lines?.name ?? "-", lines?.number ?? 0)
        return SourceDocument(
          id: "\(name):\(number)", text: text, origin: SourceDocument.Origin(path: name, line: number))
      }
      lines = nil
    }
  }
}
