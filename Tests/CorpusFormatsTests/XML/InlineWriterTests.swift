import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// Documents with everything that texts can have.
private struct DocumentMaker {
  var random: SplitMix64

  private static let pieces = [
    "Ada", "Byron", "wrote", "é", "e\u{301}", "👩‍👩‍👧", "𝄞", "שלום", "مرحبا", "中文", "<b>", "&amp;", "&", "]]>", "\"", "'",
    "a<b",
    "\u{A0}", "\u{2028}", "\u{FEFF}", "x\u{200D}y", "1.5", ",", ".", "-", "\u{E000}", "\u{10FFFD}", "한국", "ß",
  ]
  private static let spaces = [" ", " ", " ", " ", "\n", "\n", "  ", "\r\n", "\t", "\r", "\n\n", "\u{2029}", ""]

  mutating func document(_ number: Int) -> Document {
    var document = Document(id: ["doc\(number)", "a/b \(number)", "ü#\(number)", "7\(number)"][number % 4], text: [])
    let isPlain = number % 3 == 0
    let hasTokens = number % 2 == 0
    var start = 0
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      let word = Self.pieces.randomElement(using: &random) ?? ""
      if hasTokens { document.tokens.append(document.text.count..<document.text.count + word.utf8.count) }
      document.text += Array(word.utf8)
      let ends = Int.random(in: 0..<8, using: &random) == 0
      if ends, hasTokens {
        document.sentences.append(start..<document.text.count)
      }
      let space = isPlain ? (ends ? "\n" : " ") : Self.spaces.randomElement(using: &random) ?? ""
      document.text += Array(space.utf8)
      if ends { start = document.text.count }
    }
    if isPlain, document.text.last == 0x20 || document.text.last == 0x0A { document.text.removeLast() }
    if hasTokens, start < (document.tokens.last?.upperBound ?? 0) {
      document.sentences.append(start..<(document.tokens.last?.upperBound ?? start))
    }
    document.metadata = [Attribute("title", "T & <t>"), Attribute("topic", "x\"y"), Attribute("not a name", "z")]
    for _ in 0..<Int.random(in: 0...8, using: &random) { addMention(&document) }
    return document
  }

  private mutating func addMention(_ document: inout Document) {
    var text = document
    if Bool.random(using: &random) { text.tokens = [] }
    guard let stretch = randomStretch(text, longest: 40, &random) else { return }
    var fragments = [stretch]
    if Int.random(in: 0..<5, using: &random) == 0, let second = randomStretch(text, longest: 9, &random),
      second.lowerBound > stretch.upperBound + 2
    {
      fragments.append(second)
    }
    let label = ["PER", "LOC", "Person", "a b", "DATE", "MONEY", "S"].randomElement(using: &random) ?? ""
    var mention = Mention(label: label, fragments: fragments)
    if Bool.random(using: &random) { mention.attributes = [Attribute("ref", "#a&\"b\""), Attribute("key", "k\n")] }
    if Bool.random(using: &random) { mention.id = "e\(document.mentions.count)" }
    document.mentions.append(mention)
  }
}

@Suite("Writers of inline annotation")
struct InlineWriterTests {
  private static let forms: [CorpusFormat] = [.tei, .inlineXML, .enamex, .i2b2Inline, .cwb]

