import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// What a file becomes with other mentions, and the records.
func writtenBack(
  _ format: CorpusFormat, _ text: String, reading: ReadingOptions = ReadingOptions(),
  writing: WritingOptions = WritingOptions(), _ change: @escaping (inout Document) -> Void
) throws -> (text: String, spans: [SpanRecord]) {
  var spans: [SpanRecord] = []
  let output = try XMLWriteBack.write(
    Array(text.utf8), as: CorpusInput(format, paths: ["a"], name: "a"), reading: reading, writing: writing,
    revise: { document in
      var document = document
      change(&document)
      return document
    },
    report: { spans += $0.spans })
  return (String(decoding: output, as: UTF8.self), spans)
}

extension Document {
  /// The range of the first place of a text.
  func range(of part: String) -> Range<Int> {
    let part = Array(part.utf8)
    let start = text.indices.first { text[$0...].starts(with: part) } ?? 0
    return start..<start + part.count
  }
}

@Suite("Write-back of inline annotation")
struct InlineWriteBackTests {
  private static func tei(_ body: String) -> String { "<TEI xmlns='u'><text><body>\(body)</body></text></TEI>" }

  private func add(_ body: String, _ label: String, _ part: String, _ format: CorpusFormat = .tei) throws -> String {
    let text = format == .tei ? Self.tei(body) : body
    let result = try writtenBack(format, text) { document in
      document.mentions.append(Mention(label: label, range: document.range(of: part)))
    }
    #expect(result.spans.allSatisfy { $0.fate == .kept }, "\(result.spans)")
    let head = format == .tei ? Self.tei("|").split(separator: "|").map(String.init) : ["", ""]
    return String(result.text.dropFirst(head[0].count).dropLast(head.last?.count ?? 0))
  }

  @Test(
    "a new mention gets an element around its text, at the right tags",
    arguments: [
      ("<p>by Ada Byron.</p>", "Ada Byron", "<p>by <persName>Ada Byron</persName>.</p>"),
      ("<p>by <hi>Ada</hi> Byron</p>", "Ada Byron", "<p>by <persName><hi>Ada</hi> Byron</persName></p>"),
      ("<p>by <hi>Ada</hi>.</p>", "Ada", "<p>by <hi><persName>Ada</persName></hi>.</p>"),
      ("<p>by <b>Lady <i>Ada</i></b></p>", "Lady Ada", "<p>by <b><persName>Lady <i>Ada</i></persName></b></p>"),
      ("<p>by <b>Lady</b> <i>Ada</i></p>", "Lady Ada", "<p>by <persName><b>Lady</b> <i>Ada</i></persName></p>"),
      (
        "<p>A<note>see <b>x</b></note>da &amp; B.</p>", "Ada & B",
        "<p><persName>A<note>see <b>x</b></note>da &amp; B</persName>.</p>"
      ),
      ("<p> Ada\n   Byron <!-- c --></p>", "Ada Byron", "<p> <persName>Ada\n   Byron</persName> <!-- c --></p>"),
      ("<p>Ada<lb/>Byron</p>", "Ada Byron", "<p><persName>Ada<lb/>Byron</persName></p>"),
      ("<p><w>Ada</w> <w>Byron</w></p>", "Byron", "<p><w>Ada</w> <persName><w>Byron</w></persName></p>"),
      ("<p><w>Ada</w> <w>Byron</w></p>", "Ada Byron", "<p><persName><w>Ada</w> <w>Byron</w></persName></p>"),
      (
        "<p><orgName>Wick Co</orgName>, Ltd</p>", "Wick Co, Ltd",
        "<p><persName><orgName>Wick Co</orgName>, Ltd</persName></p>"
      ),
      ("<p><orgName>Wick Co</orgName></p>", "Wick", "<p><orgName><persName>Wick</persName> Co</orgName></p>"),
      (
        "<p><choice><sic>Adda</sic><corr>Ada</corr></choice> B</p>", "Ada B",
        "<p><persName><choice><sic>Adda</sic><corr>Ada</corr></choice> B</persName></p>"
      ),
      (
        "<p><choice><sic>Adda</sic><corr>Ada</corr></choice> B</p>", "Ada",
        "<p><choice><sic>Adda</sic><corr><persName>Ada</persName></corr></choice> B</p>"
      ),
      (
        "<p>x<![CDATA[<Ada> B]]></p>", "Ada", "<p>x<![CDATA[<]]><persName><![CDATA[Ada]]></persName><![CDATA[> B]]></p>"
      ),
      ("<p>x\r\nAda\r\n</p>", "Ada", "<p>x\r\n<persName>Ada</persName>\r\n</p>"),
    ])
  func added(body: String, part: String, expected: String) throws {
    #expect(try add(body, "PER", part) == expected)
  }

