import Foundation
import GRDB

/// Opens changes and keeps their books, within one transaction.
struct ChangeWriter {
  let database: Database
  let corpus: Int64
  let id: Int64

  /// Begins a change of a corpus.
  init(
    _ database: Database, corpus: Int64, _ kind: Change.Kind, _ note: ChangeNote, undone: Int64? = nil,
    isFinished: Bool = true
  ) throws {
    (self.database, self.corpus) = (database, corpus)
    try database.run(
      """
      INSERT INTO change (corpus, kind, time, command, description, is_finished, undone)
      VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)
      """,
      [
        corpus, kind.rawValue, note.time.timeIntervalSince1970, note.command.stored, note.description.stored,
        isFinished,
        undone,
      ])
    id = database.lastInsertedRowID
  }

  /// A change that goes on.
  init(_ database: Database, corpus: Int64, id: Int64) {
    (self.database, self.corpus, self.id) = (database, corpus, id)
  }

  /// Notes that so many more documents came, went or were altered.
  func count(_ documents: Int) throws {
    guard documents != 0 else { return }
    try database.run("UPDATE change SET documents = documents + ? WHERE id = ?", [documents, id])
  }

  func finish() throws { try database.run("UPDATE change SET is_finished = 1 WHERE id = ?", [id]) }

  /// Sources whose documents are about to go are no longer complete: an import of them has something to do again.
  ///
  /// - Parameter documents: a statement that gives document ids.
  func reopenSources(of documents: String, _ arguments: StatementArguments) throws {
    try database.run(
      """
      UPDATE source SET is_complete = 0 WHERE is_complete = 1 AND corpus = \(corpus) AND id IN (
        SELECT source FROM revision WHERE corpus = \(corpus) AND source IS NOT NULL AND to_change IS NULL
          AND document IN (\(documents))
        UNION SELECT source FROM sighting WHERE document IN (\(documents)))
      """, arguments + arguments)
  }
}
