import Files
import Foundation
import GRDB

extension CorpusStore {
  /// Searches in texts, at the live state.
  ///
  /// Brings the index up to date first if the store may be written to and nobody else is writing; else it searches what is
  /// indexed, and the result says how much is not.
  ///
  /// - Throws: `StoreProblem.badSearch` for words that cannot be read; `.noSearchIndex` if nothing is indexed.
  public func search(_ search: TextSearch, progress: (StoreProgress) -> Void = { _ in }) throws -> SearchResult {
    var waiting = try documentsToIndex()
    if waiting > 0, canWrite {
      do {
        try updateSearchIndex(progress: progress)
        waiting = 0
      } catch let error as FileError<StoreProblem> {
        guard case .busy = error.problem else { throw error }
      }
    }
    return try read { database in
      try TextIndex.check(search.words)
      let index = TextIndex(database: database)
      guard try waiting == 0 || index.last() > 0 else {
        throw StoreProblem.noSearchIndex(corpus: search.documents.corpus)
      }
      return try index.reading(search.words) { try Self.run(search, unindexed: try index.waiting(), database) }
    }
  }

  private static func run(_ search: TextSearch, unindexed: Int, _ database: Database) throws -> SearchResult {
    let scope = try Scope(database, corpus: search.documents.corpus)
    var filter = try Filter(search.documents, scope, database)
    if let limit = search.documents.limit { filter = try filter.limited(to: limit, database) }
    let words = Filter.Beginning(
      table: "search", condition: "search MATCH ? AND r.content = search.rowid", index: "revision_content")
    // Counted and ranked in one pass, without the texts: a frequent beginning has half a million hits.
    var best = BestRanks(limit: search.limit)
    try database.forEachRow(
      "SELECT r.document, search.rank \(filter.from(beginning: words))", [search.words] + filter.arguments
    ) { best.add(try $0.id(0), rank: try $0.double(1)) }
    let found = try best.documents.map { document in
      var only = Filter(scope)
      (only.firstDocument, only.lastDocument) = (document, document)
      let sql =
        "SELECT \(DocumentSummary.columns), c.text \(only.from("CROSS JOIN content c ON c.id = r.content", names: true))"
      let row = try database.first(sql, only.arguments) {
        (try DocumentSummary($0), try $0.bytes(DocumentSummary.columnCount))
      }
      guard let row else { throw StoreProblem.damaged("a document that was found is not there") }
      return row
    }
    let places = try HitPlaces(search.words, in: found.map(\.1), database)
    let hits = zip(found, places.ranges).map { found, ranges in
      SearchHit(document: found.0, ranges: ranges, text: found.1)
    }
    return SearchResult(hits: hits, documents: best.count, unindexed: unindexed)
  }
}

/// The documents with the best ranks so far; FTS5's are the better the lower they are.
private struct BestRanks {
  private let limit: Int
  private var list: [(rank: Double, document: Int64)] = []
  /// How many there were.
  private(set) var count = 0

  init(limit: Int) { self.limit = max(limit, 0) }

  /// The best first, of equals the one that came first to the store.
  var documents: [Int64] { list.map(\.document) }

  mutating func add(_ document: Int64, rank: Double) {
    count += 1
    if list.count == limit {
      guard let last = list.last, (rank, document) < (last.rank, last.document) else { return }
      list.removeLast()
    }
    let index = list.partitioningIndex { (rank, document) < ($0.rank, $0.document) }
    list.insert((rank, document), at: index)
  }
}

/// Where the words of a search stand in texts.
///
/// The index tells which texts, not where; FTS5 marks the places in texts that a table of its own holds. So the few texts that
/// are shown go into a temporary one.
private struct HitPlaces {
  /// For each text the places in UTF-8 bytes, ascending.
  private(set) var ranges: [[Range<Int>]]

  /// Marks before and after a place. In texts they become spaces, as NUL does, which ends a string that FTS5 gives back: all
  /// three are no parts of words.
  private static let (begin, end) = (UInt8(1), UInt8(2))

  init(_ words: String, in texts: [[UInt8]], _ database: Database) throws {
    ranges = Array(repeating: [], count: texts.count)
    try database.execute(
      sql: "CREATE VIRTUAL TABLE temp.places USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
    defer { try? database.execute(sql: "DROP TABLE temp.places") }
    for (index, text) in texts.enumerated() {
      try database.execute(
        sql: "INSERT INTO temp.places (rowid, text) VALUES (?, CAST(? AS TEXT))",
        arguments: [index, Data(text.map { $0 <= Self.end ? UInt8(ascii: " ") : $0 })])
    }
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT rowid, highlight(places, 0, char(1), char(2)) FROM temp.places WHERE places MATCH ?",
      arguments: [words])
    while let row = try rows.next() {
      let index = try row.number(0)
      if ranges.indices.contains(index) { ranges[index] = Self.places(in: try row.bytes(1)) }
    }
  }

  private static func places(in marked: [UInt8]) -> [Range<Int>] {
    var (ranges, position, start) = ([Range<Int>](), 0, 0)
    for byte in marked {
      switch byte {
      case begin: start = position
      case end: ranges.append(start..<max(start, position))
      default: position += 1
      }
    }
    return ranges
  }
}

extension SearchHit {
  /// How many bytes a snippet shows on both sides of its first hit.
  private static let context = 80

  fileprivate init(document: DocumentSummary, ranges: [Range<Int>], text: [UInt8]) {
    let ranges = ranges.map { $0.clamped(to: 0..<text.count) }
    let middle = ranges.first ?? 0..<0
    func isInside(_ offset: Int) -> Bool { offset > 0 && offset < text.count && text[offset] & 0xC0 == 0x80 }
    var start = max(0, middle.lowerBound - Self.context)
    var end = min(text.count, max(middle.upperBound, middle.lowerBound + Self.context) + Self.context)
    while isInside(start) { start -= 1 }
    while isInside(end) { end += 1 }
    self.init(
      document: document, ranges: ranges, snippet: Array(text[start..<end]),
      snippetRanges: ranges.filter { $0.lowerBound >= start && $0.upperBound <= end }.map {
        $0.lowerBound - start..<$0.upperBound - start
      })
  }
}
