import GRDB

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

    /// Counts from their parts.
    public init(documents: Int = 0, sentences: Int = 0, tokens: Int = 0, textBytes: Int = 0, mentions: Int = 0) {
      (self.documents, self.sentences, self.tokens) = (documents, sentences, tokens)
      (self.textBytes, self.mentions) = (textBytes, mentions)
    }
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
  public func statistics(_ query: DocumentQuery) throws -> CorpusStatistics {
    try read { database in
      var filter = try Filter(query, try Scope(database, corpus: query.corpus, at: query.state), database)
      if let limit = query.limit { filter = try filter.limited(to: limit, database) }
      return try CorpusStatistics(filter, database)
    }
  }
}

extension CorpusStatistics {
  init(_ filter: Filter, _ database: Database) throws {
    try database.forEachRow(
      """
      SELECT r.split, count(*), sum(r.sentences), sum(r.tokens), sum(r.bytes), sum(r.mentions)
      \(filter.from()) GROUP BY r.split
      """, filter.arguments
    ) { row in
      let part = Counts(
        documents: try row.count(1), sentences: try row.count(2), tokens: try row.count(3),
        textBytes: try row.count(4), mentions: try row.count(5))
      bySplit[try row.optionalText(0)] = part
      total += part
    }
    try countLayers(filter, database)
    try countLabels(filter, database)
  }

  private mutating func countLayers(_ filter: Filter, _ database: Database) throws {
    var names = StoredNames()
    let sets = try database.list(
      "SELECT r.layer_set, count(*) \(filter.from()) GROUP BY r.layer_set", filter.arguments
    ) { (try $0.id(0), try $0.count(1)) }
    for (set, documents) in sets {
      for layer in try names.layers(ofSet: set, database) { layers[layer.name, default: 0] += documents }
    }
  }

  private mutating func countLabels(_ filter: Filter, _ database: Database) throws {
    // Without further conditions the mentions need not be joined with their documents.
    let (corpus, holds) = (filter.scope.corpus, filter.scope.holds("m"))
    let mentions =
      filter.isAll
      ? "FROM mention m WHERE m.corpus = \(corpus) AND \(holds)"
      : filter.from("CROSS JOIN mention m ON m.corpus = r.corpus AND m.document = +r.document AND \(holds)")
    // First by document, which is the order of the rows, so that no list of documents is kept for each label.
    labels = try database.list(
      """
      SELECT layer.name, label.name, t.mentions, t.documents, t.discontinuous
      FROM (
        SELECT layer, label, sum(mentions) AS mentions, count(*) AS documents, sum(discontinuous) AS discontinuous
        FROM (
          SELECT m.layer, m.label, count(*) AS mentions, count(m.fragments) AS discontinuous
          \(mentions) GROUP BY m.document, m.layer, m.label)
        GROUP BY layer, label) t
      JOIN layer ON layer.id = t.layer JOIN label ON label.id = t.label
      ORDER BY t.mentions DESC, label.name, layer.name
      """, filter.isAll ? [] : filter.arguments
    ) {
      LabelCount(
        layer: try $0.text(0), label: try $0.text(1), mentions: try $0.count(2), documents: try $0.count(3),
        discontinuous: try $0.count(4))
    }
  }
}

extension CorpusStatistics.Counts {
  static func += (left: inout Self, right: Self) {
    left.documents += right.documents
    left.sentences += right.sentences
    left.tokens += right.tokens
    left.textBytes += right.textBytes
    left.mentions += right.mentions
  }
}
