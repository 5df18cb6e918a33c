import Annotations
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Queries")
struct QueryTests {
  let place: Workplace
  let store: CorpusStore
  init() throws {
    place = try Workplace()
    store = try place.open()
    try store.put(
      [
        Document("news/1", "Anna in Rome", ["PER": "Anna", "LOC": "Rome"], split: "train"),
        Document("news/2", "Bob in Paris", ["PER": "Bob"], split: "dev"),
      ], source: "news/a.xml")
    try store.put([Document("law/1", "no names here", split: "train"), Document("law/2", "none")], source: "law/b.xml")
    let discontinuous = Mention(label: "PER", fragments: [0..<4, 8..<12])
    _ = try store.putLayers(DocumentQuery(), note: note) { document in
      document.id == "news/1"
        ? AnnotationLayer(name: "model", kind: .model, mentions: [discontinuous, discontinuous]) : nil
    }
  }

  /// A query as a closure sets it, and what it gives.
  struct Case<Query: Sendable>: Sendable {
    let set: @Sendable (inout Query) -> Void
    let wanted: [String]

    init(_ wanted: [String], _ set: @escaping @Sendable (inout Query) -> Void) {
      (self.set, self.wanted) = (set, wanted)
    }
  }

  @Test(
    "all conditions must hold",
    arguments: [
      Case<DocumentQuery>(["news/1", "news/2", "law/1", "law/2"]) { _ in },
      Case<DocumentQuery>(["news/1", "law/1"]) { $0.split = .named("train") },
      Case<DocumentQuery>(["law/2"]) { $0.split = DocumentQuery.Split.none },
      Case<DocumentQuery>([]) { $0.split = .named("nothing") },
      Case<DocumentQuery>(["law/1"]) { $0.id = "law/1" },
      Case<DocumentQuery>([]) { $0.id = "law" },
      Case<DocumentQuery>(["law/1", "law/2"]) { $0.idPattern = "law/*" },
      Case<DocumentQuery>(["news/1", "law/1"]) { $0.idPattern = "*/[1-1]" },
      Case<DocumentQuery>(["law/1", "law/2"]) { $0.source = 2 },
      Case<DocumentQuery>(["news/1", "news/2"]) { $0.sourcePattern = "news/*.xml" },
      Case<DocumentQuery>(["news/1"]) { $0.label = "LOC" },
      Case<DocumentQuery>([]) { $0.label = "ORG" },
      Case<DocumentQuery>(["news/1"]) { $0.layer = "model" },
      Case<DocumentQuery>(["news/2", "law/1", "law/2"]) { $0.withoutLayer = "model" },
      Case<DocumentQuery>(["news/1", "news/2", "law/1", "law/2"]) { $0.withoutLayer = "nothing" },
      Case<DocumentQuery>(["law/1"]) { ($0.split, $0.sourcePattern) = (.named("train"), "law/*") },
      Case<DocumentQuery>(["news/2"]) { ($0.label, $0.withoutLayer) = ("PER", "model") },
      Case<DocumentQuery>(["news/1", "news/2", "law/1"]) { $0.limit = 3 },
      Case<DocumentQuery>(["news/1"]) { ($0.split, $0.limit) = (.named("train"), 1) },
      Case<DocumentQuery>([]) { $0.limit = 0 },
      Case<DocumentQuery>(["news/1", "news/2"]) { $0.state = .change(1) },
      Case<DocumentQuery>([]) { ($0.state, $0.layer) = (.change(2), "model") },
      Case<DocumentQuery>([]) { $0.state = .change(0) },
    ])
  func conditions(example: Case<DocumentQuery>) throws {
    let wanted = example.wanted
    var query = DocumentQuery()
    example.set(&query)
    #expect(try store.all(query).map(\.id) == wanted)
    #expect(try store.count(query) == wanted.count)
    let cursor = try store.summaries(query)
    var ids: [String] = []
    while let summary = try cursor.next() { ids.append(summary.id) }
    #expect(ids == wanted)
    // The sums that SQL makes are those of the documents.
    let statistics = try store.statistics(query)
    let documents = try store.all(query)
    #expect(statistics.total.documents == documents.count)
    #expect(statistics.total.tokens == documents.reduce(0) { $0 + $1.tokens.count })
    #expect(statistics.total.sentences == documents.reduce(0) { $0 + $1.sentences.count })
    #expect(statistics.total.textBytes == documents.reduce(0) { $0 + $1.text.count })
    let mentions = documents.flatMap { document in
      document.layers.flatMap { layer in layer.mentions.map { (document.id, layer.name, $0) } }
    }
    #expect(statistics.total.mentions == mentions.count)
    #expect(statistics.labels.reduce(0) { $0 + $1.mentions } == mentions.count)
    for count in statistics.labels {
      let those = mentions.filter { $0.1 == count.layer && $0.2.label == count.label }
      #expect(count.mentions == those.count)
      #expect(count.documents == Set(those.map(\.0)).count)
      #expect(count.discontinuous == those.filter(\.2.isDiscontinuous).count)
    }
    for split in Set(documents.map(\.split)) {
      #expect(statistics.bySplit[split]?.documents == documents.filter { $0.split == split }.count)
    }
    for name in ["gold", "model"] {
      #expect(statistics.layers[name] ?? 0 == documents.filter { $0.layer(name) != nil }.count)
    }
    let found = try store.mentions(MentionSearch(in: query))
    var count = 0
    while let next = try found.next() {
      count += 1
      #expect(wanted.contains(next.document.id))
    }
    #expect(count == mentions.count)
  }

