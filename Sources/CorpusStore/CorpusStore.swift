import Files

/// A file that holds corpora, with everything that ever happened to them.
///
/// One SQLite database in WAL mode. Corpora have names; a document is unique in its corpus by its id. Whatever is written
/// belongs to a `Change`, and nothing that was written is overwritten: a document at a change is its last revision up to
/// there. So snapshots, differences, histories and undo need no copies.
///
/// Any number of processes may read while one writes; a second writer waits for `timeout` and then gets
/// `StoreProblem.busy`. The calls are synchronous and may come from any thread. Everything throws
/// `FileError<StoreProblem>`.
public final class CorpusStore: Sendable {
  /// What may be done with a store.
  public enum Access: Hashable, Sendable {
    /// Reading; the file may be read-only.
    case read
    /// Reading and writing what exists.
    case write
    /// Reading and writing; a file that does not exist is made.
    case create
  }

  /// The name of the corpus that is meant where none is named.
  public static let defaultCorpus = "default"

  /// The path as it was given.
  public let path: String
  /// How long a writer waits for another, in seconds.
  public let timeout: Double

  /// Opens a store.
  ///
  /// A store of a later schema is refused before SQLite sees the file, so that nothing of it is touched; one of an earlier
  /// schema is brought up to date unless it is only read.
  ///
  /// - Parameter timeout: how long a write waits for another process, in seconds.
  /// - Throws: `FileError<StoreProblem>`.
  public init(path: String, access: Access = .create, timeout: Double = 10) throws {
    (self.path, self.timeout) = (path, timeout)
    throw FileError(StoreProblem.unfinished("opening"), file: path)
  }

  /// Brings the journal into the file and closes it. Without it the same happens when the last reference goes.
  public func close() throws { throw unfinished() }
}

extension CorpusStore {
  func unfinished(_ what: String = #function) -> FileError<StoreProblem> { FileError(.unfinished(what), file: path) }
}
