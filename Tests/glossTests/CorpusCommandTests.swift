import Foundation
import TestSupport
import Testing

@Suite("Corpus commands")
struct CorpusCommandTests {
  static let columns = "Ada\tB-PER\nLovelace\tI-PER\nmet\tO\nBabbage\tB-PER\n.\tO\n\nLondon\tB-LOC\nwaits\tO\n\n"

  /// A workplace with a store of two sentences.
  private func workplace(_ text: String = columns) throws -> (Workplace, store: String, input: String) {
    let place = try Workplace()
    let input = place.path + "/train.conll"
    try Data(text.utf8).write(to: URL(filePath: input))
    let store = place.path + "/corpus.sqlite"
    let outcome = try Program.gloss(["corpus", "import", store, input])
    #expect(outcome.status == 0, "\(outcome.error)")
    return (place, store, input)
  }

  @Test("what is imported can be listed, shown, searched, counted, verified and exported to the same file")
  func path() throws {
    let (place, store, input) = try workplace()
    let list = try Program.gloss(["corpus", "list", store])
    #expect(list.output.contains("default"))
    #expect(list.output.split(separator: "\n").last?.contains(" 2 ") == true)
    let documents = try Program.gloss(["corpus", "list", store, "--documents"]).output.split(separator: "\n")
    #expect(documents.count == 3)
    let id = String(documents[1].prefix { $0 != "\t" })
    let shown = try Program.gloss(["corpus", "show", store, id])
    #expect(shown.output.contains("[Ada Lovelace](PER) met [Babbage](PER) ."))
    let found = try Program.gloss(["corpus", "search", store, "lovelace"])
    #expect(found.output.contains("Ada [Lovelace] met"))
    let mentions = try Program.gloss(["corpus", "search", store, "--label", "LOC"])
    #expect(mentions.output.hasSuffix("\t0\t6\tLOC\tLondon\n"))
    #expect(try Program.gloss(["corpus", "stats", store, "--json"]).output.contains("\"PER\""))
    #expect(try Program.gloss(["corpus", "verify", store]).status == 0)
    let out = place.path + "/out.conll"
    #expect(try Program.gloss(["corpus", "export", store, out, "-f", "conll"]).status == 0)
    #expect(try String(contentsOfFile: out, encoding: .utf8) == String(contentsOfFile: input, encoding: .utf8))
  }

  @Test("what gloss tag wrote, corrected by hand, becomes a layer that can be compared, exported and undone")
  func results() throws {
    let (place, store, _) = try workplace()
    let documents = try Program.gloss(["corpus", "list", store, "--documents"]).output.split(separator: "\n")
    let ids = documents.dropFirst().map { String($0.prefix { $0 != "\t" }) }
    let results = place.path + "/results.jsonl"
    let header =
      #"{"format":"gloss-tags","model":"m.tlt","offsets":"codepoint","score":"product of word posteriors","version":1}"#
    func write(_ rows: String...) throws {
      try Data(([header] + rows).map { $0 + "\n" }.joined().utf8).write(to: URL(filePath: results))
    }
    let second =
      #"{"id":"\#(ids[1])","mentions":[{"end":6,"label":"LOC","score":0.9,"start":0,"text":"London"}],"words":2}"#
    // Rows need not be in the order of the documents.
    try write(second, #"{"id":"\#(ids[0])","mentions":[{"end":3,"label":"PER","start":0,"text":"Ada"}]}"#)
    let outcome = try Program.gloss(["corpus", "import", store, results])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("2 rows, 2 documents altered, 0 that failed") && outcome.output.contains("'m.tlt'"))
    let out = place.path + "/out.conll"
    #expect(try Program.gloss(["corpus", "export", store, out, "-f", "conll", "--layer", "m.tlt"]).status == 0)
    #expect(try String(contentsOfFile: out, encoding: .utf8).hasPrefix("Ada\tB-PER\nLovelace\tO\n"))
    // Again: nothing to do. Under another name: one more layer.
    #expect(try Program.gloss(["corpus", "import", store, results]).output.contains("0 documents altered"))
    let named = try Program.gloss(["corpus", "import", store, results, "--layer", "reviewed"])
    let change = named.output.firstMatch(of: #/layer: 'reviewed', change ([0-9]+)/#)
    #expect(named.status == 0 && change != nil)
    #expect(try Program.gloss(["corpus", "undo", store, String(change?.1 ?? "")]).status == 0)
    #expect(try Program.gloss(["corpus", "export", store, out, "-f", "gloss"]).status == 0)
    let all = try String(contentsOfFile: out, encoding: .utf8)
    #expect(all.contains(#""name":"m.tlt""#) && !all.contains("reviewed"))
    // A document that is not there, and one that could not be tagged.
    try write(second, #"{"id":"nobody","mentions":[]}"#, #"{"error":"broken","id":"x","mentions":[]}"#)
    let strange = try Program.gloss(["corpus", "import", store, results])
    #expect(
      strange.status == 1 && strange.error.contains("1 rows belong to no document of the corpus, such as 'nobody'"))
    #expect(strange.output.contains("3 rows, 0 documents altered, 1 that failed"))
    #expect(try Program.gloss(["corpus", "verify", store]).status == 0)
  }

  @Test("the same import again changes nothing")
  func again() throws {
    let (place, store, input) = try workplace()
    defer { withExtendedLifetime(place) {} }
    let before = try Program.gloss(["corpus", "verify", store]).output
    let outcome = try Program.gloss(["corpus", "import", store, input])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("0 new"))
    #expect(try Program.gloss(["corpus", "verify", store]).output == before)
  }

