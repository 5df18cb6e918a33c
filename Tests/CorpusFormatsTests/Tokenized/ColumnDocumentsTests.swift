import Annotations
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Documents of column files")
struct ColumnDocumentsTests {
  private func briefs(_ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> [String] {
    try read(text, as: .columns, change).documents.map(brief)
  }

  @Test(
    "columns are found by what they hold",
    arguments: [
      // TABs, spaces, four columns of CoNLL-2003 with chunks, of 2002, with an index, with offsets.
      ("a\tB-X\nb\tI-X\n", "x#000001 «a b» gold: X(a b)"),
      ("a B-X\nb  I-X\n", "x#000001 «a b» gold: X(a b)"),
      ("U.N. NNP I-NP I-ORG\nofficial NN I-NP O\nheads VBZ I-VP O\n", "x#000001 «U.N. official heads» gold: ORG(U.N.)"),
      ("1\ta\tB-X\t-\tann\n2\tb\tO\t-\t-\n", "x#000001 «a b» gold: X(a)"),
      ("a\t0\t1\tB-X\nb\t2\t3\tO\n", "x#000001 «a b» gold: X(a)"),
      ("a NN O O\nb NN O B-X\n", "x#000001 «a b» gold: X(b)"),
      // Two columns of labels are two layers; tags to the end of the row are mentions within mentions.
      ("1\ta\tB-X\tO\n2\tb\tI-X\tB-Y\n", "x#000001 «a b» gold: X(a b) gold-2: Y(b)"),
      ("a B-X\nb I-X B-Y\nc I-X I-Y B-Z\nd O\n", "x#000001 «a b c d» gold: X(a b c) Y(b c) Z(c)"),
      ("a\tB-X\nb\tI-X B-Y\nc\tO\n", "x#000001 «a b c» gold: X(a b) Y(b)"),
      // No prefix at all.
      ("a ORG\nb ORG\nc OTHER\nd O\n", "x#000001 «a b c d» gold: ORG(a b) OTHER(c)"),
      ("a\tB\nb\tI\nc\tO\n", "x#000001 «a b c» gold: (a b)"),
      // Words with spaces, without text, and that are white space.
      ("New York\tB-X\n\tO\nb\tO\n", "x#000001 «New York  b» gold: X(New York)"),
      ("a\tB-X\n \tI-X\nb\tI-X\n", "x#000001 «a b» gold: X(a b)"),
      ("a\tB-creative-work\n", "x#000001 «a» gold: creative-work(a)"),
      ("a\tB-X,B-Y\n", "x#000001 «a» gold: X,B-Y(a)"),
      ("a\tB-PER\r\nb\tO\r\n\r\n", "x#000001 «a b» gold: PER(a)"),
      ("", nil),
      ("\n \n\t\n", nil),
    ])
  func columns(text: String, expected: String?) throws {
    #expect(try briefs(text) == (expected.map { [$0] } ?? []))
  }

  @Test("what the options say is not looked for")
  func options() throws {
    let text = "a B-A B-B\n\n# b O B-B\n"
    #expect(try briefs(text) { $0.columns.labelColumns = [.number(3)] }.first == "x#000001 «a» gold: B(a)")
    #expect(
      try briefs(text) { $0.columns.labelColumns = [.last, .number(2)] }.first == "x#000001 «a» gold: B(a) gold-2: A(a)"
    )
    #expect(try briefs("# a\tO\nb\tB-X\n") { $0.columns.commentPrefix = "# " } == ["x#000001 «b» gold: X(b)"])
    #expect(
      try briefs("a\tB-X,B-Y\nb\tI-X\n") { $0.columns.tagSeparator = "," } == ["x#000001 «a b» gold: X(a b) Y(a)"])
    #expect(try briefs("a\tB-X\nb\tB-X\n") { $0.columns.joinsTokens = true } == ["x#000001 «ab» gold: X(a) X(b)"])
    #expect(
      try briefs("B-X a\n") { ($0.columns.wordColumn, $0.columns.labelColumns) = (.number(2), [.number(1)]) }
        == ["x#000001 «a» gold: X(a)"])
    #expect(try briefs("a\tB-X\n") { $0.layer = "reviewed" } == ["x#000001 «a» reviewed: X(a)"])
  }

  @Test("rows that begin with # are words where they have labels, and comments where they have none")
  func hash() throws {
    #expect(try briefs("#tag\tB-X\n#\tO\n# x\tO\n") == ["x#000001 «#tag # # x» gold: X(#tag)"])
    let german = "#\thttp://a.de\t[2009]\n1\tA\tB-X\tO\n2\tb\tO\tO\n\n#\thttp://b.de\t[2010]\n1\t#\tO\tO\n"
    #expect(try briefs(german) == ["x#000001 «A b» gold: X(A)", "x#000002 «#»"])
    let korean = "## id\t<가:X>나\n가\tB-X\n \tO\n나\tO\n"
    #expect(try briefs(korean) == ["x#000001 «가 나» gold: X(가)"])
    let both = "# text = #a b\n#a\tB-X\nb\tO\n\n#\n# note\nc\tO\n"
    #expect(try briefs(both) == ["x#000001 «#a b» gold: X(#a)", "x#000002 «c»"])
  }

  @Test(
    "documents begin at -DOCSTART- of any form, before or behind them, and at newdoc; else each sentence is one",
    arguments: [
      (
        "-DOCSTART- -X- -X- O\n\na x x B-X\n\nb x x O\n\n-DOCSTART- -X- O O\n\nc x x O\n",
        ["x#000001 «a\nb» gold: X(a)", "x#000002 «c»"]
      ),
      ("a O\n\nb B-X\n-DOCSTART- O\n\nc O\n\n-DOCSTART- O\n", ["x#000001 «a\nb» gold: X(b)", "x#000002 «c»"]),
      ("-DOCSTART-\nb B-X\n\n-DOCSTART-\n\n-DOCSTART-\n", ["x#000001 «b» gold: X(b)", "x#000002 «»", "x#000003 «»"]),
      ("# newdoc id = d 1\na\tB-X\n\n# newdoc\nb\tO\n", ["d 1 «a» gold: X(a)", "x#000002 «b»"]),
      ("# newdoc id = d\n# sent_id = s1\na\tB-X\n\n# sent_id = s2\nb\tO\n", ["d «a\nb» gold: X(a)"]),
      ("# sent_id = s1\na\tB-X\n\nb\tO\n", ["s1 «a» gold: X(a)", "x#000002 «b»"]),
      ("a\tB-X\n\nb\tO\n", ["x#000001 «a» gold: X(a)", "x#000002 «b»"]),
      (
        "-DOCSTARTS-\tB-X\n\n -DOCSTART-\tO\n",
        ["x#000001 «-DOCSTARTS-» gold: X(-DOCSTARTS-)", "x#000002 « -DOCSTART-»"]
      ),
    ])
  func documents(text: String, expected: [String]) throws { #expect(try briefs(text) == expected) }

  @Test("sentences, or the whole file, are documents if asked")
  func documentOptions() throws {
    let text = "-DOCSTART- O\n\na B-X\n\nb O\n\n-DOCSTART- O\n\nc O\n"
    #expect(try briefs(text) { $0.columns.documents = .file } == ["x#000001 «a\nb\nc» gold: X(a)"])
    #expect(
      try briefs(text) { $0.columns.documents = .sentences }
        == ["x#000001 «a» gold: X(a)", "x#000002 «b»", "x#000003 «c»"])
  }

  @Test("a mark that comes late is a mark all the same")
  func lateMark() throws {
    let early = String(repeating: "a\tO\n\n", count: ColumnDocuments.sampleSize / 5 + 10)
    let (documents, remarks) = try read(early + "-DOCSTART-\tO\n\nb\tO\n\nc\tO\n", as: .columns)
    #expect(documents.count == ColumnDocuments.sampleSize / 5 + 11)
    #expect(documents.last?.document.sentences.count == 2)
    #expect(
      remarks.last?.hasPrefix("documents are marked only from line \(early.utf8.count { $0 == 10 } + 1) on") == true)
  }

  @Test("a comment tells the text where the tokens fit it")
  func text() throws {
    let fits = "# text = It's  (so) \u{a0}far.\nIt\tO\n's\tO\n(\tO\nso\tB-X\n)\tO\nfar\tO\n.\tO\n"
    #expect(try briefs(fits) == ["x#000001 «It's  (so) \u{a0}far.» gold: X(so)"])
    let (documents, remarks) = try read("# text = It is\nIt\tO\n's\tB-X\n\nnext\tO\n", as: .columns)
    #expect(documents.map(brief) == ["x#000001 «It 's» gold: X('s)", "x#000002 «next»"])
    #expect(remarks.contains("1 sentences do not fit their '# text', the first in line 2: their text is the tokens"))
  }

  @Test("what is not kept is said once")
  func remarks() throws {
    let text = "# source = web\n# about nothing\na\tNN\t_\tB-X\n\n# source = web\nb\tNN\t_\tI-X\n"
    #expect(
      try read(text, as: .columns).remarks == [
        "columns 2, 3 not kept",
        "tags are read as iob2; one breaks the scheme, the first in line 6, which continues nothing (repair: start)",
        "3 comments not kept: source",
      ])
  }

  @Test(
    "the scheme is found, and tags that break it are repaired as asked",
    arguments: [
      ("I-X I-X B-X", "iob1", "X(a b) X(c)", TagRepair.start), ("B-X L-X U-Y", "bilou", "X(a b) Y(c)", .start),
      ("B-X M-X E-X", "bmes", "X(a b c)", .start), ("B-X E-X S-X", "bioes", "X(a b) X(c)", .start),
      ("I-X E-X E-X", "ioe2", "X(a b) X(c)", .start), ("I-X E-X I-X", "ioe1", "X(a b) X(c)", .start),
      ("B-X I-Y B-X", "iob2", "X(a) Y(b) X(c)", .start), ("B-X I-Y B-X", "iob2", "X(a b) X(c)", .merge),
      ("B-X I-Y B-X", "iob2", "X(a) X(c)", .drop),
    ])
  func schemes(tags: String, scheme: String, mentions: String, repair: TagRepair) throws {
    let rows = zip(["a", "b", "c"], tags.split(separator: " ")).map { "\($0)\t\($1)\n" }.joined()
    let (documents, remarks) = try read(rows, as: .columns) { $0.columns.repair = repair }
    #expect(documents.map(brief) == ["x#000001 «a b c» gold: \(mentions)"])
    #expect(remarks[0].hasPrefix("tags are read as \(scheme)"))
  }

  @Test("each repair is a record with its place")
  func records() throws {
    let (documents, _) = try read("é B-X\nb I-Y\nc I-Y\n", as: .columns) { $0.columns.repair = .drop }
    #expect(
      documents[0].spans == [
        SpanRecord(.kept, label: "X", surface: "é", line: 1, column: 3),
        SpanRecord(
          .dropped, .illegalTags, detail: "continues nothing", isRequested: true, label: "Y", surface: "b c", line: 2,
          column: 3),
      ])
    #expect(try read("\tB-X\na\tB-Y\n", as: .columns).documents[0].spans.map(\.reason) == [.empty, nil])
  }

  @Test("brackets of coreference files are mentions, nested too")
  func brackets() throws {
    let text = """
      # begin document d1
      0\ta\t(person-1-Ann(time-2)
      1\tb\t_
      2\tc\tperson-1-Ann)

      3\td\t(time-2)(time-2)
      # end document

      """
    #expect(
      try briefs(text) == [
        "d1 «a b c\nd» gold: person(a b c GRP=1 identity=Ann) time(a GRP=2) time(d GRP=2) time(d GRP=2)"
      ])
  }

  @Test(
    "what cannot be read is refused with its place",
    arguments: [
      ("a B-X\nNew York B-X\nb O\n", "2:10: error: 3 columns, where the file's rows have 2"),
      ("a\tB-X\nb\n", "2:2: error: expected a word and a label, found one column separated by TAB"),
      ("a\tx\tB-X\nb\tO\n", "2:4: error: expected label column 3, found 2 columns separated by TAB"),
      ("a\tB-X\nc\tO\nb\t \n", "3:3: error: the label is empty"),
      ("# begin document d\n0\ta\t(x-1\n", "2:5: error: the bracket of 'x-1' is not closed in its document"),
      ("# begin document d\n0\ta\t(x-1)\n1\tb\tx-1)\n", "3:5: error: the bracket 'x-1)' closes nothing that is open"),
    ])
  func refused(text: String, expected: String) {
    let found = message { _ = try read(text, as: .columns) }
    #expect(found.hasPrefix("x.txt:\(expected)"), "\(found)")
  }

  @Test("bytes that are not UTF-8 are refused, in words, labels and comments", arguments: [0, 2, 4])
  func invalid(place: Int) {
    var bytes = Array("a\tB-X\n\n# c\nb\tO\n".utf8)
    bytes[place == 4 ? 9 : place] = 0xE9
    let found = message {
      _ = try all(ColumnDocuments(lines: LineReader(bytes: bytes, name: "x.txt"), input: "x"))
    }
    #expect(found.contains("byte 0xE9"), "\(found)")
  }
}
