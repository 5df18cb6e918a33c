import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// Reads files of a form that were written for a test: contents by name.
func readFiles(_ format: CorpusFormat, _ files: [(String, String)], _ options: ReadingOptions = ReadingOptions()) throws
  -> ReadCorpus
{
  let folder = try Workplace()
  let paths = try files.map { try folder.file($0.0, $0.1) }
  let reader = try CorpusInput(format, paths: paths, name: files[0].0).reader(options)
  return try ReadCorpus(reader)
}

/// What reading says, without the folder.
func failure(_ format: CorpusFormat, _ files: [(String, String)], _ options: ReadingOptions = ReadingOptions()) throws
  -> String?
{
  let folder = try Workplace()
  let paths = try files.map { try folder.file($0.0, $0.1) }
  let found = message {
    _ = try ReadCorpus(CorpusInput(format, paths: paths, name: files[0].0).reader(options))
  }
  // The line with the caret is the business of other tests.
  return found.replacing(folder.path + "/", with: "").split(separator: "\n").first.map(String.init)
}

@Suite("brat")
struct BratTests {
  static let text = "Ada Byron, Countess\r\nof Lovelace, met Bob 😀 and Eve."
  static let lines = """
    T1\tPerson 0 9\tAda Byron
    T2\tTitle 11 19;21 32\tCountess of Lovelace
    T3\tPerson 0 3;38 41\tAda Bob
    A1\tNegation T1
    A2\tConfidence T1 high
    N1\tReference T2 Wiki:7259\tAda
    #1\tAnnotatorNotes T1\tis this right?
    R1\tKnows Arg1:T1 Arg2:T3
    E1\tMeeting:T3 Who:T1
    M1\tSpeculation E1
    *\tEquiv T1 T3

    """

  @Test("lines become mentions with attributes, and metadata that is written back")
  func read() throws {
    let corpus = try readFiles(.brat, [("a.txt", Self.text), ("a.ann", Self.lines)])
    let document = corpus.documents[0]
    #expect(document.id == "a")
    #expect(String(decoding: document.text, as: UTF8.self) == Self.text)
    #expect(corpus.mentions == ["Person:Ada Byron", "Title:Countess\r\nof Lovelace", "Person:Ada Bob"])
    #expect(document.mentions.map(\.id) == ["T1", "T2", "T3"])
    #expect(
      document.mentions[0].attributes
        == [Attribute("Negation", ""), Attribute("Confidence", "high"), Attribute("AnnotatorNotes", "is this right?")])
    #expect(document.mentions[1].attributes == [Attribute("Reference", "Wiki:7259\tAda")])
    #expect(document.mentions[1].fragments == [11..<32])
    #expect(corpus.records.map(\.fate) == [.kept, .snapped, .kept])
    #expect(corpus.records[1].reason == .edgeSpace)
    #expect(corpus.records.map(\.line) == [1, 2, 3])
    #expect(corpus.remarks.last == "lines kept as metadata 'brat': 1 *, 1 E, 1 M, 1 R")

