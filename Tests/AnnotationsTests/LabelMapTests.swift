import Annotations
import Testing

@Suite("Label maps")
struct LabelMapTests {
  let map = LabelMap(["PER": "PERSON", "MISC": nil, "B-LOC": "B-GPE", "date": "TIME", "I-ORG": nil])

  @Test(
    "a type stands for its B- and I- labels, a whole label for itself, no target for O",
    arguments: [
      ("B-PER", "B-PERSON"), ("I-PER", "I-PERSON"), ("B-MISC", "O"), ("I-MISC", "O"), ("B-LOC", "B-GPE"),
      ("I-LOC", "I-LOC"), ("date", "TIME"), ("B-date", "B-TIME"), ("B-ORG", "B-ORG"), ("I-ORG", "O"), ("O", "O"),
      ("PERSON", "PERSON"), ("B-PERSONAL", "B-PERSONAL"),
    ])
  func renaming(label: String, expected: String) { #expect(map(label) == expected) }

  @Test("entries that name nothing are found")
  func unused() { #expect(map.unused(among: ["O", "B-PER", "I-ORG", "B-LOC"]) == ["MISC", "date"]) }

  @Test("strangers come with counts and the entries that would let them in")
  func strangers() throws {
    let known = try #require(LabelSet(names: ["O", "B-PERSON", "I-PERSON", "B-LOC", "I-LOC", "B-TIMES"]))
    let counts = [("O", 90), ("B-PER", 7), ("I-PER", 3), ("B-XYZ", 10), ("B-TIME", 2), ("B-LOC", 4), ("I-TIMES", 1)]
    let strangers = try #require(
      Strangers(counts.map { (label: $0.0, count: $0.1) }, known: known) { _, _ in nil })
    #expect(strangers.labels.map(\.label) == ["B-XYZ", "B-PER", "I-PER", "B-TIME", "I-TIMES"])
    #expect(
      strangers.proposals == [
        Strangers.Proposal(name: "PER", target: "PERSON", count: 10),
        Strangers.Proposal(name: "XYZ", target: nil, count: 10),
        Strangers.Proposal(name: "TIME", target: "TIMES", count: 2),
        Strangers.Proposal(name: "TIMES", target: nil, count: 1),
      ])
    #expect(Strangers([(label: "B-LOC", count: 1)], known: known) { _, _ in nil } == nil)
  }
}
