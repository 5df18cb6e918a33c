import Annotations
import TestSupport
import Testing

@testable import CorpusFormats

/// The sentences as `word/label word/label`, a document's first with `¶` before it.
private func sentences(
  _ text: String, knownLabels: LabelSet? = nil, _ change: (inout ColumnCorpus.Options) -> Void = { _ in }
) throws -> [String] {
  var options = ColumnCorpus.Options()
  change(&options)
  let lines = LineReader(bytes: Array(text.utf8), name: "x.txt")
  var corpus = ColumnCorpus(lines: lines, options: options, knownLabels: knownLabels)
  var result: [String] = []
  while let sentence = try corpus.next() {
    let words = zip(sentence.tagged.words, sentence.tagged.labels).map { "\($0)/\($1)" }
    result.append((sentence.startsDocument ? "¶ " : "") + words.joined(separator: " "))
  }
  return result
}

@Suite("Column corpora")
struct ColumnCorpusTests {
  @Test(
    "the first column is the word, the last one the label, whatever stands between them",
    arguments: [
      "a O\nb B-X\n\nc O\n\n", "a\tO\nb\tB-X\n\nc\tO\n", "a NN -  O\nb NN - B-X\n\nc NN - O",
      "a\tx y\tO\nb\t\tB-X\n\nc\t1\tO",
      "a O\r\nb B-X\r\n\r\nc O\r\n", " a  O \nb\tB-X\n\nc O", "a\tO\t\nb\t B-X\n\nc\tO \n",
    ])
  func columns(text: String) throws { #expect(try sentences(text) == ["a/O b/B-X", "c/O"]) }

  @Test(
    "a sentence ends at blank lines, also of white space, and at the end of the file",
    arguments: [
      "\n\na O\n\n\n\nb O", "a O\n \t \nb O\n", "\t\na O\n\u{A0}\u{3000}\nb O\n\n\n", "\u{FEFF}a O\n\nb O\n\n",
    ])
  func blankLines(text: String) throws { #expect(try sentences(text) == ["a/O", "b/O"]) }

  @Test("-DOCSTART- rows begin documents and are no words")
  func documents() throws {
    #expect(
      try sentences("-DOCSTART- -X- O O\n\na NN - O\n-DOCSTART-\nb NN - O\n\nc NN - O") == ["¶ a/O", "¶ b/O", "c/O"])
    #expect(try sentences("-DOCSTART-x\tO\n") == ["-DOCSTART-x/O"])
    #expect(try sentences("-DOCSTART-\tO\n") == [])
  }

  @Test("rows that begin with # are words unless the option says comment")
  func comments() throws {
    #expect(try sentences("#tag\tO\n#\tO\n") == ["#tag/O #/O"])
    #expect(
      try sentences("# text = a\tb\n1\ta\tO\n# x\n2\t#\tO\n") {
        $0.commentPrefix = "# "; $0.wordColumn = .number(2)
      } == ["a/O #/O"])
  }