    let folder = try Workplace()
    try write(corpus.documents, .brat, to: folder.path + "/out")
    #expect(
      try folder.text("out/a.ann") == """
        T1\tPerson 0 9\tAda Byron
        A1\tNegation T1
        A2\tConfidence T1 high
        #1\tAnnotatorNotes T1\tis this right?
        T2\tTitle 11 19;21 32\tCountess of Lovelace
        N1\tReference T2 Wiki:7259\tAda
        T3\tPerson 0 3;38 41\tAda Bob
        R1\tKnows Arg1:T1 Arg2:T3
        E1\tMeeting:T3 Who:T1
        *\tEquiv T1 T3
        M1\tSpeculation E1

        """)
    #expect(try folder.text("out/a.txt").utf8.elementsEqual(Self.text.utf8))
  }

  @Test("files that CRLF came into, or went out of, after the annotation are understood")
  func lineBreaks() throws {
    let text = "Ada\nBob\nEve"
    let spans = "T1\tP 0 3\tAda\r\nT2\tP 5 8\tBob\r\nT3\tP 10 13\tEve\r\n"
    var corpus = try readFiles(.brat, [("a.txt", text), ("a.ann", spans)])
    #expect(corpus.mentions == ["P:Ada", "P:Bob", "P:Eve"])
    #expect(
      corpus.remarks[0].hasPrefix("offsets count Unicode code points, a line feed counting as two: 3 of 3 texts fit"))
    corpus = try readFiles(
      .brat, [("a.txt", "Ada\r\nBob\r\nEve"), ("a.ann", "T1\tP 0 3\tAda\nT2\tP 4 7\tBob\nT3\tP 8 11\tEve\n")])
    #expect(corpus.mentions == ["P:Ada", "P:Bob", "P:Eve"])
    #expect(corpus.count(.kept) == 3)
  }

  @Test("a byte order mark is a character of the text if the offsets count it")
  func mark() throws {
    var corpus = try readFiles(.brat, [("a.txt", "\u{FEFF}Ada é"), ("a.ann", "T1\tP 1 4\tAda\n")])
    #expect(corpus.count(.kept) == 1)
    #expect(corpus.documents[0].text.count == 9)
    corpus = try readFiles(.brat, [("a.txt", "\u{FEFF}Ada é"), ("a.ann", "T1\tP 0 3\tAda\n")])
    #expect(corpus.count(.kept) == 1)
    #expect(corpus.documents[0].text.count == 6)
  }

  @Test("a text without annotations is a document without mentions, and it is said")
  func alone() throws {
    let corpus = try readFiles(.brat, [("a.txt", "Ada")])
    #expect(corpus.mentions.isEmpty)
    #expect(corpus.remarks == ["no .ann file: the document has no mentions"])
  }

  @Test(
    "malformed lines are refused with their place",
    arguments: [
      ("T1", "a.ann:1:3: error: found 'the end of the line', expected a type and offsets behind a tab"),
      ("T1\tPerson", "a.ann:1:4: error: found 'Person', expected a type, a start and an end"),
      (
        "T1\tPerson 0 x\tAda",
        "a.ann:1:4: error: found 'Person 0 x', expected a type, then a start and an end for each stretch, with ';' between"
      ),
      ("T1\tP 0 3\tAda\nT1\tP 0 3\tAda", "a.ann:2:1: error: found 'T1', expected an id that no other line has"),
      ("A1\tNegation", "a.ann:1:4: error: found 'Negation', expected an attribute's name and what it is about"),
    ])
  func malformed(lines: String, expected: String) throws {
    #expect(try failure(.brat, [("a.txt", "Ada met Bob"), ("a.ann", lines)]) == expected)
  }

  @Test("offsets of any size are dropped, not trapped on")
  func huge() throws {
    let huge = "99999999999999999999999999"
    let lines = "T1\tP 0 \(huge)\tAda\nT2\tP -5 3\tAda\nT3\tP 3 0\tAda\nT4\tP \(huge) \(huge)\tx\nT5\tP 2 2\t\n"
    let corpus = try readFiles(.brat, [("a.txt", "Ada met Ada"), ("a.ann", lines)])
    #expect(corpus.records.map(\.reason) == [.outsideText, .outsideText, .outsideText, .outsideText, .empty])
  }
}

@Suite("PubTator")
struct PubTatorTests {
  static let file = """

    12|t|A title | with bars \u{20}
    12|a|Naïve abstract.
    12\t2\t7\ttitle\tX\tD01
    12\t22\t27\tNaïve\tY\tD02|D03\tNa|ive
    12\tCID\tD01\tD02

    13|t|No abstract
    13|a|
    13\t3\t11\tabstract\tX
    14|t|No blank line before

    """

