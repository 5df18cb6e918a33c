import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Text and labels files")
struct TextLabelsTests {
  private func read(_ text: String, _ labels: String) throws -> (sentences: [String], emptyLines: Int) {
    var corpus = TextLabelsCorpus(
      text: LineReader(bytes: Array(text.utf8), name: "text.txt"),
      labels: LineReader(bytes: Array(labels.utf8), name: "labels.txt"))
    var sentences: [String] = []
    while let sentence = try corpus.next() {
      let words = zip(sentence.tagged.words, sentence.tagged.labels).map { "\($0)/\($1)" }
      sentences.append("\(sentence.line) " + words.joined(separator: " "))
    }
    return (sentences, corpus.emptyLines)
  }

  @Test("lines are split at white space as NeMo splits them; its trailing spaces and missing last LF do not matter")
  func read() throws {
    let (sentences, emptyLines) = try read("a b \r\n\n \nc\u{A0}d\u{3000}é", "O  B-X \n\n\t\nO O I-Y\n")
    #expect(sentences == ["1 a/O b/B-X", "4 c/O d/O é/I-Y"])
    #expect(emptyLines == 2)
  }

  @Test("another number of labels than of words is refused, naming both files")
  func unequalWords() {
    #expect(
      message { _ = try read("a\nb c\n", "O\nO\n") }
        == "text.txt:2:1: error: 2 words here, but 1 label in the same line of labels.txt; every word needs one label")
    #expect(
      message { _ = try read("\n", "O O\n") }
        == "text.txt:1:1: error: 0 words here, but 2 labels in the same line of labels.txt; every word needs one label")
  }

  @Test("another number of lines is refused, naming the longer file and both counts")
  func unequalLines() {
    #expect(
      message { _ = try read("a\nb\nc\n", "O\n") }
        == "text.txt:2:1: error: text.txt has 3 lines, labels.txt only 1; every line needs its counterpart")
    #expect(
      message { _ = try read("", "O\n") }
        == "labels.txt:1:1: error: labels.txt has 1 line, text.txt only 0; every line needs its counterpart")
  }

  @Test("what is written reads back")
  func roundTrip() throws {
    let directory = try Workplace()
    let (text, labels) = (directory.path + "/text.txt", directory.path + "/labels.txt")
    var writer = try TextLabelsWriter(textPath: text, labelsPath: labels)
    let sentences = [
      TaggedSentence(words: ["Zoë", "日本", "#", "\u{FEFF}"], labels: ["B-PER", "B-LOC", "O", "O"]),
      TaggedSentence(words: ["e\u{301}"], labels: ["O"]),
    ]
    for sentence in sentences { try writer.write(sentence) }
    #expect(try !directory.names().contains("text.txt"))
    try writer.commit()
    #expect(try directory.names() == ["labels.txt", "text.txt"])
    #expect(try directory.text("text.txt") == "Zoë 日本 # \u{FEFF}\ne\u{301}\n")
    #expect(try directory.text("labels.txt") == "B-PER B-LOC O O\nO\n")
    var corpus = try TextLabelsCorpus(textPath: text, labelsPath: labels)
    #expect(try corpus.next()?.tagged == sentences[0])
    #expect(try corpus.next()?.tagged == sentences[1])
    #expect(try corpus.next() == nil)
  }

  @Test("what would not read back is not written")
  func unwritable() throws {
    let directory = try Workplace()
    var writer = try TextLabelsWriter(textPath: directory.path + "/t", labelsPath: directory.path + "/l")
    try writer.write(TaggedSentence(words: ["a"], labels: ["O"]))
    #expect(
      message { try writer.write(TaggedSentence(words: ["a", "b\u{A0}c"], labels: ["O", "O"])) } == """
        \(directory.path)/t:2:3: error: the word 'b\u{A0}c' holds white space, which the text file cannot keep apart from a \
        word's end; set spaces_in_words to a text that replaces it, such as '_'
        """)
    #expect(
      message { try writer.write(TaggedSentence(words: ["a"], labels: [""])) }
        == "\(directory.path)/l:2:1: error: the label is empty; write O for a word outside every mention")
  }

  @Test(
    "long sentences are cut after the last O in the window, or after one word, as NeMo's max_length does",
    arguments: [
      ("O B I O B I O", 3, "O | B I O | B I O"), ("B I I I I O", 3, "B | I | I | I I O"), ("O O O", 3, "O O O"),
      ("O O O O", 3, "O O O | O"), ("O O", 0, "O O"), ("O O", -1, "O O"), ("B I", 1, "B | I"),
    ])
  func split(labels: String, limit: Int, expected: String) {
    let labels = labels.split(separator: " ").map(String.init)
    let sentence = TaggedSentence(words: labels.indices.map { "w\($0)" }, labels: labels)
    let parts = sentence.split(maximumWords: limit)
    #expect(parts.map { $0.labels.joined(separator: " ") }.joined(separator: " | ") == expected)
    #expect(parts.flatMap(\.words) == sentence.words)
  }
}