  /// Writes documents and reads them again.
  private func roundTrip(
    _ documents: [Document], _ format: CorpusFormat, _ options: WritingOptions = WritingOptions()
  ) throws -> (read: [ReadDocument], spans: [[SpanRecord]], bytes: [UInt8]) {
    let folder = try Workplace()
    let path = folder.path + "/out"
    var writer = try format.writer(to: path, options)
    var spans: [[SpanRecord]] = []
    for document in documents { spans.append(try writer.write(document)) }
    try writer.finish()
    var read: [ReadDocument] = []
    var bytes: [UInt8] = []
    let paths = format.isFolder ? documents.indices.map { _ in "" } : [path]
    let files =
      format.isFolder ? try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".xml") } : []
    for file in format.isFolder ? files.map({ path + "/" + $0 }) : paths {
      bytes += [UInt8](try Data(contentsOf: URL(filePath: file)))
      var reader = try CorpusInput(format, paths: [file], name: "in").reader()
      while let next = try reader.next() { read.append(next) }
    }
    if format.isFolder {
      let order = Dictionary(documents.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
      read.sort { (order[$0.document.id] ?? .max) < (order[$1.document.id] ?? .max) }
    }
    return (read, spans, bytes)
  }

  @Test(
    "any document comes back: text, sentences, tokens, and the mentions that the records count", arguments: forms,
    0..<12)
  func generated(format: CorpusFormat, seed: Int) throws {
    var maker = DocumentMaker(random: SplitMix64(seed: seed))
    var documents = (0..<8).map { maker.document($0 + seed) }
    if format == .cwb { documents.removeAll { $0.tokens.isEmpty && !$0.text.isEmpty } }
    let (read, spans, _) = try roundTrip(documents, format)
    #expect(read.count == documents.count)
    for (index, pair) in zip(documents, read).enumerated() {
      let (document, again) = (pair.0, pair.1.document)
      #expect(DocumentFault(of: again) == nil)
      #expect(again.id == document.id)
      #expect(spans[index].count == document.mentions.count)
      #expect(spans[index].reduce(0) { $0 + $1.produced } == again.mentions.count)
      #expect(pair.1.spans.allSatisfy { $0.fate == .kept || $0.fate == .merged })
      func visible(_ ranges: [Range<Int>], _ document: Document) -> [String] {
        ranges.compactMap { InlinePlacement.trimmed($0, in: document.text) }.map(document.string)
      }
      if format == .cwb {
        #expect(
          visible(again.tokens, again)
            == visible(document.tokens, document).map {
              $0.replacing("\t", with: " ")
            })
      } else {
        #expect(again.text == document.text)
        let kept = zip(document.mentions, spans[index]).filter { $1.fate == .kept }.map(\.0)
        for mention in kept {
          let joined = InlineStretches.joined(mention.fragments, in: document.text)
          #expect(again.mentions.contains { $0.label == mention.label && $0.fragments == joined }, "\(mention)")
        }
      }
      if format == .tei || format == .inlineXML {
        #expect(visible(again.sentences, again) == visible(document.sentences, document))
        let lost = spans[index].filter {
          $0.fate != .kept && $0.reason != .edgeSpace
            && !(format == .inlineXML && [.overlap, .discontinuous, .crossesBoundary].contains($0.reason))
        }
        #expect(lost.isEmpty, "\(lost)")
      }
      if format == .tei { #expect(visible(again.tokens, again) == visible(document.tokens, document)) }
    }
  }

  private static let document: Document = {
    var document = Document(id: "d1", text: Array("Ada Byron met Lord Byron.\nIn London, 1833.".utf8))
    document.sentences = [0..<25, 26..<42]
    document.mentions = [
      Mention(label: "PER", range: 0..<9, id: "p1", attributes: [Attribute("ref", "#ada")]),
      Mention(label: "PER", range: 14..<24), Mention(label: "TITLE", range: 14..<18),
      Mention(label: "LOC", range: 29..<35),
      Mention(label: "DATE", range: 37..<41),
    ]
    document.metadata = [Attribute("topic", "poets")]
    return document
  }()

  @Test("a file looks like this", arguments: forms)
  func looks(format: CorpusFormat) throws {
    var options = WritingOptions()
    options.tokenizer = DocumentTokenizer(name: "words") { text in
      let words = text.indices.split { text[$0].isXMLSpace }
      return (
        [],
        words.flatMap { word -> [Range<Int>] in
          let (start, end) = (word[word.startIndex], word[word.index(before: word.endIndex)] + 1)
          let last = text[end - 1]
          return last == 0x2E || last == 0x2C ? [start..<end - 1, end - 1..<end] : [start..<end]
        }
      )
    }
    let expected: String
    switch format {
    case .tei:
      expected = """
        <?xml version="1.0" encoding="UTF-8"?>
        <TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="d1">
        <teiHeader>
        <fileDesc>
        <titleStmt>
        <title/>
        </titleStmt>
        <publicationStmt>
        <publisher/>
        </publicationStmt>
        <notesStmt>
        <note type="topic">poets</note>
        </notesStmt>
        <sourceDesc>
        <p/>
        </sourceDesc>
        </fileDesc>
        </teiHeader>
        <text>
        <body>
        <p><s><persName xml:id="p1" ref="#ada">Ada Byron</persName> met <persName><name type="TITLE">Lord</name> Byron</persName>.</s></p>
        <p><s>In <placeName>London</placeName>, <date>1833</date>.</s></p>
        </body>
        </text>
        </TEI>

        """
    case .inlineXML:
      expected = """
        <?xml version="1.0" encoding="UTF-8"?>
        <corpus>
        <document id="d1" topic="poets">
        <s><PER id="p1" ref="#ada">Ada Byron</PER> met <PER><ENAMEX type="TITLE">Lord</ENAMEX> Byron</PER>.</s>
        <s>In <LOC>London</LOC>, <DATE>1833</DATE>.</s>
        </document>
        </corpus>

        """
    case .enamex:
      expected = """
        <DOC>
        <DOCID>d1</DOCID>
        <TEXT><ENAMEX TYPE="PER" ref="#ada">Ada Byron</ENAMEX> met <ENAMEX TYPE="PER"><ENAMEX TYPE="TITLE">Lord</ENAMEX> Byron</ENAMEX>.
        In <ENAMEX TYPE="LOC">London</ENAMEX>, <TIMEX TYPE="DATE">1833</TIMEX>.</TEXT>
        </DOC>

        """
    case .i2b2Inline:
      expected = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ROOT>
        <RECORD ID="d1">
        <TEXT><PHI TYPE="PER" ref="#ada">Ada Byron</PHI> met <PHI TYPE="PER"><PHI TYPE="TITLE">Lord</PHI> Byron</PHI>.
        In <PHI TYPE="LOC">London</PHI>, <PHI TYPE="DATE">1833</PHI>.</TEXT>
        </RECORD>
        </ROOT>

        """
    default:
      expected = """
        <corpus>
        <text id="d1" topic="poets">
        <s>
        <ne type="PER" ref="#ada">
        Ada
        Byron
        </ne>
        met
        <ne type="PER">
        <ne type="TITLE">
        Lord
        </ne>
        Byron
        </ne>
        <g/>
        .
        </s>
        <s>
        In
        <ne type="LOC">
        London
        </ne>
        <g/>
        ,
        <ne type="DATE">
        1833
        </ne>
        <g/>
        .
        </s>
        </text>
        </corpus>

        """
    }
    let (read, spans, bytes) = try roundTrip([Self.document], format, options)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
    #expect(spans[0].map(\.fate) == Array(repeating: .kept, count: 5))
    #expect(read[0].document.mentions.map(\.label) == ["PER", "PER", "TITLE", "LOC", "DATE"])
    if format != .enamex, format != .i2b2Inline {
      #expect(read[0].document.metadata.contains(Attribute("topic", "poets")))
    }
  }

  @Test("mentions that cross are pieces in TEI; elsewhere the policy says which one stays", arguments: forms)
  func crossing(format: CorpusFormat) throws {
    var document = Document(id: "d", text: Array("a b c d".utf8), tokens: [0..<1, 2..<3, 4..<5, 6..<7])
    document.mentions = [Mention(label: "X", range: 0..<3), Mention(label: "Y", range: 2..<7)]
    var options = WritingOptions()
    let (_, spans, _) = try roundTrip([document], format, options)
    #expect(spans[0].map(\.fate) == (format == .tei ? [.kept, .kept] : [.dropped, .kept]))
    guard format != .tei else { return }
    #expect(spans[0][0].reason == .overlap && spans[0][0].isUnexplainedLoss)
    options.projection.overlap = .first
    let chosen = try roundTrip([document], format, options)
    #expect(chosen.spans[0].map(\.fate) == [.kept, .dropped] && !chosen.spans[0][1].isUnexplainedLoss)
    #expect(chosen.read[0].document.mentions.map(\.label) == ["X"])
  }

  @Test("characters that XML cannot hold become spaces, and mentions that hold them say so")
  func controls() throws {
    var document = Document(id: "d", text: Array("a\u{1}b c\u{FFFF}".utf8))
    document.mentions = [Mention(label: "X", range: 0..<3), Mention(label: "Y", range: 4..<8)]
    for format in [CorpusFormat.tei, .inlineXML, .enamex] {
      let (read, spans, _) = try roundTrip([document], format)
      #expect(read[0].text == "a b c\u{FFFD}")
      #expect(spans[0].map(\.reason) == [.notRepresentable, .notRepresentable])
      #expect(read[0].document.mentions.map(\.hull) == [0..<3, 4..<8])
    }
  }

  @Test("rows need tokens")
  func tokens() throws {
    #expect(throws: FormatProblem.noTokens(.cwb, document: "d")) {
      try roundTrip([Document(id: "d", text: Array("a b".utf8))], .cwb)
    }
  }
}
