import Testing

@testable import Annotations

@Suite("Labels and mentions")
struct LabelTests {
  @Test("O comes first, then code point order")
  func order() {
    let set = LabelSet(ordering: ["I-PER", "B-PER", "O", "B-LOC", "i-x"])
    #expect(set.names == ["O", "B-LOC", "B-PER", "I-PER", "i-x"])
    #expect(set.id(of: "I-PER") == 3)
  }

  @Test("duplicate names are refused")
  func duplicates() { #expect(LabelSet(names: ["O", "B-X", "O"]) == nil) }

  @Test(
    "mentions are read as conlleval reads them",
    arguments: [
      (["B-PER", "I-PER", "O", "I-LOC"], ["PER 0..<2", "LOC 3..<4"]),
      (["B-PER", "B-PER", "I-LOC"], ["PER 0..<1", "PER 1..<2", "LOC 2..<3"]),
      (["B-creative-work", "I-creative-work"], ["creative-work 0..<2"]),
      (["O", "O"], []),
    ])
  func decode(labels: [String], expected: [String]) {
    #expect(WordMention.decode(labels).map { "\($0.type) \($0.words)" } == expected)
  }
}
