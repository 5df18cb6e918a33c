import Annotations
import Foundation
import GRDB

/// Writes documents' rows within one transaction.
///
/// Statements are compiled once for a connection and looked up once for a transaction.
struct DocumentRows {
  let database: Database
  let corpus: Int64
  let change: Int64
  let names: NameTables

  private let insertDocument: Statement
  private let insertContent: Statement
  private let insertRevision: Statement
  private let insertMention: Statement

  init(_ database: Database, corpus: Int64, change: Int64, names: NameTables) throws {
    (self.database, self.corpus, self.change, self.names) = (database, corpus, change, names)
    insertDocument = try database.cachedStatement(
      sql: "INSERT INTO document (corpus, name) VALUES (?, CAST(? AS TEXT)) ON CONFLICT DO NOTHING")
    insertContent = try database.cachedStatement(
      sql: "INSERT INTO content (hash, text, tokens, sentences) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
    insertRevision = try database.cachedStatement(
      sql: """
        INSERT INTO revision
          (corpus, document, from_change, content, layer_set, digest, split, source, line, metadata, bytes, tokens,
           sentences, mentions)
        VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?)
        """)
    insertMention = try database.cachedStatement(
      sql: """
        INSERT INTO mention
          (corpus, document, layer, position, from_change, label, start, "end", fragments, name, attributes, surface)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT))
        """)
  }

  /// The id of a new document; `nil` if it exists.
  func insertDocument(_ name: Data) throws -> Int64? {
    insertDocument.setUncheckedArguments([corpus, name])
    try insertDocument.execute()
    return database.changesCount == 1 ? database.lastInsertedRowID : nil
  }

  /// The id of a document that exists.
  func document(_ name: Data) throws -> Int64 {
    let sql = "SELECT id FROM document WHERE corpus = ? AND name = CAST(? AS TEXT)"
    guard let id = try database.first(sql, [corpus, name], { try $0.id(0) }) else {
      throw StoreProblem.damaged("a document that is there is not found by its id")
    }
    return id
  }

  /// The id of a content, which is stored unless it is there.
  func content(_ content: EncodedContent) throws -> Int64 {
    insertContent.setUncheckedArguments([content.hash, content.text, content.tokens, content.sentences])
    try insertContent.execute()
    if database.changesCount == 1 { return database.lastInsertedRowID }
    let sql = "SELECT id FROM content WHERE hash = ?"
    guard let id = try database.first(sql, [content.hash], { try $0.id(0) }) else {
      throw StoreProblem.damaged("a text that is there is not found by its hash")
    }
    return id
  }

  /// Writes a document's revision and mentions.
  func insertRevision(
    of document: Int64, _ encoded: EncodedDocument, content: Int64, source: Int64?, line: Int
  ) throws {
    let set = try insertRevisionRow(of: document, encoded, content: content, source: source, line: line)
    for (layer, id) in zip(encoded.layers, set.members) {
      for (position, mention) in layer.mentions.enumerated() {
        try insertMention(mention, of: document, layer: id, position: position)
      }
    }
  }

  func insertRevisionRow(
    of document: Int64, _ encoded: EncodedDocument, content: Int64, source: Int64?, line: Int
  ) throws -> NameTables.LayerSet {
    let set = try names.layerSet(encoded.layers.map(\.key), database)
    insertRevision.setUncheckedArguments([
      corpus, document, change, content, set.id, encoded.digest, encoded.split, source, line, encoded.metadata,
      encoded.content.text.count, encoded.content.tokenCount, encoded.content.sentenceCount, encoded.mentionCount,
    ])
    try insertRevision.execute()
    return set
  }

  func insertMention(_ mention: EncodedMention, of document: Int64, layer: Int64, position: Int) throws {
    insertMention.setUncheckedArguments([
      corpus, document, layer, position, change, try names.label(mention.label, database), mention.start, mention.end,
      mention.fragments, mention.name, mention.attributes, mention.surface,
    ])
    try insertMention.execute()
  }
}