  @Test(
    "mentions are found by label, layer and text",
    arguments: [
      Case<MentionSearch>(["Anna", "Anna Rome", "Anna Rome", "Bob"]) { $0.label = "PER" },
      Case<MentionSearch>(["Anna", "Bob"]) { ($0.label, $0.layer) = ("PER", "gold") },
      Case<MentionSearch>(["Rome"]) { $0.surface = "Rome" },
      Case<MentionSearch>([]) { $0.surface = "rome" },
      Case<MentionSearch>(["Rome"]) { ($0.surface, $0.ignoresCase) = ("rOME", true) },
      Case<MentionSearch>(["Anna Rome", "Anna Rome"]) { ($0.surface, $0.ignoresCase) = ("anna rome", true) },
      Case<MentionSearch>([]) { $0.label = "nothing" },
    ])
  func mentions(example: Case<MentionSearch>) throws {
    var search = MentionSearch()
    example.set(&search)
    let cursor = try store.mentions(search)
    var found: [String] = []
    while let mention = try cursor.next() {
      found.append(mention.surface)
      #expect(try store.document(mention.document.id)?.surface(of: mention.mention) == mention.surface)
    }
    #expect(found == example.wanted)
  }

  @Test("more mentions than a page holds come in their order, each once")
  func manyMentions() throws {
    let text = (0..<1500).map { "w\($0)" }.joined(separator: " ")
    var document = Document("long", text)
    document.mentions = document.tokens.map { Mention(label: "W", range: $0) }
    document.layers.append(AnnotationLayer(name: "second", kind: .person, mentions: document.mentions))
    try store.put(
      [document, document].enumerated().map {
        var copy = $1; copy.id += "\($0)"; return copy
      })
    var search = MentionSearch()
    search.label = "W"
    let cursor = try store.mentions(search)
    var found: [String] = []
    while let next = try cursor.next() { found.append("\(next.document.id) \(next.layer) \(next.surface)") }
    #expect(found.count == 6000)
    #expect(Set(found).count == 6000)
  }

  @Test("corpora are apart, and are listed with their sizes")
  func corpora() throws {
    try store.put([Document("news/1", "another text entirely", ["PER": "another"])], into: "z")
    #expect(try store.corpora().map(\.name) == ["default", "z"])
    let sizes = try store.corpora().map { [$0.documents, $0.tokens, $0.textBytes, $0.mentions, $0.lastChange] }
    #expect(sizes == [[4, 10, 41, 5, 3], [1, 3, 21, 1, 4]])
    #expect(try store.document("news/1", in: "z")?.text == Array("another text entirely".utf8))
    #expect(try store.document("news/1")?.text == Array("Anna in Rome".utf8))
    #expect(
      message(in: place) { _ = try store.count(DocumentQuery(corpus: "defualt")) }
        == "corpora.gloss: error: no corpus 'defualt' in this store; did you mean 'default'? (there are: default, z)")
  }
}
