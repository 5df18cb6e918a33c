import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("WebAnno TSV 3")
struct WebAnnoTests {
  static let head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|kind|value\n"

  static func read(_ file: String, _ change: (inout StandoffOptions) -> Void = { _ in }) throws -> ReadCorpus {
    var options = ReadingOptions()
    change(&options.standoff)
    return try readFiles(.webanno, [("w.tsv", file)], options)
  }

  @Test("stacked annotations, parts of tokens, and rows that belong together")
  func stacked() throws {
    let corpus = try Self.read(
      Self.head + """


        #Text=aaaaaa bbbbbb cccccc
        1-1\t0-6\taaaaaa\tx[1]|y[2]|*\tA[1]|B[2]|C\t
        1-1.1\t3-6\taaa\t*[3]\tD[3]\t
        1-2\t7-13\tbbbbbb\tx[1]|*[3]\tA[1]|D[3]\t
        1-2.1\t7-7\t\t*[4]\tE[4]\t
        1-2.2\t9-13\tbbbb\t*[5]\tF[5]\t
        1-3\t14-20\tcccccc\t_\t_\t
        1-3.1\t14-17\tccc\t*[3]\tD[3]\t

        """)
    let document = corpus.documents[0]
    #expect(document.id == "w")
    #expect(corpus.mentions == ["A:aaaaaa bbbbbb", "B:aaaaaa", "C:aaaaaa", "D:aaa bbbbbb ccc", "F:bbbb"])
    #expect(document.mentions.map(\.id) == ["1", "2", nil, "3", "5"])
    #expect(document.mentions[0].attributes == [Attribute("kind", "x")])
    #expect(document.mentions[2].attributes == [])
    #expect(document.tokens == [0..<6, 7..<13, 14..<20])
    #expect(corpus.count(.dropped, .empty) == 1)
    #expect(document.metadata == [Attribute("webanno.layer", "webanno.custom.Span|kind|value")])
    #expect(
      corpus.remarks == [
        "offsets count UTF-16 code units: 3 of 3 tokens fit", "mentions are of the layers webanno.custom.Span",
      ])
  }

  @Test("a mention without a number beside others of its row is one of its own")
  func unnumbered() throws {
    let corpus = try Self.read(
      Self.head + "\n\n#Text=Ada Ada\n1-1\t0-3\tAda\tk\tP\t\n1-2\t4-7\tAda\tk\tP\t\n")
    #expect(corpus.mentions == ["P:Ada", "P:Ada"])
  }

  @Test("what a backslash stands before is taken for itself")
  func escapes() throws {
    let corpus = try Self.read(
      Self.head + #"""


        #Text=a\tb [1] c\\d
        1-1	0-3	a\tb	\_[7]	x\|y\[1\][7]	
        1-2	4-7	[1]	_	\*\->\;\nz	
        1-3	8-11	c\\d	*	*	

        """#)
    #expect(corpus.mentions == ["x|y[1]:a\tb", "*->;\nz:[1]", "Span:c\\d"])
    #expect(corpus.documents[0].mentions[0].attributes == [Attribute("kind", "_")])
    #expect(corpus.documents[0].mentions[0].id == "7")
    #expect(WebAnnoEscape.escaped("_[|]*->;\t\n\\-") == #"\_\[\|\]\*\->\;\t\n\\-"#)
    for text in ["_", "*", "a->b", "x|[1]", "\\", "\\n", "tab\tline\nend", "->->", "日本_"] {
      #expect(WebAnnoEscape.unescaped(WebAnnoEscape.escaped(text)[...]) == text)
      #expect(WebAnnoEscape.items(Substring(WebAnnoEscape.escaped(text) + "[3]")).map(\.value) == [text])
    }
  }

  @Test(
    "offsets count UTF-16 code units, or whatever the tokens show",
    arguments: [
      (OffsetUnit.utf16, 5), (.codePoint, 4), (.utf8, 7),
    ])
  func units(unit: OffsetUnit, start: Int) throws {
    let corpus = try Self.read(
      Self.head + "\n\n#Text=a 😀 Ada\n1-1\t0-1\ta\t_\t_\t\n1-2\t\(start)-\(start + 3)\tAda\t_\tP\t\n")
    #expect(corpus.mentions == ["P:Ada"])
    #expect(corpus.remarks[0] == "offsets count \(unit.phrase): 2 of 2 tokens fit")
  }

  @Test("sentences of several lines, and what stood between sentences")
  func sentences() throws {
    let corpus = try Self.read(
      Self.head
        + "\n\n#Text=One\n#Text=two\n1-1\t2-5\tOne\t_\t_\t\n1-2\t6-9\ttwo\t_\tX\t\n\n#Sentence.id=x\n#Text=3\n2-1\t12-13\t3\t_\t_\t\n"
    )
    let document = corpus.documents[0]
    #expect(String(decoding: document.text, as: UTF8.self) == "\n\nOne\ntwo\n\n\n3")
    #expect(document.sentences == [2..<9, 12..<13])
    #expect(corpus.mentions == ["X:two"])
  }

  @Test("a sentence whose text does not fit its tokens is put together from these")
  func rebuilt() throws {
    let corpus = try Self.read(Self.head + "\n\n#Text=broken\n1-1\t0-3\tAda\t_\tP\t\n1-2\t5-8\tBob\t_\tP\t\n")
    #expect(String(decoding: corpus.documents[0].text, as: UTF8.self) == "Ada  Bob")
    #expect(corpus.remarks[1] == "1 sentence whose text does not fit its tokens; put together from these")
  }

  @Test("several layers: named entities alone, others counted, or those that are asked for")
  func layers() throws {
    let file = """
      #FORMAT=WebAnno TSV 3.2
      #T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
      #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
      #T_SP=webanno.custom.Frame|
      #T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.LinkType|webanno.custom.Frame
      #T_RL=webanno.custom.Rel|kind|BT_webanno.custom.Frame


      #Text=Ada met Bob
      1-1\t0-3\tAda\tNNP\tQ7\tPER\t*[1]\tp1;p2\t1-1[1];1-3[2]\t_\t_\t
      1-2\t4-7\tmet\tVBD\t_\t_\t*[1]\t_\t_\t_\t_\t
      1-3\t8-11\tBob\tNNP\t*\tPER\t*[2]\t_\t_\tsib\t1-1[1_2]\t

      """
    var corpus = try Self.read(file)
    #expect(corpus.mentions == ["PER:Ada", "PER:Bob"])
    #expect(corpus.documents[0].mentions[0].attributes == [Attribute("identifier", "Q7")])
    #expect(corpus.count(.dropped, .notSelected) == 3)
    #expect(corpus.records.allSatisfy { !$0.isUnexplainedLoss })
    #expect(
      corpus.documents[0].metadata == [Attribute("relation", "webanno.custom.Rel\t1-3\tsib\t1-1[1_2]")])
    corpus = try Self.read(file) { $0.sets = ["Frame", "webanno.custom.Host"] }
    #expect(corpus.mentions == ["Frame:Ada met", "Host:Ada", "Frame:Bob"])
    #expect(
      corpus.documents[0].mentions[1].attributes
        == [Attribute("layer", "Host"), Attribute("links", "p1;p2 -> 1-1[1];1-3[2]")])
    corpus = try Self.read(file) { $0.sets = ["POS"] }
    #expect(corpus.mentions == [])
    corpus = try Self.read(file) { $0.labelKey = "identifier" }
    #expect(corpus.mentions == ["Q7:Ada", "NamedEntity:Bob"])
  }

  @Test("what is written")
  func written() throws {
    let text = "Ada-Byron met\tBob 😀.\nEve_ left"
    let mentions = [
      Mention(label: "PER", range: 4..<9, attributes: [Attribute("identifier", "Q_7")]),
      Mention(label: "PER", range: 0..<17, id: "9"), Mention(label: "a|b", range: 14..<17),
    ]
    let folder = try Workplace()
    try write([Document(id: "d", text: Array(text.utf8), mentions: mentions)], .webanno, to: folder.path + "/out")
    #expect(
      try folder.text("out/d.tsv") == #"""
        #FORMAT=WebAnno TSV 3.3
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value


        #Text=Ada-Byron met\tBob 😀.
        1-1	0-9	Ada-Byron	*[9]	PER[9]	
        1-1.1	4-9	Byron	Q\_7[1]	PER[1]	
        1-2	10-13	met	*[9]	PER[9]	
        1-3	14-17	Bob	*[9]|*[2]	PER[9]|a\|b[2]	
        1-4	18-21	😀.	_	_	

        #Text=Eve_ left
        2-1	22-26	Eve_	_	_	
        2-2	27-31	left	_	_	

        """#)
  }

  @Test("attributes that named entities have not become features of another layer")
  func custom() throws {
    let mention = Mention(
      label: "P", range: 0..<3, id: "1", attributes: [Attribute("note", "x"), Attribute("a b", "y")])
    let folder = try Workplace()
    let document = Document(id: "d", text: Array("Ada".utf8), mentions: [mention])
    let records = try write([document], .webanno, to: folder.path + "/out")
    #expect(records.map(\.detail) == ["without 'a b'"])
    #expect(try folder.text("out/d.tsv").contains("#T_SP=webanno.custom.Mention|value|note\n"))
    let again = try readWritten(.webanno, folder.path + "/out").documents[0]
    #expect(again.mentions == [Mention(label: "P", range: 0..<3, id: "1", attributes: [Attribute("note", "x")])])
  }

  @Test(
    "malformed files are refused with their place",
    arguments: [
      (
        "#FORMAT=WebAnno TSV 2\n",
        "w.tsv:1:1: error: found 'another first line', expected #FORMAT=WebAnno TSV 3.x (the older forms 1 and 2 are not read)"
      ),
      (
        head + "\n\n1-1\t0-1\ta\t_\t_\t\n",
        "w.tsv:5:1: error: found '1-1', expected a line that begins with #Text= before the rows"
      ),
      (
        head + "\n\n#Text=a\n1-1\t0-1\ta\t_\n",
        "w.tsv:6:12: error: found 'the end of the line', expected 5 columns, as the head of the file declares"
      ),
      (
        head + "\n\n#Text=a\n1-1\t1\ta\t_\t_\t\n",
        "w.tsv:6:5: error: found '1', expected a start and an end with '-' between"
      ),
      (
        head + "\n\n#Text=a\n1-1.1\t0-1\ta\t_\t_\t\n",
        "w.tsv:6:1: error: found '1-1.1', expected a token before its parts"
      ),
      (
        head + "\n\n#Text=a\n1-1\t99999999999-99999999999\ta\t_\t_\t\n",
        "w.tsv:6:1: error: found '99999999999', expected an offset not before 0, where the sentence before ends"
      ),
      (
        head + "\n\n#Text=a b\n1-1\t0-1\ta\t_\t_\t\n1-2\t2-9223372036854775807\tb\t_\t_\t\n",
        "w.tsv:7:1: error: found '2-9223372036854775807', expected offsets inside the sentence's text"
      ),
      (
        head + "\n\n#Text=a b\n1-1\t0-3\ta b\t_\t_\t\n1-2\t2-3\tb\t_\t_\t\n",
        "w.tsv:7:1: error: found '2-3', expected offsets behind those of the token before"
      ),
      (
        head + "\n\n#Text=a\n1-1\t0-1\ta\t_\t_\t\n\n#Text=b\n2-1\t0-1\tb\t_\t_\t\n",
        "w.tsv:9:1: error: found '0', expected an offset not before 1, where the sentence before ends"
      ),
    ])
  func malformed(file: String, expected: String) throws {
    #expect(try failure(.webanno, [("w.tsv", file)]) == expected)
  }
}