  @Test(
    "a mention that would cross elements becomes pieces that are tied together, and is read as one",
    arguments: [
      (
        "<p>by <b>Lady Ada</b> Byron</p>", "Ada Byron",
        "<p>by <b>Lady <persName xml:id=\"m1\" next=\"#m2\">Ada</persName></b> "
          + "<persName xml:id=\"m2\" prev=\"#m1\">Byron</persName></p>"
      ),
      (
        "<p xml:id='m1'>by Ada</p><p>Byron x</p>", "Ada\nByron",
        "<p xml:id='m1'>by <persName xml:id=\"m2\" next=\"#m3\">Ada</persName></p>"
          + "<p><persName xml:id=\"m3\" prev=\"#m2\">Byron</persName> x</p>"
      ),
      (
        "<l>a Ada</l><l>B <i>C</i></l><l>D e</l>", "Ada\nB C\nD",
        "<l>a <persName xml:id=\"m1\" next=\"#m2\">Ada</persName></l><l>"
          + "<persName xml:id=\"m2\" prev=\"#m1\" next=\"#m3\">B <i>C</i></persName></l><l>"
          + "<persName xml:id=\"m3\" prev=\"#m2\">D</persName> e</l>"
      ),
    ])
  func pieces(body: String, part: String, expected: String) throws {
    #expect(try add(body, "PER", part) == expected)
  }

  @Test("in other forms each piece is a mention, and that is counted")
  func split() throws {
    let text = "<d><p>by Ada</p><p>Byron</p></d>"
    let result = try writtenBack(.inlineXML, text) { document in
      document.mentions = [Mention(label: "PER", range: document.range(of: "Ada\nByron"))]
    }
    #expect(result.text == "<d><p>by <persName>Ada</persName></p><p><persName>Byron</persName></p></d>")
    #expect(result.spans.map(\.fate) == [.split] && result.spans.map(\.produced) == [2])
    #expect(result.spans[0].reason == .crossesBoundary && result.spans[0].isUnexplainedLoss)
  }

