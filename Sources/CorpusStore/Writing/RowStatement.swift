import Foundation
import GRDB

/// A statement that writes one row after the other, with values that go to SQLite as they are: all that is unsafe in this
/// target.
///
/// GRDB's own arguments make an array of boxed values for each row. Without them a row costs a third less, and an import
/// writes half a million rows for ten million tokens.
struct RowStatement {
  private let statement: Statement

  init(_ sql: String, _ database: Database) throws { statement = try database.cachedStatement(sql: sql) }

  /// Writes a row; `values` adds one value for each question mark, in their order.
  func write(_ values: (inout Values) -> Void) throws {
    // Makes the statement ready for other values.
    statement.setUncheckedArguments(StatementArguments())
    // SAFETY: the pointer is that of a statement which lives, and serves GRDB's own functions alone.
    var list = unsafe Values(statement.sqliteStatement)
    values(&list)
    guard list.code == ResultCode.SQLITE_OK.rawValue else {
      throw DatabaseError(resultCode: ResultCode(rawValue: list.code))
    }
    try statement.execute()
  }

  /// The values of a row.
  // SAFETY: the pointer is private, and a value of this type does not leave `write`.
  @safe struct Values {
    private let statement: OpaquePointer
    private var index: CInt = 0
    /// The first answer that was not success.
    private(set) var code = ResultCode.SQLITE_OK.rawValue

    fileprivate init(_ statement: OpaquePointer) { unsafe self.statement = statement }

    mutating func add(_ value: Int64) { bind(value) }

    mutating func add(_ value: Int) { bind(Int64(value)) }

    mutating func add(_ value: Data) { bind(value) }

    mutating func add(_ value: Int64?) {
      if let value { bind(value) } else { index += 1 }
    }

    /// Nothing stands for NULL: the statement has no values before the first one is added.
    mutating func add(_ value: Data?) {
      if let value { bind(value) } else { index += 1 }
    }

    private mutating func bind(_ value: some StatementBinding) {
      index += 1
      let answer = unsafe value.bind(to: statement, at: index)
      if code == ResultCode.SQLITE_OK.rawValue { code = answer }
    }
  }
}
