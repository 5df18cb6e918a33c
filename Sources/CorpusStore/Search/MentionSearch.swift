public import Annotations
import Foundation
import GRDB

/// A search for mentions.
public struct MentionSearch: Hashable, Sendable {
  /// Which documents are searched.
  public var documents: DocumentQuery
  /// The label.
  public var label: String?
  /// The layer's name.
  public var layer: String?
  /// The text that it covers, byte for byte.
  public var surface: String?
  /// Whether ASCII letters of either case are the same.
  public var ignoresCase = false

  /// All mentions of the documents.
  public init(in documents: DocumentQuery = DocumentQuery()) { self.documents = documents }
}

/// A mention that a search found.
public struct FoundMention: Hashable, Sendable {
  /// The document.
  public var document: DocumentSummary
  /// The layer's name.
  public var layer: String
  /// The mention.
  public var mention: Mention
  /// The text that it covers, its fragments with a space between.
  public var surface: String
}

extension CorpusStore {
  /// Searches for mentions, in the order of documents.
  public func mentions(_ search: MentionSearch) throws -> MentionCursor { try MentionCursor(self, search) }
}

/// Mentions that a search finds, one at a time.
public final class MentionCursor {
  private let transaction: ReadTransaction
  private let search: MentionSearch
  private let sql: String
  private let arguments: StatementArguments
  private var names = StoredNames()
  private var page: [FoundMention] = []
  private var place: (document: Int64, layer: Int64, position: Int) = (0, 0, -1)
  private let last: Int64
  private var isAtEnd = false

  private static let limit = 1000

  init(_ store: CorpusStore, _ search: MentionSearch) throws {
    (self.search, transaction) = (search, try ReadTransaction(store))
    let query = search.documents
    var filter = try transaction.read { database in
      let filter = try Filter(query, try Scope(database, corpus: query.corpus, at: query.state), database)
      return try query.limit.map { try filter.limited(to: $0, database) } ?? filter
    }
    var values: [(any DatabaseValueConvertible)?] = []
    if let label = search.label {
      filter = filter.adding("m.label = (SELECT id FROM label WHERE name = CAST(? AS TEXT))")
      values.append(label.stored)
    }
    if let layer = search.layer {
      filter = filter.adding("m.layer IN (SELECT id FROM layer WHERE name = CAST(? AS TEXT))")
      values.append(layer.stored)
    }
    if let surface = search.surface {
      // Rows of long mentions do not repeat the text: they are looked at below.
      filter = filter.adding(
        "m.surface = CAST(? AS TEXT)\(search.ignoresCase ? " COLLATE NOCASE" : "") OR m.surface IS NULL")
      values.append(surface.stored)
    }
    let mentions = Filter.Beginning(
      table: "mention m",
      condition: """
        m.corpus = \(filter.scope.corpus) AND m.document BETWEEN ? AND ? AND \(filter.scope.holds("m"))
        AND (m.document > ? OR (m.layer, m.position) > (?, ?)) AND r.document = +m.document
        """)
    sql = """
      SELECT \(DocumentSummary.columns), m.layer, m.position, layer.name, m.label, m.start, m."end", m.fragments, m.name,
        m.attributes, m.surface, r.content
      \(filter.from("CROSS JOIN layer ON layer.id = m.layer", names: true, beginning: mentions))
      ORDER BY m.document, m.layer, m.position
      """
    last = filter.lastDocument
    place.document = filter.firstDocument
    arguments = filter.arguments + StatementArguments(values)
  }

  /// The next, or `nil` after the last.
  public func next() throws -> FoundMention? {
    while page.isEmpty, !isAtEnd { try readPage() }
    return page.popLast()
  }

  private func readPage() throws {
    var found: [FoundMention] = []
    try transaction.read { database in
      let rows = try Row.fetchCursor(
        database.cachedStatement(sql: sql),
        arguments: [place.document, last, place.document, place.layer, place.position] + arguments)
      while found.count < Self.limit {
        guard let row = try rows.next() else {
          isAtEnd = true
          break
        }
        let column = DocumentSummary.columnCount
        let next = (document: try row.id(0), layer: try row.id(column), position: try row.number(column + 1))
        // Else a damaged file could lead in circles.
        guard next > place else { throw StoreProblem.damaged("mentions are not in their order") }
        place = next
        let label = try names.label(try row.id(column + 3), database)
        let mention = try Mention(row, label: label, firstColumn: column + 4)
        let surface =
          try row.optionalText(column + 9) ?? surface(of: mention, content: try row.id(column + 10), database)
        guard matches(surface) else { continue }
        found.append(
          FoundMention(
            document: try DocumentSummary(row), layer: try row.text(column + 2), mention: mention, surface: surface))
      }
    }
    page = found.reversed()
  }

  private func surface(of mention: Mention, content: Int64, _ database: Database) throws -> String {
    let text = try database.first("SELECT text FROM content WHERE id = ?", [content]) { try $0.bytes(0) }
    return Document(id: "", text: text ?? []).surface(of: mention)
  }

  private func matches(_ surface: String) -> Bool {
    guard let wanted = search.surface else { return true }
    guard search.ignoresCase else { return surface.utf8.elementsEqual(wanted.utf8) }
    return surface.utf8.lazy.map(\.lowercased).elementsEqual(wanted.utf8.lazy.map(\.lowercased))
  }
}

extension UInt8 {
  /// The small letter of an ASCII capital.
  fileprivate var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}
