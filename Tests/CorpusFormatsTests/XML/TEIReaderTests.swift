import Annotations
import TestSupport
import Testing

@testable import CorpusFormats

/// The documents of a text in a form.
func documents(
  _ format: CorpusFormat, _ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }
) throws -> [ReadDocument] {
  var options = ReadingOptions()
  change(&options)
  let input = CorpusInput(format, paths: [], name: "a.xml")
  let buffer = MarkupBuffer(bytes: Array(text.utf8), name: "a.xml")
  var reader = try InlineForms.reader(buffer, input, options)
  var documents: [ReadDocument] = []
  while let next = try reader.next() { documents.append(next) }
  for read in documents {
    #expect(DocumentFault(of: read.document) == nil)
    #expect(read.spans.reduce(0) { $0 + $1.produced } == read.document.mentions.count)
  }
  return documents
}

/// A document's mentions, one a line: `PER Ada Byron`.
func mentionLines(_ read: ReadDocument?) -> [String] {
  read?.document.mentions.map { "\($0.label) \(read?.document.surface(of: $0) ?? "")" } ?? []
}

extension ReadDocument {
  var text: String { document.string(0..<document.text.count) }
  /// What became of each span: `PER kept`, `LOC dropped empty-span`.
  var fates: [String] {
    spans.map { span in
      ([span.label, span.fate.rawValue] + (span.reason.map { [$0.rawValue] } ?? [])).joined(separator: " ")
    }
  }
}

@Suite("TEI reader")
struct TEIReaderTests {
  private func tei(_ body: String, header: String = "", _ change: (inout ReadingOptions) -> Void = { _ in }) throws
    -> ReadDocument
  {
    let text =
      "<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:id='x'><teiHeader>\(header)</teiHeader><text><body>"
      + body + "</body></text></TEI>"
    return try #require(try documents(.tei, text, change).first)
  }

  @Test(
    "white space, blocks, line breaks and spaces make the text",
    arguments: [
      ("<p>  Ada \n  Byron </p>\n<p>wrote.</p>", "Ada Byron\nwrote."),
      ("<p xml:space='preserve'> Ada\n  Byron </p>", " Ada\n  Byron "),
      ("<p xml:space='preserve'>a  <hi xml:space='default'>b  c</hi>  d</p>", "a  b c  d"),
      ("<p>Ada<lb/>Byron, Love-<lb break='no'/>\n  lace</p>", "Ada Byron, Love-lace"),
      ("<p>Love<pb n='2'/>lace<cb/><milestone/></p>", "Lovelace"),
      ("<p>Wien<space unit='chars'/>1891</p>", "Wien 1891"),
      ("<lg><l>one</l><l>two</l></lg><p/><p> </p><ab>three</ab>", "one\ntwo\nthree"),
      ("<p>a<note>b</note><del>c</del><fw>d</fw><figure><figDesc>e</figDesc></figure>f</p>", "a\nf"),
      ("<p>un<hi>bold</hi>ed <gap/>x</p>", "unbolded x"),
      ("<p>a\u{A0} \u{2003}b</p>", "a\u{A0} \u{2003}b"),
      ("<p>a<!-- b --><?c d?>e<![CDATA[<f> g]]>&amp;&#x41;</p>", "ae<f> g&A"),
    ])
  func text(body: String, text: String) throws {
    #expect(try tei(body).text == text)
  }

  @Test(
    "of a choice the editor's form is text, or the source's; mentions of the other are counted",
    arguments: [
      ("<choice><sic>Adda</sic><corr>Ada</corr></choice>", "Ada", "Adda"),
      ("<choice><corr>Ada</corr><sic>Adda</sic></choice>", "Ada", "Adda"),
      ("<choice><abbr>Dr</abbr><expan>Doctor</expan></choice>", "Doctor", "Dr"),
      ("<choice><orig>a</orig><reg>b</reg><reg>c</reg></choice>", "b", "a"),
      ("<choice><sic>only</sic></choice>", "only", "only"),
      ("<choice><unclear>a</unclear><unclear>b</unclear></choice>", "a", "a"),
    ])
  func choice(body: String, editor: String, source: String) throws {
    #expect(try tei("<p>x \(body) y</p>").text == "x \(editor) y")
    #expect(try tei("<p>x \(body) y</p>") { $0.xml.takesEditorsForm = false }.text == "x \(source) y")
  }

