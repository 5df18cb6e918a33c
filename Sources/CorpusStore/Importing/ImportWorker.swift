import Dispatch
import Files
import GRDB
import Synchronization

/// Writes the batches of an import, one after the other, on a thread of its own.
///
/// It holds the right to write until it is finished or let go by all, batches under way included.
final class ImportWorker: Sendable {
  var change: Int64 { long.id }
  var isContinued: Bool { long.isContinued }

  /// Whether the corpus had any source file before.
  let hadSources: Bool

  private let store: CorpusStore
  private let database: DatabaseQueue
  private let long: LongChange
  private var corpus: Int64 { long.corpus }
  private let queue = DispatchQueue(label: "gloss.import")
  /// So many batches may wait or be written while the next one fills.
  private let room = DispatchSemaphore(value: 4)
  /// Held while a batch is written.
  private let state: Mutex<State>
  /// What went wrong on the thread; a lock of its own, so that whoever asks does not wait for a batch.
  private let failure = Mutex<(any Error)?>(nil)

  private struct State {
    var writer: BatchWriter
    var lock: FileLock?
  }

  init(_ store: CorpusStore, corpus name: String, note: ChangeNote) throws {
    (self.store, database) = (store, try store.writable())
    let lock = try store.file.writeLock()
    (long, hadSources) = try database.write { database in
      let long = try Self.begin(name, note, database)
      let sql = "SELECT EXISTS (SELECT 1 FROM source WHERE corpus = ?)"
      return (long, try database.number(sql, [long.corpus]) != 0)
    }
    state = Mutex(State(writer: BatchWriter(corpus: long.corpus, change: long.id), lock: lock))
    // A batch need not wait for the disk: the file is whole after a kill in any case, and after a power loss it is as it was
    // some batches ago. `finish` waits.
    // Ids of other rows are those that were just read or made, and nobody else writes: looking each of them up again is a
    // quarter of the work. `verify` does it.
    try database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF")
    }
  }

  deinit { release() }

  private func release() {
    state.withLock { state in
      guard state.lock != nil else { return }
      try? database.writeWithoutTransaction { database in
        if database.isInsideTransaction { try database.rollback() }
        try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
      }
      state.lock = nil
    }
  }

  private static func begin(_ name: String, _ note: ChangeNote, _ database: Database) throws -> LongChange {
    try database.run("INSERT INTO corpus (name) VALUES (CAST(? AS TEXT)) ON CONFLICT DO NOTHING", [name.stored])
    return try LongChange(.importing, corpus: Scope(database, corpus: name).corpus, note, database)
  }

  /// What is known of a source, and the row that an interrupted import of this change left.
  func state(of source: SourceDescription) throws -> (SourceState, resumed: Int64?) {
    try store.attempt {
      // Not `read`: it switches writing off and on again, after which SQLite compiles every statement anew.
      try database.writeWithoutTransaction { database in
        let found = try database.first(
          """
          SELECT id, is_complete, change FROM source
          WHERE corpus = ? AND path = CAST(? AS TEXT) AND sha256 = CAST(? AS TEXT) AND format = CAST(? AS TEXT)
            AND options = CAST(? AS TEXT)
          ORDER BY id DESC LIMIT 1
          """,
          [corpus, source.path.stored, source.sha256.stored, source.format.stored, source.options.stored]
        ) { (id: try $0.id(0), isComplete: try $0.number(1) == 1, change: try $0.id(2)) }
        guard let found else { return (.fresh, nil) }
        let resumed = found.change == change ? found.id : nil
        if found.isComplete { return (.finished(source: Int(found.id)), resumed) }
        return resumed == nil ? (.fresh, nil) : (.interrupted, resumed)
      }
    }
  }

  /// Hands a batch to the thread; waits while too many are under way.
  func write(_ batch: ImportBatch) throws {
    room.wait()
    queue.async { [self] in
      defer { room.signal() }
      state.withLock { state in
        guard failure.withLock({ $0 == nil }) else { return }
        do {
          try database.writeWithoutTransaction { try Self.write(batch, &state.writer, $0) }
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    try check()
  }

  private static func write(_ batch: ImportBatch, _ writer: inout BatchWriter, _ database: Database) throws {
    if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
    do {
      try writer.write(batch, database)
      if batch.endsTransaction { try database.commit() }
    } catch {
      if database.isInsideTransaction { try? database.rollback() }
      throw error
    }
  }

  /// Throws what went wrong on the thread.
  func check() throws {
    guard let failure = failure.withLock({ $0 }) else { return }
    // Whoever hears of it may open the file again at once: by then this connection must be done with it.
    wait()
    try store.attempt { throw failure }
  }

  /// Waits for all batches, and gives the counts.
  func counts() throws -> ImportCounts {
    wait()
    try check()
    return state.withLock { $0.writer.counts }
  }

  /// Marks the change as finished, or takes it back if it brought nothing.
  func finish() throws {
    wait()
    try check()
    defer { release() }
    try store.attempt {
      try database.writeWithoutTransaction { database in
        if database.isInsideTransaction { try database.commit() }
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try long.finish(database)
      }
    }
  }

  func error(_ problem: StoreProblem) -> FileError<StoreProblem> { FileError(problem, file: store.path) }

  func wait() { queue.sync {} }
}
