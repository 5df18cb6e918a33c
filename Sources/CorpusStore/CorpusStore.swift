import Files
import GRDB
import Synchronization

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

  let file: StoreFile
  private let reader: DatabaseQueue
  private let writer: DatabaseQueue?

  /// Opens a store.
  ///
  /// A store of a later schema is refused before SQLite sees the file, so that nothing of it is touched; one of an earlier
  /// schema is brought up to date unless it is only read.
  ///
  /// - Parameter timeout: how long a write waits for another process, in seconds.
  /// - Throws: `FileError<StoreProblem>`.
  public init(path: String, access: Access = .create, timeout: Double = 10) throws {
    self.path = path
    do {
      var file = StoreFile(path, timeout: timeout)
      let exists = try file.inspect(access)
      if access == .read {
        writer = nil
      } else {
        // Two processes that make a store at once would both find it blank.
        let lock = exists ? nil : try file.writeLock()
        writer = try file.writer(access)
        withExtendedLifetime(lock) {}
      }
      reader = try file.reader()
      self.file = file
    } catch let error as DatabaseError {
      throw FileError(StoreProblem(error, timeout: timeout), file: path)
    } catch let error as StoreProblem {
      throw FileError(error, file: path)
    }
  }

  /// Brings the journal into the file and closes it. Without it the same happens when the last reference goes.
  ///
  /// Cursors that are still in use keep the journal.
  public func close() throws {
    try attempt {
      try reader.close()
      try writer?.close()
    }
  }
}

extension CorpusStore {
  /// Reads one state of the file.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try attempt { try reader.read(body) }
  }

  var canWrite: Bool { writer != nil }

  /// The connection for writing.
  func writable() throws -> DatabaseQueue {
    guard let writer else { throw FileError(StoreProblem.readOnly, file: path) }
    return writer
  }

  /// Writes all of `body` or nothing. Nobody else writes meanwhile, and the disk has it afterwards.
  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    let writer = try writable()
    return try attempt {
      let lock = try file.writeLock()
      defer { withExtendedLifetime(lock) {} }
      return try writer.write(body)
    }
  }
}
