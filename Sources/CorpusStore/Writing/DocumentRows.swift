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
      "INSERT INTO document (corpus, name) VALUES (?, ?) ON CONFLICT DO NOTHING", database)
    contentStatement = try RowStatement(
      "INSERT INTO content (hash, text, tokens, sentences) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", database)
    revisionStatement = try RowStatement(
      """
      INSERT INTO revision
        (corpus, document, from_change, content, layer_set, digest, split, source, line, metadata, bytes, tokens,
         sentences, mentions)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, database)
    mentionStatement = try RowStatement(
      """
      INSERT INTO mention
        (corpus, document, layer, position, from_change, label, start, "end", fragments, name, attributes, surface)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, database)
  }

  /// The id of a new document; `nil` if it exists.
  func insertDocument(_ encoded: EncodedDocument) throws -> Int64? {
    try documentStatement.rows(of: encoded.bytes) { row in
      row.set(1, corpus)
      row.set(2, text: encoded.name)
      try row.write()
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

  /// The id of a document's content, which is stored unless it is there.
  func content(_ encoded: EncodedDocument) throws -> Int64 {
    let (content, hash) = (encoded.content, encoded.bytes[encoded.contentHash])
    let bytes = content.units + hash
    try contentStatement.rows(of: bytes, content.text) { row in
      row.set(1, blob: content.units.count..<bytes.count)
      row.setTextAsBlob(2)
      row.set(3, blob: content.tokens)
      row.set(4, blob: content.sentences)
      try row.write()
    }
    if database.changesCount == 1 { return database.lastInsertedRowID }
    let sql = "SELECT id FROM content WHERE hash = ?"
    guard let id = try database.first(sql, [Data(hash)], { try $0.id(0) }) else {
      throw StoreProblem.damaged("a text that is there is not found by its hash")
    }
    return id
  }

  /// Writes a document's revision and mentions.
  func insertRevision(
    of document: Int64, _ encoded: EncodedDocument, content: Int64, source: Int64?, line: Int
  ) throws {
    let set = try insertRevisionRow(of: document, encoded, content: content, source: source, line: line)
    let labels = try labels(of: encoded)
    for (layer, id) in zip(encoded.layers, set.members) where !layer.mentions.isEmpty {
      let mentions = encoded.mentions[layer.mentions].lazy.enumerated().map { ($0.element, $0.offset) }
      try insertMentions(mentions, of: document, encoded, labels, layer: id)
    }
  }

  func insertRevisionRow(
    of document: Int64, _ encoded: EncodedDocument, content: Int64, source: Int64?, line: Int
  ) throws -> NameTables.LayerSet {
    let set = try names.layerSet(encoded.layers.map(\.key), database)
    try revisionStatement.rows(of: encoded.bytes) { row in
      row.set(1, corpus)
      row.set(2, document)
      row.set(3, change)
      row.set(4, content)
      row.set(5, set.id)
      row.set(6, blob: encoded.digestRange)
      row.set(7, text: encoded.split)
      row.set(8, source)
      row.set(9, line)
      row.set(10, blob: encoded.metadata)
      row.set(11, encoded.content.text.count)
      row.set(12, encoded.content.tokenCount)
      row.set(13, encoded.content.sentenceCount)
      row.set(14, encoded.mentions.count)
      try row.write()
    }
    return set
  }

  /// The ids of a document's labels.
  func labels(of encoded: EncodedDocument) throws -> [Int64] {
    try encoded.labels.map { try names.label(Bytes(encoded.data($0)), database) }
  }

  /// Writes mentions of a document, each with its position.
  func insertMentions(
    _ mentions: some Sequence<(EncodedMention, Int)>, of document: Int64, _ encoded: EncodedDocument, _ labels: [Int64],
    layer: Int64
  ) throws {
    try mentionStatement.rows(of: encoded.bytes, encoded.content.text) { row in
      row.set(1, corpus)
      row.set(2, document)
      row.set(3, layer)
      row.set(5, change)
      for (mention, position) in mentions {
        row.set(4, position)
        row.set(6, labels[mention.label])
        row.set(7, mention.start)
        row.set(8, mention.end)
        row.set(9, blob: mention.fragments)
        row.set(10, text: mention.name)
        row.set(11, blob: mention.attributes)
        row.set(12, part: mention.surface)
        try row.write()
      }
    }
  }
}
