public import Annotations
import Files
import GRDB

/// A mention in its place, as `rewriteMentions` hands it out.
public struct MentionInPlace: Sendable {
  /// The mention.
  public var mention: Mention
  /// The layer's name.
  public var layer: String
  /// Its document, with the old mentions.
  public var document: Document

  /// The text that it covers.
  public var surface: String { document.surface(of: mention) }
}

/// What a rewriting of mentions did, or would do.
public struct RewriteCounts: Hashable, Sendable {
  /// From one label to another.
  public struct Step: Hashable, Sendable {
    /// The old label; `nil` for a mention that is new.
    public var from: String?
    /// The new label; `nil` for a mention that is gone.
    public var to: String?
  }

  /// Documents that were looked at.
  public var documents = 0
  /// Documents that were altered.
  public var alteredDocuments = 0
  /// Mentions that were looked at.
  public var mentions = 0
  /// Mentions that stay as they are, and alone.
  public var unchanged = 0
  /// Mentions by old and new label where something about them became another. The first result for a mention takes its
  /// place; further ones are new.
  public var steps: [Step: Int] = [:]

  /// Nothing.
  public init() {}
}

extension CorpusStore {
  /// Rewrites the mentions of documents: maps, drops, splits them.
  ///
  /// One transaction, one page of documents in memory. `rewrite` gives what takes the place of a mention: itself, others,
  /// none. With `isDryRun` nothing is written and the result has no change.
  ///
  /// - Parameters:
  ///   - query: which documents; always at the live state.
  ///   - layer: only this layer; `nil`: all.
  /// - Returns: the counts, and the change if anything was altered.
  /// - Throws: `FileError<StoreProblem>`; what `rewrite` throws, with nothing written.
  public func rewriteMentions(
    _ query: DocumentQuery, layer: String? = nil, note: ChangeNote, isDryRun: Bool = false,
    _ rewrite: (MentionInPlace) throws -> [Mention]
  ) throws -> (counts: RewriteCounts, change: Change?) {
    var counts = RewriteCounts()
    func rewritten(_ stored: StoredDocument) throws -> Document? {
      var document = stored.document
      let unchanged = (counts.unchanged, counts.mentions)
      for index in document.layers.indices where layer.map({ $0 == document.layers[index].name }) ?? true {
        let name = document.layers[index].name
        document.layers[index].mentions = try stored.document.layers[index].mentions.flatMap { mention in
          let result = try rewrite(MentionInPlace(mention: mention, layer: name, document: stored.document))
          counts.add(mention, result)
          return result
        }
      }
      counts.documents += 1
      guard counts.unchanged - unchanged.0 != counts.mentions - unchanged.1 else { return nil }
      if let fault = DocumentFault(of: document) {
        throw FileError(StoreProblem.invalidDocument(id: document.id, fault), file: path)
      }
      counts.alteredDocuments += 1
      return document
    }
    guard isDryRun else {
      let change = try edit(query, .rewriting, note, rewritten)
      return (counts, change)
    }
    var query = query
    query.state = .live
    let cursor = try documents(query)
    while let stored = try cursor.next() { _ = try rewritten(stored) }
    return (counts, nil)
  }

  /// Puts a layer on documents, in place of one of the same name: a model's mentions, a person's review.
  ///
  /// One transaction. `layer` is asked for each document; `nil` leaves it as it is.
  ///
  /// - Returns: the change; `nil` if nothing was altered.
  public func putLayers(
    _ query: DocumentQuery, note: ChangeNote, _ layer: (Document) throws -> AnnotationLayer?
  ) throws -> Change? {
    try edit(query, .layering, note) { stored in
      guard let layer = try layer(stored.document) else { return nil }
      var document = stored.document
      if let index = document.layers.firstIndex(where: { $0.name == layer.name }) {
        document.layers[index] = layer
      } else {
        document.layers.append(layer)
      }
      return document
    }
  }

  /// Removes a layer from documents.
  ///
  /// - Returns: the change; `nil` if none of them has it.
  public func removeLayer(_ name: String, from query: DocumentQuery, note: ChangeNote) throws -> Change? {
    var query = query
    if query.layer == nil { query.layer = name }
    return try edit(query, .layering, note) { stored in
      var document = stored.document
      document.layers.removeAll { $0.name == name }
      return document
    }
  }