  @Test("between TABs a word may hold spaces, if the target can take it")
  func spaces() throws {
    let text = "a\tO\n \tI-X\nNew\u{A0}York \tB-X\n"
    #expect(try sentences(text) { $0.spacesInWords = .replace(with: "_") } == ["a/O _/I-X New_York_/B-X"])
    #expect(try sentences(text) { $0.spacesInWords = .keep } == ["a/O  /I-X New\u{A0}York /B-X"])
    #expect(
      message { _ = try sentences(text) } == """
        x.txt:2:1: error: the word ' ' holds white space, which the text file cannot keep apart from a word's end; \
        set spaces_in_words to a text that replaces it, such as '_'
            I-X
          ^
        """)
  }

  @Test("a no-break space ends a word only where NeMo's splitting is asked for")
  func noBreakSpace() throws {
    let text = "New\u{A0}York B-X\n"
    #expect(
      try sentences(text) {
        $0.separator = .whitespace; $0.raggedRows = true
      } == ["New/B-X"])
    #expect(try sentences(text) { $0.spacesInWords = .replace(with: "_") } == ["New_York/B-X"])
    #expect(message { _ = try sentences(text) }.hasPrefix("x.txt:1:4: error: the word 'New\u{A0}York' holds"))
  }

  @Test("an empty word is refused or replaced")
  func emptyWords() throws {
    #expect(try sentences("a\tO\n\tB-X\n") { $0.emptyWords = .replace(with: "_") } == ["a/O _/B-X"])
    #expect(
      message { _ = try sentences("a\tO\n\tB-X\n") } == """
        x.txt:2:1: error: the word is empty; set empty_words to a text that stands for it
           B-X
          ^
        """)
  }

  @Test("words and labels come from the columns asked for; other columns may come and go then")
  func chosenColumns() throws {
    let text = "1\tin\tO\tO\n2\tRom\tB-LOC\tO\t\n3\t!\tO\n"
    #expect(
      try sentences(text) {
        $0.wordColumn = .number(2); $0.labelColumn = .number(3)
      } == ["in/O Rom/B-LOC !/O"])
    #expect(
      try sentences("O a\nB-X b") {
        $0.wordColumn = .last; $0.labelColumn = .first
      } == ["a/O b/B-X"])
    #expect(try sentences("a B-X x\nb O x") { $0.labelColumn = .fromEnd(2) } == ["a/B-X b/O"])
    #expect(try sentences("a B-X,B-Y\n") == ["a/B-X,B-Y"])
  }

  @Test(
    "what is no word with a label is refused with its place",
    arguments: [
      (
        "a O\nb\n",
        "x.txt:2:2: error: expected a word and a label, found one column separated by spaces; a row holds a word and "
          + "its label, see the options separator, word_column and label_column\n  b\n   ^"
      ),
      (
        "a\tO\nb O\n",
        "x.txt:2:4: error: expected a word and a label, found one column separated by TAB; a row holds a word and "
          + "its label, see the options separator, word_column and label_column\n  b O\n     ^"
      ),
      (
        "a B-X\nü B-X B-Y\n",
        "x.txt:2:7: error: 3 columns, but line 1 has 2, so the last one may not be the label; name the column "
          + "(label_column), allow it (ragged_rows: true), or name the comments' prefix (comment_prefix)\n  ü B-X B-Y\n"
          + "        ^"
      ),
      (
        "a\tB-X Y\n",
        "x.txt:1:6: error: the label 'B-X Y' holds white space; a label is one word such as B-PER or O\n  a B-X Y\n       ^"
      ),
      ("a\t \t\n", "x.txt:1:4: error: the label is empty; write O for a word outside every mention\n  a   \n     ^"),
    ])
  func malformed(text: String, expected: String) {
    #expect(message { _ = try sentences(text) } == expected)
  }

  @Test("a column that the row does not have is named")
  func missingColumn() {
    #expect(
      message { _ = try sentences("a b c\n") { $0.labelColumn = .number(4) } } == """
        x.txt:1:6: error: expected label column 4, found 3 columns separated by spaces; a row holds a word and its \
        label, see the options separator, word_column and label_column
          a b c
               ^
        """)
    #expect(message { _ = try sentences("a b\n") { $0.wordColumn = .number(0) } }.contains("word column 0"))
  }

  @Test("ragged rows pass if allowed, as NeMo takes them")
  func ragged() throws {
    #expect(try sentences("a B-X\nb B-X B-Y\n") { $0.raggedRows = true } == ["a/B-X b/B-Y"])
  }

  @Test("a label outside the known ones is refused, with the nearest")
  func unknownLabel() throws {
    let known = LabelSet(ordering: ["B-PER", "B-LOC"])
    #expect(try sentences("a B-PER", knownLabels: known) == ["a/B-PER"])
    #expect(
      message { _ = try sentences("a O\nb  B-PERS\n", knownLabels: known) } == """
        x.txt:2:4: error: the label 'B-PERS' does not occur in the training data; did you mean 'B-PER'? (known: O, \
        B-LOC, B-PER)
          b  B-PERS
             ^
        """)
  }

  @Test("every word has its line")
  func lineNumbers() throws {
    var options = ColumnCorpus.Options()
    options.commentPrefix = "##"
    let lines = LineReader(bytes: Array("\na O\n## x\nb O\n\nc O".utf8), name: "x.txt")
    var corpus = ColumnCorpus(lines: lines, options: options)
    #expect(try corpus.next()?.lines == [2, 4])
    #expect(try corpus.next()?.lines == [6])
    #expect(try corpus.next() == nil)
  }

  @Test("no input traps: every short text over the characters that mean something is read or refused")
  func hostile() throws {
    let alphabet: [Character] = ["a", "O", "\t", " ", "\n", "\r", "#", "-", "\u{A0}"]
    var read = 0
    for code in 0..<59_049 {  // 9^5
      var (text, rest) = ("", code)
      for _ in 0..<5 {
        text.append(alphabet[rest % 9])
        rest /= 9
      }
      for separator in [ColumnCorpus.Separator.automatic, .whitespace] where code % 7 == 0 {
        if let found = try? sentences(text, { $0.separator = separator }) { read += found.count }
      }
    }
    #expect(read > 0)
  }
}