  @Test("a mention around a choice has the text that was chosen; one in the other form is dropped")
  func mentionsInChoices() throws {
    let read = try tei(
      "<p><persName>Miss <choice><sic><placeName>Adda</placeName></sic><corr>Ada</corr></choice></persName></p>")
    #expect(mentionLines(read) == ["PER Miss Ada"])
    #expect(read.fates == ["PER kept", "LOC dropped not-selected"])
    let first = try tei("<p><persName><choice><sic>Adda</sic><corr>Ada</corr></choice></persName></p>")
    #expect(mentionLines(first) == ["PER Ada"])
  }

  @Test(
    "elements that name something are mentions",
    arguments: [
      ("<persName>Ada</persName>", "PER"), ("<orgName>Ada</orgName>", "ORG"), ("<placeName>Ada</placeName>", "LOC"),
      ("<geogName>Ada</geogName>", "LOC"), ("<country>Ada</country>", "LOC"), ("<rs type='person'>Ada</rs>", "PER"),
      ("<name type='place'>Ada</name>", "LOC"), ("<rs type='ship'>Ada</rs>", "ship"), ("<name>Ada</name>", "MISC"),
      ("<date when='1815'>Ada</date>", "DATE"), ("<measure>Ada</measure>", "MEASURE"),
      ("<t:persName xmlns:t='http://www.tei-c.org/ns/1.0'>Ada</t:persName>", "PER"),
    ])
  func elements(body: String, label: String) throws {
    let read = try tei("<p>x \(body).</p>")
    #expect(mentionLines(read) == ["\(label) Ada"])
    #expect(read.fates == ["\(label) kept"])
  }

