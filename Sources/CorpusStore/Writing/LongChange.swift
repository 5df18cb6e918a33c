import GRDB

/// A change of many transactions, which goes on under its number when it was interrupted.
///
/// Whoever writes it holds the store's write lock for all of its time, so that no other change comes between and states stay what
/// they were.
struct LongChange: Sendable {
  let corpus: Int64
  let id: Int64
  let isContinued: Bool

  /// Begins a change, or goes on with the corpus's last one if that is of the same kind and command, was interrupted, and no
  /// snapshot holds it.
  init(_ kind: Change.Kind, corpus: Int64, _ note: ChangeNote, _ database: Database) throws {
    self.corpus = corpus
    let last = try database.first(
      """
      SELECT id FROM change
      WHERE corpus = ? AND kind = ? AND is_finished = 0 AND command = CAST(? AS TEXT)
        AND id = (SELECT max(id) FROM change WHERE corpus = ?)
        AND NOT EXISTS (SELECT 1 FROM snapshot WHERE snapshot.corpus = change.corpus AND snapshot.change = change.id)
      """, [corpus, kind.rawValue, note.command.stored, corpus]
    ) { try $0.id(0) }
    isContinued = last != nil
    id = try last ?? ChangeWriter(database, corpus: corpus, kind, note, isFinished: false).id
  }

  /// Marks the change as finished, or takes it back if it brought nothing. Outside of transactions.
  ///
  /// - Returns: whether there is something.
  @discardableResult
  func finish(_ database: Database) throws -> Bool {
    guard try isEmpty(database) else {
      try database.inTransaction {
        try ChangeWriter(database, corpus: corpus, id: id).finish()
        return .commit
      }
      return true
    }
    // Nothing refers to it; SQLite would look through all mentions to find that out.
    try database.execute(sql: "PRAGMA foreign_keys = OFF")
    defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
    try database.inTransaction {
      try database.run("DELETE FROM change WHERE id = ?", [id])
      // A corpus that was made for it.
      try database.run(
        "DELETE FROM corpus WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change WHERE corpus = ?)", [corpus, corpus])
      return .commit
    }
    return false
  }

  private func isEmpty(_ database: Database) throws -> Bool {
    try database.number(
      """
      SELECT documents > 0 OR EXISTS (SELECT 1 FROM source WHERE change = c.id)
        OR EXISTS (SELECT 1 FROM span_record WHERE change = c.id)
      FROM change c WHERE id = ?
      """, [id]) == 0
  }
}
