import Files
import Foundation
import GRDB

/// How SQLite opens the file of a store.
struct StoreFile: Sendable {
  /// The path as it was given.
  let path: String
  /// How long a call waits for locks, in seconds.
  let timeout: Double
  /// Absolute, so that SQLite never takes it for a URI or a name of its own (`file:…`, `:memory:`).
  private let absolutePath: String
  /// The file cannot change, and nothing can be put beside it.
  private(set) var isImmutable = false

  init(_ path: String, timeout: Double) {
    (self.path, self.timeout) = (path, timeout)
    absolutePath = URL(filePath: path).absoluteURL.path(percentEncoded: false)
  }

  /// What the first page says, and whether there is any.
  private struct Header {
    var applicationID: Int
    var version: Int
    var schemaCookie: Int

    init(_ database: Database) throws {
      func number(_ name: String) throws -> Int { try Int.fetchOne(database, sql: "PRAGMA \(name)") ?? 0 }
      (applicationID, version) = (try number("application_id"), try number("user_version"))
      schemaCookie = try number("schema_version")
    }

    /// A database to which nothing was written yet: that of a process which was killed while it made the store.
    var isBlank: Bool { applicationID == 0 && version == 0 && schemaCookie == 0 }
  }

  /// Refuses what is no store of ours, or one of a later schema, without touching anything.
  ///
  /// - Returns: whether there is a store already.
  func inspect(_ access: CorpusStore.Access) throws -> Bool {
    guard !path.isEmpty else { throw StoreProblem.file(.emptyPath) }
    switch FileKind(of: absolutePath) {
    case nil:
      guard access == .create else { throw StoreProblem.missing }
      if let problem = FileProblem.ofFolder(URL(filePath: absolutePath).deletingLastPathComponent().folderPath) {
        throw StoreProblem.file(problem)
      }
      return false
    case .folder: throw StoreProblem.file(.isFolder)
    case .other: throw StoreProblem.file(.notRegular)
    case .regular: break
    }
    guard FileManager.default.isReadableFile(atPath: absolutePath) else {
      throw StoreProblem.file(.notPermitted(.read))
    }
    // As an immutable file SQLite reads it without locks, journal or shared memory. Opening it ourselves would be simpler and
    // wrong: closing a file ends all locks that this process has on it, SQLite's included.
    let header = try header()
    if header.isBlank {
      guard access == .create else { throw StoreProblem.notDatabase }
      return false
    }
    try check(header, access)
    return true
  }

  private func header() throws -> Header {
    do {
      return try queue(location(isImmutable: true), isReadOnly: true).read { try Header($0) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT && hasJournal {
      // A checkpoint that a full disk or a kill cut short: only with its journal is the file whole.
      return try queue(absolutePath, isReadOnly: true).read { try Header($0) }
    }
  }

  private var hasJournal: Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: absolutePath + "-wal")[.size] as? Int
    return (size ?? 0) > 0
  }

  private func check(_ header: Header, _ access: CorpusStore.Access) throws {
    guard header.applicationID == Schema.applicationID else {
      throw StoreProblem.foreignDatabase(applicationID: header.applicationID)
    }
    guard header.version <= Schema.version else {
      throw StoreProblem.newerSchema(found: header.version, known: Schema.version)
    }
    guard header.version >= Schema.oldestReadable || access != .read else {
      throw StoreProblem.olderSchema(found: header.version, known: Schema.version)
    }
  }