  @Test("a label map is a dry run until it is applied, and can be undone")
  func map() throws {
    let (place, store, _) = try workplace()
    defer { withExtendedLifetime(place) {} }
    let map = place.path + "/map.yaml"
    try Data("PER: PERSON\nLOC: null\n".utf8).write(to: URL(filePath: map))
    #expect(try Program.gloss(["corpus", "snapshot", store, "before"]).status == 0)
    let dry = try Program.gloss(["corpus", "map", store, map])
    #expect(dry.output.contains("PERSON") && dry.output.contains("(dropped)"))
    #expect(try Program.gloss(["corpus", "diff", store, "before"]).output.contains("2 the same"))
    #expect(try Program.gloss(["corpus", "map", store, map, "--apply"]).status == 0)
    let difference = try Program.gloss(["corpus", "diff", store, "before"]).output
    #expect(difference.contains("PERSON"))
    #expect(difference.contains("0 the same, 2 changed"))
    #expect(try Program.gloss(["corpus", "undo", store, "2"]).status == 0)
    #expect(try Program.gloss(["corpus", "diff", store, "before"]).output.contains("2 the same"))
  }

  @Test("a wrong label map is an error with its place")
  func wrongMap() throws {
    let (place, store, _) = try workplace()
    defer { withExtendedLifetime(place) {} }
    let map = place.path + "/map.yaml"
    try Data("PER:\n  - surfac: x\n    becomes: Y\n".utf8).write(to: URL(filePath: map))
    let outcome = try Program.gloss(["corpus", "map", store, map])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("map.yaml:2:5: error:"))
    #expect(outcome.error.contains("did you mean 'surface'?"))
  }

  @Test("a loss that nobody asked for is status 2, and 0 once somebody does")
  func loss() throws {
    let place = try Workplace()
    let input = place.path + "/spans.jsonl"
    let line = #"{"text": "New York Times", "entities": [[0, 8, "LOC"], [0, 14, "ORG"]]}"#
    try Data((line + "\n").utf8).write(to: URL(filePath: input))
    let out = place.path + "/out.conll"
    let ledger = place.path + "/ledger.tsv"
    let arguments = ["convert", input, out, "--to", "conll", "--ledger", ledger]
    let outcome = try Program.gloss(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("overlap"))
    let rows = try String(contentsOfFile: ledger, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 5, "a head, two rows of reading, two of writing")
    #expect(try Program.gloss(arguments + ["--overlap", "longest"]).status == 0)
    #expect(try Program.gloss(arguments + ["--allow-loss"]).status == 0)
  }

  @Test(
    "what is wrong with a store is said",
    arguments: [
      (["corpus", "list", "/nowhere/at/all.sqlite"], "no such file"),
      (["corpus", "list", "FILE"], "no SQLite database"),
      (["corpus", "import", "STORE", "/nowhere/at/all"], "no such file"),
      (["corpus", "show", "STORE", "nobody"], "no document 'nobody'"),
      (["corpus", "diff", "STORE", "yesterday"], "no snapshot 'yesterday'"),
      (["corpus", "stats", "STORE", "-c", "other"], "no corpus 'other'"),
      (["corpus", "remove", "STORE"], "--all"),
      (["corpus", "undo", "STORE", "17"], "no change 17"),
    ])
  func problems(arguments: [String], message: String) throws {
    let (place, store, input) = try workplace()
    defer { withExtendedLifetime(place) {} }
    let outcome = try Program.gloss(arguments.map { $0 == "STORE" ? store : $0 == "FILE" ? input : $0 })
    #expect(outcome.status == 1)
    #expect(outcome.error.contains(message), "\(outcome.error)")
  }

  @Test("a split keeps its shares and moves documents once")
  func split() throws {
    let sentences = (0..<100).map {
      "Word\($0)\tO\nname\($0)\t\($0 % 2 == 0 ? "B-PER" : "B-LOC")\nthing\($0 * 7)\tO\n\n"
    }
    let (place, store, _) = try workplace(sentences.joined())
    defer { withExtendedLifetime(place) {} }
    let outcome = try Program.gloss(["corpus", "split", store, "--seed", "3"])
    #expect(outcome.status == 0)
    let json = try Program.gloss(["corpus", "list", store, "--documents", "--split", "dev"]).output
    #expect(json.split(separator: "\n").count == 11)
    #expect(try Program.gloss(["corpus", "split", store, "--seed", "3"]).error.contains("there already"))
  }
}