  @Test("mentions of several stretches are tied in TEI, and elsewhere follow the policy")
  func discontinuous() throws {
    let change: (inout Document) -> Void = { document in
      document.mentions = [Mention(label: "PER", fragments: [document.range(of: "Ada"), document.range(of: "Byron")])]
    }
    let tei = try writtenBack(.tei, Self.tei("<p>Ada or Byron</p>"), change)
    #expect(
      tei.text
        == Self.tei(
          "<p><persName xml:id=\"m1\" next=\"#m2\">Ada</persName> or <persName xml:id=\"m2\" prev=\"#m1\">Byron</persName></p>"
        )
    )
    #expect(tei.spans.map(\.fate) == [.kept])
    var options = WritingOptions()
    options.projection.discontinuous = .split
    let inline = try writtenBack(.inlineXML, "<d>Ada or Byron</d>", writing: options, change)
    #expect(inline.text == "<d><persName>Ada</persName> or <persName>Byron</persName></d>")
    #expect(inline.spans.map(\.fate) == [.split] && !inline.spans[0].isUnexplainedLoss)
  }

  @Test(
    "another label changes one attribute or the element's name, and nothing else",
    arguments: [
      ("<persName  ref='a'\n>Ada</persName >", "ORG", "<orgName  ref='a'\n>Ada</orgName >"),
      ("<rs type='person' ref=\"#a\">Ada</rs>", "LOC", "<rs type='place' ref=\"#a\">Ada</rs>"),
      ("<rs type='person'>Ada</rs>", "it's <b>", "<rs type='it&apos;s &lt;b&gt;'>Ada</rs>"),
      ("<persName>Ada</persName>", "ship", "<name type=\"ship\">Ada</name>"),
      ("<persName type='x'>Ada</persName>", "ship", "<name type='ship'>Ada</name>"),
      ("<t:persName xmlns:t='v'>Ada</t:persName>", "LOC", "<t:placeName xmlns:t='v'>Ada</t:placeName>"),
    ])
  func relabelled(body: String, label: String, expected: String) throws {
    let result = try writtenBack(.tei, Self.tei("<p>\(body)</p>")) { $0.mentions[0].label = label }
    #expect(result.text == Self.tei("<p>\(expected)</p>"))
    #expect(result.spans.map(\.fate) == [.kept])
  }

  @Test("a mention that goes takes its tags along, and only them")
  func removed() throws {
    let body = "<p>a <persName ref='x'>Ada <hi>B</hi></persName>, <orgName><placeName>Wick</placeName> Co</orgName></p>"
    let result = try writtenBack(.tei, Self.tei(body)) { $0.mentions.removeAll { $0.label != "LOC" } }
    #expect(result.text == Self.tei("<p>a Ada <hi>B</hi>, <placeName>Wick</placeName> Co</p>"))
    let tied = "<p><name xml:id='a' next='#b'>A</name> <i>b <name xml:id='b' prev='#a'>B</name></i></p>"
    #expect(try writtenBack(.tei, Self.tei(tied)) { $0.mentions = [] }.text == Self.tei("<p>A <i>b B</i></p>"))
    let standoff = "<p><w xml:id='w'>A</w></p><spanGrp type='ner'><span from='#w' to='#w' type='X'/> </spanGrp>"
    #expect(
      try writtenBack(.tei, Self.tei(standoff)) { $0.mentions = [] }.text
        == Self.tei("<p><w xml:id='w'>A</w></p><spanGrp type='ner'> </spanGrp>"))
  }

  @Test("mentions within one another, side by side, and crossing one another")
  func several() throws {
    let result = try writtenBack(.tei, Self.tei("<p>City of New Wick Council</p>")) { document in
      document.mentions = [
        ("LOC", "New Wick"), ("ORG", "City of New Wick Council"), ("PER", "Wick Council"), ("DATE", "City"),
      ]
      .map { Mention(label: $0, range: document.range(of: $1)) }
    }
    #expect(
      result.text
        == Self.tei(
          "<p><orgName><date>City</date> of <placeName>New <persName xml:id=\"m1\" next=\"#m2\">Wick</persName></placeName> "
            + "<persName xml:id=\"m2\" prev=\"#m1\">Council</persName></orgName></p>"))
    #expect(result.spans.map(\.fate) == [.kept, .kept, .kept, .kept])
  }

  @Test("attributes that are new or other are written, those of the file stay")
  func attributes() throws {
    let result = try writtenBack(.tei, Self.tei("<p><persName key='k' ref='a'>Ada</persName> B</p>")) { document in
      document.mentions[0].attributes = [
        Attribute("ref", "b&"), Attribute("cert", "low"), Attribute("not a name", "x"),
      ]
      document.mentions.append(
        Mention(
          label: "PER", range: document.range(of: "B"),
          attributes: [Attribute("ref", "#b"), Attribute("element", "rs")]))
    }
    #expect(
      result.text
        == Self.tei(
          "<p><persName cert=\"low\" key='k' ref='b&amp;'>Ada</persName> <persName ref=\"#b\">B</persName></p>"))
  }

  @Test("bare mentions as models make them leave the elements that say the same")
  func bare() throws {
    let text = Self.tei("<p><rs type='person' ref='a'>Ada</rs> and <rs type='place'>Wick</rs></p>")
    let result = try writtenBack(.tei, text) { document in
      document.mentions = document.mentions.map { Mention(label: $0.label, range: $0.hull) }
    }
    #expect(result.text == text)
  }

  @Test("MUC and i2b2: tags among what looks like tags, in the file's own way")
  func sgml() throws {
    let text = "<DOC><DOCID>d</DOCID><TEXT>\r\nA <b & <ENAMEX TYPE=PERSON>Ada</ENAMEX> &amp; <p>Wick</TEXT></DOC>"
    let result = try writtenBack(.enamex, text) { document in
      document.mentions[0].label = "a b"
      document.mentions.append(Mention(label: "LOCATION", range: document.range(of: "& Wick")))
    }
    #expect(
      result.text
        == "<DOC><DOCID>d</DOCID><TEXT>\r\nA <b & <ENAMEX TYPE=a&#32;b>Ada</ENAMEX> <ENAMEX TYPE=\"LOCATION\">&amp; <p>Wick"
        + "</ENAMEX></TEXT></DOC>")
    let record = "<ROOT><RECORD ID=\"1\"><TEXT>Dr. <PHI TYPE=\"DOCTOR\">Ada</PHI></TEXT></RECORD></ROOT>"
    #expect(
      try writtenBack(.i2b2Inline, record) { $0.mentions = [] }.text
        == "<ROOT><RECORD ID=\"1\"><TEXT>Dr. Ada</TEXT></RECORD></ROOT>")
  }

  @Test("CWB: tags on lines of their own, around whole tokens")
  func cwb() throws {
    let text = "<text id=\"t\">\n<s>\nAda\tX\nByron\tX\n<w>\neye\n-\n</w>\n.\tX\n</s>\n</text>\n"
    let result = try writtenBack(.cwb, text) { document in
      document.mentions = [
        Mention(label: "PER", range: document.range(of: "Ada By")),
        Mention(label: "LOC", range: document.range(of: "Byron eye-")),
      ]
    }
    #expect(
      result.text == """
        <text id="t">
        <s>
        <persName>
        Ada\tX
        <placeName>
        Byron\tX
        </placeName>
        </persName>
        <placeName>
        <w>
        eye
        -
        </w>
        </placeName>
        .\tX
        </s>
        </text>

        """)
    #expect(result.spans.map(\.fate) == [.snapped, .split])
    #expect(try writtenBack(.cwb, result.text) { $0.mentions = [] }.text == text)
  }

  @Test(
    "in other encodings tags are written in the file's",
    arguments: [XMLEncoding.latin1, .utf16LittleEndian, .utf16BigEndian])
  func encodings(encoding: XMLEncoding) throws {
    let name = encoding == .latin1 ? "ISO-8859-1" : "UTF-16"
    func file(_ text: String) -> [UInt8] {
      let mark: [UInt8] = encoding == .latin1 ? [] : encoding == .utf16BigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]
      return mark + encoding.encoded(Array("<?xml version='1.0' encoding='\(name)'?>\(text)".utf8))
    }
    let output = try XMLWriteBack.write(
      file("<d>é <ENAMEX type='A'>ü&#246;</ENAMEX> é</d>"), as: CorpusInput(.inlineXML, paths: ["a"], name: "a"),
      revise: { document in
        var document = document
        document.mentions[0].label = "Łódź"
        document.mentions.append(Mention(label: "PER", range: document.range(of: "é")))
        return document
      })
    let label = encoding == .latin1 ? "&#321;ód&#378;" : "Łódź"
    #expect(output == file("<d><ENAMEX type=\"PER\">é</ENAMEX> <ENAMEX type='\(label)'>ü&#246;</ENAMEX> é</d>"))
  }

  @Test("what cannot be written is dropped and counted: borders inside entities, labels without a spelling, no text")
  func unrepresentable() throws {
    var reading = ReadingOptions()
    reading.xml.mentions = ["persName: PER"]
    let text = "<!DOCTYPE d [<!ENTITY co 'Wick Co'>]><d>x &co; y</d>"
    let result = try writtenBack(.inlineXML, text, reading: reading) { document in
      document.mentions = [("PER", "Co"), ("ORG", "x"), ("PER", " "), ("PER", "Wick Co y")]
        .map { Mention(label: $0, range: document.range(of: $1)) }
    }
    #expect(result.text == "<!DOCTYPE d [<!ENTITY co 'Wick Co'>]><d>x <persName>&co; y</persName></d>")
    #expect(result.spans.map(\.fate) == [.dropped, .dropped, .dropped, .kept])
    #expect(result.spans.map(\.reason) == [.notRepresentable, .notRepresentable, .empty, nil])
  }

  @Test("another text, a pipe, and another form are refused")
  func refusals() throws {
    #expect(throws: WriteBackProblem.textDiffers(document: "a#1")) {
      try writtenBack(.inlineXML, "<d>x</d>") { $0.text += [0x41] }
    }
    for (format, path, problem) in [(CorpusFormat.tei, "-", WriteBackProblem.notAFile), (.brat, "x", .format(.brat))] {
      let folder = try Workplace()
      let path = path == "-" ? path : try folder.file("x", "y")
      #expect(throws: problem) {
        try XMLWriteBack.write(CorpusInput(format, paths: [path], name: "x"), to: folder.path + "/y") { _ in nil }
      }
      #expect(try folder.names() == (path == "-" ? [] : ["x"]))
    }
  }
}
