import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("UIMA XMI")
struct XMITests {
  typealias Span = StandoffXMLGolden.Span

  @Test("a file of dkpro-cassis has the mentions, tokens and sentences that dkpro-cassis reads")
  func cassis() throws {
    let golden = try StandoffXMLGolden.read().cassis
    let corpus = try ReadCorpus(.xmi, try StandoffXMLGolden.file("cassis.xmi"), name: "letters/cassis.xmi")
    let document = try #require(corpus.documents.first)
    #expect(corpus.documents.count == 1)
    #expect(document.id == "letters/cassis")
    #expect(String(decoding: document.text, as: UTF8.self) == golden.text)
    #expect(document.mentions.map { Span($0.label, $0.hull, document) } == golden.entities.filter { $0.label != nil })
    #expect(document.tokens.map { Span(nil, $0, document) } == golden.tokens)
    #expect(document.sentences.map { Span(nil, $0, document) } == golden.sentences)
    #expect(document.mentions.map(\.id) == ["2", "3", "4", "5"])
    #expect(document.mentions[3].attributes == [Attribute("identifier", "Q174 & \"q\"")])
    #expect(
      corpus.records.map(\.line1).suffix(3).map { String($0.drop { $0 != " " }) } == [
        " dropped not-selected: its layer is 'webanno.custom.Drug'", " dropped label: no feature 'value'",
        " dropped not-selected: it is in another view",
      ])
  }

  @Test(
    "other views and layers are taken when they are asked for",
    arguments: [
      (["webanno.custom.Drug"], "dose", ["5 mg:𠮷-pirin"]),
      (["Drug"], nil, ["Drug:𠮷-pirin"]),
      (["translation"], nil, ["PERSON:Eva"]),
      (
        ["translation", "_InitialView", "NamedEntity"], nil,
        ["PER:Ada Byron", "PER:Bob", "PER:Eve", "LOC:São Paulo", "PERSON:Eva"]
      ),
    ] as [([String], String?, [String])])
  func sets(sets: [String], labelKey: String?, expected: [String]) throws {
    var options = ReadingOptions()
    (options.standoff.sets, options.standoff.labelKey) = (sets, labelKey)
    let corpus = try ReadCorpus(.xmi, try StandoffXMLGolden.file("cassis.xmi"), options)
    #expect(corpus.mentions == expected)
    // Written by themselves they come back with their layer and their feature.
    let folder = try Workplace()
    try write(corpus.documents, .xmi, to: folder.path + "/out")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out").filter {
      $0.hasSuffix(".xmi")
    }
    #expect(names.count == corpus.documents.count)
    let first = try #require(corpus.documents.first)
    let again = try ReadCorpus(.xmi, path: folder.path + "/out/" + first.id + ".xmi", options)
    #expect(again.documents.first?.mentions == first.mentions)
  }

  static let small = """
    <?xml version="1.0" encoding="UTF-8"?>
    <xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:n="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">
      <cas:NULL xmi:id="0"/>
      <n:NamedEntity xmi:id='7' sofa='1' begin='0' end='3' value='PER'/>
      <n:NamedEntity xmi:id='9' sofa='1' begin='7' end='10' value='PER'/>
      <n:Location xmi:id='8' sofa='1' begin='11' end='15'><value>CITY</value><note>a</note><note>b</note></n:Location>
      <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="Ada &amp;&#10;&#10;Bob&#9;Rome 👍🏽"/>
      <cas:View sofa="1" members="7 9 8"/>
    </xmi:XMI>
    """

  @Test("a new label, a mention that goes and one that comes change their own bytes alone")
  func edits() throws {
    #expect(try writeBack(.xmi, Self.small) { _ in } == Self.small)
    let edited = try writeBack(.xmi, Self.small) { document in
      document.mentions[0].label = "it's \"new\""
      document.mentions.remove(at: 1)
      document.mentions.append(Mention(label: "EMO", range: try place(of: "👍🏽", in: document)))
    }
    let expected = Self.small
      .replacing(
        "value='PER'/>\n  <n:NamedEntity xmi:id='9' sofa='1' begin='7' end='10' value='PER'/>",
        with: "value='it&apos;s &quot;new&quot;'/>"
      )
      .replacing(
        "</n:Location>",
        with: "</n:Location>\n  <n:NamedEntity xmi:id='10' sofa='1' begin='16' end='20' value='EMO'/>"
      )
      .replacing("members=\"7 9 8\"", with: "members=\"7 8 10\"")
    #expect(edited == expected)
  }

  @Test("a label that is a child element or the type's name is changed where it stands")
  func labels() throws {
    let child = try writeBack(.xmi, Self.small) { $0.mentions[2].label = "A&B" }
    #expect(child == Self.small.replacing("<value>CITY", with: "<value>A&amp;B"))
    let bare = Self.small.replacing("<value>CITY</value>", with: "")
    #expect(try ReadCorpus(.xmi, bare).mentions.last == "Location:Rome")
    let named = try writeBack(.xmi, bare) { $0.mentions[2].label = "City" }
    #expect(named == bare.replacing("n:Location", with: "n:City"))
  }

  @Test("the first mention of a file brings its namespace with it")
  func first() throws {
    let start = try #require(Self.small.range(of: "\n  <n:Named")).lowerBound
    let end = try #require(Self.small.range(of: "\n  <cas:Sofa")).lowerBound
    var empty = Self.small
    empty.removeSubrange(start..<end)
    empty = empty.replacing(" xmlns:n=\"http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore\"", with: "")
    for members in [" members=\"7 9 8\"", " members=\"\"", ""] {
      let file = empty.replacing(" members=\"7 9 8\"", with: members)
      let edited = try writeBack(.xmi, file) { document in
        document.mentions = [
          Mention(label: "PER", range: try place(of: "Ada", in: document)),
          Mention(
            label: "LOC", range: try place(of: "Rome", in: document), attributes: [Attribute("identifier", "Q220")]),
        ]
      }
      #expect(try ReadCorpus(.xmi, edited).mentions == ["PER:Ada", "LOC:Rome"])
      #expect(edited.contains("\n  <type:NamedEntity xmi:id="))
    }
  }

  @Test(
    "spans that count for nothing are in the ledger with their place",
    arguments: [
      ("begin='7'", "begin='x'", "5:3 dropped outside-text: 'begin' is 'x', no whole number from 0 on"),
      ("begin='7'", "begin='-1'", "5:3 dropped outside-text: 'begin' is '-1', no whole number from 0 on"),
      ("begin='7' end='10'", "", "5:3 dropped outside-text: it has no 'begin' and 'end'"),
      ("end='10'", "end='99'", "5:3 dropped outside-text: its offsets are 7 and 99"),
      ("end='10'", "end='17'", "5:3 dropped outside-text: its offsets are 7 and 17"),
      (
        "end='10'", "end='99999999999999999999999'",
        "5:3 dropped outside-text: 'end' is '99999999999999999999999', no whole number from 0 on"
      ),
      ("begin='7' end='10'", "begin='10' end='7'", "5:3 dropped outside-text: it ends before it begins"),
      ("begin='7' end='10'", "begin='7' end='7'", "5:3 dropped empty-span"),
      ("sofa='1' begin='7'", "sofa='5' begin='7'", "5:3 dropped outside-text: there is no sofa '5'"),
      ("members=\"7 9 8\"", "members=\"7 8\"", "5:3 dropped not-selected: its view does not list it as a member"),
    ])
  func ledger(old: String, new: String, expected: String) throws {
    let corpus = try ReadCorpus(.xmi, Self.small.replacing(old, with: new))
    #expect(corpus.records.map(\.line1) == ["4:3 kept", expected, "6:3 kept"])
    #expect(corpus.mentions == ["PER:Ada", "CITY:Rome"])
  }

  @Test(
    "files that are not what they should be are refused with their place",
    arguments: [
      ("PK\u{3}\u{4}\u{14}\u{0}", "test.xmi:1:1: error: this is a ZIP archive, expected UIMA XMI; unpack it"),
      ("<collection/>", "test.xmi:1:1: error: the file's element is <collection>, expected <xmi:XMI>"),
      (
        small.replacing("sofaString", with: "sofaURI"),
        "test.xmi:7:3: error: the sofa of the view '_InitialView' has no sofaString"
      ),
      (
        small.replacing("<cas:View", with: "<cas:Sofa xmi:id=\"1\" sofaID=\"b\"/><cas:View"),
        "test.xmi:8:3: error: the sofa '1' stands twice"
      ),
      (small.replacing("<cas:Sofa", with: "<n:Sofa"), "test.xmi:1:1: error: <xmi:XMI> has no <cas:Sofa>"),
      (
        small.replacing("sofaString=\"Ada", with: "sofaString=\"Ada <"),
        "test.xmi:7:90: error: '<' in the value of 'sofaString'"
      ),
    ])
  func refused(file: String, expected: String) {
    let found = message { _ = try ReadCorpus(.xmi, file, name: "test.xmi") }
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test("a file without lists of members, with ids that stand twice, or with one view of another name is read")
  func lenient() throws {
    let all = Self.small.replacing("<cas:View sofa=\"1\" members=\"7 9 8\"/>", with: "")
    let corpus = try ReadCorpus(.xmi, all)
    #expect(corpus.mentions.count == 3)
    #expect(corpus.remarks.contains { $0.contains("lists no members") })
    let twice = try ReadCorpus(.xmi, Self.small.replacing("xmi:id='9'", with: "xmi:id='7'"))
    #expect(twice.documents[0].mentions.map(\.id) == ["7", nil, "8"])
    #expect(twice.documents[0].mentions[1].attributes == [Attribute("uima.id", "7")])
    let other = try ReadCorpus(.xmi, Self.small.replacing("_InitialView", with: "gold"))
    #expect(other.mentions.count == 3)
    #expect(other.documents[0].metadata == [Attribute("uima.view", "gold")])
  }
}
