import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("BioC XML")
struct BioCTests {
  /// A collection of one document with these passages and what stands behind them.
  static func file(_ content: String, id: String = "d") -> String {
    "<?xml version=\"1.0\"?><collection><source>s</source><date>t</date><key>k</key><document><id>\(id)</id>\(content)</document></collection>"
  }

  static func passage(_ offset: Int, _ text: String, _ annotations: String = "") -> String {
    "<passage><offset>\(offset)</offset><text>\(text)</text>\(annotations)</passage>"
  }

  static func annotation(_ label: String, _ offset: Int, _ length: Int, _ text: String, id: String = "") -> String {
    "<annotation\(id.isEmpty ? "" : " id=\"\(id)\"")><infon key=\"type\">\(label)</infon><location offset=\"\(offset)\" length=\"\(length)\"/><text>\(text)</text></annotation>"
  }

  private func text(_ document: Document?) -> String { document.map { String(decoding: $0.text, as: UTF8.self) } ?? "" }

  static let second = """
    <?xml version="1.0" encoding="UTF-8"?>
    <collection>
      <source>made up</source>
      <date>2020</date>
      <key>x.key</key>
      <version>2</version>
      <infon key="licence">none</infon>
      <document id="a/1">
        <infon key="journal">J &amp; J</infon>
        <infon key="bioc.odd">1</infon>
        <passage offset="7">
          <infon key="type">title</infon>
          <text>Ada met Bob.</text>
          <annotation id="T1">
            <infon key="identifier">Q7259</infon>
            <infon key="type">PER</infon>
            <location offset="7" length="3"/>
            <text>Ada</text>
          </annotation>
          <relation id="R1">
            <infon key="type">meets</infon>
            <node refid="T1" role="who"/>
            <node refid="T2" role=""/>
          </relation>
        </passage>
        <passage offset="20">
          <infon key="type">abstract</infon>
          <sentence offset="20">
            <infon key="n">1</infon>
            <text>They ate.</text>
            <annotation id="T2">
              <infon key="type">PAIR</infon>
              <location offset="25" length="3"/>
              <location offset="20" length="4"/>
              <text>They ate</text>
            </annotation>
          </sentence>
          <sentence offset="31">
            <text>Fine.</text>
          </sentence>
          <annotation id="T3">
            <infon key="type">SPAN</infon>
            <location offset="25" length="11"/>
            <text>ate.  Fine.</text>
          </annotation>
        </passage>
        <annotation id="T4">
          <infon key="type">DOC</infon>
          <location offset="15" length="9"/>
          <text>Bob. They</text>
        </annotation>
        <relation>
          <node refid="R1" role="r"/>
        </relation>
      </document>
    </collection>
    """

  @Test("the second form is read with everything in it, and written as it was")
  func secondForm() throws {
    let corpus = try ReadCorpus(.bioc, Self.second)
    let document = try #require(corpus.documents.first)
    #expect(text(document) == "Ada met Bob.\nThey ate.  Fine.")
    #expect(document.id == "a/1")
    #expect(corpus.mentions == ["PER:Ada", "PAIR:They ate", "SPAN:ate.  Fine.", "DOC:Bob.\nThey"])
    #expect(document.sentences.map(document.string) == ["They ate.", "Fine."])
    #expect(document.mentions[0].attributes == [Attribute("identifier", "Q7259")])
    #expect(document.mentions[1].fragments == [13..<17, 18..<21])
    let expected: [(String, String)] = [
      ("bioc.source", "made up"), ("bioc.date", "2020"), ("bioc.key", "x.key"), ("bioc.version", "2"),
      ("bioc.collection.licence", "none"), ("bioc.offset", "7"), ("journal", "J & J"), ("bioc.infon.bioc.odd", "1"),
      ("bioc.passage", "0 12"), ("bioc.passage.infon.type", "title"), ("bioc.passage.relation", "R1"),
      ("bioc.infon.type", "meets"), ("bioc.node.who", "T1"), ("bioc.node.", "T2"), ("bioc.passage", "13 29"),
      ("bioc.passage.infon.type", "abstract"), ("bioc.sentence", "13 22"), ("bioc.sentence.infon.n", "1"),
      ("bioc.relation", ""), ("bioc.node.r", "R1"),
    ]
    #expect(document.metadata == expected.map { Attribute($0.0, $0.1) })
    let folder = try Workplace()
    try write(corpus.documents, .bioc, to: folder.path + "/out.xml")
    let written = try folder.text("out.xml")
    #expect(try ReadCorpus(.bioc, written).documents == corpus.documents)
    for part in [
      "<version>2</version>", "<document id=\"a/1\">", "<passage offset=\"7\">", "<sentence offset=\"31\">",
      "<node refid=\"T2\" role=\"\"/>", "<infon key=\"bioc.odd\">1</infon>",
    ] {
      #expect(written.contains(part), "\(part)")
    }
  }

  @Test(
    "what offsets count is found by the texts, or by how passages follow each other",
    arguments: [OffsetUnit.codePoint, .utf16, .utf8], [true, false])
  func units(unit: OffsetUnit, hasTexts: Bool) throws {
    let title = "Zoë 👩‍👩‍👧‍👦 met 𠮷𠮷."
    let body = "José ate."
    let offsets = UnitOffsets(Array((title + "\n" + body).utf8), unit)
    let start = Array((title + "\n").utf8).count
    let document = Document(id: "", text: Array((title + "\n" + body).utf8))
    let range = try place(of: "𠮷𠮷", in: document)
    let (from, to) = offsets(range)
    let note = Self.annotation("N", from, to - from, hasTexts ? "𠮷𠮷" : "")
    let content = Self.passage(0, title, note) + Self.passage(offsets.offset(ofByte: start), body)
    let corpus = try ReadCorpus(.bioc, Self.file(content))
    #expect(text(corpus.documents.first) == title + "\n" + body)
    #expect(corpus.mentions == ["N:𠮷𠮷"])
    #expect(corpus.remarks.first?.hasPrefix("offsets count ") == true)
  }

  @Test(
    "passages that do not follow each other are put where they can be",
    arguments: [
      ("one word alone", passage(0, "A b.") + passage(9, "C d."), "A b.\n\n\n\n\nC d.", 0),
      ("touching", passage(0, "A b.") + passage(4, "C d."), "A b.C d.", 0),
      ("overlapping", passage(0, "A b.") + passage(2, "C d.", annotation("N", 4, 1, "d")), "A b.\nC d.", 1),
      (
        "far away", passage(0, "A b.") + passage(1_000_000_000_000, "C d.", annotation("N", 1_000_000_000_002, 1, "d")),
        "A b.\nC d.", 1
      ),
      ("without text", passage(0, "A b.") + "<passage offset=\"5\"/>" + passage(5, "C d."), "A b.\nC d.", 0),
      (
        "shifted",
        passage(0, "A b.") + passage(10, "C dd ee ff.", annotation("N", 7, 2, "dd") + annotation("N", 10, 2, "ee")),
        "A b.\nC dd ee ff.", 0
      ),
    ])
  func layout(name: String, content: String, expected: String, displaced: Int) throws {
    let corpus = try ReadCorpus(.bioc, Self.file(content))
    #expect(text(corpus.documents.first) == expected)
    #expect(corpus.count(.dropped) == 0)
    #expect(corpus.remarks.count { $0.contains("begin before") } == displaced)
    #expect(corpus.mentions.allSatisfy { ["N:d", "N:dd", "N:ee"].contains($0) })
    #expect(corpus.count(.snapped, .relocated) == (name == "shifted" ? 2 : 0))
  }

  @Test(
    "spans that do not fit are found nearby or in the ledger with their place",
    arguments: [
      (annotation("N", 8, 3, "Bob"), "1:150 kept"),
      (annotation("N", 6, 3, "Bob"), "1:150 snapped relocated: its text stands near the place that its offsets name"),
      (annotation("N", 0, 3, "Eve"), "1:150 dropped surface-differs: the text there is 'Ada'"),
      (annotation("N", 90, 3, "Eve"), "1:150 dropped outside-text"),
      (annotation("N", 8, 0, ""), "1:150 dropped empty-span"),
      (annotation("", 8, 3, "Bob"), "1:150 dropped label: the infon 'type' is empty"),
      (
        "<annotation><infon key=\"kind\">N</infon><location offset=\"8\" length=\"3\"/></annotation>",
        "1:150 dropped label: no infon 'type'; it has 'kind', see the label key"
      ),
      (
        "<annotation><infon key=\"type\">N</infon><text>Bob</text></annotation>",
        "1:150 dropped empty-span: no location"
      ),
      (
        annotation("N", 8, 3, "Bob").replacing("\"8\"", with: "\"x\""),
        "1:150 dropped outside-text: the offset 'x' is no whole number from 0 on"
      ),
      (
        annotation("N", 8, 3, "Bob").replacing("\"8\"", with: "\"-8\""),
        "1:150 dropped outside-text: the offset '-8' is no whole number from 0 on"
      ),
      (
        annotation("N", 8, 3, "Bob").replacing("\"3\"", with: "\"9999999999999999999999\""),
        "1:150 dropped outside-text: the length '9999999999999999999999' is no whole number from 0 on"
      ),
      (
        annotation("N", 8, 3, "Bob").replacing(" length=\"3\"", with: ""),
        "1:150 dropped outside-text: a <location> has no 'length'"
      ),
      (
        annotation("N", 0, 3, "Ada Bob").replacing("<text>", with: "<location offset=\"7\" length=\"3\"/><text>"),
        "1:150 snapped relocated: its text stands near the place that its offsets name"
      ),
      (
        annotation("N", 0, 3, "Ada Bob").replacing("<text>", with: "<location offset=\"8\" length=\"3\"/><text>"),
        "1:150 kept"
      ),
      (
        annotation("N", 0, 3, "Ada met Bob").replacing("<text>", with: "<location offset=\"8\" length=\"3\"/><text>"),
        "1:150 kept"
      ),
    ])
  func ledger(annotation: String, expected: String) throws {
    let corpus = try ReadCorpus(.bioc, Self.file(Self.passage(0, "Ada met Bob.", annotation)))
    #expect(corpus.records.map(\.line1).map { $0.replacing(/^1:\d+/, with: "1:150") } == [expected])
    #expect(corpus.records[0].column == 150)
    guard expected.contains("outside-text") || expected.contains("differs") else { return }
    var options = ReadingOptions()
    options.standoff.dropsMisfits = false
    if annotation.contains("Eve") {
      let found = message { _ = try ReadCorpus(.bioc, Self.file(Self.passage(0, "Ada met Bob.", annotation)), options) }
      #expect(
        found.hasPrefix("test.xml:1:150: error: the span should cover 'Eve' but covers"), "\(found)")
    }
  }

  @Test(
    "files that are not what they should be are refused with their place",
    arguments: [
      ("<documents/>", "test.xml:1:1: error: the file's element is <documents>, expected <collection>"),
      (
        "<collection>\n<document><passage><text>a</text></passage></document></collection>",
        "test.xml:2:11: error: <passage> has no offset"
      ),
      (
        "<collection><document><passage>\n<offset>x</offset></passage></document></collection>",
        "test.xml:2:1: error: the offset of this <passage> is 'x'"
      ),
      (
        "<collection><document><passage offset='-1'/></document></collection>",
        "test.xml:1:23: error: the offset of this <passage> is '-1'"
      ),
      (
        "<collection><document><passage offset='0'><sentence offset=''/></passage></document></collection>",
        "test.xml:1:43: error: the offset of this <sentence> is ''"
      ),
      (passage(0, "a"), "test.xml:1:1: error: the file's element is <passage>"),
      ("<collection><document>", "test.xml:1:23: error: the file ends, but <document> of line 1 is still open"),
    ])
  func refused(file: String, expected: String) {
    let found = message { _ = try ReadCorpus(.bioc, file) }
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test("a document larger than allowed stops the reading, whatever makes it large")
  func large() {
    var options = ReadingOptions()
    options.xml.maximumDocumentSize = 2_000
    for content in [
      Self.passage(0, String(repeating: "a ", count: 1_500)),
      Self.passage(0, "a", String(repeating: Self.annotation("N", 0, 1, "a"), count: 40)),
      "<infon key=\"x\">\(String(repeating: "b", count: 2_500))</infon>",
    ] {
      let found = message { _ = try ReadCorpus(.bioc, Self.file(content), options) }
      #expect(found.contains("raise maximum_document_size"), "\(found)")
    }
  }

  @Test("an id that stands twice is kept beside the mention, and elements of other forms are named")
  func oddities() throws {
    let notes = Self.annotation("N", 0, 3, "Ada", id: "1") + Self.annotation("N", 8, 3, "Bob", id: "1")
    let corpus = try ReadCorpus(.bioc, Self.file(Self.passage(0, "Ada met Bob.", notes + "<mark><deep/></mark>")))
    #expect(corpus.documents[0].mentions.map(\.id) == ["1", nil])
    #expect(corpus.documents[0].mentions[1].attributes == [Attribute("bioc.id", "1")])
    #expect(corpus.remarks == ["left out elements that the form does not have: <mark> (1)"])
    let folder = try Workplace()
    try write(corpus.documents, .bioc, to: folder.path + "/out.xml")
    #expect(try ReadCorpus(.bioc, path: folder.path + "/out.xml").documents == corpus.documents)
  }

  @Test("characters that XML cannot hold become others of the same size, and the ledger names them")
  func characters() throws {
    let text = "a\u{0}b\u{C}c\u{FFFE}d \u{D}\n e"
    var document = Document(id: "d", text: Array(text.utf8))
    document.mentions = [Mention(label: "A", range: 0..<3), Mention(label: "E", range: 13..<14)]
    for form in [CorpusFormat.bioc, .gate, .xmi, .i2b2] {
      let folder = try Workplace()
      let records = try write([document], form, to: folder.path + "/out")
      #expect(records.map(\.detail) == ["U+0000 became a space", ""])
      let ending = form == .bioc ? "" : form == .xmi ? "/d.xmi" : "/d.xml"
      let corpus = try ReadCorpus(form, path: folder.path + "/out" + ending)
      #expect(String(decoding: corpus.documents[0].text, as: UTF8.self) == "a b c\u{FFFD}d \u{D}\n e")
      #expect(corpus.mentions == ["A:a b", "E:e"])
    }
  }
}
