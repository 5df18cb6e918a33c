import Annotations
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Readers of inline annotation")
struct InlineReaderTests {
  @Test("XML: documents, sentences and mentions of the usual elements, without options")
  func usual() throws {
    let text = """
      <?xml version="1.0"?>
      <corpus><subcorpus><meta>m</meta>
      <document name="d1"><p xml:lang="en"><sentence xml:id="s1"><ENAMEX type="PERSON" subtype="x">Ada</ENAMEX> wrote.</sentence>
      <sentence>She <b>met</b> <LOC>New York</LOC>.</sentence></p>And more</document>
      <document id="d2" topic="t"><s><persName>B</persName></s></document></subcorpus></corpus>
      """
    let read = try documents(.inlineXML, text)
    #expect(read.map(\.document.id) == ["d1", "d2"])
    #expect(read[0].text == "Ada wrote.\nShe met New York.\nAnd more")
    #expect(read[0].document.sentences.map(read[0].document.string) == ["Ada wrote.", "She met New York.", "And more"])
    #expect(mentionLines(read[0]) == ["PERSON Ada", "LOC New York"])
    #expect(read[0].document.mentions[0].attributes == [Attribute("subtype", "x")])
    #expect(read[1].document.metadata == [Attribute("topic", "t")])
    #expect(mentionLines(read[1]) == ["PER B"])
  }

  @Test("XML: what was taken for mentions without rules is told")
  func remarks() throws {
    let input = CorpusInput(.inlineXML, paths: [], name: "a")
    let text = "<doc><LOC>a</LOC> <LOC>b</LOC> <ENAMEX TYPE='X'>c</ENAMEX></doc>"
    var reader = try InlineForms.reader(MarkupBuffer(bytes: Array(text.utf8), name: "a"), input, ReadingOptions())
    while try reader.next() != nil {}
    #expect(reader.remarks == ["no rules for mentions were given; taken were: LOC 2, X 1"])
  }

  @Test("XML: a file without document elements is one document; a root in capitals is no mention")
  func whole() throws {
    let read = try documents(.inlineXML, "<TEXTS><P>a <PER>b</PER></P><P>c</P></TEXTS>")
    #expect(read.map(\.document.id) == ["a.xml#1"])
    #expect(read[0].text == "a b\nc")
    #expect(mentionLines(read[0]) == ["PER b"])
  }

  @Test("XML: elements as configured: documents, text, ids, labels, white space")
  func configured() throws {
    let text = """
      <r><x>no</x><rec><key> k1 </key><no>n</no><body><e t="A">a</e>  <e t="B">b</e><f>c</f></body></rec>
      <rec><key>k2</key><body>d</body><e t="A">e</e></rec></r>
      """
    let read = try documents(.inlineXML, text) {
      $0.xml.documentElement = "rec"
      $0.xml.textElements = ["body"]
      $0.xml.idAttribute = "key"
      $0.xml.mentions = ["e@t=A: First", "f: F"]
      $0.xml.collapsesWhiteSpace = false
    }
    #expect(read.map(\.document.id) == ["k1", "k2"])
    #expect(read.map(\.text) == ["a  bc", "d"])
    #expect(mentionLines(read[0]) == ["First a", "F c"])
    #expect(read.map(\.fates) == [["First kept", "F kept"], ["First dropped not-selected"]])
  }

