public import Annotations
import Files
import GRDB

/// A file that documents came from.
public struct SourceFile: Hashable, Sendable {
  /// Its number in the store.
  public var id: Int
  /// The corpus.
  public var corpus: String
  /// What it is.
  public var description: SourceDescription
  /// The change that imported it.
  public var change: Int
  /// Whether all of its documents were read, and none was removed since.
  public var isComplete: Bool
  /// Documents that were handed in.
  public var documents: Int
  /// Tokens that were handed in.
  public var tokens: Int
  /// What became of its spans.
  public var ledger: LedgerTotals
  /// Bytes of the file if they were kept.
  public var keptBytes: Int?
}

/// A row of an import's ledger: a span that was not kept as it was.
public struct LedgerEntry: Hashable, Sendable {
  /// The source file.
  public var source: Int?
  /// The document's id.
  public var document: String
  /// What became of the span.
  public var record: SpanRecord
}

/// Which rows of the ledger are meant. All that is set must hold.
public struct LedgerQuery: Hashable, Sendable {
  /// The corpus.
  public var corpus: String
  /// The source file.
  public var source: Int?
  /// The change.
  public var change: Int?
  /// The document's id.
  public var document: String?
  /// What became of the span.
  public var fate: SpanRecord.Fate?
  /// Why.
  public var reason: SpanReason?
  /// The label in the source.
  public var label: String?
  /// Only losses that nobody asked for.
  public var isUnexplained: Bool

  /// All rows of a corpus.
  public init(corpus: String = CorpusStore.defaultCorpus) { (self.corpus, isUnexplained) = (corpus, false) }
}

extension CorpusStore {
  /// The source files of a corpus in the order in which they came.
  public func sourceFiles(of corpus: String = CorpusStore.defaultCorpus) throws -> [SourceFile] {
    try read { database in
      let scope = try Scope(database, corpus: corpus)
      var ledgers: [Int: LedgerTotals] = [:]
      try database.forEachRow(
        """
        SELECT t.source, t.fate, t.reason, t.is_requested, t.spans FROM source_total t JOIN source s ON s.id = t.source
        WHERE s.corpus = ?
        """, [scope.corpus]
      ) { row in
        let reason = try row.text(2)
        let record = SpanRecord(
          try SpanRecord.Fate(stored: row.text(1)), reason.isEmpty ? nil : SpanReason(rawValue: reason),
          isRequested: try row.number(3) == 1, label: "")
        ledgers[try row.number(0), default: LedgerTotals()].add(record, times: try row.count(4), produced: 0)
      }
      return try database.list(
        """
        SELECT id, path, sha256, format, options, change, is_complete, documents, tokens, kept_bytes, produced
        FROM source WHERE corpus = ? ORDER BY id
        """, [scope.corpus]
      ) { row in
        var ledger = ledgers[try row.number(0)] ?? LedgerTotals()
        ledger.add(SpanRecord(.kept, label: ""), times: 0, produced: try row.count(10))
        return SourceFile(
          id: try row.number(0), corpus: corpus,
          description: SourceDescription(
            path: try row.text(1), sha256: try row.text(2), format: try row.text(3), options: try row.text(4)),
          change: try row.number(5), isComplete: try row.number(6) == 1, documents: try row.count(7),
          tokens: try row.count(8), ledger: ledger, keptBytes: try row.optionalNumber(9))
      }
    }
  }

  /// The rows of the ledger in the order in which they came.
  public func ledger(_ query: LedgerQuery) throws -> LedgerCursor { try LedgerCursor(self, query) }

  /// The bytes of a source file, as they were.
  ///
  /// - Throws: `StoreProblem.unknownSource`, `.noSourceBytes`.
  public func sourceBytes(of source: Int) throws -> SourceByteCursor { try SourceByteCursor(self, source) }
}

extension SpanRecord.Fate {
  init(stored name: String) throws {
    guard let fate = Self(rawValue: name) else { throw StoreProblem.damaged("'\(name)' is no fate of a span") }
    self = fate
  }
}
