import Foundation
import GRDB

/// The conditions of a query, for a statement over `revision r JOIN document d`.
struct Filter {
  let scope: Scope
  private(set) var conditions: String
  let arguments: StatementArguments
  /// Whether only the corpus and the state decide.
  private(set) var isAll: Bool

  init(_ query: DocumentQuery, _ scope: Scope) {
    self.scope = scope
    var conditions: [String] = []
    var arguments: [(any DatabaseValueConvertible)?] = []
    func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
      conditions.append(condition)
      arguments += values
    }
    switch query.split {
    case .named(let split)?: add("r.split = CAST(? AS TEXT)", split.stored)
    case DocumentQuery.Split.none?: add("r.split IS NULL")
    case nil: break
    }
    if let id = query.id {
      add(
        "r.document = (SELECT id FROM document WHERE corpus = ? AND name = CAST(? AS TEXT))", scope.corpus, id.stored)
    }
    if let pattern = query.idPattern { add("d.name GLOB CAST(? AS TEXT)", pattern.stored) }
    if let source = query.source { add("r.source = ?", source) }
    if let pattern = query.sourcePattern {
      add(
        "r.source IN (SELECT id FROM source WHERE corpus = ? AND path GLOB CAST(? AS TEXT))", scope.corpus,
        pattern.stored)
    }
    if let label = query.label {
      add(
        """
        EXISTS (
          SELECT 1 FROM mention x WHERE x.corpus = r.corpus AND x.document = r.document AND \(scope.holds("x"))
          AND x.label = (SELECT id FROM label WHERE name = CAST(? AS TEXT)))
        """, label.stored)
    }
    let sets = """
      SELECT layer_set FROM layer_set_member JOIN layer ON layer.id = layer_set_member.layer
      WHERE layer.name = CAST(? AS TEXT)
      """
    if let layer = query.layer { add("r.layer_set IN (\(sets))", layer.stored) }
    if let layer = query.withoutLayer { add("r.layer_set NOT IN (\(sets))", layer.stored) }
    isAll = conditions.isEmpty && query.limit == nil
    self.conditions = conditions.isEmpty ? "" : conditions.map { " AND (\($0))" }.joined()
    self.arguments = StatementArguments(arguments)
  }

  /// `FROM … WHERE …` over the documents that are meant; `r` and `d` can be selected from.
  ///
  /// - Parameters:
  ///   - joins: further tables.
  ///   - first: a table to begin with, and the condition that joins the revisions `r` with it.
  func from(_ joins: String = "", first: (table: String, condition: String)? = nil) -> String {
    // CROSS JOIN keeps SQLite from choosing another order: `r` by its primary key is the order of the store.
    let tables = (first.map { "\($0.table) CROSS JOIN " } ?? "") + "revision r CROSS JOIN document d ON d.id = r.document"
    let condition = first.map { "\($0.condition) AND " } ?? ""
    return "FROM \(tables) \(joins) WHERE \(condition)r.corpus = \(scope.corpus) AND \(scope.holds("r"))\(conditions)"
  }

  /// With one more condition.
  func adding(_ condition: String) -> Filter {
    var result = self
    (result.conditions, result.isAll) = (conditions + " AND (\(condition))", false)
    return result
  }
}

extension Filter {
  /// The first documents alone.
  func limited(to count: Int, _ database: Database) throws -> Filter {
    let sql = "SELECT max(document) FROM (SELECT r.document \(from()) ORDER BY r.document LIMIT ?)"
    let last = try database.number(sql, arguments + [count])
    return adding("r.document <= \(last)")
  }
}

extension DocumentSummary {
  /// What `init(_:)` reads.
  static let columns =
    "r.document, d.name, r.split, r.source, r.line, r.bytes, r.sentences, r.tokens, r.mentions, r.from_change"
  static let columnCount = 10

  init(_ row: Row) throws {
    self.init(
      id: try row.text(1), position: try row.number(0), split: try row.optionalText(2),
      source: try row.optionalNumber(3), line: try row.number(4), textBytes: try row.number(5),
      sentences: try row.number(6), tokens: try row.number(7), mentions: try row.number(8),
      change: try row.number(9))
  }
}

extension DocumentSummary {
  /// The next summaries of the documents that `filter` means.
  static func page(after position: Int, _ limit: Int, _ filter: Filter, _ database: Database) throws -> [Self] {
    try database.list(
      "SELECT \(columns) \(filter.from()) AND r.document > ? ORDER BY r.document LIMIT ?",
      filter.arguments + [position, limit], DocumentSummary.init)
  }
}
