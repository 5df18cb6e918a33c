import Annotations
import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Writers of words and tags")
struct TokenizedWritersTests {
  let directory: Workplace
  init() throws { directory = try Workplace() }

  /// A document of sentences whose words stand with one space between; mentions by words of the whole document.
  private func document(_ id: String, _ sentences: [String], _ mentions: [(String, Range<Int>)] = []) -> Document {
    var builder = TokenizedBuilder(layers: 1)
    for sentence in sentences {
      let words = sentence.split(separator: " ", omittingEmptySubsequences: false)
      for word in words { builder.append(Array(word.utf8)[...], spaced: true, line: 0) }
      _ = builder.endSentence(raw: nil)
      builder.beginSentence()
    }
    var document = builder.document(id: id, layerNames: ["gold"])
    document.mentions = mentions.map { label, words in
      let (first, last) = (document.tokens[words.lowerBound], document.tokens[words.upperBound - 1])
      return Mention(label: label, range: first.lowerBound..<last.upperBound)
    }
    return document
  }

  /// Writes documents and gives back what the writer said.
  @discardableResult
  private func write(
    _ format: CorpusFormat, _ name: String, _ documents: [Document], _ change: (inout WritingOptions) -> Void = { _ in }
  ) throws -> (records: [[SpanRecord]], remarks: [String]) {
    var options = WritingOptions()
    change(&options)
    var writer = try format.writer(to: directory.url.appending(path: name).path, options)
    let records = try documents.map { try writer.write($0) }
    try writer.finish()
    return (records, writer.remarks)
  }

  @Test("columns: a word and a tag a row, documents marked where one is more than a sentence")
  func columns() throws {
    let one = document("a", ["x y z"], [("PER", 0..<2), ("PER", 2..<3)])
    let two = document("b", ["u", "v"])
    try write(.columns, "one", [one, one])
    #expect(try directory.text("one") == "x\tB-PER\ny\tI-PER\nz\tB-PER\n\nx\tB-PER\ny\tI-PER\nz\tB-PER\n\n")
    try write(.columns, "two", [one, two])
    let marked = "-DOCSTART-\tO\n\nx\tB-PER\ny\tI-PER\nz\tB-PER\n\n-DOCSTART-\tO\n\nu\tO\n\nv\tO\n\n"
    #expect(try directory.text("two") == marked)
    try write(.columns, "no", [two, one]) {
      ($0.marksDocuments, $0.scheme) = (false, .bioes)
    }
    #expect(try directory.text("no") == "u\tO\n\nv\tO\n\nx\tB-PER\ny\tE-PER\nz\tS-PER\n\n")
    try write(.columns, "yes", [one]) { $0.marksDocuments = true }
    #expect(try directory.text("yes").hasPrefix("-DOCSTART-\tO\n\nx\tB-PER\n"))
    try write(.columns, "empty", [document("e", []), document("f", [])])
    #expect(try directory.text("empty") == "-DOCSTART-\tO\n\n-DOCSTART-\tO\n\n")
  }

  @Test("a document of several sentences that comes late is refused rather than run into the others")
  func late() throws {
    let one = document("a", [String(repeating: "word ", count: 500) + "end"])
    let path = directory.url.appending(path: "late").path
    var writer = try CorpusFormat.columns.writer(to: path)
    for _ in 0..<600 { _ = try writer.write(one) }
    let found = message { _ = try writer.write(self.document("b", ["u", "v"])) }
    #expect(found.hasPrefix("the document 'b' has 2 sentences, where each document before it has one"))
  }

