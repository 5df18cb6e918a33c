import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusStore

@Suite("A layer put on documents in a session")
struct LayerSessionTests {
  static let layerName = "ner.tlt@0123"
  static let command = ChangeNote(command: "gloss tag", time: Date(timeIntervalSince1970: 1_700_000_000))

  static func prepare(_ store: CorpusStore, documents: Int = 300) throws {
    try store.put((0..<documents).map { Document("document \($0)", "the text of number \($0)", ["N": "\($0)"]) })
  }

  static func layer(_ document: Document) -> AnnotationLayer {
    AnnotationLayer(
      name: layerName, kind: .model,
      mentions: document.text.count % 2 == 0
        ? [] : [Mention(label: "X", range: 0..<3, attributes: [Attribute("score", "0.5")])])
  }

  /// Tags what has no layer yet; told after each document.
  @discardableResult
  static func run(_ path: String, told: () -> Void = {}) throws -> Change? {
    let store = try CorpusStore(path: path)
    let session = try store.beginLayer(note: command)
    var query = DocumentQuery(at: session.base)
    query.withoutLayer = layerName
    let cursor = try store.documents(query)
    var count = 0
    while let stored = try cursor.next() {
      _ = try session.put(layer(stored.document), on: stored.document.id, text: stored.document.text)
      count += 1
      if count % 40 == 0 { try session.commit() }
      told()
    }
    return try session.finish()
  }

  @Test("it is one change, undone as one, and found as missing only where it is not")
  func session() throws {
    let place = try Workplace()
    let store = try place.open()
    try Self.prepare(store)
    let before = try store.digest()
    let change = try #require(try Self.run(place.storePath))
    #expect((change.kind, change.documents, change.isFinished) == (.layering, 300, true))
    var query = DocumentQuery()
    query.withoutLayer = Self.layerName
    #expect(try store.count(query) == 0)
    #expect(try store.document("document 5")?.layers.map(\.name) == ["gold", Self.layerName])
    #expect(try store.document("document 10")?.layer(Self.layerName)?.mentions.first?.attributes.first?.value == "0.5")
    // Again: nothing to do, and no change.
    #expect(try Self.run(place.storePath) == nil)
    try store.put([Document("new", "new")], source: "new")
    #expect(try store.count(query) == 1)
    #expect(try Self.run(place.storePath)?.documents == 1)
    let last = try #require(try store.changes().map(\.id).max())
    _ = try store.undo(last, note: note)
    #expect(try store.count(query) == 1)
    #expect(try store.verify().isClean)
    #expect(try store.digest(at: .change(1)) == before)
  }

  @Test("what does not fit is told, and nothing happens to it")
  func misfits() throws {
    let place = try Workplace()
    let store = try place.open()
    try Self.prepare(store, documents: 2)
    let session = try store.beginLayer(note: Self.command)
    let layer = AnnotationLayer(name: "m", mentions: [])
    #expect(try session.put(layer, on: "nobody", text: []) == .missing)
    #expect(try session.put(layer, on: "document 0", text: Array("other".utf8)) == .otherText)
    #expect(try session.put(layer, on: "document 0", text: Array("the text of number 0".utf8)) == .put)
    #expect(try session.put(layer, on: "document 0", text: Array("the text of number 0".utf8)) == .unchanged)
    let beyond = AnnotationLayer(name: "m", mentions: [Mention(label: "X", range: 0..<99)])
    #expect(
      problem { _ = try session.put(beyond, on: "document 1", text: Array("the text of number 1".utf8)) }
        == .invalidDocument(id: "document 1", .range(what: "mention 'X'", range: 0..<99)))
    #expect(problem { try session.commit() } == .sessionOver)
    #expect(try store.document("document 0")?.layers.count == 1)
    #expect(try store.verify().findings == [])
  }

  @Test(
    "killed, it leaves what was committed; run again, it ends like one that was not",
    arguments: [0, 39, 40, 41, 250, 299])
  func kill(documents: Int) async throws {
    let place = try Workplace()
    try Self.prepare(try place.open())
    let path = place.storePath
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, documents = documents as Int] in
      var count = 0
      try LayerSessionTests.run(path) {
        if count == documents { Foundation.kill(ProcessInfo.processInfo.processIdentifier, SIGKILL) }
        count += 1
      }
    }
    var query = DocumentQuery()
    query.layer = Self.layerName
    #expect(try place.open().count(query) == (documents + 1) / 40 * 40)
    try Self.run(path)
    let other = place.path("whole")
    try Self.prepare(try CorpusStore(path: other))
    try Self.run(other)
    let (resumed, whole) = (try place.open(), try CorpusStore(path: other))
    #expect(try resumed.digest() == whole.digest())
    #expect(try resumed.changes() == whole.changes())
    #expect(try resumed.verify().isClean)
  }
}
