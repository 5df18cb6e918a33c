import GRDB
import GRDBSQLite

/// A statement that writes one row after the other, with values that go to SQLite as they are: all that is unsafe in this
/// target.
///
/// GRDB's own way makes an array of boxed values for each row, copies texts and blobs, and asks its observers before and after
/// each row; without that a row costs half. Values stay for the next row until others come in their place.
struct RowStatement {
  private let statement: Statement
  private let database: Database

  init(_ sql: String, _ database: Database) throws {
    self.database = database
    statement = try database.cachedStatement(sql: sql)
  }

  /// Writes rows whose texts and blobs lie in two arrays.
  ///
  /// - Parameter body: sets values and calls `write` for each row.
  func rows(of bytes: [UInt8], _ text: [UInt8] = [], _ body: (inout Rows) throws -> Void) throws {
    // SAFETY: SQLite is told where texts and blobs lie, for as long as this call lasts: the pointers go neither out of `Rows`
    // nor, since all values are taken back at the end, out of this call. The statement lives, and nobody else uses it here.
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      try unsafe text.withUnsafeBufferPointer { text in
        var rows = unsafe Rows(statement.sqliteStatement, bytes, text)
        defer { rows.end() }
        do {
          try body(&rows)
        } catch let failure as Failure {
          throw DatabaseError(
            resultCode: ResultCode(rawValue: failure.code), message: database.lastErrorMessage, sql: statement.sql)
        }
      }
    }
  }

  /// An answer of SQLite that is not success.
  private struct Failure: Error {
    var code: CInt
  }

  /// The values of a row, by the number of their question mark, from 1 on.
  // SAFETY: the pointers are private, ranges are checked, and a value of this type does not leave `rows`.
  @safe struct Rows {
    private let statement: OpaquePointer
    private let bytes: UnsafeBufferPointer<UInt8>
    private let text: UnsafeBufferPointer<UInt8>
    /// The first answer that was not success.
    private var code = SQLITE_OK

    fileprivate init(
      _ statement: OpaquePointer, _ bytes: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>
    ) {
      unsafe (self.statement, self.bytes, self.text) = (statement, bytes, text)
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }

    mutating func set(_ index: CInt, _ value: Int64) { note(unsafe sqlite3_bind_int64(statement, index, value)) }

    mutating func set(_ index: CInt, _ value: Int) { set(index, Int64(value)) }

    mutating func set(_ index: CInt, _ value: Int64?) {
      if let value { set(index, value) } else { clear(index) }
    }

    /// A blob of the first array; NULL for `nil`.
    mutating func set(_ index: CInt, blob range: Range<Int>?) {
      if let range { unsafe bindBlob(index, Self.part(bytes, range)) } else { clear(index) }
    }

    /// All of the second array as a blob.
    mutating func setTextAsBlob(_ index: CInt) { unsafe bindBlob(index, text) }

    /// A text of the first array; NULL for `nil`.
    mutating func set(_ index: CInt, text range: Range<Int>?) {
      if let range { unsafe bindText(index, Self.part(bytes, range)) } else { clear(index) }
    }

    /// A text of the second array; NULL for `nil`.
    mutating func set(_ index: CInt, part range: Range<Int>?) {
      if let range { unsafe bindText(index, Self.part(text, range)) } else { clear(index) }
    }

    private static func part(_ all: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
      precondition(range.lowerBound >= 0 && range.upperBound <= all.count, "a value lies outside its bytes")
      return unsafe UnsafeBufferPointer(rebasing: all[range])
    }

    // An array has an address, also an empty one: without any, SQLite would take a value for NULL.
    private mutating func bindBlob(_ index: CInt, _ part: UnsafeBufferPointer<UInt8>) {
      guard let start = part.baseAddress else { return note(SQLITE_MISUSE) }
      note(unsafe sqlite3_bind_blob64(statement, index, start, UInt64(part.count), nil))
    }

    /// With its length, so that a NUL is a character like any other.
    private mutating func bindText(_ index: CInt, _ part: UnsafeBufferPointer<UInt8>) {
      unsafe part.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return note(SQLITE_MISUSE) }
        note(unsafe sqlite3_bind_text64(statement, index, start, UInt64(characters.count), nil, UInt8(SQLITE_UTF8)))
      }
    }

    private mutating func clear(_ index: CInt) { note(unsafe sqlite3_bind_null(statement, index)) }

    private mutating func note(_ answer: CInt) { if code == SQLITE_OK { code = answer } }

    /// Writes a row.
    mutating func write() throws {
      guard code == SQLITE_OK else { throw Failure(code: code) }
      let answer = unsafe sqlite3_step(statement)
      // Says the same again if it was an error, with more about it.
      let again = unsafe sqlite3_reset(statement)
      guard answer == SQLITE_DONE else { throw Failure(code: again == SQLITE_OK ? answer : again) }
    }

    fileprivate func end() {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
  }
}
