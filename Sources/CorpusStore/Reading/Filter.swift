import Foundation
import GRDB

/// The conditions of a query, for a statement over `revision r JOIN document d`.
struct Filter {
  let scope: Scope
  private var conditions: String
  private let values: StatementArguments
  /// Whether the conditions speak of documents' names.
  private let readsNames: Bool
  /// The rows of documents that come into question, both ends included.
  var (firstDocument, lastDocument) = (Int64(1), Int64.max)

  /// Whether only the corpus and the state decide.
  var isAll: Bool { conditions.isEmpty && firstDocument <= 1 && lastDocument == .max }

  /// What stands for the question marks of `from`.
  var arguments: StatementArguments { [firstDocument, lastDocument] + values }

  /// - Parameter query: its limit is left to the caller.
  init(_ query: DocumentQuery, _ scope: Scope, _ database: Database) throws {
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
          SELECT 1 FROM mention x WHERE x.corpus = r.corpus AND x.document = +r.document AND \(scope.holds("x"))
          AND x.label = (SELECT id FROM label WHERE name = CAST(? AS TEXT)))
        """, label.stored)
    }
    let sets = """
      SELECT layer_set FROM layer_set_member JOIN layer ON layer.id = layer_set_member.layer
      WHERE layer.name = CAST(? AS TEXT)
      """
    if let layer = query.layer { add("r.layer_set IN (\(sets))", layer.stored) }
    if let layer = query.withoutLayer { add("r.layer_set NOT IN (\(sets))", layer.stored) }
    if let words = query.words {
      try TextIndex(database: database).check(words, corpus: query.corpus)
      add("r.content IN (SELECT rowid FROM search WHERE search MATCH ?)", words)
    }
    self.conditions = conditions.map { " AND (\($0))" }.joined()
    values = StatementArguments(arguments)
    readsNames = query.idPattern != nil
    if let id = query.id {
      let sql = "SELECT id FROM document WHERE corpus = ? AND name = CAST(? AS TEXT)"
      lastDocument = try database.first(sql, [scope.corpus, id.stored], { try $0.id(0) }) ?? 0
      firstDocument = max(lastDocument, 1)
    }
  }

  /// All documents of a state.
  init(_ scope: Scope) { (self.scope, conditions, values, readsNames) = (scope, "", [], false) }

  /// A table that a statement begins with instead of the revisions.
  struct Beginning {
    var table: String
    /// How the revisions `r` are found from it.
    var condition: String
    /// An index of the revisions that serves the condition; `nil`: the primary key.
    var index: String?
  }

  /// `FROM … WHERE …` over the documents that are meant; `r` can be selected from, and `d` for their names.
  ///
  /// SQLite would rather walk along a range than look an equal value up, where it can have both. So bounds are marked with a
  /// plus, which keeps them from being used for that, wherever an equal value is given; and CROSS JOIN keeps the order.
  ///
  /// - Parameters:
  ///   - joins: further tables.
  ///   - names: whether names are selected.
  func from(_ joins: String = "", names: Bool = false, beginning: Beginning? = nil) -> String {
    let index = beginning?.index.map { " INDEXED BY \($0)" } ?? ""
    let first = beginning.map { "\($0.table) CROSS JOIN " } ?? ""
    let condition = beginning.map { "\($0.condition) AND " } ?? ""
    let documents = names || readsNames ? " CROSS JOIN document d ON d.id = r.document" : ""
    return """
      FROM \(first)revision r\(index)\(documents) \(joins)
      WHERE \(condition)r.corpus = \(scope.corpus) AND \(beginning == nil ? "" : "+")r.document BETWEEN ? AND ?
        AND \(scope.holds("r"))\(conditions)
      """
  }

  /// With one more condition.
  func adding(_ condition: String) -> Filter {
    var result = self
    result.conditions += " AND (\(condition))"
    return result
  }

  /// Only documents behind one.
  func after(_ document: Int64) -> Filter {
    var result = self
    result.firstDocument = max(firstDocument, document + 1)
    return result
  }

  /// The first documents alone.
  func limited(to count: Int, _ database: Database) throws -> Filter {
    let sql = "SELECT max(document) FROM (SELECT r.document \(from()) ORDER BY r.document LIMIT ?)"
    var result = self
    result.lastDocument = Int64(try database.number(sql, arguments + [max(count, 0)]))
    return result
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
      source: try row.optionalNumber(3), line: try row.number(4), textBytes: try row.count(5),
      sentences: try row.count(6), tokens: try row.count(7), mentions: try row.count(8),
      change: try row.number(9))
  }
}

extension DocumentSummary {
  /// The next summaries of the documents that `filter` means.
  static func page(after position: Int, _ limit: Int, _ filter: Filter, _ database: Database) throws -> [Self] {
    try database.list(
      "SELECT \(columns) \(filter.from(names: true)) ORDER BY r.document LIMIT ?",
      filter.after(Int64(position)).arguments + [limit], DocumentSummary.init)
  }
}
