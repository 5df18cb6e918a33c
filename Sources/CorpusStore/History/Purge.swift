import GRDB

/// What is to be removed for good.
public enum Purge: Hashable, Sendable {
  /// A corpus with its history.
  case corpus(String)
  /// All states of a corpus but the live one, with its snapshots. The list of its changes stays.
  case history(of: String)
}

/// How far a long work has come.
public struct StoreProgress: Hashable, Sendable {
  /// What is done.
  public var done: Int
  /// Of how many.
  public var total: Int
}

extension CorpusStore {
  /// Removes what cannot be brought back then, and gives the file's space back to the disk.
  ///
  /// What is removed is removed in one transaction; the file shrinks after it, for which the disk must have room for a second
  /// one. Where it has none (`StoreProblem.noSpace`) the space stays in the file and is used again.
  public func purge(_ purge: Purge) throws {
    let writer = try writable()
    try attempt {
      let lock = try file.writeLock()
      defer { withExtendedLifetime(lock) {} }
      try writer.writeWithoutTransaction { database in
        // Deleting a row that others could refer to makes SQLite look for them, row by row. So references are checked once,
        // when all is deleted.
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
        try database.inTransaction {
          switch purge {
          case .corpus(let name): try Self.purgeCorpus(try Scope(database, corpus: name).corpus, database)
          case .history(let name): try Self.purgeHistory(try Scope(database, corpus: name).corpus, database)
          }
          try Self.purgeUnused(database)
          if let violation = try database.first("PRAGMA foreign_key_check", [], { try $0.text(0) }) {
            throw StoreProblem.damaged("rows of table '\(violation)' refer to what is not there; nothing was purged")
          }
          return .commit
        }
        try database.execute(sql: "VACUUM")
        _ = try database.checkpoint(.truncate)
      }
    }
  }

  private static func purgeCorpus(_ corpus: Int64, _ database: Database) throws {
    let sources = "SELECT id FROM source WHERE corpus = \(corpus)"
    try database.execute(
      sql: """
        DELETE FROM mention WHERE corpus = \(corpus);
        DELETE FROM revision WHERE corpus = \(corpus);
        DELETE FROM sighting WHERE source IN (\(sources));
        DELETE FROM source_piece WHERE source IN (\(sources));
        DELETE FROM source_total WHERE source IN (\(sources));
        DELETE FROM span_record WHERE change IN (SELECT id FROM change WHERE corpus = \(corpus));
        DELETE FROM source WHERE corpus = \(corpus);
        DELETE FROM document WHERE corpus = \(corpus);
        DELETE FROM snapshot WHERE corpus = \(corpus);
        DELETE FROM change WHERE corpus = \(corpus);
        DELETE FROM corpus WHERE id = \(corpus);
        """)
  }

  private static func purgeHistory(_ corpus: Int64, _ database: Database) throws {
    let gone = """
      SELECT id FROM source s WHERE corpus = \(corpus)
        AND id NOT IN (SELECT source FROM revision WHERE corpus = \(corpus) AND source IS NOT NULL)
        AND id NOT IN (SELECT source FROM sighting)
      """
    try database.execute(
      sql: """
        DELETE FROM mention WHERE corpus = \(corpus) AND to_change IS NOT NULL;
        DELETE FROM revision WHERE corpus = \(corpus) AND to_change IS NOT NULL;
        DELETE FROM document WHERE corpus = \(corpus)
          AND id NOT IN (SELECT document FROM revision WHERE corpus = \(corpus));
        DELETE FROM sighting WHERE document NOT IN (SELECT id FROM document);
        CREATE TEMP TABLE gone AS \(gone);
        DELETE FROM source_piece WHERE source IN (SELECT id FROM gone);
        DELETE FROM source_total WHERE source IN (SELECT id FROM gone);
        DELETE FROM span_record WHERE source IN (SELECT id FROM gone);
        DELETE FROM source WHERE id IN (SELECT id FROM gone);
        DROP TABLE gone;
        DELETE FROM snapshot WHERE corpus = \(corpus);
        UPDATE corpus SET horizon = coalesce((SELECT max(id) FROM change WHERE corpus = \(corpus)), 0)
          WHERE id = \(corpus);
        """)
  }

  /// What no corpus refers to any more.
  private static func purgeUnused(_ database: Database) throws {
    let unused = "id NOT IN (SELECT content FROM revision)"
    try TextIndex(database: database).remove(where: unused)
    try database.execute(
      sql: """
        DELETE FROM content WHERE \(unused);
        DELETE FROM label WHERE id NOT IN (SELECT label FROM mention);
        DELETE FROM layer_set WHERE id NOT IN (SELECT layer_set FROM revision);
        DELETE FROM layer_set_member WHERE layer_set NOT IN (SELECT id FROM layer_set);
        DELETE FROM layer WHERE id NOT IN (SELECT layer FROM layer_set_member);
        """)
  }
}
