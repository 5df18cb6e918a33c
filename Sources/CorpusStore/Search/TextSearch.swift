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
  /// How many texts of the store are not in the index yet, and were not searched.
  public var unindexed: Int
}
