import GRDB

/// The index of words: FTS5 without the texts, by the id of their content.
///
/// A content never changes, so the index is behind only by those that came since it was last brought up to date, and what no
/// document has any more is left out when hits are joined with documents.
struct TextIndex {
  let database: Database

  /// One transaction takes so many bytes of text, so that a killed run has lost little.
  private static let batch = 32 << 20

  /// The last content that is in it.
  func last() throws -> Int { try database.number("SELECT last FROM search_state") }

  /// How many contents are not in it yet.
  func waiting() throws -> Int { try database.number("SELECT count(*) FROM content WHERE id > ?", [try last()]) }

  /// Throws for words that cannot be read, and if some text is not in the index yet.
  func check(_ words: String, corpus: String) throws {
    try Self.check(words)
    guard try waiting() == 0 else { throw StoreProblem.noSearchIndex(corpus: corpus) }
    try reading(words) { _ = try database.number("SELECT count(*) FROM (SELECT 1 FROM search(?) LIMIT 1)", [words]) }
  }

  /// Refuses what never is a search.
  static func check(_ words: String) throws {
    guard !words.allSatisfy(\.isWhitespace) else { throw StoreProblem.badSearch(words, reason: "no words") }
    guard !words.utf8.contains(0) else { throw StoreProblem.badSearch(words, reason: "a NUL character") }
  }

  /// Runs a search; what FTS5 says of words that it cannot read comes out as a problem of them.
  func reading<Result>(_ words: String, _ search: () throws -> Result) throws -> Result {
    do {
      return try search()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
      let message = error.message ?? ""
      throw StoreProblem.badSearch(words, reason: message.hasPrefix("fts5: ") ? String(message.dropFirst(6)) : message)
    }
  }

  /// Takes in the next contents, within a transaction.
  ///
  /// - Returns: how many.
  func advance() throws -> Int {
    let start = try last()
    var (end, bytes, count) = (start, 0, 0)
    let rows = try Row.fetchCursor(
      database.cachedStatement(sql: "SELECT id, length(text) FROM content WHERE id > ? ORDER BY id"), arguments: [start]
    )
    while bytes < Self.batch, let row = try rows.next() {
      end = try row.number(0)
      bytes += try row.number(1)
      count += 1
    }
    guard count > 0 else { return 0 }
    guard end > start else { throw StoreProblem.damaged("texts are not in their order") }
    try database.run(
      """
      INSERT INTO search (rowid, text) SELECT id, CAST(text AS TEXT) FROM content WHERE id > ? AND id <= ? ORDER BY id
      """, [start, end])
    try database.run("UPDATE search_state SET last = ?", [end])
    return count
  }

  /// Takes out contents that are about to be deleted, within a transaction.
  ///
  /// - Parameter contents: a condition on `content`.
  func remove(where contents: String) throws {
    let rest = try database.number("SELECT count(*) FROM content WHERE NOT (\(contents))")
    if rest == 0 {
      try database.run("INSERT INTO search (search) VALUES ('delete-all')")
    } else {
      // Without the texts the index must be told what it holds.
      try database.run(
        """
        INSERT INTO search (search, rowid, text) SELECT 'delete', id, CAST(text AS TEXT) FROM content
        WHERE (\(contents)) AND id <= ?
        """, [try last()])
    }
    // Ids at the end may be given again.
    try database.run(
      "UPDATE search_state SET last = min(last, (SELECT coalesce(max(id), 0) FROM content WHERE NOT (\(contents))))")
  }
}

extension CorpusStore {
  /// Brings the search index of all corpora up to date, a batch of texts in a transaction.
  public func updateSearchIndex(progress: (StoreProgress) -> Void = { _ in }) throws {
    var (done, total) = (0, try documentsToIndex())
    while total > done {
      let count = try write { try TextIndex(database: $0).advance() }
      guard count > 0 else { return }
      done += count
      total = max(total, done)
      progress(StoreProgress(done: done, total: total))
    }
  }

  /// How many texts are not in the search index yet.
  public func documentsToIndex() throws -> Int { try read { try TextIndex(database: $0).waiting() } }
}
