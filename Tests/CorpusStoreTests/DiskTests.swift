import Annotations
import Files
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Full and read-only disks", .serialized)
struct DiskTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test(
    "on a full disk whole batches stay, and the import goes on when there is room",
    .enabled(if: SmallDisk.isPossible, "needs root")
  )
  func full() throws {
    try #require(SmallDisk.mount(place.path, "size=2m"))
    defer { SmallDisk.unmount(place.path) }
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
    try #require(SmallDisk.remount(place.path, "size=64m"))
    try importAll()
    let store = try place.open()
    #expect(try store.count(DocumentQuery()) == documents.count)
    #expect(try store.changes().map(\.isFinished) == [true])
    #expect(try store.verify().isClean)
    try store.close()
  }

  @Test("a store on a read-only disk can be read", .enabled(if: SmallDisk.isPossible, "needs root"))
  func readOnly() throws {
    try #require(SmallDisk.mount(place.path, "size=8m"))
    defer { SmallDisk.unmount(place.path) }
    try place.open().put([Document("a", "Anna in Rome", ["PER": "Anna"])])
    try #require(SmallDisk.remount(place.path, "ro"))
    let store = try place.open(.read)
    #expect(try store.all().map(\.id) == ["a"])
    #expect(try store.verify().isClean)
    #expect(problem { _ = try store.search(TextSearch("Rome")) } == .noSearchIndex(corpus: "default"))
    for access in [CorpusStore.Access.write, .create] { #expect(problem { _ = try place.open(access) } == .readOnly) }
    #expect(problem { _ = try CorpusStore(path: place.path("new")) } == .readOnly)
    try store.close()
  }

  @Test(
    "with a journal that was not brought in, a read-only disk is refused",
    .enabled(if: SmallDisk.isPossible, "needs root"))
  func readOnlyWithJournal() throws {
    try #require(SmallDisk.mount(place.path, "size=8m"))
    defer { SmallDisk.unmount(place.path) }
    let other = try Workplace()
    let store = try other.open()
    try store.put([Document("a", "x")])
    // As a kill leaves it: the store is still open, so the journal is there.
    for name in ["corpora.gloss", "corpora.gloss-wal"] {
      try FileManager.default.copyItem(atPath: other.path(name), toPath: place.path(name))
    }
    try #require(SmallDisk.remount(place.path, "ro"))
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
