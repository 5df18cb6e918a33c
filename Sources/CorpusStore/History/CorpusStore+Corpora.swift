import GRDB

/// A corpus and its size.
public struct CorpusSummary: Hashable, Sendable {
  /// The name.
  public var name: String
  /// Documents that are there now.
  public var documents: Int
  /// Their tokens.
  public var tokens: Int
  /// Their bytes of text.
  public var textBytes: Int
  /// Mentions of all layers.
  public var mentions: Int
  /// The last change; 0 if there is none.
  public var lastChange: Int
}

extension CorpusStore {
  /// The corpora by name. One whose documents were all removed is still listed, for it can be brought back; `purge` ends it.
  public func corpora() throws -> [CorpusSummary] {
    try read { database in
      try database.list(
        """
        SELECT c.name, count(r.document), sum(r.tokens), sum(r.bytes), sum(r.mentions),
          (SELECT max(id) FROM change WHERE corpus = c.id)
        FROM corpus c LEFT JOIN revision r ON r.corpus = c.id AND r.to_change IS NULL
        GROUP BY c.id ORDER BY c.name
        """
      ) {
        CorpusSummary(
          name: try $0.text(0), documents: try $0.count(1), tokens: try $0.optionalNumber(2) ?? 0,
          textBytes: try $0.optionalNumber(3) ?? 0, mentions: try $0.optionalNumber(4) ?? 0,
          lastChange: try $0.optionalNumber(5) ?? 0)
      }
    }
  }

  /// The history of a corpus, or of all, from the first change.
  public func changes(of corpus: String? = nil) throws -> [Change] {
    try read { database in
      let scope = try corpus.map { try Scope(database, corpus: $0) }
      return try database.list(
        "\(Change.select) WHERE c.corpus = ? OR ? IS NULL ORDER BY c.id", [scope?.corpus, scope?.corpus], Change.init)
    }
  }

  /// What happened to a document, from the first change.
  ///
  /// - Throws: `StoreProblem.unknownDocument` if the corpus never had it.
  public func history(of document: String, in corpus: String = CorpusStore.defaultCorpus) throws -> [DocumentEvent] {
    try read { database in
      let scope = try Scope(database, corpus: corpus)
      let sql = "SELECT id FROM document WHERE corpus = ? AND name = CAST(? AS TEXT)"
      guard let id = try database.first(sql, [scope.corpus, document.stored], { try $0.id(0) }) else {
        throw StoreProblem.unknownDocument(document, corpus: corpus)
      }
      let revisions = try database.list(
        """
        SELECT from_change, to_change, source, mentions FROM revision WHERE corpus = ? AND document = ?
        ORDER BY from_change
        """, [scope.corpus, id]
      ) { (from: try $0.number(0), to: try $0.optionalNumber(1), source: try $0.optionalNumber(2), try $0.count(3)) }
      var events: [DocumentEvent] = []
      var end: Int?
      for (from, to, source, mentions) in revisions {
        events.append(
          DocumentEvent(
            change: try Change(id: from, database), kind: end == from ? .altered : .added, source: source,
            mentions: mentions))
        // The next revision begins where this one ends, unless the document was away in between.
        if let to, !revisions.contains(where: { $0.from == to }) {
          events.append(
            DocumentEvent(change: try Change(id: to, database), kind: .removed, source: nil, mentions: 0))
        }
        end = to
      }
      return events
    }
  }
}

/// One event in a document's history.
public struct DocumentEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, Hashable, Sendable {
    /// It came.
    case added
    /// Its text, tokens, layers, metadata or split became others.
    case altered
    /// It went.
    case removed
  }

  /// The change.
  public var change: Change
  /// What happened.
  public var kind: Kind
  /// The source file that brought the content, if a file did.
  public var source: Int?
  /// Mentions of all layers after it.
  public var mentions: Int
}

extension Change {
  /// What `init(_:)` reads.
  static let select = """
    SELECT c.id, k.name, c.kind, c.command, c.description, c.time, c.is_finished, c.undone, c.documents
    FROM change c JOIN corpus k ON k.id = c.corpus
    """

  init(_ row: Row) throws {
    guard let kind = Kind(rawValue: try row.text(2)) else {
      throw StoreProblem.damaged("a change is of no kind that is known")
    }
    self.init(
      id: try row.number(0), corpus: try row.text(1), kind: kind,
      note: ChangeNote(command: try row.text(3), description: try row.text(4), time: try row.seconds(5)),
      isFinished: try row.number(6) == 1, undone: try row.optionalNumber(7), documents: try row.count(8))
  }

  init(id: Int, _ database: Database) throws {
    guard let change = try database.first("\(Self.select) WHERE c.id = ?", [id], Change.init) else {
      throw StoreProblem.damaged("change \(id) is not there")
    }
    self = change
  }
}
