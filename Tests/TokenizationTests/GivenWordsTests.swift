import Testing
import Tokenization

@Suite("Words that were given")
struct GivenWordsTests {
  @Test(
    "Blanks and tabs part words, however many there are, and nothing else does",
    arguments: [
      ("Mr. Li left .", ["Mr.", "Li", "left", "."]),
      ("  two\t words  ", ["two", "words"]),
      ("don't", ["don't"]),
      ("a\u{A0}b 東京", ["a\u{A0}b", "東京"]),
      (" \t ", []),
      ("", []),
    ])
  func words(line: String, expected: [String]) {
    let bytes = Array(line.utf8)
    let words = GivenWords.sentences(in: bytes).flatMap { $0 }.map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(words == expected)
  }

  @Test("A line is one sentence, and none without words")
  func sentences() {
    #expect(GivenWords.sentences(in: Array("One. Two.".utf8)) == [[0..<4, 5..<9]])
    #expect(GivenWords.sentences(in: Array("  ".utf8)).isEmpty)
  }
}
