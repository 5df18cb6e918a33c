import Annotations
import TestSupport
import Testing

@testable import CorpusStore

@Suite("History")
struct TimeTravelTests {
  let place: Workplace
  let store: CorpusStore
  init() throws {
    place = try Workplace()
    store = try place.open()
  }

  /// A store beside a model of it: after each change, what every document must be.
  struct Model {
    var live: [String: Document] = [:]
    var states: [Int: [String: Document]] = [0: [:]]
    /// For each change the documents that it altered, as they were before.
    var before: [Int: [String: Document?]] = [:]

    mutating func note(_ change: Change?, _ new: [String: Document]) throws {
      guard let change else { return }
      var altered: [String: Document?] = [:]
      for id in Set(live.keys).union(new.keys) where live[id].map(exactly) != new[id].map(exactly) {
        altered[id] = live[id]
      }
      #expect(change.documents == altered.count)
      before[change.id] = altered
      live = new
      states[change.id] = new
    }
  }

  @Test("any sequence of changes can be read back at every point, and turned back", arguments: 1...12)
  func sequences(seed: Int) throws {
    var random = RandomDocuments(seed: seed)
    var model = Model()
    let ids = (0..<12).map { "document \($0)" }
    for step in 0..<25 {
      let chosen = ids.filter { _ in random.generator.chance(30) }
      var new = model.live
      switch Int.random(in: 0..<6, using: &random.generator) {
      case 0, 1:
        let documents = chosen.map { id in random.document(id) }
        let last = try store.changes().last?.id ?? 0
        try store.put(documents, source: random.generator.chance(50) ? "source \(step)" : nil)
        for document in documents { new[document.id] = document }
        let change = try store.changes().last
        if change?.documents != 0, change?.id ?? 0 > last { try model.note(change, new) }
      case 2 where !model.live.isEmpty:
        for (id, document) in new {
          for (layer, list) in document.layers.enumerated() {
            new[id]?.layers[layer].mentions = list.mentions.flatMap(rewritten)
          }
        }
        let (_, change) = try store.rewriteMentions(DocumentQuery(), note: CorpusStoreTests.note) {
          rewritten($0.mention)
        }
        try model.note(change, new)
      case 3 where !model.live.isEmpty:
        for id in new.keys where chosen.contains(id) { new[id]?.split = "moved \(step % 2)" }
        try model.note(
          store.setSplits(DocumentQuery(), note: CorpusStoreTests.note) {
            chosen.contains($0.id) ? "moved \(step % 2)" : $0.split
          }, new)
      case 4 where !model.live.isEmpty:
        var query = DocumentQuery()
        query.idPattern = "document [\(step % 10)-9]"
        for id in ids where id.count == 10 && (Int(id.suffix(1)) ?? 0) >= step % 10 { new[id] = nil }
        try model.note(store.removeDocuments(query, note: CorpusStoreTests.note), new)
      default:
        guard let change = model.before.keys.randomElement(using: &random.generator), let before = model.before[change]
        else {
          continue
        }
        for (id, document) in before { new[id] = document }
        // Only the last word on a document can be turned back.
        let isLast = before.keys.allSatisfy { id in
          model.before.keys.filter { model.before[$0]?[id] != nil }.max() == change
        }
        let found = problem { try model.note(store.undo(change, note: CorpusStoreTests.note), new) }
        #expect((found == nil) == isLast, "undo of \(change): \(found.map { "\($0)" } ?? "")")
      }
    }
    for (change, state) in model.states {
      let found = try store.all(DocumentQuery(at: .change(change)))
      #expect(found.map { exactly($0) }.sorted(by: lexically) == state.values.map { exactly($0) }.sorted(by: lexically))
    }
    #expect(try store.all().count == model.live.count)
    #expect(try store.verify().findings == [])
    try differencesAgree(model)

    guard !model.live.isEmpty else { return }
    try store.purge(.history(of: "default"))
    #expect(try store.verify().findings == [])
    #expect(
      try store.all().map { exactly($0) }.sorted(by: lexically)
        == model.live.values.map { exactly($0) }.sorted(by: lexically))
  }

  private func rewritten(_ mention: Mention) -> [Mention] {
    var renamed = mention
    switch mention.label {
    case "PER": return []
    case "LOC": renamed.label = "PLACE"
    case "a\0b": return [mention, Mention(label: "copy", fragments: mention.fragments)]
    default: break
    }
    return [renamed]
  }

  private func lexically(_ left: [[UInt8]], _ right: [[UInt8]]) -> Bool {
    left.lexicographicallyPrecedes(right) { $0.lexicographicallyPrecedes($1) }
  }

  /// Differences between any two states name exactly the documents that differ.
  private func differencesAgree(_ model: Model) throws {
    let changes = model.states.keys.sorted()
    for (old, new) in zip(changes, changes.reversed()) {
      let (before, after) = (model.states[old] ?? [:], model.states[new] ?? [:])
      var wanted: [String: DocumentDifference.Kind] = [:]
      for id in Set(before.keys).union(after.keys) where before[id].map(exactly) != after[id].map(exactly) {
        wanted[id] = before[id] == nil ? .added : after[id] == nil ? .removed : .altered
      }
      let cursor = try store.difference(from: .change(old), to: .change(new))
      var found: [String: DocumentDifference.Kind] = [:]
      while let difference = try cursor.next() {
        found[difference.id] = difference.kind
      }
      #expect(found == wanted)
    }
  }

  @Test("a snapshot costs nothing, has a digest, and stays as it was")
  func snapshot() throws {
    try store.put([Document("a", "Anna in Rome", ["PER": "Anna"])])
    let first = try store.makeSnapshot("v1", note: CorpusStoreTests.note)
    #expect(first.documents == 1 && first.digest.description.utf8.count == 64)
    try store.relabel(["PER": "PERSON"])
    #expect(try store.digest() != first.digest)
    #expect(try store.digest(at: .snapshot("v1")) == first.digest)
    #expect(try store.document("a", at: .snapshot("v1"))?.mentions.map(\.label) == ["PER"])
    #expect(try store.snapshots() == [first])
    #expect(
      problem { _ = try store.makeSnapshot("v1", note: CorpusStoreTests.note) }
        == .snapshotExists("v1", corpus: "default"))
    #expect(
      problem { _ = try store.document("a", at: .snapshot("v2")) }
        == .unknownSnapshot("v2", corpus: "default", known: ["v1"]))
    for name in ["", " x", "x\n", "a\0b", String(repeating: "x", count: 201)] {
      #expect(problem { _ = try store.makeSnapshot(name, note: CorpusStoreTests.note) } == .unusableName(name))
    }
    _ = try store.undo(2, note: CorpusStoreTests.note)
    #expect(try store.digest() == first.digest)
    try store.removeSnapshot("v1")
    #expect(try store.snapshots() == [])
  }

  @Test("the digest tells content, not the way it came: order, corpus and detours do not matter")
  func digest() throws {
    let documents = [Document("a", "Anna", ["PER": "Anna"]), Document("b", "Rome", ["LOC": "Rome"], split: "dev")]
    try store.put(documents)
    try store.put([documents[1]], into: "other")
    try store.put([documents[0], Document("c", "x")], into: "other")
    #expect(try store.digest() != store.digest(of: "other"))
    var query = DocumentQuery(corpus: "other")
    query.id = "c"
    _ = try store.removeDocuments(query, note: CorpusStoreTests.note)
    #expect(try store.digest() == store.digest(of: "other"))
    for change in [Document("a", "Anna", ["PER": "Anna"], split: "dev"), Document("a", "Anna"), Document("a", "anna")] {
      let before = try store.digest()
      try store.put([change])
      #expect(try store.digest() != before)
    }
  }

  @Test("an undo says what stands in its way")
  func obstacles() throws {
    try store.put([Document("a", "Anna", ["PER": "Anna"]), Document("b", "Rome")])
    try store.relabel(["PER": "PERSON"])
    #expect(
      message(in: place) { _ = try store.undo(1, note: CorpusStoreTests.note) }
        == "corpora.gloss: error: change 1 cannot be undone: change 2 altered the same documents later ('a'); undo that one "
        + "first")
    #expect(
      problem { _ = try store.undo(7, note: CorpusStoreTests.note) } == .unknownChange(7, corpus: "default", last: 2))
    let undo = try store.undo(2, note: CorpusStoreTests.note)
    #expect((undo.kind, undo.undone, undo.documents) == (.undo, 2, 1))
    // An undo can be undone, and then the first change stands again.
    let redo = try store.undo(undo.id, note: CorpusStoreTests.note)
    #expect(try store.document("a")?.mentions.map(\.label) == ["PERSON"])
    #expect(redo.undone == undo.id)
    try store.purge(.history(of: "default"))
    #expect(
      problem { _ = try store.undo(redo.id, note: CorpusStoreTests.note) } == .notUndoable(change: redo.id, .purged))
    #expect(problem { _ = try store.all(DocumentQuery(at: .change(1))) } == .purgedState(1, corpus: "default"))
    #expect(try store.all(DocumentQuery(at: .change(redo.id))).count == 2)
    #expect(try store.changes().count == 4)
  }

  @Test("a document's history tells when it came, changed and went")
  func history() throws {
    try store.put([Document("a", "Anna", ["PER": "Anna"])], source: "f")
    try store.relabel(["PER": nil])
    _ = try store.removeDocuments(DocumentQuery(), note: CorpusStoreTests.note)
    try store.put([Document("a", "Anna")])
    let events = try store.history(of: "a")
    #expect(events.map(\.kind) == [.added, .altered, .removed, .added])
    #expect(events.map(\.mentions) == [1, 0, 0, 0])
    #expect(events.map(\.source) == [1, 1, nil, nil])
    #expect(events.map(\.change.kind) == [.importing, .rewriting, .removal, .importing])
    #expect(problem { _ = try store.history(of: "z") } == .unknownDocument("z", corpus: "default"))
  }

  @Test("a purged corpus is gone with all that only it had; others stay")
  func purge() throws {
    try store.put((0..<50).map { Document("\($0)", "shared \($0)") }, into: "keep")
    try store.put((0..<100).map { Document("\($0)", "shared \($0)", ["GONE": "\($0)"]) }, into: "go", source: "f")
    _ = try store.makeSnapshot("s", of: "go", note: CorpusStoreTests.note)
    try store.updateSearchIndex()
    let digest = try store.digest(of: "keep")
    try store.purge(.corpus("go"))
    #expect(try store.corpora().map(\.name) == ["keep"])
    #expect(try store.digest(of: "keep") == digest)
    #expect(problem { _ = try store.all(DocumentQuery(corpus: "go")) } == .unknownCorpus("go", known: ["keep"]))
    #expect(try store.verify().findings == [])
    let search = TextSearch("shared", in: DocumentQuery(corpus: "keep"))
    #expect(try store.search(search).documents == 50)
    try store.put([Document("new", "shared words")], into: "keep")
    #expect(try store.search(search).documents == 51)
    try store.purge(.corpus("keep"))
    #expect(try store.corpora() == [])
    #expect(try store.snapshots() == [])
    #expect(try store.verify().findings == [])
    try store.put([Document("x", "again")])
    #expect(try store.search(TextSearch("again")).documents == 1)
  }
}
