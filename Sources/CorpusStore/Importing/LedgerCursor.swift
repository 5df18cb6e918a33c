import Annotations
import Foundation
import GRDB

/// Rows of a ledger, one at a time.
public final class LedgerCursor {
  private let transaction: ReadTransaction
  private let sql: String
  private let arguments: StatementArguments
  private let isUnexplained: Bool
  private var page: [LedgerEntry] = []
  private var position: Int64 = 0
  private var isAtEnd = false

  init(_ store: CorpusStore, _ query: LedgerQuery) throws {
    transaction = try ReadTransaction(store)
    let corpus = try transaction.read { try Scope($0, corpus: query.corpus).corpus }
    var conditions = ["c.corpus = ?", "r.id > ?"]
    var values: [(any DatabaseValueConvertible)?] = []
    func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      values.append(value)
    }
    add("r.source = ?", query.source)
    add("r.change = ?", query.change)
    add("r.document = CAST(? AS TEXT)", query.document?.stored)
    add("r.fate = ?", query.fate?.rawValue)
    add("r.reason = CAST(? AS TEXT)", query.reason?.rawValue.stored)
    add("r.label = CAST(? AS TEXT)", query.label?.stored)
    if query.isUnexplained { conditions.append("r.is_requested = 0") }
    sql = """
      SELECT r.id, r.source, r.document, r.fate, r.reason, r.detail, r.produced, r.is_requested, r.label, r.surface, r.line,
        r."column"
      FROM span_record r CROSS JOIN change c ON c.id = r.change WHERE \(conditions.joined(separator: " AND "))
      ORDER BY r.id LIMIT 1000
      """
    (arguments, isUnexplained) = (StatementArguments(values), query.isUnexplained)
    self.corpus = corpus
  }

  private let corpus: Int64

  /// The next, or `nil` after the last.
  public func next() throws -> LedgerEntry? {
    while page.isEmpty, !isAtEnd { try readPage() }
    return page.popLast()
  }

  private func readPage() throws {
    let rows = try transaction.read { database in
      try database.list(sql, [corpus, position] + arguments) { row in
        (
          try row.id(0),
          LedgerEntry(source: try row.optionalNumber(1), document: try row.text(2), record: try SpanRecord(row))
        )
      }
    }
    isAtEnd = rows.isEmpty
    let last = rows.last?.0 ?? Int64.max
    // Else a damaged file could lead in circles.
    guard last > position else { throw transaction.error(.damaged("the ledger is not in its order")) }
    position = last
    page = rows.map(\.1).filter { !isUnexplained || $0.record.isUnexplainedLoss }.reversed()
  }
}

extension SpanRecord {
  /// From the columns `fate` to `column`, the fourth and further.
  fileprivate init(_ row: Row) throws {
    self.init(
      try Fate(stored: row.text(3)), try row.optionalText(4).map(SpanReason.init), detail: try row.text(5),
      produced: try row.count(6), isRequested: try row.number(7) == 1, label: try row.text(8),
      surface: try row.text(9), line: try row.count(10), column: try row.count(11))
  }
}
