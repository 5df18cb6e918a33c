public import Annotations

/// Which documents are meant. All that is set must hold.
public struct DocumentQuery: Hashable, Sendable {
  /// A split, or none.
  public enum Split: Hashable, Sendable {
    /// The split of this name.
    case named(String)
    /// No split.
    case none
  }

  /// The corpus.
  public var corpus: String
  /// The state.
  public var state: CorpusState
  /// The split; `nil`: any.
  public var split: Split?
  /// A pattern for the document's id, as a shell has it: `*`, `?`, `[a-z]`.
  public var idPattern: String?
  /// The id, exactly.
  public var id: String?
  /// A pattern for the path of the source file that the content came from.
  public var sourcePattern: String?
  /// The number of the source file that the content came from.
  public var source: Int?
  /// At least one mention, in any layer, has this label.
  public var label: String?
  /// A layer of this name is there.
  public var layer: String?
  /// No layer of this name is there.
  public var withoutLayer: String?
  /// The text has these words, as `TextSearch` has them. The search index must be up to date: `updateSearchIndex`.
  public var words: String?
  /// At most so many, the first.
  public var limit: Int?

  /// All documents of a corpus.
  public init(corpus: String = CorpusStore.defaultCorpus, at state: CorpusState = .live) {
    (self.corpus, self.state) = (corpus, state)
  }
}

/// What is known of a document without its text.
public struct DocumentSummary: Hashable, Sendable {
  /// The document's id.
  public var id: String
  /// Its place in the order of the store; ascending, not dense.
  public var position: Int
  /// Its split.
  public var split: String?
  /// The source file that the content came from.
  public var source: Int?
  /// The line on which it begins there, from 1; 0 if it is not known.
  public var line: Int
  /// Bytes of its text.
  public var textBytes: Int
  /// Sentences.
  public var sentences: Int
  /// Tokens.
  public var tokens: Int
  /// Mentions of all layers.
  public var mentions: Int
  /// The change that made it as it is.
  public var change: Int
}

extension CorpusStore {
  /// The documents, in the order in which they first came, one at a time.
  ///
  /// The cursor sees the store as it is now, whatever is written meanwhile; it holds one page of a few hundred documents
  /// or a few MB.
  public func documents(_ query: DocumentQuery) throws -> DocumentCursor { try DocumentCursor(self, query) }

  /// What is known of the documents without their texts, in the order in which they first came.
  public func summaries(_ query: DocumentQuery) throws -> SummaryCursor { try SummaryCursor(self, query) }

  /// A document by its id; `nil` if there is none.
  public func document(
    _ id: String, in corpus: String = CorpusStore.defaultCorpus, at state: CorpusState = .live
  ) throws -> Document? {
    var query = DocumentQuery(corpus: corpus, at: state)
    (query.id, query.limit) = (id, 1)
    return try read { database in
      var loader = try DocumentLoader(query, try Scope(database, corpus: corpus, at: state), database)
      return try loader.page(database).first?.document
    }
  }

  /// How many documents there are.
  public func count(_ query: DocumentQuery) throws -> Int {
    try read { database in
      let filter = try Filter(query, try Scope(database, corpus: query.corpus, at: query.state), database)
      let count = try database.number("SELECT count(*) \(filter.from())", filter.arguments)
      return min(count, max(0, query.limit ?? count))
    }
  }
}
