import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("GATE XML")
struct GATETests {
  typealias Span = StandoffXMLGolden.Span

  private func options(_ sets: [String]?, labelKey: String? = nil) -> ReadingOptions {
    var options = ReadingOptions()
    (options.standoff.sets, options.standoff.labelKey) = (sets, labelKey)
    return options
  }

  @Test("the default set has the annotations that gatenlp reads, without the other sets")
  func gatenlp() throws {
    let golden = try StandoffXMLGolden.read().gate
    let corpus = try ReadCorpus(.gate, try StandoffXMLGolden.file("gate.xml"), name: "letters/one.xml")
    let document = try #require(corpus.documents.first)
    #expect(document.id == "letters/one")
    #expect(String(decoding: document.text, as: UTF8.self) == golden.text)
    let mentions = document.mentions.map { Span($0.label, $0.hull, document) }
    let units =
      document.tokens.map { Span("Token", $0, document) } + document.sentences.map { Span("Sentence", $0, document) }
    #expect(Set(mentions + units) == Set(golden.standard.filter { $0.label != "Empty" }))
    #expect(corpus.count(.dropped, .empty) == 1)
    #expect(corpus.count(.dropped, .notSelected) == golden.key.count + golden.markups.count)
    #expect(
      document.mentions[0].attributes == [
        Attribute("gender", "f & \"q\""), Attribute("confidence", "0.5"),
        Attribute("gate.class.confidence", "java.lang.Double"),
      ])
    #expect(
      document.metadata == [
        Attribute("MimeType", "text/plain"), Attribute("pages", "2"),
        Attribute("gate.class.pages", "java.lang.Integer"),
      ])
    #expect(
      corpus.remarks == [
        "annotation set 'Key' is not read (1 annotation)",
        "annotation set 'Original markups' is not read (1 annotation)",
      ])
  }

  @Test("named sets are taken when they are asked for, several as layers")
  func sets() throws {
    let golden = try StandoffXMLGolden.read().gate
    let file = try StandoffXMLGolden.file("gate.xml")
    let key = try ReadCorpus(.gate, file, options(["Key"]))
    #expect(key.documents[0].mentions.map { Span($0.label, $0.hull, key.documents[0]) } == golden.key)
    #expect(key.documents[0].layers.map(\.name) == ["gold"])
    let both = try ReadCorpus(.gate, file, options(["", "Original markups"]))
    #expect(both.documents[0].layers.map(\.name) == ["gold", "Original markups"])
    #expect(both.documents[0].layers[1].mentions.map { Span($0.label, $0.hull, both.documents[0]) } == golden.markups)
    let folder = try Workplace()
    try write(both.documents, .gate, to: folder.path + "/out")
    let again = try ReadCorpus(.gate, path: folder.path + "/out/test.xml", options(["", "Original markups"]))
    #expect(again.documents[0].layers == both.documents[0].layers)
    #expect(again.documents[0].tokens == both.documents[0].tokens)
    #expect(again.documents[0].sentences == both.documents[0].sentences)
    #expect(again.documents[0].metadata == both.documents[0].metadata)
    let none = try ReadCorpus(.gate, file, options(["Gold"]))
    #expect(none.remarks.last == "no annotation set 'Gold' (there are: the default set, Key, Original markups)")
  }

  @Test("a feature can be the label, and comes back as one")
  func feature() throws {
    let file = try StandoffXMLGolden.file("gate.xml").replacing("gender", with: "majorType")
    let corpus = try ReadCorpus(.gate, file, options(nil, labelKey: "majorType"))
    #expect(corpus.mentions == ["f & \"q\":Ada Byron", "Location:São Paulo", "Person:Bob"])
    let folder = try Workplace()
    try write(corpus.documents, .gate, to: folder.path + "/out")
    let again = try ReadCorpus(.gate, path: folder.path + "/out/test.xml", options(nil, labelKey: "majorType"))
    #expect(again.documents[0].mentions.map(\.label) == corpus.documents[0].mentions.map(\.label))
    let edited = try writeBack(.gate, file, options(nil, labelKey: "majorType")) { $0.mentions[0].label = "woman" }
    #expect(edited == file.replacing("f &amp; \"q\"", with: "woman"))
  }

  @Test("a new label, a mention that goes and one that comes change their own bytes alone")
  func edits() throws {
    let file = try StandoffXMLGolden.file("gate.xml")
    #expect(try writeBack(.gate, file) { _ in } == file)
    let edited = try writeBack(.gate, file) { document in
      document.mentions[1].label = "City"
      document.mentions.remove(at: 2)
      document.mentions.append(
        Mention(
          label: "Drug", range: try place(of: "𠮷-pirin", in: document),
          attributes: [
            Attribute("dose", "<5>"), Attribute("times", "2"), Attribute("gate.class.times", "java.lang.Long"),
          ]))
    }
    let expected =
      file
      .replacing("Type=\"Location\"", with: "Type=\"City\"")
      .replacing("\n<Annotation Id=\"5\" Type=\"Person\" StartNode=\"18\" EndNode=\"21\">\n</Annotation>", with: "")
      .replacing("𠮷-pirin", with: "<Node id=\"54\"/>𠮷-pirin<Node id=\"62\"/>")
      .replacing(
        "\n<Annotation Id=\"9\" Type=\"Sentence\" StartNode=\"0\" EndNode=\"44\">\n</Annotation>",
        with: """

          <Annotation Id="9" Type="Sentence" StartNode="0" EndNode="44">
          </Annotation>
          <Annotation Id="12" Type="Drug" StartNode="54" EndNode="62">
          <Feature>
            <Name className="java.lang.String">dose</Name>
            <Value className="java.lang.String">&lt;5&gt;</Value>
          </Feature>
          <Feature>
            <Name className="java.lang.String">times</Name>
            <Value className="java.lang.Long">2</Value>
          </Feature>
          </Annotation>
          """)
    #expect(edited == expected)
  }

  /// A document with odd but legal markup around its text.
  private func document(_ text: String, _ sets: String = "<AnnotationSet></AnnotationSet>") -> String {
    "<GateDocument version=\"3\"><TextWithNodes>\(text)</TextWithNodes>\(sets)</GateDocument>"
  }

  @Test(
    "nodes come into text with CDATA, entities, comments and CRLF",
    arguments: [
      ("one two", "one <Node id=\"4\"/>two<Node id=\"7\"/>"),
      (
        "<![CDATA[one two & ]]>three",
        "<![CDATA[one ]]><Node id=\"4\"/><![CDATA[two]]><Node id=\"7\"/><![CDATA[ & ]]>three"
      ),
      ("one &#116;wo", "one <Node id=\"4\"/>&#116;wo<Node id=\"7\"/>"),
      ("one\r\n<!-- a -->two\r\n", "one\r\n<Node id=\"4\"/><!-- a -->two<Node id=\"7\"/>\r\n"),
      (
        "<?x y?>one <Node id=\"4\"/><Node id=\"a\"/>two.",
        "<?x y?>one <Node id=\"4\"/><Node id=\"a\"/>two<Node id=\"7\"/>."
      ),
      ("one <Node id=\"7\"/>two.", "one <Node id=\"7\"/>two<Node id=\"8\"/>."),
      (
        "<![CDATA[one ]]><![CDATA[two]]>",
        "<![CDATA[one ]]><Node id=\"4\"/><![CDATA[]]><![CDATA[two]]><Node id=\"7\"/><![CDATA[]]>"
      ),
    ])
  func nodes(text: String, expected: String) throws {
    for sets in ["<AnnotationSet></AnnotationSet>", "<AnnotationSet/>", "", "<AnnotationSet Name=\"Key\"/>"] {
      let edited = try writeBack(.gate, document(text, sets)) { document in
        document.mentions = [Mention(label: "N", range: try place(of: "two", in: document))]
      }
      #expect(edited.contains("<TextWithNodes>\(expected)</TextWithNodes>"), "\(edited)")
      #expect(try ReadCorpus(.gate, edited).mentions == ["N:two"])
    }
  }

  @Test("a mention that ends inside an entity stays outside the file, and the ledger says so")
  func insideEntity() throws {
    let file = "<!DOCTYPE GateDocument [<!ENTITY o 'one two'>]>" + document("&o; three")
    let input = CorpusInput(.gate, paths: ["x"], name: "x")
    var spans: [SpanRecord] = []
    let same = try XMLWriteBack.write(
      Array(file.utf8), as: input,
      revise: { document in
        var document = document
        document.mentions = [Mention(label: "N", range: try place(of: "two", in: document))]
        return document
      },
      report: { spans += $0.spans })
    #expect(String(decoding: same, as: UTF8.self).contains("three<Node") == false)
    #expect(spans.map(\.fate) == [.dropped] && spans.map(\.reason) == [.notRepresentable])
  }

  @Test(
    "spans that count for nothing are in the ledger with their place",
    arguments: [
      ("StartNode=\"1\" EndNode=\"2\"", "1:145 dropped outside-text: there is no node '2'"),
      ("StartNode=\"1\"", "1:145 dropped outside-text: there is no node ''"),
      ("StartNode=\"3\" EndNode=\"1\"", "1:145 dropped outside-text: it ends before it begins"),
      ("StartNode=\"1\" EndNode=\"1\"", "1:145 dropped empty-span"),
      ("StartNode=\"1\" EndNode=\"3\" Type=\"\"", "1:145 dropped label: no type"),
    ])
  func ledger(ends: String, expected: String) throws {
    let type = ends.contains("Type") ? "" : "Type=\"T\" "
    let file = document(
      "a<Node id=\"1\"/>bc<Node id=\"3\"/>", "<AnnotationSet><Annotation Id=\"5\" \(type)\(ends)/></AnnotationSet>")
    let found = try ReadCorpus(.gate, file).records.map(\.line1)
    #expect(found.map { $0.drop { $0 != " " } } == [expected.drop { $0 != " " }])
    #expect(found[0].hasPrefix("1:"))
  }

  @Test(
    "files that are not what they should be are refused with their place",
    arguments: [
      ("<gate/>", "test.xml:1:1: error: the file's element is <gate>, expected <GateDocument>"),
      ("<GateDocument/>", "test.xml:1:16: error: <GateDocument> has no <TextWithNodes>"),
      (
        "<GateDocument><TextWithNodes>a<Node id=\"1\"/>b<Node id=\"1\"/></TextWithNodes></GateDocument>",
        "test.xml:1:46: error: the node '1' stands twice"
      ),
      (
        "<GateDocument>\n<TextWithNodes/>\n<TextWithNodes/></GateDocument>",
        "test.xml:3:1: error: the element 'TextWithNodes' stands twice"
      ),
      (
        "<GateDocument><TextWithNodes>a",
        "test.xml:1:31: error: the file ends, but <TextWithNodes> of line 1 is still open"
      ),
    ])
  func refused(file: String, expected: String) {
    let found = message { _ = try ReadCorpus(.gate, file) }
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test("tokens that overlap are left out with a remark, and so are sentences that leave tokens homeless")
  func units() throws {
    func annotation(_ type: String, _ start: Int, _ end: Int) -> String {
      "<Annotation Type=\"\(type)\" StartNode=\"\(start)\" EndNode=\"\(end)\"/>"
    }
    let text = (0..<4).map { "<Node id=\"\($0)\"/>\($0)" }.joined() + "<Node id=\"4\"/>"
    let overlap = annotation("Token", 0, 2) + annotation("Token", 1, 3) + annotation("Sentence", 0, 4)
    let first = try ReadCorpus(.gate, document(text, "<AnnotationSet>\(overlap)</AnnotationSet>"))
    #expect(first.documents[0].tokens.isEmpty && first.documents[0].sentences == [0..<4])
    #expect(first.remarks == ["tokens overlap; left out"])
    let homeless = annotation("Token", 0, 2) + annotation("Sentence", 1, 4)
    let second = try ReadCorpus(.gate, document(text, "<AnnotationSet>\(homeless)</AnnotationSet>"))
    #expect(second.documents[0].tokens == [0..<2] && second.documents[0].sentences.isEmpty)
  }
}