  /// Puts documents into splits: `split` is asked for each, and gives its split, or `nil` for none.
  ///
  /// - Returns: the change; `nil` if every document was there already.
  public func setSplits(
    _ query: DocumentQuery, note: ChangeNote, _ split: (DocumentSummary) throws -> String?
  ) throws -> Change? {
    try edit(query, .splitting, note, keeping: [.content, .mentions]) { stored in
      var document = stored.document
      document.split = try split(stored.summary)
      return document
    }
  }

  /// Removes documents; their earlier states stay readable until `purge`.
  ///
  /// - Returns: the change; `nil` if there was none to remove.
  public func removeDocuments(_ query: DocumentQuery, note: ChangeNote) throws -> Change? {
    try write { database in
      let scope = try Scope(database, corpus: query.corpus)
      var filter = try Filter(query, scope, database)
      if let limit = query.limit { filter = try filter.limited(to: limit, database) }
      try database.run("CREATE TEMP TABLE IF NOT EXISTS chosen (document INTEGER PRIMARY KEY)")
      defer { try? database.run("DROP TABLE chosen") }
      try database.run("INSERT INTO chosen SELECT r.document \(filter.from())", filter.arguments)
      let count = try database.number("SELECT count(*) FROM chosen")
      guard count > 0 else { return nil }
      let change = try ChangeWriter(database, corpus: scope.corpus, .removal, note)
      try change.reopenSources(of: "SELECT document FROM chosen", [])
      for table in ["revision", "mention"] {
        try database.run(
          """
          UPDATE \(table) SET to_change = ?
          WHERE corpus = ? AND to_change IS NULL AND document IN (SELECT document FROM chosen)
          """, [change.id, scope.corpus])
      }
      try change.count(count)
      return try Change(id: Int(change.id), database)
    }
  }

  /// Alters documents within one transaction, one page of them in memory.
  private func edit(
    _ query: DocumentQuery, _ kind: Change.Kind, _ note: ChangeNote, keeping kept: DocumentRows.Kept = .content,
    _ alter: (StoredDocument) throws -> Document?
  ) throws -> Change? {
    try write { database in
      let scope = try Scope(database, corpus: query.corpus)
      var loader = try DocumentLoader(query, scope, database)
      var rows: DocumentRows?
      var altered = 0
      while true {
        let page = try loader.page(database)
        guard !page.isEmpty else { break }
        for stored in page {
          guard let document = try alter(stored) else { continue }
          if let fault = DocumentFault(of: document) { throw StoreProblem.invalidDocument(id: document.id, fault) }
          let encoded = EncodedDocument(document)
          let live = try LiveRevision(of: Int64(stored.summary.position), in: scope.corpus, database)
          guard let live, live.digest != encoded.digest else { continue }
          if rows == nil {
            let change = try ChangeWriter(database, corpus: scope.corpus, kind, note)
            rows = try DocumentRows(database, corpus: scope.corpus, change: change.id, names: NameTables())
          }
          try rows?.revise(live, to: encoded, source: live.source, line: live.line, keeping: kept)
          altered += 1
        }
      }
      guard let rows else { return nil }
      try ChangeWriter(database, corpus: scope.corpus, id: rows.change).count(altered)
      return try Change(id: Int(rows.change), database)
    }
  }
}

extension RewriteCounts {
  fileprivate mutating func add(_ old: Mention, _ new: [Mention]) {
    mentions += 1
    guard let first = new.first else {
      steps[Step(from: old.label, to: nil), default: 0] += 1
      return
    }
    // Byte for byte, as the store compares: two spellings of a letter are equal strings.
    if old.canonicalBytes != first.canonicalBytes {
      steps[Step(from: old.label, to: first.label), default: 0] += 1
    } else if new.count == 1 {
      unchanged += 1
    }
    for other in new.dropFirst() { steps[Step(from: nil, to: other.label), default: 0] += 1 }
  }
}
