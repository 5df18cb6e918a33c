import Annotations
import Foundation
import GRDB

/// Reads documents page by page, in the order of the store.
///
/// A page is one statement over the documents and one over their mentions, both in the order of their primary keys.
struct DocumentLoader {
  private let filter: Filter
  private let documentSQL: String
  private let mentionSQL: String
  private var names = StoredNames()
  /// The last document of the pages so far.
  private(set) var position: Int64 = 0
  private var rest: Int?

  /// A page ends with one of these.
  private static let (documentLimit, byteLimit) = (512, 4 << 20)

  init(_ query: DocumentQuery, _ scope: Scope, _ database: Database) throws {
    self.init(try Filter(query, scope, database), limit: query.limit)
  }

  init(_ filter: Filter, limit: Int? = nil) {
    (self.filter, rest) = (filter, limit)
    documentSQL = """
      SELECT \(DocumentSummary.columns), r.metadata, r.layer_set, c.text, c.tokens, c.sentences
      \(filter.from("CROSS JOIN content c ON c.id = r.content", names: true))
      ORDER BY r.document LIMIT \(Self.documentLimit)
      """
    mentionSQL = """
      SELECT document, layer, label, start, "end", fragments, name, attributes FROM mention m
      WHERE m.corpus = \(filter.scope.corpus) AND m.document BETWEEN ? AND ? AND \(filter.scope.holds("m"))
      ORDER BY m.document, m.layer, m.position
      """
  }

  /// The next documents; empty after the last.
  mutating func page(_ database: Database) throws -> [StoredDocument] {
    var (page, sets, bytes) = ([StoredDocument](), [[StoredNames.Layer]](), 0)
    let filter = filter.after(position)
    var next = Int(filter.firstDocument)
    let rows = try Row.fetchCursor(database.cachedStatement(sql: documentSQL), arguments: filter.arguments)
    while rest ?? 1 > 0, bytes < Self.byteLimit, let row = try rows.next() {
      let (document, set) = try document(row)
      // Else a damaged file could lead in circles.
      guard (next..<Int.max).contains(document.summary.position) else {
        throw StoreProblem.damaged("documents are not in their order")
      }
      next = document.summary.position + 1
      bytes += document.document.text.count
      page.append(document)
      sets.append(try names.layers(ofSet: set, database))
      if let count = rest { rest = count - 1 }
    }
    guard let first = page.first, let last = page.last else { return [] }
    position = Int64(last.summary.position)
    for (index, set) in sets.enumerated() {
      page[index].document.layers = set.map { AnnotationLayer(name: $0.name, kind: $0.kind) }
    }
    try readMentions(first.summary.position...last.summary.position, into: &page, sets, database)
    return page
  }

  private func document(_ row: Row) throws -> (StoredDocument, set: Int64) {
    let summary = try DocumentSummary(row)
    let column = DocumentSummary.columnCount
    func decoded<Value>(_ value: Value?, _ what: String) throws -> Value {
      guard let value else { throw StoreProblem.damaged("\(what) of document '\(summary.id)' cannot be decoded") }
      return value
    }
    var (tokens, sentences) = (BlobReader(try row.bytes(column + 3)), BlobReader(try row.bytes(column + 4)))
    var document = Document(
      id: summary.id, text: try row.bytes(column + 2),
      sentences: try decoded(sentences.ascendingRanges(), "the sentences"),
      tokens: try decoded(tokens.ascendingRanges(), "the tokens"), split: summary.split)
    document.layers = []
    if let metadata = try row.optionalBytes(column) {
      var reader = BlobReader(metadata)
      document.metadata = try decoded(reader.attributes(), "the metadata")
    }
    return (StoredDocument(document: document, summary: summary), try row.id(column + 1))
  }

  private mutating func readMentions(
    _ documents: ClosedRange<Int>, into page: inout [StoredDocument], _ sets: [[StoredNames.Layer]],
    _ database: Database
  ) throws {
    var index = 0
    let rows = try Row.fetchCursor(
      database.cachedStatement(sql: mentionSQL), arguments: [documents.lowerBound, documents.upperBound])
    while let row = try rows.next() {
      let (document, layer) = (try row.number(0), try row.id(1))
      while index < page.count, page[index].summary.position < document { index += 1 }
      guard index < page.count else { break }
      // A document that the query left out.
      guard page[index].summary.position == document else { continue }
      guard let place = sets[index].firstIndex(where: { $0.id == layer }) else {
        throw StoreProblem.damaged("a mention of document '\(page[index].summary.id)' is in none of its layers")
      }
      let label = try names.label(try row.id(2), database)
      page[index].document.layers[place].mentions.append(try Mention(row, label: label, firstColumn: 3))
    }
  }
}

extension Mention {
  /// From the columns `start`, `end`, `fragments`, `name`, `attributes`.
  init(_ row: Row, label: String, firstColumn column: Int) throws {
    let (start, end) = (try row.number(column), try row.number(column + 1))
    guard start >= 0, start <= end else { throw StoreProblem.damaged("a mention ends before it begins") }
    self.init(label: label, range: start..<end, id: try row.optionalText(column + 3))
    if let bytes = try row.optionalBytes(column + 2) {
      var reader = BlobReader(bytes)
      guard let fragments = reader.ranges() else {
        throw StoreProblem.damaged("a mention's stretches cannot be decoded")
      }
      self.fragments = fragments
    }
    if let bytes = try row.optionalBytes(column + 4) {
      var reader = BlobReader(bytes)
      guard let attributes = reader.attributes() else {
        throw StoreProblem.damaged("a mention's attributes cannot be decoded")
      }
      self.attributes = attributes
    }
  }
}