  @Test("titles, abstracts, mentions and relations")
  func read() throws {
    let corpus = try readFiles(.pubtator, [("p.txt", Self.file)])
    #expect(corpus.documents.map(\.id) == ["12", "13", "14"])
    #expect(corpus.lines == [2, 8, 11])
    #expect(
      corpus.documents.map { String(decoding: $0.text, as: UTF8.self) }
        == ["A title | with bars  \nNaïve abstract.", "No abstract", "No blank line before"])
    #expect(corpus.mentions == ["X:title", "Y:Naïve", "X:abstract"])
    #expect(
      corpus.documents[0].mentions[1].attributes
        == [Attribute("identifier", "D02|D03"), Attribute("individual mentions", "Na|ive")])
    #expect(corpus.documents[0].metadata == [Attribute("relation", "CID\tD01\tD02")])
    #expect(corpus.remarks.last == "1 relation kept as metadata 'relation'")
    #expect(corpus.records.map(\.line) == [4, 5, 10])
  }

  @Test("what is written has the same rows")
  func written() throws {
    let folder = try Workplace()
    try write(try readFiles(.pubtator, [("p.txt", Self.file)]).documents, .pubtator, to: folder.path + "/out.txt")
    #expect(
      try folder.text("out.txt") == """
        12|t|A title | with bars \u{20}
        12|a|Naïve abstract.
        12\t2\t7\ttitle\tX\tD01
        12\t22\t27\tNaïve\tY\tD02|D03\tNa|ive
        12\tCID\tD01\tD02

        13|t|No abstract
        13|a|
        13\t3\t11\tabstract\tX\t

        14|t|No blank line before
        14|a|


        """)
  }

  @Test("what the form cannot hold is in the ledger")
  func lost() throws {
    let folder = try Workplace()
    let text = Array("One\ntwo\nthree".utf8)
    let mentions = [
      Mention(
        label: "X", range: 4..<13, id: "T1", attributes: [Attribute("identifier", "D1"), Attribute("note", "n")]),
      Mention(label: "X", range: 0..<3),
    ]
    let document = Document(id: "1", text: text, mentions: mentions)
    let records = try write([document], .pubtator, to: folder.path + "/out.txt")
    #expect(records.map(\.fate) == [.kept, .kept])
    #expect(records.map(\.reason) == [.notRepresentable, nil])
    #expect(records[0].detail == "without 'note', its id; without its line breaks or tabs")
    let bad = Document(id: "a|b", text: text)
    #expect(
      message { try write([bad], .pubtator, to: folder.path + "/bad.txt") }
        == "document 'a|b': PubTator's ids are not empty and have no '|', tab or line break")
    #expect(try folder.names() == ["out.txt"])
  }

  @Test("an abstract whose offsets are all off is moved, the title stays")
  func shifted() throws {
    let file = "1|t|Ada and Bob\n1|a|Eve met Mallory.\n1\t0\t3\tAda\tP\n1\t17\t20\tEve\tP\n1\t25\t32\tMallory\tP\n"
    let corpus = try readFiles(.pubtator, [("p.txt", file)])
    #expect(corpus.mentions == ["P:Ada", "P:Eve", "P:Mallory"])
    #expect(corpus.records.map(\.fate) == [.kept, .snapped, .snapped])
  }

  @Test(
    "malformed blocks are refused with their place",
    arguments: [
      ("1\t0\t3\tAda\tP\n", "p.txt:1:1: error: found '1', expected a block's first line: an id, '|t|' and a title"),
      ("1|t|Ada\n2\t0\t3\tAda\tP\n", "p.txt:2:1: error: found '2', expected the id of the block, '1'"),
      (
        "1|t|Ada\n1\t0\t3\tAda\n",
        "p.txt:2:10: error: found 'the end of the line', expected a text and a type behind the offsets"
      ),
      ("1|t|Ada\n1\tx\n", "p.txt:2:3: error: found 'x', expected a start and an end, or the columns of a relation"),
    ])
  func malformed(file: String, expected: String) throws {
    #expect(try failure(.pubtator, [("p.txt", file)]) == expected)
  }
}

@Suite("i2b2 concepts and plain text")
struct ConceptTests {
  @Test("concepts of lines and tokens, in lower case, over single spaces")
  func read() throws {
    let text = "He has  Type 2 \"DM\" .\r\nNo Fever||x ."
    let rows = """
      c="type 2" 1:3 1:4||t="problem"
      c=""dm"" 1:5 1:5||t="problem"||a="present"
      c="fever||x" 2:1 2:1||t="problem"
      c="wrong" 2:0 2:0||t="problem"
      c="gone" 9:0 9:0||t="problem"

      """
    let corpus = try readFiles(.i2b2Concepts, [("r.txt", text), ("r.con", rows)])
    #expect(corpus.mentions == ["problem:Type 2", "problem:\"DM\"", "problem:Fever||x"])
    #expect(corpus.documents[0].mentions[1].attributes == [Attribute("a", "present")])
    #expect(corpus.documents[0].tokens.count == 9)
    #expect(corpus.documents[0].sentences.count == 2)
    #expect(corpus.records.suffix(2).map(\.reason) == [.surfaceDiffers, .outsideText])
    #expect(corpus.remarks == ["tokens stand between single spaces: 3 of 5 texts fit"])
    let joined = try readFiles(
      .i2b2Concepts, [("r.txt", "He has  Fever ."), ("r.con", "c=\"fever\" 1:2 1:2||t=\"problem\"\n")])
    #expect(joined.mentions == ["problem:Fever"])
    #expect(joined.remarks == ["tokens stand between runs of white space: 1 of 1 texts fit"])
  }

