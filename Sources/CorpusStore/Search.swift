public import Annotations

/// A search in the text of documents.
///
/// Words, `"phrases"`, beginnings (`immun*`), `AND`, `OR`, `NOT` and round brackets, as SQLite's FTS5 reads them. Case and
/// accents do not matter.
public struct TextSearch: Hashable, Sendable {
  /// The words.
  public var words: String
  /// Which documents are searched; at the live state.
  public var documents: DocumentQuery
  /// At most so many, the best first.
  public var limit: Int

  /// A search from its parts.
  public init(_ words: String, in documents: DocumentQuery = DocumentQuery(), limit: Int = 20) {
    (self.words, self.documents, self.limit) = (words, documents, limit)
  }
}

/// A document that a search found.
public struct SearchHit: Hashable, Sendable {
  /// The document.
  public var document: DocumentSummary
  /// Where the words stand, in UTF-8 bytes of its text, ascending.
  public var ranges: [Range<Int>]
  /// The text around the first hits.
  public var snippet: [UInt8]
  /// The hits inside `snippet`, in UTF-8 bytes of it.
  public var snippetRanges: [Range<Int>]
}

/// The result of a search.
public struct SearchResult: Hashable, Sendable {
  /// The best hits.
  public var hits: [SearchHit]
  /// How many documents have the words.
  public var documents: Int
}

/// A search for mentions.
public struct MentionSearch: Hashable, Sendable {
  /// Which documents are searched.
  public var documents: DocumentQuery
  /// The label.
  public var label: String?
  /// The layer's name.
  public var layer: String?
  /// The text that it covers, byte for byte.
  public var surface: String?
  /// Whether ASCII letters of either case are the same.
  public var ignoresCase = false

  /// All mentions of the documents.
  public init(in documents: DocumentQuery = DocumentQuery()) { self.documents = documents }
}

/// A mention that a search found.
public struct FoundMention: Hashable, Sendable {
  /// The document.
  public var document: DocumentSummary
  /// The layer's name.
  public var layer: String
  /// The mention.
  public var mention: Mention
  /// The text that it covers, its fragments with a space between.
  public var surface: String
}

extension CorpusStore {
  /// Brings the search index of all corpora up to date, a batch at a time.
  public func updateSearchIndex(progress: (StoreProgress) -> Void = { _ in }) throws { throw unfinished() }

  /// How many live documents are not in the search index yet.
  public func documentsToIndex() throws -> Int { throw unfinished() }

  /// Searches in texts. Brings the index up to date first if the store may be written to; on one that is only read, it
  /// searches what is indexed and throws `noSearchIndex` if nothing is.
  public func search(_ search: TextSearch, progress: (StoreProgress) -> Void = { _ in }) throws -> SearchResult {
    throw unfinished()
  }

  /// Searches for mentions, in the order of documents.
  public func mentions(_ search: MentionSearch) throws -> MentionCursor { throw unfinished() }
}

/// Mentions that a search finds, one at a time.
public final class MentionCursor {
  init() {}

  /// The next, or `nil` after the last.
  public func next() throws -> FoundMention? { nil }
}
