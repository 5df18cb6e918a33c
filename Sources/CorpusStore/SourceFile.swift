public import Annotations

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
  public func sourceFiles(of corpus: String = CorpusStore.defaultCorpus) throws -> [SourceFile] { throw unfinished() }

  /// The rows of the ledger in the order in which they came.
  public func ledger(_ query: LedgerQuery) throws -> LedgerCursor { throw unfinished() }

  /// The bytes of a source file, as they were.
  public func sourceBytes(of source: Int) throws -> SourceByteCursor { throw unfinished() }
}

/// Rows of a ledger, one at a time.
public final class LedgerCursor {
  init() {}

  /// The next, or `nil` after the last.
  public func next() throws -> LedgerEntry? { nil }
}

/// The bytes of a source file, piece by piece.
public final class SourceByteCursor {
  init() {}

  /// The next piece, at most 1 MiB, or `nil` after the last.
  public func next() throws -> [UInt8]? { nil }
}
