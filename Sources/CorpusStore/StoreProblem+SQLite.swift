import Files
import GRDB

extension StoreProblem {
  /// What an error of SQLite means for a store.
  init(_ error: DatabaseError, timeout: Double) {
    let words = error.message ?? "no reason given"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(seconds: timeout)
    case .SQLITE_FULL: self = .noSpace
    case .SQLITE_NOTADB: self = .notDatabase
    case .SQLITE_CORRUPT: self = .damaged(words)
    case .SQLITE_READONLY: self = .readOnly
    default: self = .sqlite(code: Int(error.extendedResultCode.rawValue), words)
    }
  }
}

extension CorpusStore {
  /// Runs `body`; errors of SQLite and of this target come out with the store's path, those of the caller as they are.
  func attempt<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw FileError(StoreProblem(error, timeout: file.timeout), file: path)
    } catch let error as StoreProblem {
      throw FileError(error, file: path)
    }
  }
}
