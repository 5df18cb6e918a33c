import Annotations
import Diagnostics
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Documents of CoNLL-U")
struct ConlluDocumentsTests {
  /// Rows of `id form misc`, an empty row between sentences, comments as they are.
  private func conllu(_ rows: String...) -> String {
    rows.map { row in
      if row.isEmpty || row.hasPrefix("#") { return row + "\n" }
      let parts = row.split(separator: " ", maxSplits: 2).map(String.init)
      let misc = parts.count > 2 ? parts[2] : "_"
      return "\(parts[0])\t\(parts[1])" + String(repeating: "\t_", count: 7) + "\t\(misc)\n"
    }.joined()
  }

  private func briefs(_ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> [String] {
    try read(text, as: .conllu, change).documents.map(brief)
  }

  @Test("tags of the last column are mentions, white space is as SpaceAfter has it")
  func tags() throws {
    let text = conllu(
      "# newdoc id = d1", "# sent_id = d1-1", "1 In SpaceAfter=Yes", "2 New NE=B-GPE", "3 York NE=L-GPE|SpaceAfter=No",
      "4 .",
      "", "# sent_id = d1-2", "1 Ja NE=U-X", "", "# newdoc id = d2", "1 x")
    #expect(try briefs(text) == ["d1 «In New York.\nJa» gold: GPE(New York) X(Ja)", "d2 «x»"])
  }

  @Test("each key that holds entities is a layer, the first the one that was asked for")
  func layers() throws {
    let text = conllu("1 a ENE=B-City|NE=B-GPE", "2 b ENE=I-City|Other=B-X", "3 c Entity=(e1-person)")
    #expect(try briefs(text) == ["x#000001 «a b c» gold: GPE(a) ene: City(a b) entity: person(c GRP=e1)"])
    #expect(
      try briefs(text) { ($0.columns.entityKeys, $0.layer) = (["Other", "NE"], "mine") }
        == ["x#000001 «a b c» mine: X(b) ne: GPE(a)"])
  }

  @Test("words of a multiword token are tokens if they stand in it; else they share it")
  func multiword() throws {
    let text = conllu(
      "1-2 we'll SpaceAfter=No", "1 we NE=B-X", "2 'll _", "3 go", "", "1-2 zum", "1 zu", "2 dem NE=B-Y",
      "3 Haus NE=I-Y")
    let (documents, remarks) = try read(text, as: .conllu)
    #expect(documents.map(brief) == ["x#000001 «we'llgo» gold: X(we)", "x#000002 «zum Haus» gold: Y(zum Haus)"])
    #expect(documents.map(\.document.tokens) == [[0..<2, 2..<5, 5..<7], [0..<3, 4..<8]])
    #expect(documents[0].spans.map(\.fate) == [.kept])
    #expect(documents[1].spans.map(\.reason) == [.insideToken])
    #expect(
      remarks.contains("2 multiword tokens: their words are the tokens, in 1 of them one that their words share"))
  }

  @Test("brackets nest, touch, go over empty nodes and sentences, and come in parts")
  func brackets() throws {
    let text = conllu(
      "# newdoc id = d", "# global.Entity = GRP-etype-infstat-identity", "1 a Entity=(1-person-new-Ann(2-place-old)",
      "1.1 e Entity=(7-event-new)(8-thing-new", "2 b Entity=8)1)(1-person-giv-Ann-Lee", "",
      "3 c Entity=1)(9[1/2]-time-new",
      "4 d Entity=9[1/2])", "5 e", "6 f Entity=(9[2/2]-time-new)")
    let (documents, remarks) = try read(text, as: .conllu)
    #expect(
      documents.map(brief) == [
        "d «a b\nc d e f» gold: person(a b GRP=1 infstat=new identity=Ann) place(a GRP=2 infstat=old) "
          + "thing(b GRP=8 infstat=new) person(b\nc GRP=1 infstat=giv identity=Ann-Lee) time(c d…f GRP=9 infstat=new)"
      ])
    #expect(
      documents[0].spans.map { "\($0.label) \($0.fate) \($0.line):\($0.column)" } == [
        "person kept 3:26", "place kept 3:26", "event dropped 4:28", "thing kept 4:28", "person kept 5:26",
        "time kept 7:26",
      ])
    #expect(documents[0].spans[2].reason == .empty)
    #expect(remarks.contains("1 empty nodes not kept"))
  }

  @Test("comments behind newdoc are the document's, those of sentences are not kept")
  func metadata() throws {
    let text = conllu(
      "# newdoc id = d", "# meta::author = A = B", "# genre = news", "# newpar", "# sent_id = 1", "# s_type = decl",
      "1 a")
    let (documents, remarks) = try read(text, as: .conllu)
    #expect(documents[0].document.metadata == [Attribute("author", "A = B"), Attribute("genre", "news")])
    #expect(remarks.contains("2 comments not kept: s_type"))
  }

  @Test("the text of a sentence is what its comment says, if the tokens fit it")
  func text() throws {
    #expect(try briefs(conllu("# text = a  b。c ", "1 a", "2 b", "3 。", "4 c")) == ["x#000001 «a  b。c»"])
    #expect(try briefs(conllu("# text = a x b", "1 a", "2 b SpaceAfter=No", "3 c")) == ["x#000001 «a bc»"])
  }

  @Test(
    "what is malformed is refused with its place",
    arguments: [
      ("1\ta\t_\n", "1:6: error: 3 columns, expected the 10 of CoNLL-U"),
      ("x\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "1:1: error: 'x' is no id of CoNLL-U"),
      ("99999999999999999999\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "1:1: error: '99999999999999999999' is no id of CoNLL-U"),
      ("2-1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "1:1: error: '2-1' is no id of CoNLL-U"),
      (
        "1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
        "1:1: error: the multiword token 1-2 ends before its words do"
      ),
      (
        "1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n3\ta\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
        "2:1: error: the multiword token 1-2 ends before its words do"
      ),
      ("1\ta\t_\t_\t_\t_\t_\t_\t_\tEntity=(1-x\n", "1:26: error: the bracket of '1' is not closed in its document"),
      ("1\ta\t_\t_\t_\t_\t_\t_\t_\tEntity=(2-x)1)\n", "1:26: error: the bracket '1)' closes nothing that is open"),
      ("1\ta\t_\t_\t_\t_\t_\t_\t_\tEntity=(2-x)1\n", "1:26: error: the bracket '1' closes nothing that is open"),
    ])
  func refused(text: String, expected: String) {
    let found = message { _ = try read(text, as: .conllu) }
    #expect(found.hasPrefix("x.txt:\(expected)"), "\(found)")
  }
}
