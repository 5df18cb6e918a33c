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

  private let documentStatement: RowStatement
  private let contentStatement: RowStatement
  private let revisionStatement: RowStatement
  private let mentionStatement: RowStatement

  init(_ database: Database, corpus: Int64, change: Int64, names: NameTables) throws {
    (self.database, self.corpus, self.change, self.names) = (database, corpus, change, names)
    documentStatement = try RowStatement(
      "INSERT INTO document (corpus, name) VALUES (?, CAST(? AS TEXT)) ON CONFLICT DO NOTHING", database)
    contentStatement = try RowStatement(
      "INSERT INTO content (hash, text, tokens, sentences) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", database)
    revisionStatement = try RowStatement(
      """
      INSERT INTO revision
        (corpus, document, from_change, content, layer_set, digest, split, source, line, metadata, bytes, tokens,
         sentences, mentions)
      VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?)
      """, database)
    mentionStatement = try RowStatement(
      """
      INSERT INTO mention
        (corpus, document, layer, position, from_change, label, start, "end", fragments, name, attributes, surface)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT))
      """, database)
  }

  /// The id of a new document; `nil` if it exists.
  func insertDocument(_ name: Data) throws -> Int64? {
    try documentStatement.write {
      $0.add(corpus)
      $0.add(name)
    }
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
    try contentStatement.write {
      for part in [content.hash, content.text, content.tokens, content.sentences] { $0.add(part) }
    }
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
    try revisionStatement.write {
      $0.add(corpus)
      $0.add(document)
      $0.add(change)
      $0.add(content)
      $0.add(set.id)
      $0.add(encoded.digest)
      $0.add(encoded.split)
      $0.add(source)
      $0.add(line)
      $0.add(encoded.metadata)
      $0.add(encoded.content.text.count)
      $0.add(encoded.content.tokenCount)
      $0.add(encoded.content.sentenceCount)
      $0.add(encoded.mentionCount)
    }
    return set
  }

  func insertMention(_ mention: EncodedMention, of document: Int64, layer: Int64, position: Int) throws {
    let label = try names.label(mention.label, database)
    try mentionStatement.write {
      $0.add(corpus)
      $0.add(document)
      $0.add(layer)
      $0.add(position)
      $0.add(change)
      $0.add(label)
      $0.add(mention.start)
      $0.add(mention.end)
      $0.add(mention.fragments)
      $0.add(mention.name)
      $0.add(mention.attributes)
      $0.add(mention.surface)
    }
  }
}