  @Test("a mention keeps attributes and id, and the element where the label alone would not tell it")
  func attributes() throws {
    let read = try tei(
      "<p><rs xml:id='m1' type='person' ref='#ada' cert='low'>Ada</rs> <persName key='a'>B</persName></p>")
    let mentions = read.document.mentions
    #expect(mentions.map(\.id) == ["m1", nil])
    #expect(
      mentions[0].attributes == [
        Attribute("type", "person"), Attribute("ref", "#ada"), Attribute("cert", "low"), Attribute("element", "rs"),
      ])
    #expect(mentions[1].attributes == [Attribute("key", "a")])
  }

  @Test("empty mentions, white space at edges, and the header are counted")
  func records() throws {
    let read = try tei(
      "<p>\n<persName> Ada\n</persName> <persName/><orgName> </orgName> x<placeName>y</placeName>z</p>",
      header: "<fileDesc><titleStmt><title>On <persName>Ada</persName></title></titleStmt></fileDesc>")
    #expect(
      read.fates == [
        "PER dropped not-selected", "PER snapped edge-white-space", "PER dropped empty-span", "ORG dropped empty-span",
        "LOC kept",
      ])
    #expect(read.spans.map(\.isUnexplainedLoss) == [false, false, true, true, false])
    #expect(read.spans.map { "\($0.line):\($0.column)" }[1...] == ["2:1", "3:13", "3:24", "3:46"])
    #expect(read.document.id == "x")
    #expect(read.document.metadata == [Attribute("title", "On Ada")])
    #expect(mentionLines(read) == ["PER Ada", "LOC y"])
  }

  @Test(
    "names within names are kept, or the outer or inner ones",
    arguments: [
      (XMLOptions.Nesting.all, ["ORG City of Wick", "LOC Wick"], ["ORG kept", "LOC kept"]),
      (.outermost, ["ORG City of Wick"], ["ORG kept", "LOC dropped overlap"]),
      (.innermost, ["LOC Wick"], ["ORG dropped overlap", "LOC kept"]),
    ])
  func nesting(policy: XMLOptions.Nesting, mentions: [String], fates: [String]) throws {
    let read = try tei("<p><orgName>City of <placeName>Wick</placeName></orgName></p>") { $0.xml.nesting = policy }
    #expect(mentionLines(read) == mentions)
    #expect(read.fates == fates)
    #expect(read.spans.allSatisfy { !$0.isUnexplainedLoss })
  }

  @Test("a mention over blocks and line breaks stays one")
  func blocks() throws {
    let read = try tei("<persName><p>Ada</p><p>By<lb break='no'/>ron</p></persName>")
    #expect(mentionLines(read) == ["PER Ada\nByron"])
  }

  @Test(
    "tokens and sentences; text outside of sentences becomes sentences, text outside of tokens takes the tokens away")
  func tokens() throws {
    let read = try tei(
      """
      <head>Title</head><p><s><w>Ada</w> <w>wro<c>te</c></w><pc join='left'>,</pc>
      <w>so</w> <w join='right'>did</w> <w>n't</w></s> <s><w>I</w> <pc join="left">.</pc></s></p>
      """)
    #expect(read.text == "Title\nAda wrote, so didn't I.")
    #expect(read.document.sentences.map(read.document.string) == ["Title", "Ada wrote, so didn't", "I."])
    #expect(read.document.tokens.isEmpty)
    let covered = try tei("<p><s><w>Ada</w> <w>wro<c>te</c></w><pc join='left'>,</pc></s> <s><w>I</w></s></p>")
    #expect(covered.document.tokens.map(covered.document.string) == ["Ada", "wrote", ",", "I"])
    #expect(covered.text == "Ada wrote, I")
    // The British National Corpus has punctuation in `c`.
    let bnc = try tei("<s><w>Yes </w><c>. </c></s>")
    #expect(bnc.document.tokens.map(bnc.document.string) == ["Yes", "."])
    #expect(try tei("<p>Schau<c>s</c>piel</p>").document.tokens.isEmpty)
  }

  @Test("pieces that next and prev tie together are one mention")
  func pieces() throws {
    let read = try tei(
      """
      <p><persName xml:id='a' next='#b'>Ada</persName> and <persName xml:id='b' prev='#a' next='#c'>Lady</persName>
      <hi><persName xml:id='c' prev='#b'>Byron</persName></hi> <persName next='#nobody'>X</persName></p>
      """)
    #expect(read.document.mentions.map(\.fragments) == [[0..<3, 8..<18], [19..<20]])
    #expect(read.document.mentions.map(\.id) == ["a", nil])
    #expect(read.document.mentions[0].attributes.isEmpty)
    #expect(read.fates == ["PER kept", "PER merged discontinuous", "PER merged discontinuous", "PER kept"])
    #expect(read.spans.allSatisfy { !$0.isUnexplainedLoss })
  }

  @Test("labels that stand elsewhere name their elements by ids")
  func standoff() throws {
    let text = """
      <TEI><standOff><spanGrp><span from='#w1' to='#w2' type='PER'/><span target='#w1 #w4' ana='#ORG'/>
      <span from='#w9' to='#w9' type='LOC'/><span target='#w4'>LOC</span></spanGrp></standOff>
      <text><p><w xml:id='w1'>Ada</w> <w xml:id='w2'>Byron</w> <w xml:id='w3'>of</w> <w xml:id='w4'>Wick</w></p>
      <span from='#w1' to='#w4'>a remark</span></text></TEI>
      """
    let read = try #require(try documents(.tei, text).first)
    #expect(read.fates == ["PER kept", "ORG kept", "LOC dropped outside-text", "LOC kept"])
    #expect(read.document.mentions.map(\.fragments) == [[0..<9], [0..<3, 13..<17], [13..<17]])
  }

  @Test("a corpus has its documents one after the other; spans between them are counted")
  func corpus() throws {
    let text = """
      <teiCorpus><teiHeader><persName>E</persName></teiHeader>
      <TEI><teiHeader/><text><p>one <persName>A</persName></p></text></TEI>
      <TEI xml:id='two'><teiHeader/><text><p>two</p></text></TEI><note><persName>F</persName></note></teiCorpus>
      """
    let read = try documents(.tei, text)
    #expect(read.map(\.document.id) == ["a.xml#1", "two"])
    #expect(read.map(\.text) == ["one A", "two"])
    #expect(read.map(\.line) == [2, 3])
    #expect(read.map(\.fates) == [["PER kept", "PER dropped not-selected"], ["PER dropped not-selected"]])
  }

  @Test("rules of the user take the table's place; rules that make no sense are refused")
  func rules() throws {
    let read = try tei("<p><rs type='person'>A</rs> <persName>B</persName> <term>C</term></p>") {
      $0.xml.mentions = ["rs@type=person: Human", "term: T", "rs@type"]
    }
    #expect(mentionLines(read) == ["Human A", "T C"])
    for rule in ["", "a b: C", "a@: B", "a@b=c", "@b: C", "a@b@c: D", "a: "] {
      #expect(throws: MarkupOptionProblem.mentionRule(rule)) {
        try tei("<p/>") { $0.xml.mentions = [rule] }
      }
    }
  }

  @Test("what is left out and what is a block can be chosen")
  func elementsOfOptions() throws {
    let read = try tei("<p>a<note>b</note><term>c</term>d</p>") {
      $0.xml.ignoredElements = ["term"]
      $0.xml.blockElements = ["note"]
    }
    #expect(read.text == "a\nb\nd")
  }

  @Test("a document beyond the limit is refused")
  func size() throws {
    #expect(throws: (any Error).self) {
      try tei("<p>\(String(repeating: "x ", count: 600))</p>") { $0.xml.maximumDocumentSize = 1000 }
    }
  }
}
