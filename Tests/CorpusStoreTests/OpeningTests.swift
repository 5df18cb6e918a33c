import Annotations
import Files
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Opening a store")
struct OpeningTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  /// Runs SQL on a file, by another program as it were.
  private func run(_ sql: String, _ path: String) throws {
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  @Test("a file that is not there is made only if that was asked for", arguments: [CorpusStore.Access.read, .write])
  func missing(access: CorpusStore.Access) throws {
    #expect(problem { _ = try place.open(access) } == .missing)
    #expect(try place.names() == [])
    _ = try place.open(.create)
    #expect(problem { _ = try place.open(access) } == nil)
  }

  @Test(
    "a file that is no database is refused and stays as it is",
    arguments: ["text", String(repeating: "x", count: 9000)])
  func notDatabase(content: String) throws {
    try Data(content.utf8).write(to: URL(filePath: place.storePath))
    for access in [CorpusStore.Access.read, .write, .create] {
      #expect(problem { _ = try place.open(access) } == .notDatabase)
    }
    #expect(try place.names() == ["corpora.gloss"])
    #expect(try String(contentsOfFile: place.storePath, encoding: .utf8) == content)
  }

  @Test("a database of another program is refused and stays as it is", arguments: [0, 77])
  func foreign(id: Int) throws {
    try run("PRAGMA application_id = \(id); CREATE TABLE t (x); INSERT INTO t VALUES (1)", place.storePath)
    let bytes = try Data(contentsOf: URL(filePath: place.storePath))
    for access in [CorpusStore.Access.write, .create] {
      #expect(problem { _ = try place.open(access) } == .foreignDatabase(applicationID: id))
    }
    #expect(try Data(contentsOf: URL(filePath: place.storePath)) == bytes)
  }

  @Test("an empty file becomes a store if one may be made")
  func empty() throws {
    try Data().write(to: URL(filePath: place.storePath))
    #expect(problem { _ = try place.open(.write) } == .notDatabase)
    try place.open(.create).put([Document("a", "x")])
    #expect(try place.open(.read).count(DocumentQuery()) == 1)
  }

  @Test("a store that a process began to make and did not finish is finished")
  func halfMade() throws {
    try run("PRAGMA application_id = \(Schema.applicationID); PRAGMA journal_mode = WAL", place.storePath)
    #expect(problem { _ = try place.open(.read) } == .olderSchema(found: 0, known: Schema.version))
    try place.open(.create).put([Document("a", "x")])
    #expect(try place.open(.read).verify().isClean)
  }

  @Test(
    "a store of a later schema is refused, and nothing of it is touched",
    arguments: [CorpusStore.Access.read, .write, .create])
  func newer(access: CorpusStore.Access) throws {
    try place.open().put([Document("a", "x")])
    try run("PRAGMA user_version = 99", place.storePath)
    // With a journal that nobody has brought in, as after a kill.
    try Data("journal".utf8).write(to: URL(filePath: place.storePath + "-wal"))
    func state() throws -> [String] {
      try place.names().map { name in
        let attributes = try FileManager.default.attributesOfItem(atPath: place.path(name))
        return
          "\(name) \(attributes[.modificationDate] ?? "") \(try Data(contentsOf: URL(filePath: place.path(name))).hashValue)"
      }
    }
    let before = try state()
    #expect(problem { _ = try place.open(access) } == .newerSchema(found: 99, known: Schema.version))
    #expect(try state() == before)
  }

  @Test("a store of schema 1, with source files packed by zlib, is read as it is and brought up to date by a writer")
  func older() throws {
    let content = Array("<d>Anna</d>".utf8)
    let file = try place.file("g.xml", content)
    let store = try place.open()
    let session = try store.beginImport(note: note)
    _ = try session.beginSource(SourceDescription(file: file, format: "xml"))
    try session.keepBytes(of: ByteReader(path: file, unpacksGzip: false))
    try session.add(Document("a", "Anna"))
    try session.endSource()
    try session.finish()
    try store.close()
    let packed = Zlib.packed(content, as: .zlib).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    try run(
      "UPDATE source_piece SET packed = x'\(packed)'; PRAGMA user_version = 1; "
        + "DELETE FROM grdb_migrations WHERE identifier LIKE '%zstd%'", place.storePath)
    for access in [CorpusStore.Access.read, .write, .read] {
      let store = try place.open(access)
      #expect(try store.sourceBytes(of: 1).next() == content)
      #expect(try store.verify().isClean)
      try store.close()
    }
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: place.storePath)))
    #expect(bytes[63] == 2)
  }

  @Test("folders, pipes and missing folders are told as such")
  func paths() throws {
    #expect(problem { _ = try CorpusStore(path: place.path("")) } == .file(.isFolder))
    #expect(problem { _ = try CorpusStore(path: "/dev/null") } == .file(.notRegular))
    #expect(problem { _ = try CorpusStore(path: "") } == .file(.emptyPath))
    #expect(
      message(in: place) { _ = try CorpusStore(path: place.path("no/store")) }
        == "no/store: error: the folder 'no' does not exist; create it first")
  }

  @Test(
    "names that SQLite would take for something else are names of files",
    arguments: ["file:x?mode=memory", ":memory:", "a b#c%20d?e.gloss", "é漢👩‍👩‍👧.gloss", "it's \"so\""])
  func names(name: String) throws {
    let store = try CorpusStore(path: place.path(name))
    try store.put([Document("a", "x")])
    try store.close()
    #expect(try place.names() == [name])
    #expect(try CorpusStore(path: place.path(name), access: .read).count(DocumentQuery()) == 1)
  }

  @Test("what is only read cannot be written to, and is not touched")
  func readAccess() throws {
    try place.open().put([Document("a", "x")])
    let bytes = try Data(contentsOf: URL(filePath: place.storePath))
    let store = try place.open(.read)
    #expect(problem { try store.put([Document("b", "x")]) } == .readOnly)
    #expect(problem { _ = try store.makeSnapshot("s", note: note) } == .readOnly)
    #expect(try store.verify().isClean)
    #expect(try Data(contentsOf: URL(filePath: place.storePath)) == bytes)
  }

  @Test("the header names the program and the schema")
  func header() throws {
    try place.open().close()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: place.storePath)))
    #expect(String(decoding: bytes[68..<72], as: UTF8.self) == "Glos")
    #expect(bytes[60..<64].elementsEqual([0, 0, 0, UInt8(Schema.version)]))
  }
}
