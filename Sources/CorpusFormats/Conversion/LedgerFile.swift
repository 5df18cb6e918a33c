public import Annotations
import Files

/// A ledger as a table of TAB-separated values: a row a span.
public struct LedgerFile {
  /// Where a span was met.
  public enum Stage: String, Sendable {
    /// A reader met it in its source.
    case read
    /// A writer was handed it.
    case write
  }

  private let file: AtomicFile

  /// Begins a ledger; it appears with `finish`, packed if its name ends with `.gz`.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public init(path: String) throws {
    file = try AtomicFile(path, packing: .byName)
    try file.write("stage\tfate\treason\tas_asked\tmentions\tlabel\ttext\tdocument\tplace\tdetail\n")
  }

  /// Appends the row of a span.
  ///
  /// - Parameter source: the file that it was read from, or written to.
  public func add(_ record: SpanRecord, stage: Stage, document: String, source: String) throws {
    let place = record.line > 0 ? "\(source):\(record.line):\(max(record.column, 1))" : source
    let cells = [
      stage.rawValue, record.fate.rawValue, record.reason?.rawValue ?? "", record.isRequested ? "yes" : "",
      "\(record.produced)", record.label, record.surface, document, place, record.detail,
    ]
    try file.write(cells.map(Self.escaped).joined(separator: "\t") + "\n")
  }

  /// Puts the file into its place.
  public func finish() throws { try file.commit() }

  /// White space that would break the table as spaces.
  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
    return String(decoding: text.utf8.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
  }
}
