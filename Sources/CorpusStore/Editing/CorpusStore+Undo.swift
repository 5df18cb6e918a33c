import GRDB

extension CorpusStore {
  /// Turns a change back: a new change after which its documents are as they were before it. An undo can be undone.
  ///
  /// - Throws: `StoreProblem.notUndoable` if a later change altered one of its documents.
  public func undo(_ change: Int, of corpus: String = CorpusStore.defaultCorpus, note: ChangeNote) throws -> Change {
    try write { database in
      let scope = try Scope(database, corpus: corpus)
      let exists = try database.number(
        "SELECT count(*) FROM change WHERE id = ? AND corpus = ?", [change, scope.corpus])
      guard exists > 0 else {
        let last = try database.number("SELECT max(id) FROM change WHERE corpus = ?", [scope.corpus])
        throw StoreProblem.unknownChange(change, corpus: corpus, last: last)
      }
      let horizon = try database.number("SELECT horizon FROM corpus WHERE id = ?", [scope.corpus])
      guard change > horizon else { throw StoreProblem.notUndoable(change: change, .purged) }

      try database.run("CREATE TEMP TABLE IF NOT EXISTS chosen (document INTEGER PRIMARY KEY)")
      defer { try? database.run("DROP TABLE chosen") }
      try database.run(
        "INSERT OR IGNORE INTO chosen SELECT document FROM revision WHERE corpus = ? AND (from_change = ? OR to_change = ?)",
        [scope.corpus, change, change])
      let count = try database.number("SELECT count(*) FROM chosen")
      guard count > 0 else { throw StoreProblem.notUndoable(change: change, .nothing) }
      try checkNothingFollows(change, scope, database)
      let undo = try ChangeWriter(database, corpus: scope.corpus, .undo, note, undone: Int64(change))
      try undo.reopenSources(of: "SELECT document FROM chosen", [])
      for (table, columns) in [("revision", Self.revisionColumns), ("mention", Self.mentionColumns)] {
        // What the change ended lives again, as new rows; what it brought ends.
        try database.run(
          """
          INSERT INTO \(table) (from_change, \(columns)) SELECT ?, \(columns) FROM \(table)
          WHERE corpus = ? AND to_change = ?
          """, [undo.id, scope.corpus, change])
        try database.run(
          "UPDATE \(table) SET to_change = ? WHERE corpus = ? AND from_change = ? AND to_change IS NULL",
          [undo.id, scope.corpus, change])
      }
      try undo.count(count)
      return try Change(id: Int(undo.id), database)
    }
  }

  private func checkNothingFollows(_ change: Int, _ scope: Scope, _ database: Database) throws {
    let later = try database.first(
      """
      SELECT d.name, max(r.from_change, coalesce(r.to_change, 0)) AS later
      FROM revision r JOIN document d ON d.id = r.document
      WHERE r.corpus = ? AND r.document IN (SELECT document FROM chosen) AND later > ?
      ORDER BY later, d.name LIMIT 1
      """, [scope.corpus, change]
    ) { (try $0.text(0), try $0.number(1)) }
    if let (document, later) = later {
      throw StoreProblem.notUndoable(change: change, .laterChange(later, document: document))
    }
  }

  private static let revisionColumns = """
    corpus, document, content, layer_set, digest, split, source, line, metadata, bytes, tokens, sentences, mentions
    """
  private static let mentionColumns = """
    corpus, document, layer, position, label, start, "end", fragments, name, attributes, surface
    """
}
