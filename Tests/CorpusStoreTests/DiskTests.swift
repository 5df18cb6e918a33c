import Annotations
import Files
import Foundation
import GRDB
import Testing

@testable import CorpusStore

@Suite("Full and read-only disks", .serialized)
struct DiskTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  /// Mounting takes root, and a container may forbid it even then.
  static let canMount: Bool = {
    guard let place = try? Workplace(), mount(place.path(""), "size=64k") else { return false }
    return run("umount", [place.path("")])
  }()

  static func mount(_ path: String, _ options: String) -> Bool {
    run("mount", ["-t", "tmpfs", "-o", options, "t", path])
  }

  @discardableResult
  static func run(_ tool: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(
    "on a full disk whole batches stay, and the import goes on when there is room", .enabled(if: canMount, "needs root")
  )
  func full() throws {
    try #require(Self.mount(place.path(""), "size=2m"))
    defer { Self.run("umount", [place.path("")]) }
    let documents = (0..<8000).map { Document("document \($0)", "the text of document number \($0)") }
    func importAll() throws {
      let session = try place.open().beginImport(note: note)
      session.itemLimit = 500
      for document in documents { try session.add(document) }
      try session.finish()
    }
    #expect(problem(importAll) == .noSpace)
    do {
      let store = try place.open(.read)
      #expect(try store.verify().isClean)
      #expect(try store.count(DocumentQuery()) % 500 == 0)
    }
    try #require(Self.run("mount", ["-o", "remount,size=64m", place.path("")]))
    try importAll()
    let store = try place.open()
    #expect(try store.count(DocumentQuery()) == documents.count)
    #expect(try store.changes().map(\.isFinished) == [true])
    #expect(try store.verify().isClean)
    try store.close()
  }

  @Test("a store on a read-only disk can be read", .enabled(if: canMount, "needs root"))
  func readOnly() throws {
    try #require(Self.mount(place.path(""), "size=8m"))
    defer { Self.run("umount", [place.path("")]) }
    try place.open().put([Document("a", "Anna in Rome", ["PER": "Anna"])])
    try #require(Self.run("mount", ["-o", "remount,ro", place.path("")]))
    let store = try place.open(.read)
    #expect(try store.all().map(\.id) == ["a"])
    #expect(try store.verify().isClean)
    #expect(problem { _ = try store.search(TextSearch("Rome")) } == .noSearchIndex(corpus: "default"))
    for access in [CorpusStore.Access.write, .create] { #expect(problem { _ = try place.open(access) } == .readOnly) }
    #expect(problem { _ = try CorpusStore(path: place.path("new")) } == .readOnly)
    try store.close()
  }

  @Test("with a journal that was not brought in, a read-only disk is refused", .enabled(if: canMount, "needs root"))
  func readOnlyWithJournal() throws {
    try #require(Self.mount(place.path(""), "size=8m"))
    defer { Self.run("umount", [place.path("")]) }
    let other = try Workplace()
    let store = try other.open()
    try store.put([Document("a", "x")])
    // As a kill leaves it: the store is still open, so the journal is there.
    for name in ["corpora.gloss", "corpora.gloss-wal"] {
      try FileManager.default.copyItem(atPath: other.path(name), toPath: place.path(name))
    }
    try #require(Self.run("mount", ["-o", "remount,ro", place.path("")]))
    #expect(problem { _ = try place.open(.read) } == .readOnlyWithJournal)
    try store.close()
  }

  @Test("a full file is told as a full disk, and nothing of the change stays")
  func fullFile() throws {
    let store = try place.open()
    try store.put([Document("a", "Anna", ["PER": "Anna"])])
    try store.writable().writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
    let documents = (0..<1000).map { Document("new \($0)", "text \($0)") }
    #expect(problem { try store.put(documents) } == .noSpace)
    try store.writable().writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    #expect(try store.count(DocumentQuery()) == 1)
    #expect(try store.put(documents).added == 1000)
    #expect(try store.verify().isClean)
  }
}
