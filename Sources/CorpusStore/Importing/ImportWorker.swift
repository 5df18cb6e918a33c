import Dispatch
import Files
import GRDB
import Synchronization

/// Writes the batches of an import, one after the other, on a thread of its own.
///
/// It holds the right to write until it is finished or let go by all, batches under way included.
final class ImportWorker: Sendable {
  let change: Int64
  let isContinued: Bool

  private let store: CorpusStore
  private let database: DatabaseQueue
  private let corpus: Int64
  private let queue = DispatchQueue(label: "gloss.import")
  /// One batch is written while the next one fills; one more may wait.
  private let room = DispatchSemaphore(value: 2)
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
    (corpus, change, isContinued) = try database.write { try Self.begin(name, note, $0) }
    state = Mutex(State(writer: BatchWriter(corpus: corpus, change: change), lock: lock))
    // A batch need not wait for the disk: the file is whole after a kill in any case, and after a power loss it is as it was
    // some batches ago. `finish` waits.
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
  }

  deinit { release() }

  private func release() {
    state.withLock { state in
      guard state.lock != nil else { return }
      try? database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      state.lock = nil
    }
  }

  private static func begin(
    _ name: String, _ note: ChangeNote, _ database: Database
  ) throws -> (corpus: Int64, change: Int64, isContinued: Bool) {
    try database.run("INSERT INTO corpus (name) VALUES (CAST(? AS TEXT)) ON CONFLICT DO NOTHING", [name.stored])
    let corpus = try Scope(database, corpus: name).corpus
    let last = try database.first(
      """
      SELECT id FROM change
      WHERE corpus = ? AND kind = 'import' AND is_finished = 0 AND command = CAST(? AS TEXT)
        AND id = (SELECT max(id) FROM change WHERE corpus = ?)
        AND NOT EXISTS (SELECT 1 FROM snapshot WHERE snapshot.corpus = change.corpus AND snapshot.change = change.id)
      """, [corpus, note.command.stored, corpus]
    ) { try $0.id(0) }
    if let last { return (corpus, last, true) }
    return (corpus, try ChangeWriter(database, corpus: corpus, .importing, note, isFinished: false).id, false)
  }

  /// What is known of a source, and the row that an interrupted import of this change left.
  func state(of source: SourceDescription) throws -> (SourceState, resumed: Int64?) {
    wait()
    return try store.attempt {
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
          try database.write { try state.writer.write(batch, $0) }
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    try check()
  }

  /// Throws what went wrong on the thread.
  func check() throws {
    guard let failure = failure.withLock({ $0 }) else { return }
    // Whoever hears of it may open the file again at once: by then this connection must be done with it.
    wait()
    try store.attempt { throw failure }
  }

  /// Waits for all batches, and takes the counts since the last time.
  func counts() throws -> ImportCounts {
    wait()
    try check()
    return state.withLock { $0.writer.takeCounts() }
  }

  /// Marks the change as finished, or takes it back if it brought nothing.
  func finish() throws {
    wait()
    try check()
    defer { release() }
    try store.attempt {
      try database.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        guard try isEmpty(database) else {
          try database.inTransaction {
            try ChangeWriter(database, corpus: corpus, id: change).finish()
            return .commit
          }
          return
        }
        // Nothing refers to it; SQLite would look through all mentions to find that out.
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
        try database.inTransaction {
          try database.run("DELETE FROM change WHERE id = ?", [change])
          // A corpus that was made for it.
          try database.run(
            "DELETE FROM corpus WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change WHERE corpus = ?)", [corpus, corpus])
          return .commit
        }
      }
    }
  }

  func error(_ problem: StoreProblem) -> FileError<StoreProblem> { FileError(problem, file: store.path) }

  private func isEmpty(_ database: Database) throws -> Bool {
    try database.number(
      """
      SELECT documents > 0 OR EXISTS (SELECT 1 FROM source WHERE change = c.id)
        OR EXISTS (SELECT 1 FROM span_record WHERE change = c.id)
      FROM change c WHERE id = ?
      """, [change]) == 0
  }

  func wait() { queue.sync {} }
}
