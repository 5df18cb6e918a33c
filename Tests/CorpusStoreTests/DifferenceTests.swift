import Annotations
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Differences")
struct DifferenceTests {
  let place: Workplace
  let store: CorpusStore
  init() throws {
    place = try Workplace()
    store = try place.open()
  }

  private func differences(from old: CorpusState, to new: CorpusState = .live) throws -> [DocumentDifference] {
    let cursor = try store.difference(from: old, to: new)
    var result: [DocumentDifference] = []
    while let difference = try cursor.next() { result.append(difference) }
    return result
  }

  @Test("documents that differ between two states, with both sides")
  func kinds() throws {
    let old = [
      Document("a", "Anna in Rome", ["PER": "Anna", "LOC": "Rome"]), Document("b", "Bob", ["PER": "Bob"]),
      Document("c", "same"), Document("d", "gone", ["X": "gone"]),
    ]
    try store.put(old)
    _ = try store.makeSnapshot("before", note: note)
    try store.relabel(["PER": "PERSON"])
    var query = DocumentQuery()
    query.id = "d"
    _ = try store.removeDocuments(query, note: note)
    try store.put([Document("e", "new")])
    let found = try differences(from: .snapshot("before"))
    #expect(found.map { "\($0.id) \($0.kind.rawValue)" } == ["a altered", "b altered", "d removed", "e added"])
    #expect(found[0].old == old[0] && found[0].new?.mentions.map(\.label) == ["PERSON", "LOC"])
    #expect(try store.difference(from: .snapshot("before")).documentsInNewState == 4)
    // And back: what was added is removed.
    let back = try differences(from: .live, to: .snapshot("before"))
    #expect(back.map { "\($0.id) \($0.kind.rawValue)" } == ["a altered", "b altered", "d added", "e removed"])
    #expect(try differences(from: .change(2), to: .change(2)) == [])
  }

  @Test("a change and its undo are no difference")
  func undone() throws {
    try store.put([Document("a", "Anna", ["PER": "Anna"])])
    let change = try #require(try store.relabel(["PER": "PERSON"]))
    _ = try store.undo(change.id, note: note)
    #expect(try differences(from: .change(1)) == [])
  }

  @Test("two spellings of a letter, an id and the order of mentions are differences")
  func small() throws {
    var document = Document("a", "Anna in Rome", ["PER": "Anna", "LOC": "Rome"], split: "\u{E9}")
    try store.put([document])
    document.split = "e\u{301}"
    try store.put([document])
    document.layers[0].mentions[0].id = "T1"
    try store.put([document])
    document.layers[0].mentions.reverse()
    try store.put([document])
    for change in 1...3 { #expect(try differences(from: .change(change), to: .change(change + 1)).count == 1) }
  }
}
