import Files
import GRDB

/// A state of the file that stays as it is, however long it is read from: a connection of its own in an open transaction.
final class ReadTransaction: Sendable {
  private let queue: DatabaseQueue
  private let store: CorpusStore

  init(_ store: CorpusStore) throws {
    self.store = store
    queue = try store.attempt {
      var file = store.file
      let queue = try file.reader()
      try queue.unsafeRead { database in
        try database.beginTransaction(.deferred)
        // SQLite takes the state at the first read.
        _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM corpus")
      }
      return queue
    }
  }

  func error(_ problem: StoreProblem) -> FileError<StoreProblem> { FileError(problem, file: store.path) }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try store.attempt { try queue.unsafeRead(body) }
  }
}