  @Test("CoNLL-U: forms, tags and spaces, with comments for what else is known")
  func conllu() throws {
    var source = document("d 1", ["a b", "c"], [("X", 0..<2)])
    source.text = Array("ab c".utf8)
    (source.tokens, source.sentences) = ([0..<1, 1..<2, 3..<4], [0..<2, 3..<4])
    source.mentions = [Mention(label: "X", range: 0..<2)]
    source.metadata = [Attribute("author", "A\nB")]
    try write(.conllu, "x", [source])
    let empty = String(repeating: "\t_", count: 7)
    #expect(
      try directory.text("x") == """
        # newdoc id = d 1
        # meta::author = A B
        # sent_id = d 1-1
        # text = ab
        1\ta\(empty)\tNE=B-X|SpaceAfter=No
        2\tb\(empty)\tNE=I-X

        # sent_id = d 1-2
        # text = c
        1\tc\(empty)\t_


        """)
  }

  @Test("text and labels: a sentence a line, under the names of either file")
  func textLabels() throws {
    let source = document("d", ["a b", "c"], [("X", 0..<2)])
    for name in ["train", "train.txt", "text_train.txt", "labels_train.txt"] {
      try write(.textLabels, name, [source])
      #expect(try directory.names() == ["labels_train.txt", "text_train.txt"])
    }
    #expect(try directory.text("text_train.txt") == "a b\nc\n")
    #expect(try directory.text("labels_train.txt") == "B-X I-X\nO\n")
  }

  @Test("words that a form cannot hold are spelt otherwise, and the writer says so")
  func words() throws {
    var source = Document(id: "d", text: Array("a b\u{a0}c\td\n -DOCSTART-".utf8))
    source.tokens = [0..<5, 5..<8, 9..<9, 10..<20]
    source.sentences = [0..<20]
    let remark = "words are spelt so that the form"
    #expect(try write(.columns, "c", [source]).remarks.first?.hasPrefix("2 \(remark) 'conll' holds them") == true)
    #expect(try directory.text("c") == "a b\u{a0}\tO\nc_d\tO\n\tO\n_-DOCSTART-\tO\n\n")
    #expect(try write(.textLabels, "t", [source]).remarks.first?.hasPrefix("3 \(remark)") == true)
    #expect(try directory.text("text_t.txt") == "a_b_ c_d _ -DOCSTART-\n")
    try write(.textLabels, "u", [source]) { ($0.spacesInWords, $0.emptyWords) = ("·", "NIL") }
    #expect(try directory.text("text_u.txt") == "a·b· c·d NIL -DOCSTART-\n")
  }

  @Test("labels that a form cannot hold are spelt otherwise, each a record")
  func labels() throws {
    let source = document("d", ["a b"], [("Job Title", 0..<1), ("a|b", 1..<2)])
    let columns = try write(.columns, "c", [source]).records
    #expect(try directory.text("c") == "a\tB-Job_Title\nb\tB-a|b\n\n")
    #expect(columns[0].map(\.isUnexplainedLoss) == [true, false])
    #expect(
      columns[0][0]
        == SpanRecord(
          .snapped, .notRepresentable, detail: "label written as 'Job_Title'", label: "Job Title", surface: "a"))
    #expect(try write(.conllu, "u", [source]).records[0].map(\.reason) == [.notRepresentable, .notRepresentable])
    #expect(try directory.text("u").contains("NE=B-a_b\n"))
  }

  @Test("text without tokens needs a tokenizer; text without anything does not")
  func tokenizer() throws {
    var source = Document(id: "d", text: Array("ab cd".utf8), mentions: [Mention(label: "X", range: 0..<2)])
    #expect(throws: FormatProblem.noTokens(.columns, document: "d")) { try write(.columns, "c", [source]) }
    #expect(try directory.names() == [])
    try write(.columns, "c", [source]) {
      $0.tokenizer = DocumentTokenizer(name: "words") { text in ([0..<text.count], [0..<2, 3..<text.count]) }
    }
    #expect(try directory.text("c") == "ab\tB-X\ncd\tO\n\n")
    source.text = Array(" \n".utf8)
    source.mentions = []
    try write(.columns, "d", [source])
    #expect(try directory.text("d") == "-DOCSTART-\tO\n\n")
  }

  @Test("a file called .gz is packed, and read back as it is", arguments: [CorpusFormat.columns, .conllu, .textLabels])
  func packed(format: CorpusFormat) throws {
    let source = document("d", ["a b"], [("X", 0..<2)])
    try write(format, "x.txt.gz", [source])
    let name = format == .textLabels ? "text_x.txt.gz" : "x.txt.gz"
    #expect(try Data(contentsOf: directory.url.appending(path: name)).starts(with: [0x1F, 0x8B]))
    let input = CorpusInput(format, paths: [directory.url.appending(path: "x.txt.gz").path], name: "x")
    #expect(try all(input.reader()).documents.map { brief($0).suffix(19) } == [" «a b» gold: X(a b)"])
  }

  // MARK: Round trips

  /// Documents of random words, in all planes and directions, with mentions over whole words.
  private func generated(_ random: inout SplitMix64) -> [Document] {
    (0..<Int.random(in: 1...8, using: &random)).map { number in
      var builder = TokenizedBuilder(layers: 1)
      var mentions: [Mention] = []
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        for _ in 0..<Int.random(in: 1...9, using: &random) {
          builder.append(random.word()[...], spaced: Bool.random(using: &random), line: 0)
        }
        let (first, end) = (builder.sentenceStart, builder.tokens.count)
        _ = builder.endSentence(raw: nil)
        var start = first
        while start < end {
          let stop = Int.random(in: start + 1...end, using: &random)
          let range = builder.tokens[start].lowerBound..<builder.tokens[stop - 1].upperBound
          let isWhole = !builder.tokens[start].isEmpty && !builder.tokens[stop - 1].isEmpty
          if Bool.random(using: &random), isWhole {
            mentions.append(
              Mention(label: ["PER", "creative-work", "É", "O"].randomElement(using: &random) ?? "", range: range))
          }
          start = stop
        }
        builder.beginSentence()
      }
      var document = builder.document(id: "d\(number)", layerNames: ["gold"])
      document.mentions = mentions
      return document
    }
  }

  @Test(
    "what is written is read back: words, sentences, mentions, in every scheme",
    arguments: [CorpusFormat.columns, .conllu, .textLabels], 0..<24)
  func roundTrip(format: CorpusFormat, seed: Int) throws {
    var random = SplitMix64(seed: seed)
    let sources = generated(&random)
    for source in sources { #expect(DocumentFault(of: source) == nil) }
    var options = WritingOptions()
    options.scheme = TagScheme.allCases[seed % TagScheme.allCases.count]
    let records = try write(format, "x", sources) { $0 = options }.records
    let input = CorpusInput(format, paths: [directory.url.appending(path: "x").path], name: "x")
    var reading = ReadingOptions()
    // Few words may leave the scheme open; what was written is known.
    if seed % 3 == 0 { reading.columns.scheme = options.scheme }
    if format == .columns { reading.columns.commentPrefix = "" }
    var targets = try all(input.reader(reading)).documents.map(\.document)
    var expected = sources
    var expectedRecords = records
    if format == .textLabels {
      // A line is a document: put them together as they were.
      expected = [merged(sources)]
      expectedRecords = [records.flatMap { $0 }]
      targets = [merged(targets)]
    }
    #expect(targets.count == expected.count)
    for ((source, target), records) in zip(zip(expected, targets), expectedRecords) {
      let spelling = WordSpelling(format, options)
      #expect(differences(source, target, records: records, spelling: spelling) == [])
      if options.scheme != .io { #expect(records.allSatisfy { $0.fate == .kept }) }
      if format != .textLabels { #expect(source.sentences.count == target.sentences.count) }
    }
    if format == .conllu { #expect(targets.map(\.id) == sources.map(\.id)) }
  }

  /// All documents as one.
  private func merged(_ documents: [Document]) -> Document {
    var all = Document(id: "all", text: [])
    for document in documents {
      let shift = all.text.count
      func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + shift..<range.upperBound + shift }
      all.text += document.text + [0x0A]
      all.tokens += document.tokens.map(moved)
      all.sentences += document.sentences.map(moved)
      all.mentions += document.mentions.map { Mention(label: $0.label, fragments: $0.fragments.map(moved)) }
    }
    return all
  }
}

/// Words that forms stumble over.
extension SplitMix64 {
  private static let odd = [
    "", " ", "  ", "\u{a0}", "\u{3000}", "\u{2028}", "\u{85}", "\u{feff}", "#", "# x", "-DOCSTART-", "O", "B-PER",
    "a b",
    "e\u{301}", "👩‍👩‍👧‍👦", "🇩🇪", "مُحَمَّد", "\u{200f}ש", "a\tb", "a\nb", "\r\n", "\u{0}", "(", "1)", "_", "NE=B-X|", "\u{10FFFD}",
    "𝒳",
    "क्‍ष", "น้ำ",
  ]

  mutating func word() -> [UInt8] {
    if Int.random(in: 0..<3, using: &self) == 0 { return Array((Self.odd.randomElement(using: &self) ?? "").utf8) }
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 1...6, using: &self) {
      let plane = [0x21...0x7E, 0xA1...0x24F, 0x400...0x6FF, 0x4E00...0x9FFF, 0x1F300...0x1F9FF, 0xE0020...0xE007F]
      let value = Int.random(in: plane.randomElement(using: &self) ?? 0x61...0x7A, using: &self)
      if let scalar = Unicode.Scalar(UInt32(value)) { scalars.append(scalar) }
    }
    return Array(String(scalars).utf8)
  }
}