  /// The connection that writes; the schema is brought up to date.
  func writer(_ access: CorpusStore.Access) throws -> DatabaseQueue {
    let folder = URL(filePath: absolutePath).deletingLastPathComponent().folderPath
    let isWritable = FileManager.default.isWritableFile(atPath:)
    guard isWritable(folder), FileKind(of: absolutePath) == nil || isWritable(absolutePath) else {
      throw StoreProblem.readOnly
    }
    let queue = try queue(absolutePath, isReadOnly: false)
    try queue.writeWithoutTransaction { database in
      let header = try Header(database)
      // Another process may have made it in the meantime, or its journal says what the file does not yet.
      if header.isBlank {
        // There is nothing yet that a power loss could take; what was made is on the disk at the end, see below.
        try database.execute(sql: "PRAGMA synchronous = OFF")
        // By itself and first, so that the file is ours from the beginning, whatever happens to the process.
        try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
      } else {
        try check(header, access)
        // What was committed survives a power loss; an import's transactions are written with NORMAL, see `ImportWorker`.
        try database.execute(sql: "PRAGMA synchronous = FULL")
      }
      try Self.begin(database)
    }
    if try queue.read({ try Header($0).version < Schema.version }) {
      try Schema.migrator.migrate(queue)
      // So that the file itself says whose it is, and of which schema.
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        _ = try database.checkpoint(.truncate)
      }
    }
    return queue
  }

  /// A connection that reads.
  mutating func reader() throws -> DatabaseQueue {
    if isImmutable { return try queue(location(isImmutable: true), isReadOnly: true) }
    do {
      let queue = try queue(absolutePath, isReadOnly: true)
      try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM corpus") }
      return queue
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) && !canPutBeside
    {
      // A database in WAL mode needs two files beside it; without leave to make them it can be read as one that never
      // changes, unless there is something in the journal.
      if let size = try? FileManager.default.attributesOfItem(atPath: absolutePath + "-wal")[.size] as? Int, size > 0 {
        throw StoreProblem.readOnlyWithJournal
      }
      isImmutable = true
      return try queue(location(isImmutable: true), isReadOnly: true)
    }
  }

  private var canPutBeside: Bool {
    FileManager.default.isWritableFile(atPath: URL(filePath: absolutePath).deletingLastPathComponent().folderPath)
  }

  /// The right to write. SQLite's own lock lasts for one transaction; this one for all of an import, so that no other change
  /// can come between its batches and states stay what they were.
  func writeLock() throws -> FileLock {
    do {
      guard let lock = try FileLock.take(absolutePath + "-lock", waiting: timeout) else {
        throw StoreProblem.busy(seconds: timeout)
      }
      return lock
    } catch let error as FileError<FileProblem> {
      switch error.problem {
      case .notPermitted, .readOnly: throw StoreProblem.readOnly
      case .noSpace: throw StoreProblem.noSpace
      default: throw StoreProblem.file(error.problem)
      }
    }
  }

  private func location(isImmutable: Bool) -> String {
    guard isImmutable else { return absolutePath }
    let escaped = absolutePath.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? absolutePath
    return "file:\(escaped)?immutable=1"
  }

  private func queue(_ location: String, isReadOnly: Bool) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(timeout)
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      // Four times SQLite's own: documents lie in pages with less rest, and an import makes fewer system calls. Files that are
      // there keep theirs. Before the cache, whose size in pages follows from it.
      if !isReadOnly { try database.execute(sql: "PRAGMA page_size = 16384") }
      // 16 MiB for a reader, 20 for the writer, so that an import takes as much memory for ten million tokens as for one;
      // enough for the index by hash, which is written to all over, of half a million documents.
      try database.execute(sql: "PRAGMA cache_size = \(isReadOnly ? -16384 : -20480)")
      // Sorting is done in memory: the folder for temporary files may be small, or not writable at all.
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
      // A damaged schema must not make SQLite call what is not its own.
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    }
    return try DatabaseQueue(path: location, configuration: configuration)
  }

  private static func begin(_ database: Database) throws {
    // Readers work while somebody writes.
    try database.execute(sql: "PRAGMA journal_mode = WAL")
    // 32 MiB of journal before it is taken in, so that a page that is written by many batches is moved once; and not more
    // than that stays on the disk.
    try database.execute(sql: "PRAGMA wal_autocheckpoint = 2048; PRAGMA journal_size_limit = 33554432")
  }
}

extension URL {
  /// The path of a folder without the slash at its end.
  fileprivate var folderPath: String {
    let path = path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