  @Test(
    "borders inside tokens follow the policy",
    arguments: [
      (ProjectionPolicy.Border?.none, SpanRecord.Fate.snapped, ["problem:Fever,"]),
      (.expand, .snapped, ["problem:Fever,"]),
      (.strict, .dropped, []), (.contract, .dropped, []),
    ])
  func borders(border: ProjectionPolicy.Border?, fate: SpanRecord.Fate, found: [String]) throws {
    let document = Document(
      id: "r", text: Array("No Fever, here".utf8), mentions: [Mention(label: "problem", range: 3..<8)])
    var options = WritingOptions()
    options.projection.border = border
    let folder = try Workplace()
    let records = try write([document], .i2b2Concepts, to: folder.path + "/out", options)
    #expect(records.map(\.fate) == [fate])
    #expect(records[0].reason == .insideToken)
    #expect(records[0].isRequested == (border != nil))
    #expect(try readWritten(.i2b2Concepts, folder.path + "/out").mentions == found)
  }

  @Test(
    "malformed rows are refused with their place",
    arguments: [
      "c=\"x\" 1:0||t=\"p\"", "c=\"x\" 1:0 1:0", "x", "c=\"x\" 1:0 1:a||t=\"p\"", "c=\"x\" 1:0 1:0||t=p",
      "c=\"x||t=\"p\"",
    ])
  func malformed(row: String) throws {
    #expect(
      try failure(.i2b2Concepts, [("r.txt", "x"), ("r.con", row)])
        == "r.con:1:1: error: found '\(row)', expected c=\"text\" line:token line:token||t=\"type\"")
  }

  @Test("plain text is a document without mentions; what is not UTF-8 is refused with its place")
  func text() throws {
    let corpus = try readFiles(.text, [("notes/a.txt".replacing("/", with: "-"), "\u{FEFF}Ada\r\né")])
    #expect(corpus.documents.map(\.id) == ["notes-a"])
    #expect(corpus.documents[0].text == Array("Ada\r\né".utf8))
    let folder = try Workplace()
    let path = folder.path + "/b.txt"
    try Data([0x61, 0x0A, 0xC3, 0xA9, 0xFF]).write(to: URL(filePath: path))
    let found = message { _ = try ReadCorpus(.text, path: path) }
    #expect(found.hasPrefix("\(path):2:2: error: byte 0xFF (byte 3 of the line) is not UTF-8"))
    let records = try write(
      [Document(id: "c", text: Array("Ada".utf8), mentions: [Mention(label: "P", range: 0..<3)])], .text,
      to: folder.path + "/out")
    #expect(records.map(\.fate) == [.dropped])
    #expect(records.allSatisfy { !$0.isUnexplainedLoss })
    #expect(try folder.text("out/c.txt") == "Ada")
  }

  @Test("documents of one name, and names that file systems refuse, get files of their own")
  func names() throws {
    let folder = try Workplace()
    let ids = ["a", "A", "a", "x/y", "../up", "", "c:\u{1}d", String(repeating: "é", count: 300), ".hidden"]
    let documents = ids.map { Document(id: $0, text: Array("x".utf8)) }
    try write(documents, .text, to: folder.path + "/out")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/out").filter {
      $0.hasSuffix(".txt")
    }
    #expect(names.count == ids.count)
    #expect(
      Set(names).isSuperset(of: ["a.txt", "A~2.txt", "a~3.txt", "x/y.txt", "document.txt", "c__d.txt", "_hidden.txt"]))
    #expect(try folder.names() == ["out"])
    // What is there stays, what has the same name is replaced, and without an end nothing appears.
    try write([Document(id: "b", text: [0x79]), Document(id: "a", text: [0x79])], .text, to: folder.path + "/out")
    #expect(try folder.text("out/a.txt") == "y")
    #expect(try folder.text("out/x/y.txt") == "x")
    var writer: (any DocumentWriter)? = try CorpusFormat.text.writer(to: folder.path + "/never")
    _ = try writer?.write(documents[0])
    writer = nil
    #expect(try folder.names() == ["out"])
    #expect(
      message { _ = try CorpusFormat.brat.writer(to: folder.path + "/out/a.txt") }.contains("a.txt: error:"))
    #expect(message { _ = try CorpusFormat.brat.writer(to: folder.path + "/no/such") }.contains("error:"))
  }
}
