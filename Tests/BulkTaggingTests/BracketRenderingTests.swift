import BulkTagging
import Testing

@Suite("Words with labels in brackets")
struct BracketRenderingTests {
  private static let cases: [(words: [String], labels: [String], line: String)] = [
    ([], [], ""),
    (["Nvidia", "is", "here"], ["B-ORG", "O", "O"], "Nvidia[B-ORG] is here"),
    // Punctuation at a word's end stands behind the bracket, as in TAO.
    (["in", "Paris,", "U.S."], ["O", "B-LOC", "B-LOC"], "in Paris[B-LOC], U.S[B-LOC]."),
    // A digit is no punctuation, and a word of one character keeps it.
    (["2021", "(", "½"], ["B-TIME", "B-MISC", "B-MISC"], "2021[B-TIME] ([B-MISC] ½[B-MISC]"),
    // Marks and joined emoji belong to the letter before them.
    (["e\u{301}te\u{301}", "👍🏽", "x👩‍👩‍👧‍👦"], ["B-X", "B-X", "B-X"], "e\u{301}te\u{301}[B-X] 👍🏽[B-X] x[B-X]👩‍👩‍👧‍👦"),
    // Words outside mentions stay as they are.
    (["So.", "東京"], ["O", "B-LOC"], "So. 東京[B-LOC]"),
  ]

  @Test("as TAO writes them, digits kept", arguments: cases)
  func line(item: (words: [String], labels: [String], line: String)) {
    #expect(BracketRendering.line(words: item.words, labels: item.labels) == item.line)
  }
}
