import Annotations
import TestSupport
import Testing

@testable import CorpusAnalysis

@Suite("Alignment of texts")
struct AlignmentTests {
  private func mapped(_ old: String, _ new: String, _ part: String) -> String {
    let (a, b, c) = (Array(old.utf8), Array(new.utf8), Array(part.utf8))
    let start = (0...a.count - c.count).first { a[$0..<$0 + c.count].elementsEqual(c) } ?? 0
    let range = TextAlignment(from: a, to: b).map(start..<start + c.count)
    return String(decoding: b[range], as: UTF8.self)
  }

  @Test(
    "places go where their text went",
    arguments: [
      ("one two three", "zero one two three", "two", "two"), ("one two three", "one three", "three", "three"),
      ("one two three", "one three", "two", ""), ("Jonh Smith left", "John Smith left", "Jonh Smith", "John Smith"),
      ("Jonh Smith left", "John Smith left", "Jonh", "John"),
      ("the café closed", "the\u{A0}cafés  closed", "café", "cafés"),
      ("a b c d e", "x b y d z", "b c d", "b y d"), ("same", "same", "same", "same"), ("", "new", "", ""),
      ("ä", "ö", "ä", "ö"),
      ("it was red and so on", "it was big, blue and so on", "red", "big, blue"),
      ("it was red wine and so on", "it was big, blue and so on", "wine", ""),
      ("old words only", "quite different text", "words", ""),
    ] as [(String, String, String, String)])
  func places(old: String, new: String, part: String, expected: String) { #expect(mapped(old, new, part) == expected) }

  @Test("what is left of a text maps to itself, whatever words come and go", arguments: 0..<40 as Range<UInt64>)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = (0..<60).map { "w\($0)\(["", "é", "😀", "\u{301}"][Int($0) % 4])" }
    var new: [(word: String, old: Int?)] = words.enumerated().map { ($1, $0) }
    for _ in 0..<15 {
      let place = Int.random(in: 0..<new.count, using: &random)
      if Bool.random(using: &random) {
        new.remove(at: place)
      } else {
        new.insert(("x\(random.zipf(50))", nil), at: place)
      }
    }
    func starts(_ words: [String]) -> [Int] {
      words.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.utf8.count + 1) }
    }
    let (oldStarts, newStarts) = (starts(words), starts(new.map(\.word)))
    let alignment = TextAlignment(
      from: Array(words.joined(separator: " ").utf8), to: Array(new.map(\.word).joined(separator: " ").utf8))
    for (place, item) in new.enumerated() {
      guard let old = item.old else { continue }
      let range = oldStarts[old]..<oldStarts[old] + words[old].utf8.count
      #expect(alignment.map(range) == newStarts[place]..<newStarts[place] + item.word.utf8.count)
    }
  }

  @Test("texts that differ in too much are another text between their common ends")
  func limit() {
    let old = Array(("same start " + (0..<2_000).map { "a\($0)" }.joined(separator: " ") + " same end").utf8)
    let new = Array(("same start " + (0..<2_000).map { "b\($0)" }.joined(separator: " ") + " same end").utf8)
    let alignment = TextAlignment(from: old, to: new)
    #expect(alignment.map(0..<10) == 0..<10)
    #expect(alignment.map(old.count - 8..<old.count) == new.count - 8..<new.count)
    #expect(alignment.map(500..<510).isEmpty)
  }

  @Test("any offsets of any bytes are mapped into the new text", arguments: 0..<40 as Range<UInt64>)
  func anyBytes(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func bytes() -> [UInt8] {
      (0..<Int.random(in: 0...30, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    let (old, new) = (bytes(), bytes())
    let alignment = TextAlignment(from: old, to: new)
    for lower in -2...old.count + 2 {
      let range = alignment.map(lower..<lower + 3)
      #expect(old == new || (range.lowerBound >= 0 && range.upperBound <= new.count))
    }
  }
}

@Suite("Best matching")
struct AssignmentTests {
  @Test("the sum is that of the best of all matchings", arguments: 0..<60 as Range<UInt64>)
  func best(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (left, right) = (Int.random(in: 1...5, using: &random), Int.random(in: 1...5, using: &random))
    var edges: [Assignment.Edge] = []
    for a in 0..<left {
      for b in 0..<right where Int.random(in: 0..<3, using: &random) > 0 {
        edges.append(.init(left: a, right: b, weight: Double.random(in: 0.01...1, using: &random)))
      }
    }
    let result = Assignment.best(edges, left: left, right: right)
    #expect(Set(result.map(\.left)).count == result.count && Set(result.map(\.right)).count == result.count)
    func search(_ a: Int, _ taken: Set<Int>) -> Double {
      guard a < left else { return 0 }
      let own = edges.filter { $0.left == a && !taken.contains($0.right) }
      return own.map { $0.weight + search(a + 1, taken.union([$0.right])) }.reduce(search(a + 1, taken), max)
    }
    #expect(abs(result.reduce(0) { $0 + $1.weight } - search(0, [])) < 1e-9)
  }

  @Test("very many that hang together are matched one to one")
  func large() {
    let edges = (0..<200).flatMap { a in
      (0..<200).map { Assignment.Edge(left: a, right: $0, weight: a == $0 ? 1 : 0.5) }
    }
    #expect(Assignment.best(edges, left: 200, right: 200).allSatisfy { $0.left == $0.right })
  }
}

@Suite("Comparing versions of documents")
struct ComparisonTests {
  private func changes(_ old: Document, _ new: Document) -> [String] {
    DocumentComparison(from: old, to: new).changes.map { change in
      let (a, b) = (
        change.old.map { "\($0.label) \(old.surface(of: $0))" }, change.new.map { "\($0.label) \(new.surface(of: $0))" }
      )
      return "\(change.kind.rawValue): \([a, b].compactMap { $0 }.joined(separator: " > "))"
    }
  }

  @Test("every kind of change is told")
  func kinds() {
    let old = document(
      "a", "[PER Ada Byron] met [LOC Bab] in [LOC London] on [DATE Monday] at the [ORG Royal] Society of London")
    let new = document(
      "a", "[PER Ada] Byron met [PER Bab] in [LOC London] on Monday at the [LOC Royal Society] of [LOC London]")
    #expect(
      changes(old, new) == [
        "moved: PER Ada Byron > PER Ada", "relabelled: LOC Bab > PER Bab", "removed: DATE Monday",
        "replaced: ORG Royal > LOC Royal Society", "added: LOC London",
      ])
    #expect(DocumentComparison(from: old, to: new).unchanged.map(new.surface) == ["London"])
    #expect(DocumentComparison(from: old, to: old).isEmpty)
  }

  @Test("mentions are found again where the text was changed")
  func changedText() {
    let old = document("a", "[PER Jonh Smith] left [LOC Rome] for good , [PER he] said", split: "train")
    let new = document("a", "Yesterday [PER John Smith] left [LOC Rome] for [LOC Pisa]", split: "test")
    let comparison = DocumentComparison(from: old, to: new)
    #expect(changes(old, new) == ["edited: PER Jonh Smith > PER John Smith", "removed: PER he", "added: LOC Pisa"])
    #expect(comparison.changes[0].parts == [.text])
    #expect(comparison.parts == [.text, .tokens, .sentences, .split])
  }

  @Test("a longer text before the mentions changes nothing but the text, its tokens and sentences")
  func shifted() {
    let comparison = DocumentComparison(from: document("a", "[A x] [B y]"), to: document("a", "so [A x] [B y]"))
    #expect(comparison.changes.isEmpty)
    #expect(comparison.parts == [.text, .tokens, .sentences])
  }

  @Test("attributes and ids are compared; of equal mentions those with the same attributes are one")
  func attributes() {
    var (old, new) = (document("a", "[A x] [A y]"), document("a", "[A x] [A y]"))
    old.mentions[0].attributes = [Attribute("k", "1")]
    old.mentions.append(Mention(label: "A", range: 0..<1, attributes: [Attribute("k", "2")]))
    new.mentions[0].attributes = [Attribute("k", "2")]
    new.mentions.append(Mention(label: "A", range: 0..<1, attributes: [Attribute("k", "3")]))
    new.mentions[1].id = "T1"
    let comparison = DocumentComparison(from: old, to: new)
    #expect(comparison.unchanged.map(\.attributes) == [[Attribute("k", "2")]])
    #expect(comparison.changes.map(\.kind) == [.edited, .edited])
    #expect(comparison.changes.map(\.parts) == [[.attributes], [.id]])
  }

  @Test("overlapping mentions are matched so that most is shared, not in their order")
  func optimal() {
    // The first old one overlaps both new ones; taking its best partner would leave the second without any.
    let text = Array("abcdefghij".utf8)
    let old = Document(
      id: "a", text: text, mentions: [Mention(label: "A", range: 0..<6), Mention(label: "A", range: 5..<7)])
    let new = Document(
      id: "a", text: text, mentions: [Mention(label: "A", range: 3..<7), Mention(label: "A", range: 0..<3)])
    let comparison = DocumentComparison(from: old, to: new)
    #expect(comparison.changes.map(\.kind) == [.moved, .moved])
    #expect(comparison.changes.map { $0.new?.hull } == [0..<3, 3..<7])
  }

  @Test("a nested mention of one label is not taken for its neighbour of another")
  func nested() {
    let old = document("a", "[ORG [LOC New York] Times]")
    let new = document("a", "[ORG The [LOC New York] Times]")
    #expect(changes(old, new) == ["moved: ORG New York Times > ORG The New York Times"])
  }

  @Test("stretches that touch are one place")
  func fragments() {
    let text = Array("acute and chronic pain".utf8)
    let old = Document(id: "a", text: text, mentions: [Mention(label: "D", fragments: [0..<5, 18..<22])])
    var new = Document(id: "a", text: text, mentions: [Mention(label: "D", fragments: [18..<22, 0..<3, 3..<5])])
    #expect(DocumentComparison(from: old, to: new).isEmpty)
    new.mentions[0].fragments = [0..<22]
    #expect(DocumentComparison(from: old, to: new).changes.map(\.kind) == [.moved])
  }

  @Test("every part is named, byte for byte, and layers are compared by name")
  func parts() {
    var old = document("a", "[A x] [B y]")
    old.metadata = [Attribute("k", "\u{E9}")]
    let changes: [(DocumentComparison.Part, (inout Document) -> Void)] = [
      (.text, { $0.text[0] = UInt8(ascii: "z") }), (.tokens, { $0.tokens.removeLast() }),
      (.sentences, { $0.sentences = [] }), (.metadata, { $0.metadata = [Attribute("k", "e\u{301}")] }),
      (.split, { $0.split = "" }), (.layers, { $0.layers.append(AnnotationLayer(name: "model", kind: .model)) }),
    ]
    #expect(Set(changes.map(\.0)) == Set(DocumentComparison.Part.allCases))
    for (part, change) in changes {
      var new = old
      change(&new)
      #expect(DocumentComparison(from: old, to: new).parts.contains(part))
      var sum = CorpusComparison()
      let differs = sum.add(allLayersFrom: old, to: new)
      #expect(differs)
      #expect(sum.parts[part] == 1 && sum.changedDocuments == 1)
    }
    var new = old
    new.layers.append(AnnotationLayer(name: "model", kind: .model, mentions: [Mention(label: "M", range: 0..<1)]))
    var sum = CorpusComparison()
    sum.add(allLayersFrom: old, to: new)
    sum.add(unchanged: 7)
    sum.complete("A", new: 5)
    #expect((sum.count(.added), sum.unchangedDocuments, sum.changedDocuments) == (1, 7, 1))
    #expect(sum.labels.map { "\($0.label) \($0.old) \($0.new)" } == ["A 5 5", "B 1 1", "M 0 1"])
  }

  @Test("sums by label agree with the documents", arguments: 0..<10 as Range<UInt64>)
  func sums(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var sum = CorpusComparison(exampleLimit: 2)
    var (before, after): ([String: Int], [String: Int]) = ([:], [:])
    for number in 0..<30 {
      func version() -> Document {
        let words = (0..<12).map { word in
          Int.random(in: 0..<3, using: &random) == 0 ? "[L\(random.zipf(4)) w\(word) v\(word)]" : "w\(word) v\(word)"
        }
        return document("\(number)", words.joined(separator: " "))
      }
      let (old, new) = (version(), version())
      switch number % 10 {
      case 0:
        sum.add(added: new)
        for mention in new.mentions { after[mention.label, default: 0] += 1 }
      case 1:
        sum.add(removed: old)
        for mention in old.mentions { before[mention.label, default: 0] += 1 }
      default:
        sum.add(from: old, to: new)
        for mention in old.mentions { before[mention.label, default: 0] += 1 }
        for mention in new.mentions { after[mention.label, default: 0] += 1 }
      }
    }
    for label in sum.labels {
      #expect(label.old == before[label.label] ?? 0)
      #expect(label.new == after[label.label] ?? 0)
    }
    #expect(sum.addedDocuments == 3 && sum.removedDocuments == 3)
    #expect(sum.steps.reduce(0) { $0 + $1.count } == sum.count(.relabelled) + sum.count(.replaced))
    let perKind = Dictionary(grouping: sum.examples) { [$0.kind.rawValue, $0.oldLabel ?? $0.newLabel ?? ""] }
    #expect(perKind.values.allSatisfy { $0.count <= 2 })
  }
}
