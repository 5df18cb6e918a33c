import Testing

@testable import Tokenization

@Suite("Vocabulary")
struct VocabularyTests {
  @Test("ids are line numbers, whatever ends the lines", arguments: ["a\nb\nc", "a\nb\nc\n", "a\r\nb \r\nc\r\n"])
  func lines(text: String) {
    let vocabulary = Vocabulary(vocabularyText: Array(text.utf8))
    #expect(vocabulary.count == 3)
    #expect(["a", "b", "c", "d", ""].map(vocabulary.id(of:)) == [0, 1, 2, nil, nil])
    #expect((-1...3).map { vocabulary.token($0) } == [nil, "a", "b", "c", nil])
  }

  @Test("the last of several equal lines has the id, and no line is renumbered")
  func duplicates() {
    let vocabulary = Vocabulary(vocabularyText: Array("a\n\nb\na\nc".utf8))
    #expect(vocabulary.count == 5)
    #expect(vocabulary.id(of: "a") == 3)
    #expect(vocabulary.token(0) == nil)
    #expect(vocabulary.id(of: "c") == 4)
  }

  @Test("canonically equal spellings are different tokens")
  func canonicalEquivalence() {
    let vocabulary = Vocabulary(tokens: ["\u{E9}", "e\u{301}", "\u{F900}", "\u{8C48}"])
    #expect(["\u{E9}", "e\u{301}", "\u{F900}", "\u{8C48}"].map(vocabulary.id(of:)) == [0, 1, 2, 3])
    #expect(vocabulary != Vocabulary(tokens: ["\u{E9}", "\u{E9}", "\u{F900}", "\u{8C48}"]))
  }

  @Test("an empty vocabulary knows nothing")
  func empty() {
    #expect(Vocabulary(tokens: [String]()).id(of: "a") == nil)
    #expect(Vocabulary(vocabularyText: []).count == 0)
  }
}
