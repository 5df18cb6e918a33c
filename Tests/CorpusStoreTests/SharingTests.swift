import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Several at one store")
struct SharingTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("readers work while an import writes, and each cursor sees one state")
  func readers() throws {
    let store = try place.open()
    try store.put((0..<300).map { Document("old \($0)", "x") })
    let reader = try place.open(.read)
    let cursor = try reader.documents(DocumentQuery())
    let session = try store.beginImport(note: note)
    session.itemLimit = 50
    for index in 0..<1000 { try session.add(Document("new \(index)", "y")) }
    var count = 0
    while try cursor.next() != nil { count += 1 }
    #expect(count == 300)
    _ = try session.finish()
    #expect(try reader.count(DocumentQuery()) == 1300)
    #expect(try reader.all().count == 1300)
  }

  @Test("a cursor keeps its state though everything is removed and purged meanwhile")
  func purge() throws {
    let store = try place.open()
    let documents = (0..<2000).map { Document("\($0)", "text \($0)", ["N": "\($0)"]) }
    try store.put(documents)
    let cursor = try store.documents(DocumentQuery())
    #expect(try cursor.next()?.document == documents[0])
    _ = try store.removeDocuments(DocumentQuery(), note: note)
    var rest: [Document] = []
    while let stored = try cursor.next() { rest.append(stored.document) }
    #expect(rest == Array(documents.dropFirst()))
  }

  @Test("a second writer waits, then says that another one writes")
  func writers() throws {
    let store = try place.open()
    let session = try store.beginImport(note: note)
    let other = try place.open(.write, timeout: 0.2)
    #expect(problem { _ = try other.beginImport(note: note) } == .busy(seconds: 0.2))
    #expect(problem { _ = try other.makeSnapshot("s", note: note) } == .busy(seconds: 0.2))
    #expect(
      message(in: place) { _ = try other.undo(1, note: note) }
        == "corpora.gloss: error: another process is writing to the store, and did not finish within 0.2 seconds; wait for "
        + "it, then run again")
    try session.add(Document("a", "x"))
    try session.finish()
    #expect(try other.put([Document("b", "y")]).added == 1)
  }

  @Test("a second writer gets its turn as soon as the first is done")
  func turn() async throws {
    let store = try place.open()
    let session = try store.beginImport(note: note)
    try session.add(Document("a", "x"))
    let path = place.storePath
    async let second = Task.detached { try CorpusStore(path: path, timeout: 60).put([Document("b", "y")]).added }.value
    try await Task.sleep(for: .milliseconds(100))
    try session.finish()
    #expect(try await second == 1)
    #expect(try store.count(DocumentQuery()) == 2)
  }

  @Test("many threads read and write one store")
  func threads() async throws {
    let store = try CorpusStore(path: place.storePath, timeout: 60)
    try store.put([Document("start", "x")])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          for round in 0..<5 {
            try store.put([Document("\(task)/\(round)", "text")])
            _ = try store.statistics(DocumentQuery())
            #expect(try store.document("\(task)/\(round)") != nil)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.count(DocumentQuery()) == 21)
    #expect(try store.verify().isClean)
  }
}
