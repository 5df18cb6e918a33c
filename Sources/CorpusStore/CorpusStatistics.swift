/// The counts of documents, as SQL adds them up.
public struct CorpusStatistics: Hashable, Sendable {
  /// Counts of a part.
  public struct Counts: Hashable, Sendable {
    /// Documents.
    public var documents = 0
    /// Sentences.
    public var sentences = 0
    /// Tokens.
    public var tokens = 0
    /// Bytes of text.
    public var textBytes = 0
    /// Mentions of all layers.
    public var mentions = 0

    /// Nothing.
    public init() {}
  }

  /// Mentions of one layer and label.
  public struct LabelCount: Hashable, Sendable {
    /// The layer's name.
    public var layer: String
    /// The label.
    public var label: String
    /// Its mentions.
    public var mentions: Int
    /// Documents that have one.
    public var documents: Int
    /// Those of several stretches.
    public var discontinuous: Int
  }

  /// Over all documents.
  public var total = Counts()
  /// By split; `nil` stands for none.
  public var bySplit: [String?: Counts] = [:]
  /// By layer and label, the most frequent first, of equals by name.
  public var labels: [LabelCount] = []
  /// Documents by layer.
  public var layers: [String: Int] = [:]
}

extension CorpusStore {
  /// The counts of the documents of a query.
  public func statistics(_ query: DocumentQuery) throws -> CorpusStatistics { throw unfinished() }
}