  @Test("MUC: zones, unclosed tags, values without quotes, any case, entities, alternatives")
  func muc() throws {
    let text = """
      <DOC>
      <DOCID> wsj-1 </DOCID> <NWORDS> 12 </NWORDS>
      <slug>A <Enamex Type=PERSON STATUS=OPT>Ada</ENAMEX></slug>
      <TEXT><p>
      A < b & <c> &amp; &MD; <ENAMEX TYPE="PERSON|ORGANIZATION" ALT='Byron'>Lady\r\nByron</enamex> AT&T
      <NUMEX TYPE='MONEY'>$ 5</NUMEX
      > <!-- gone --></TEXT>
      <TRAILER>t</TRAILER>
      <DOC><DOCNO>2</DOCNO><TEXT>x <TIMEX TYPE="DATE">today
      """
    let read = try documents(.enamex, text)
    #expect(read.map(\.document.id) == ["wsj-1", "2"])
    #expect(
      read[0].text == "A Ada\n\nA < b & <c> & &MD; Lady\nByron AT&T\n$ 5 \nt")
    #expect(mentionLines(read[0]) == ["PERSON Ada", "PERSON Lady\nByron", "MONEY $ 5"])
    let mentions = read[0].document.mentions
    #expect(mentions[0].attributes == [Attribute("STATUS", "OPT")])
    #expect(mentions[1].attributes == [Attribute("TYPE", "PERSON|ORGANIZATION"), Attribute("ALT", "Byron")])
    #expect(read[1].fates == ["DATE dropped outside-text"])
    #expect(read[1].text == "x today")
  }

  @Test("MUC: without zones the whole document is text; elements that overlap are kept as they are")
  func mucWithoutZones() throws {
    let read = try documents(.enamex, "<ENAMEX TYPE=A>a <ENAMEX TYPE=B>b</ENAMEX> c</ENAMEX> </ENAMEX>d")
    #expect(read[0].text == "a b c d")
    #expect(mentionLines(read[0]) == ["A a b c", "B b"])
    let crossing = try documents(.enamex, "<ENAMEX TYPE=A>a <TIMEX TYPE=B>b</ENAMEX> c</TIMEX>")
    #expect(mentionLines(crossing[0]) == ["A a b", "B b c"])
  }

  @Test("MUC: a tag of a mention that cannot be read is an error at its place")
  func mucError() throws {
    let error = #expect(throws: Located<XMLProblem>.self) {
      try documents(.enamex, "<DOC><TEXT>\n x <ENAMEX TYPE=\"A>y</ENAMEX></TEXT></DOC>")
    }
    #expect(error?.place == Place(file: "a.xml", line: 2, column: 12))
  }

  @Test("i2b2 2006: records with their ids, white space as it is")
  func i2b2() throws {
    let text = """
      <?xml version="1.0" encoding="UTF-8" ?>
      <ROOT>
      <RECORD ID="1"><TEXT>
      Dr. <PHI TYPE="DOCTOR">Ada  B</PHI> & < 100\r
      </TEXT></RECORD>
      <RECORD ID="2"><TEXT/></RECORD>
      </ROOT>
      """
    let read = try documents(.i2b2Inline, text)
    #expect(read.map(\.document.id) == ["1", "2"])
    #expect(read.map(\.text) == ["\nDr. Ada  B & < 100\n", ""])
    #expect(mentionLines(read[0]) == ["DOCTOR Ada  B"])
  }

  @Test("CWB: rows are tokens, w has no white space inside, other columns are told")
  func cwb() throws {
    let text = """
      <text id="t" genre="g">
      <s>
      <ne type="PER">
      Ada\tNP
      &amp;Co\tNP
      </ne>
      <w>
      eye\tNN
      -\t:
      </w>
      .\tSENT
      </s>
      <s>
      no\nend</s>
      </text>
      """
    let read = try documents(.cwb, text)
    #expect(read[0].text == "Ada &Co eye- .\nno end")
    #expect(read[0].document.tokens.map(read[0].document.string) == ["Ada", "&Co", "eye", "-", ".", "no", "end"])
    #expect(read[0].document.sentences.count == 2)
    #expect(mentionLines(read[0]) == ["PER Ada &Co"])
    #expect(read[0].document.metadata == [Attribute("genre", "g")])
  }

  @Test("files of our own sample give the labels and words of its columns", arguments: ["dev", "test", "train"])
  func sample(part: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../corpora/sample")
    let path = folder.appending(path: "xml/\(part).xml").standardizedFileURL.path
    var reader = try CorpusInput(.inlineXML, paths: [path], name: part).reader()
    var columns = try ColumnCorpus(path: folder.appending(path: "iob/\(part).txt").standardizedFileURL.path)
    while let read = try reader.next() {
      for sentence in read.document.sentences {
        let expected = try #require(try columns.next()).tagged
        #expect(read.document.string(sentence) == expected.words.joined(separator: " "))
        var labels: [String] = []
        for mention in read.document.mentions where sentence.overlaps(mention.hull) { labels.append(mention.label) }
        #expect(labels == expected.labels.filter { $0.hasPrefix("B-") }.map { String($0.dropFirst(2)) })
      }
    }
    #expect(try columns.next() == nil)
  }
}
