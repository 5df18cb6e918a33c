import Foundation
import GRDB

/// Columns of rows, by their number. GRDB's subscripts end the process where a value is of another type than expected, and a
/// damaged file can hold anything: these throw.
extension Row {
  func number(_ column: Int) throws -> Int {
    guard let value = try optionalNumber(column) else { throw wrong(column) }
    return value
  }

  func optionalNumber(_ column: Int) throws -> Int? {
    let value: DatabaseValue = self[column]
    switch value.storage {
    case .null: return nil
    case .int64(let number): return Int(number)
    default: throw wrong(column)
    }
  }

  /// A number of things or bytes; so small that sums of them cannot overflow.
  func count(_ column: Int) throws -> Int {
    let value = try number(column)
    guard (0..<1 << 48).contains(value) else { throw wrong(column) }
    return value
  }

  func id(_ column: Int) throws -> Int64 { Int64(try number(column)) }

  func optionalID(_ column: Int) throws -> Int64? { try optionalNumber(column).map(Int64.init) }

  func double(_ column: Int) throws -> Double {
    let value: DatabaseValue = self[column]
    switch value.storage {
    case .double(let number): return number
    case .int64(let number): return Double(number)
    default: throw wrong(column)
    }
  }

  func seconds(_ column: Int) throws -> Date {
    let seconds = try double(column)
    guard seconds.magnitude < 1e12 else { throw wrong(column) }
    return Date(timeIntervalSince1970: seconds)
  }

  /// A blob, or a text as its bytes: SQLite gives both alike, and NUL ends neither.
  func bytes(_ column: Int) throws -> [UInt8] {
    guard let bytes = try optionalBytes(column) else { throw wrong(column) }
    return bytes
  }

  func optionalBytes(_ column: Int) throws -> [UInt8]? {
    try withUnsafeData(atIndex: column) { $0.map { [UInt8]($0) } }
  }

  func data(_ column: Int) throws -> Data {
    guard let data = try optionalData(column) else { throw wrong(column) }
    return data
  }

  func optionalData(_ column: Int) throws -> Data? {
    try withUnsafeData(atIndex: column) { $0.map { Data(Array($0)) } }
  }

  func text(_ column: Int) throws -> String {
    guard let text = try optionalText(column) else { throw wrong(column) }
    return text
  }

  func optionalText(_ column: Int) throws -> String? {
    try withUnsafeData(atIndex: column) { $0.map { String(decoding: $0, as: UTF8.self) } }
  }

  private func wrong(_ column: Int) -> StoreProblem {
    StoreProblem.damaged("column '\(Array(columnNames)[column])' holds what it cannot hold")
  }
}

extension Database {
  /// The rows of a statement, handed on one at a time.
  func forEachRow(_ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> Void) throws {
    let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
    while let row = try rows.next() { try body(row) }
  }

  /// What `make` makes of each row of a statement.
  func list<Element>(
    _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> Element
  ) throws -> [Element] {
    var result: [Element] = []
    try forEachRow(sql, arguments) { result.append(try make($0)) }
    return result
  }

  /// What `make` makes of the first row of a statement; `nil` if there is none.
  func first<Element>(
    _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> Element
  ) throws -> Element? {
    let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
    return try rows.next().map(make)
  }

  /// The one number that a statement gives; 0 if it gives none.
  func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
    try first(sql, arguments) { try $0.optionalNumber(0) ?? 0 } ?? 0
  }

  func run(_ sql: String, _ arguments: StatementArguments = []) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
