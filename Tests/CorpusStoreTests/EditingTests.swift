import Annotations
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Editing")
struct EditingTests {
  let place: Workplace
  let store: CorpusStore
  init() throws {
    place = try Workplace()
    store = try place.open()
    try store.put([
      Document("a", "Anna and Bob in Rome", ["PER": "Anna", "PER": "Bob", "LOC": "Rome"]),
      Document("b", "Paris", ["LOC": "Paris"]), Document("c", "nobody"),
    ])
  }

  /// Maps `LOC` to `PLACE`, drops Bob, doubles Anna.
  private func rewrite(_ place: MentionInPlace) -> [Mention] {
    var mention = place.mention
    switch place.surface {
    case "Bob": return []
    case "Anna": return [mention, Mention(label: "NAME", fragments: mention.fragments)]
    default:
      mention.label = "PLACE"
      return [mention]
    }
  }

  @Test("a dry run counts what the rewriting then does")
  func rewriting() throws {
    let dry = try store.rewriteMentions(DocumentQuery(), note: note, isDryRun: true, rewrite)
    #expect(dry.change == nil)
    #expect(try store.changes().count == 1)
    let (counts, change) = try store.rewriteMentions(DocumentQuery(), note: note, rewrite)
    #expect(counts == dry.counts)
    typealias Step = RewriteCounts.Step
    #expect((counts.documents, counts.alteredDocuments, counts.mentions, counts.unchanged) == (3, 2, 4, 0))
    #expect(
      counts.steps == [
        Step(from: "LOC", to: "PLACE"): 2, Step(from: "PER", to: nil): 1, Step(from: nil, to: "NAME"): 1,
      ])
    #expect(change?.documents == 2)
    #expect(try store.document("a")?.mentions.map(\.label) == ["PER", "NAME", "PLACE"])
    #expect(try store.document("b")?.mentions.map(\.label) == ["PLACE"])
    #expect(try store.verify().isClean)
    // Again: only what the function still changes.
    let again = try store.rewriteMentions(DocumentQuery(), note: note) { [$0.mention] }
    #expect(again.change == nil && again.counts.unchanged == 4)
  }

  @Test("mentions that stay keep their rows")
  func rows() throws {
    let rows = { try store.read { try $0.number("SELECT count(*) FROM mention") } }
    #expect(try rows() == 4)
    try store.relabel(["LOC": "PLACE"])
    #expect(try rows() == 6)
    _ = try store.setSplits(DocumentQuery(), note: note) { _ in "train" }
    #expect(try rows() == 6)
  }

  @Test("an error within leaves nothing behind")
  func failure() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try store.rewriteMentions(DocumentQuery(), note: note) { place in
        if place.document.id == "b" { throw Stop() }
        return []
      }
    }
    #expect(throws: (any Error).self) {
      try store.rewriteMentions(DocumentQuery(), note: note) { _ in [Mention(label: "X", range: 0..<999)] }
    }
    #expect(
      message(in: place) {
        _ = try store.putLayers(DocumentQuery(), note: note) { _ in
          AnnotationLayer(name: "m", mentions: [Mention(label: "X", range: 0..<999)])
        }
      }
        == "corpora.gloss: error: document 'a': mention 'X' at bytes 0..<999 leaves the text or cuts a character")
    #expect(try store.changes().count == 1)
    #expect(try store.all().flatMap(\.mentions).count == 4)
  }

  @Test("only documents of the query and mentions of the layer are rewritten")
  func selection() throws {
    _ = try store.putLayers(DocumentQuery(), note: note) {
      AnnotationLayer(name: "model", kind: .model, mentions: $0.mentions)
    }
    var query = DocumentQuery()
    query.id = "a"
    _ = try store.rewriteMentions(query, layer: "model", note: note) { _ in [] }
    let layers = try store.all().map { $0.layers.map(\.mentions.count) }
    #expect(layers == [[3, 0], [1, 1], [0, 0]])
  }

  @Test("a layer replaces the one of its name, also of another kind, and can be removed")
  func layers() throws {
    for kind in [AnnotationLayer.Kind.model, .person] {
      let mention = Mention(label: kind.rawValue, range: 0..<1)
      let change = try store.putLayers(DocumentQuery(), note: note) { document in
        document.id == "b" ? nil : AnnotationLayer(name: "run", kind: kind, mentions: [mention])
      }
      #expect(change?.documents == 2)
    }
    #expect(
      try store.document("a")?.layer("run")
        == AnnotationLayer(name: "run", kind: .person, mentions: [Mention(label: "person", range: 0..<1)]))
    #expect(try store.document("a", at: .change(2))?.layer("run")?.kind == .model)
    #expect(try store.removeLayer("run", from: DocumentQuery(), note: note)?.documents == 2)
    #expect(try store.removeLayer("run", from: DocumentQuery(), note: note) == nil)
    #expect(try store.document("a")?.layers.map(\.name) == ["gold"])
    #expect(try store.verify().isClean)
  }

  @Test("splits are set, moved and taken away")
  func splits() throws {
    #expect(try store.setSplits(DocumentQuery(), note: note) { $0.id == "c" ? nil : "train" }?.documents == 2)
    #expect(try store.setSplits(DocumentQuery(), note: note) { $0.id == "c" ? nil : "train" } == nil)
    #expect(try store.statistics(DocumentQuery()).bySplit.mapValues(\.documents) == ["train": 2, nil: 1])
    #expect(try store.setSplits(DocumentQuery(), note: note) { _ in nil }?.documents == 2)
    #expect(try store.statistics(DocumentQuery()).bySplit.mapValues(\.documents) == [nil: 3])
  }

  @Test("documents are removed, and can come again")
  func removal() throws {
    var query = DocumentQuery()
    query.label = "PER"
    #expect(try store.removeDocuments(query, note: note)?.documents == 1)
    #expect(try store.removeDocuments(query, note: note) == nil)
    #expect(try store.all().map(\.id) == ["b", "c"])
    #expect(try store.statistics(DocumentQuery()).labels.map(\.label) == ["LOC"])
    #expect(try store.put([Document("a", "Anna", ["PER": "Anna"])]).added == 1)
    #expect(try store.all().map(\.id) == ["a", "b", "c"])
    #expect(try store.removeDocuments(DocumentQuery(), note: note)?.documents == 3)
    #expect(try store.corpora().map(\.documents) == [0])
    #expect(try store.verify().isClean)
  }
}
