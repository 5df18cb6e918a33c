import Annotations
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Search")
struct SearchTests {
  let place: Workplace
  let store: CorpusStore
  init() throws {
    place = try Workplace()
    store = try place.open()
    try store.put([
      Document("1", "The immune system of Ångström and naïve immunity."),
      Document("2", "An IMMUNE reaction\0 behind a NUL: immune \u{1}again\u{2} immune", split: "dev"),
      Document("3", "漢字 text, e\u{301}te\u{301} and été"), Document("4", "system immune"),
    ])
  }

  private func ids(_ words: String) throws -> [String] {
    try store.search(TextSearch(words)).hits.map(\.document.id).sorted()
  }

  @Test(
    "words, phrases, beginnings and AND, OR, NOT",
    arguments: [
      ("immune", ["1", "2", "4"]), ("immun*", ["1", "2", "4"]), ("immunit*", ["1"]), ("\"immune system\"", ["1"]),
      ("\"system immune\"", ["4"]), ("immune AND system", ["1", "4"]), ("immune NOT system", ["2"]),
      ("reaction OR naive", ["1", "2"]), ("angstrom", ["1"]), ("ete", ["3"]), ("漢字", ["3"]), ("again", ["2"]),
      ("nul", ["2"]),
      ("missing", []), ("(immune OR text) NOT system", ["2", "3"]), ("NEAR(immune system, 2)", ["1", "4"]),
    ])
  func words(query: String, wanted: [String]) throws {
    let result = try store.search(TextSearch(query))
    #expect(result.hits.map(\.document.id).sorted() == wanted)
    #expect(result.documents == wanted.count)
    #expect(result.unindexed == 0)
  }

  @Test("hits have their places in bytes, also behind NUL and in letters that are folded")
  func places() throws {
    func surfaces(_ words: String) throws -> [[String]] {
      try store.search(TextSearch(words)).hits.sorted { $0.document.id < $1.document.id }.map { hit in
        let document = try #require(try store.document(hit.document.id))
        #expect(
          hit.snippetRanges.map { Array(hit.snippet[$0]) }
            == hit.ranges.prefix(hit.snippetRanges.count).map { Array(document.text[$0]) })
        return hit.ranges.map(document.string)
      }
    }
    #expect(try surfaces("immune") == [["immune"], ["IMMUNE", "immune", "immune"], ["immune"]])
    #expect(try surfaces("ete") == [["e\u{301}te\u{301}", "été"]])
    #expect(try surfaces("\"immune system\" OR naive") == [["immune system", "naïve"]])
    #expect(try surfaces("again") == [["again"]])
  }

  @Test(
    "words that cannot be read are told, and never more",
    arguments: [
      "", "  \n", "\"", "a AND", "AND", "NOT x", "(", ")", "((a)", "a*b*\"", "*", "*special", "x:y", "{a b}: c", "^",
      "a ^",
      "NEAR(", "NEAR(a b, x)", "don't", "-", "a -b", "\0", "a\0b", "a + ", String(repeating: "(", count: 5000),
      "\u{1F600}", "'; DROP TABLE search; --",
    ])
  func badWords(words: String) throws {
    switch problem({ _ = try store.search(TextSearch(words)) }) {
    case .badSearch(let found, let reason)?:
      #expect(found == words)
      #expect(!reason.isEmpty)
    // An emoji is no word: nothing has it.
    case nil: #expect(try store.search(TextSearch(words)).documents == 0)
    case let other: Issue.record("\(String(describing: other))")
    }
    #expect(try ids("immune").count == 3)
  }

  @Test("the message says what FTS5 could not read")
  func badQuery() throws {
    #expect(
      message(in: place) { _ = try store.search(TextSearch("immune AND")) }
        == "corpora.gloss: error: cannot read the search 'immune AND': syntax error near \"\"; write words, \"a phrase\", "
        + "beginnings* and AND, OR, NOT between")
  }

  @Test("the index follows what comes, changes and goes; earlier texts are not found")
  func increments() throws {
    #expect(try store.documentsToIndex() == 4)
    #expect(try ids("immune").count == 3)
    #expect(try store.documentsToIndex() == 0)
    try store.put([Document("4", "rewritten"), Document("5", "immune too")])
    #expect(try store.documentsToIndex() == 2)
    #expect(try ids("immune") == ["1", "2", "5"])
    #expect(try ids("rewritten") == ["4"])
    _ = try store.undo(2, note: note)
    #expect(try ids("immune") == ["1", "2", "4"])
    var query = DocumentQuery()
    query.id = "1"
    _ = try store.removeDocuments(query, note: note)
    #expect(try ids("immune") == ["2", "4"])
    #expect(try store.verify().isClean)
  }

  @Test("one text in two documents and two corpora is found in each")
  func shared() throws {
    try store.put([Document("x", "system immune")])
    try store.put([Document("y", "system immune")], into: "other")
    #expect(try ids("\"system immune\"") == ["4", "x"])
    let other = TextSearch("immune", in: DocumentQuery(corpus: "other"))
    #expect(try store.search(other).hits.map(\.document.id) == ["y"])
  }

  @Test("only documents of the query, the best first, as many as were asked for")
  func selection() throws {
    var query = DocumentQuery()
    query.split = .named("dev")
    #expect(try store.search(TextSearch("immune", in: query)).hits.map(\.document.id) == ["2"])
    let best = try store.search(TextSearch("immune", limit: 1))
    #expect(best.hits.count == 1 && best.documents == 3)
  }

  @Test("a store that is only read searches what is indexed, and says what is not")
  func readOnly() throws {
    let reader = try place.open(.read)
    #expect(problem { _ = try reader.search(TextSearch("immune")) } == .noSearchIndex(corpus: "default"))
    try store.updateSearchIndex()
    try store.put([Document("5", "immune")])
    let result = try reader.search(TextSearch("immune"))
    #expect((result.documents, result.unindexed) == (3, 1))
  }

  @Test("a query of documents by words, of an index that is up to date")
  func queryByWords() throws {
    let place = try Workplace()
    let store = try place.open()
    try store.put((0..<1200).map { Document("\($0)", "Anna \($0) in Rome") })
    var query = DocumentQuery()
    query.words = "anna AND (17 OR 1100)"
    #expect(problem { _ = try store.count(query) } == .noSearchIndex(corpus: "default"))
    try store.updateSearchIndex()
    #expect(try store.all(query).map(\.id) == ["17", "1100"])
    query.limit = 1
    #expect(try store.all(query).map(\.id) == ["17"])
    query.words = "\"anna"
    #expect(problem { _ = try store.count(query) } == .badSearch("\"anna", reason: "unterminated string"))
    query.words = " "
    #expect(problem { _ = try store.count(query) } == .badSearch(" ", reason: "no words"))
  }
}
