import Annotations
import Testing

@testable import CorpusStore

@Suite("Differences")
struct DifferenceTests {
  /// A document of one text with mentions.
  private func document(_ mentions: [Mention], layer: String = "gold", metadata: [Attribute] = []) -> Document {
    var document = Document("d", "one two three four five six")
    document.layers = [AnnotationLayer(name: layer, mentions: mentions)]
    document.metadata = metadata
    return document
  }

  private func difference(_ old: [Mention], _ new: [Mention]) throws -> DocumentDifference {
    try #require(DocumentDifference(from: document(old), to: document(new)))
  }

  @Test("a mention is relabelled, moved, edited, added or removed")
  func kinds() throws {
    let (one, two, six) = (0..<3, 4..<7, 24..<27)
    let found = try difference(
      [
        Mention(label: "SAME", range: one), Mention(label: "OLD", range: two), Mention(label: "MOVED", range: 8..<18),
        Mention(label: "EDITED", range: 19..<23), Mention(label: "GONE", range: six),
      ],
      [
        Mention(label: "SAME", range: one), Mention(label: "NEW", range: two), Mention(label: "MOVED", range: 14..<18),
        Mention(label: "EDITED", range: 19..<23, id: "T1"), Mention(label: "CAME", range: 0..<27),
      ])
    #expect(found.parts == [.mentions])
    #expect(found.relabelled.map { "\($0.old.label) \($0.new.label)" } == ["OLD NEW"])
    #expect(found.moved.map(\.new.hull) == [14..<18])
    #expect(found.edited.map(\.new.id) == ["T1"])
    #expect(found.removedMentions.map(\.mention.label) == ["GONE"])
    #expect(found.addedMentions.map(\.mention.label) == ["CAME"])
  }

  @Test("of two mentions at one place each finds its partner")
  func multiplicity() throws {
    let mention = Mention(label: "X", range: 0..<3)
    let found = try difference([mention, mention, mention], [mention, mention])
    #expect(found.removedMentions.count == 1)
    #expect(found.addedMentions.isEmpty && found.relabelled.isEmpty && found.moved.isEmpty)
  }

  @Test("the order of mentions is content, and no mention is told to have changed by it")
  func order() throws {
    let mentions = [Mention(label: "A", range: 0..<3), Mention(label: "B", range: 4..<7)]
    let found = try difference(mentions, mentions.reversed())
    #expect(found.parts == [.mentions])
    #expect(found.addedMentions.isEmpty && found.removedMentions.isEmpty && found.relabelled.isEmpty)
  }

  @Test("every part is named")
  func parts() throws {
    let old = document([])
    let changes: [(DocumentDifference.Part, (inout Document) -> Void)] = [
      (.text, { $0.text[0] = UInt8(ascii: "O") }), (.tokens, { $0.tokens.removeLast() }),
      (.sentences, { $0.sentences = [] }),
      (.mentions, { $0.layers[0].kind = .model }), (.metadata, { $0.metadata = [Attribute("e\u{301}", "")] }),
      (.split, { $0.split = "" }),
    ]
    #expect(changes.map(\.0).count == DocumentDifference.Part.allCases.count)
    for (part, change) in changes {
      var new = old
      change(&new)
      #expect(DocumentDifference(from: old, to: new)?.parts == [part])
    }
    #expect(DocumentDifference(from: old, to: old) == nil)
    var (composed, decomposed) = (old, old)
    (composed.split, decomposed.split) = ("é", "e\u{301}")
    #expect(DocumentDifference(from: composed, to: decomposed)?.parts == [.split])
  }

  @Test("sums of two states, with an example each")
  func counts() throws {
    let place = try Workplace()
    let store = try place.open()
    try store.put([
      Document("a", "Anna in Rome", ["PER": "Anna", "LOC": "Rome"]), Document("b", "Bob", ["PER": "Bob"]),
      Document("c", "same"), Document("d", "gone", ["X": "gone"]),
    ])
    _ = try store.makeSnapshot("before", note: note)
    try store.relabel(["PER": "PERSON"])
    var query = DocumentQuery()
    query.id = "d"
    _ = try store.removeDocuments(query, note: note)
    try store.put([Document("e", "new")])
    let counts = try store.differenceCounts(from: .snapshot("before"))
    #expect((counts.added, counts.removed, counts.unchanged) == (1, 1, 1))
    #expect(counts.altered == [.mentions: 2])
    typealias Step = RewriteCounts.Step
    #expect(counts.mentions == [Step(from: "PER", to: "PERSON"): 2, Step(from: "X", to: nil): 1])
    #expect(counts.examples == [Step(from: "PER", to: "PERSON"): "a", Step(from: "X", to: nil): "d"])
    // And back: what was added is removed.
    let back = try store.differenceCounts(from: .live, to: .snapshot("before"))
    #expect((back.added, back.removed, back.unchanged) == (1, 1, 1))
    #expect(try store.differenceCounts(from: .change(2), to: .change(2)).unchanged == 4)
  }

  @Test("overlapping partners are found in long lists of random mentions", arguments: 1...20)
  func random(seed: Int) throws {
    var generator = SplitMix64(seed: seed)
    func mentions() -> [Mention] {
      (0..<40).map { _ in
        let start = Int.random(in: 0...20, using: &generator)
        return Mention(
          label: generator.pick(["A", "B"]), range: start..<min(27, start + Int.random(in: 0...6, using: &generator)))
      }
    }
    let (old, new) = (mentions(), mentions())
    let found = try difference(old, new)
    #expect(found.moved.allSatisfy { $0.old.label == $0.new.label && $0.old.hull.overlaps($0.new.hull) })
    #expect(found.relabelled.allSatisfy { $0.old.fragments == $0.new.fragments && $0.old.label != $0.new.label })
    // What is left over has no partner left over.
    for gone in found.removedMentions {
      #expect(
        !found.addedMentions.contains {
          $0.mention.label == gone.mention.label && $0.mention.hull.overlaps(gone.mention.hull)
        })
    }
  }
}
