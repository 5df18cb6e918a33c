import Foundation
import TestSupport
import Testing

@testable import BulkTagging

@Suite("Outputs among the inputs")
struct FoundOutputTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func journal(_ name: String, rows: String = "jsonl 1") throws {
    try place.file(name, "")
    let identity = RunIdentity(
      model: "m", modelHash: "h", labels: ["O"], tagging: "", rows: rows, layout: "none", shard: "1/1")
    try TagJournal(place.path(name), keeping: 0).append(.identity(identity))
  }

  private func files(_ names: [String]) throws {
    for name in names { try place.file(name, "Ann.") }
  }

  /// Names that are read, and what was left out or warned of.
  private func list(_ paths: [String], output: String? = nil, files: [String] = []) -> (
    read: [String], found: [FoundOutput]
  ) {
    var (read, found) = ([String](), [FoundOutput]())
    for entry in InputList(paths.map(place.path), output: output.map(place.path), files: files.map(place.path)) {
      switch entry {
      case .named(let path), .found(let path): read.append(String(path.dropFirst(place.path.count + 1)))
      case .output(let output): found.append(output)
      case .broken(let path, let reason): Issue.record("\(path): \(reason)")
      }
    }
    return (read, found)
  }

  private func names(_ found: [FoundOutput]) -> [String] {
    found.map { String($0.path.dropFirst(place.path.count + 1)) }
  }

  @Test(
    "what another run wrote into a folder is left out, whatever it is called; what only looks like it is read",
    arguments: [".journal", ".journal.part", ".journal.old"])
  func folder(ending: String) throws {
    let others = [
      "r.jsonl", "r.jsonl.errors.jsonl", "r.jsonl.lock", "r.jsonl.part", "r.jsonl.part.old", "r-00001.jsonl",
      "r-100000.jsonl", "s/my.tags.jsonl.gz", "s/my-00002.tags.jsonl.gz", "s/my.tags-00002.jsonl.gz", "é.jsonl",
    ]
    let texts = [
      "a.txt", "r-1.jsonl", "r-00001x.jsonl", "r.jsonl2", "r.txt", "s/r.jsonl", "s/my.tags.jsonl", "e\u{301}.jsonl",
      "note.journal", "t.journal.part",
    ]
    try files(others + texts)
    for output in ["r.jsonl", "s/my.tags.jsonl.gz", "é.jsonl"] { try journal(output + ending) }
    let (read, found) = list([""])
    #expect(Set(read.map { Array($0.utf8) }) == Set(texts.map { Array($0.utf8) }))
    let left = Set(names(found).map { Array($0.utf8) })
    let journals = ["r.jsonl", "s/my.tags.jsonl.gz", "é.jsonl"].map { $0 + ending }
    #expect(left == Set((others + journals).map { Array($0.utf8) }))
    #expect(found.allSatisfy { !$0.isRead })
    #expect(Set(found.map(\.output)) == ["r.jsonl", "my.tags.jsonl.gz", "é.jsonl"])
    // By a pattern too.
    #expect(list(["*.jsonl"]).read.allSatisfy(texts.contains))
    #expect(names(list(["*/my.tags.jsonl.gz"]).found) == ["s/my.tags.jsonl.gz"])
  }

  @Test(
    "what is named is read, and it is said what it is", arguments: ["r.jsonl", "r-00003.jsonl", "r.jsonl.errors.jsonl"])
  func named(name: String) throws {
    try files([name, "a.jsonl"])
    try journal("r.jsonl.journal")
    let (read, found) = list(["a.jsonl", name])
    #expect(read == ["a.jsonl", name])
    #expect(found == [FoundOutput(path: place.path(name), output: "r.jsonl", isRead: true)])
    #expect(found.allSatisfy { "\($0)".contains("it is read") })
  }

  @Test("a folder of results is left out where it is found, and read where it is named")
  func resultFolders() throws {
    try files(["in/a.txt", "in/results/1.txt", "in/results/1.ann", "in/results/s/2.txt"])
    try journal("in/results.journal", rows: "folder 1 brat")
    let (read, found) = list(["in"])
    #expect(read == ["in/a.txt"])
    #expect(names(found) == ["in/results", "in/results.journal"])
    for name in ["in/results", "in/results/", "in/../in/results"] {
      let (read, found) = list([name])
      #expect(read.count == 3)
      #expect(found.map(\.isRead) == [true])
    }
    // Not what lies in it.
    #expect(list(["in/results/s"]).found.isEmpty)
  }

  @Test(
    "TAO's pair has other names than its output",
    arguments: ["n", "n.txt", "n.txt.gz", "text_n.txt", "labels_n.txt"], [true, false])
  func pairs(output: String, isPair: Bool) throws {
    let ending = output.hasSuffix(".gz") ? ".txt.gz" : ".txt"
    let pair = ["text_n\(ending)", "labels_n\(ending)", "text_n-00001\(ending)"]
    try files(pair + ["text_m.txt"])
    try journal(output + ".journal", rows: isPair ? "text-labels 1 x" : "jsonl 1")
    let read = Set(list([""]).read)
    #expect(
      read == Set(["text_m.txt"] + (isPair ? [] : pair.filter { $0 != output && (output, $0) != (pair[0], pair[2]) })))
    // Its own.
    #expect(list([""], output: output, files: Array(pair.prefix(2))).read == ["text_m.txt"])
  }

  @Test(
    "a file that is no journal says nothing", arguments: ["", "Ann.", "\u{1}\u{2}{}123456789", "{\"model\": \"m\"}"])
  func noJournal(content: String) throws {
    try files(["r.jsonl"])
    try place.file("r.jsonl.journal", content)
    #expect(list([""]).read == ["r.jsonl", "r.jsonl.journal"])
    #expect(list(["r.jsonl"]).found.isEmpty)
  }

  @Test("the run's own output is passed over without a word, its shards too")
  func own() throws {
    let own = [
      "r.jsonl", "r.jsonl.part-1-of-2", "r.jsonl.part-1-of-2.errors.jsonl", "my.tags-00001.jsonl", "my.tags.jsonl",
    ]
    try files(own + ["a.txt"])
    for name in ["r.jsonl", "r.jsonl.part-1-of-2", "my.tags.jsonl"] { try journal(name + ".journal") }
    let (read, found) = list([""], output: "r.jsonl")
    #expect(read == ["a.txt"])
    #expect(names(found).allSatisfy { $0.hasPrefix("my.tags") } && found.count == 3)
  }

  @Test("the feed reads what is to be read and tells of the rest, in their order")
  func feed() throws {
    try files(["a.txt", "b.jsonl", "c.txt"])
    try journal("b.jsonl.journal")
    var (told, ids) = ([FoundOutput](), [String]())
    var feed = FileFeed(InputList([place.path]), InputOptions()) { told.append($0) }
    while let item = try feed.next() {
      if case .document(let document) = item { ids.append(document.id) }
    }
    #expect(ids == [place.path("a.txt"), place.path("c.txt")])
    #expect(names(told) == ["b.jsonl", "b.jsonl.journal"])
  }
}
