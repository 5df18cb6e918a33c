import Annotations
import Files
import Foundation
import Testing

@testable import BulkTagging

/// A folder with texts, an output beside it, and runs of a small tagger over them.
private final class RunPlace {
  let folder: URL
  var texts: [(id: String, text: String)]
  var shard = (index: 0, count: 1)
  var commitBytes = 300
  var isStrict = false
  var isFresh = false
  var modelHash = "hash"
  var name = "out.jsonl"
  var documentsPerFile: Int?
  /// Whether results are none that can be taken over.
  var isWithoutRows = false
  private let tagger: BulkTagger

  init(_ count: Int = 60) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    texts = randomTexts(count).enumerated().map { ("d\($0)", $1) }
    var options = BulkTagger.Options()
    (options.chunkTokens, options.batchTokens) = (120, 40)
    tagger = BulkTagger(try RandomTagger.make(), options: options)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var output: String { folder.path + "/" + name }

  private struct Feed: DocumentFeed {
    var rest: ArraySlice<(id: String, text: String)>
    var done = 0
    var total: Int?

    mutating func next() throws -> FeedItem? {
      guard let (id, text) = rest.popFirst() else { return nil }
      done += 1
      if text == "!" {
        return .failure(FailedDocument(id: id, origin: SourceDocument.Origin(path: id), reason: "broken"))
      }
      return .document(SourceDocument(id: id, text: Array(text.utf8)))
    }
  }

  /// How often documents were tagged in the last run.
  private(set) var summary = TagRun.Summary()

  /// - Parameters:
  ///   - limit: the run is interrupted when the sink has so many documents.
  ///   - other: a sink in place of files.
  func run(limit: Int = .max, sink other: (any TagSink)? = nil) throws {
    let rendering = JSONLinesRendering(unit: .utf8)
    let header = TagHeader(model: "m", labels: RandomTagger.labels)
    let path = shard.count == 1 ? output : TagMerge.part(output, shard.index, of: shard.count)
    let files = TagFiles(
      path, rendering: rendering, header: header, packing: shard.count == 1 ? .byName : .none,
      documentsPerFile: shard.count == 1 ? documentsPerFile : nil)
    var options = TagRun.Options()
    (options.commitBytes, options.isStrict, options.isFresh) = (commitBytes, isStrict, isFresh)
    options.shard = shard
    let identity = RunIdentity(
      model: "m", modelHash: modelHash, labels: RandomTagger.labels, tagging: "", rows: files.identity,
      layout: files.layout, shard: "\(shard.index + 1)/\(shard.count)")
    let run = TagRun(
      tagger, identity: identity, output: path, sink: other ?? files, rendering: isWithoutRows ? nil : rendering,
      options: options)
    var documents = 0
    summary = try run.run(
      { Feed(rest: self.texts[...]) }, isCancelled: { documents >= limit }, failed: { _ in },
      report: { _ in documents += 1 })
  }

  /// Everything in the folder by name.
  func contents() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  func result() throws -> Data { try Data(contentsOf: URL(filePath: output)) }
}

/// A sink that cannot take some documents.
private final class PickySink: TagSink {
  let identity = "picky"
  var leavesFiles = true
  let refused: Set<String>

  init(_ refused: Set<String>) { self.refused = refused }

  func resume(from state: [UInt8]?) throws {}

  func append(_ outcome: TagOutcome) throws -> TagOutcome {
    guard case .tagged(let document) = outcome, refused.contains(document.id) else { return outcome }
    return .failed(FailedDocument(id: document.id, origin: document.source.origin, reason: "no room"))
  }

  func commit() throws -> [UInt8] { [] }

  func finish() throws {}
}

@Suite("Runs with a journal")
struct TagRunTests {
  @Test(
    "what is handed on can be read before it is committed, but for what is packed",
    arguments: ["o.jsonl", "o.jsonl.gz"])
  func flushed(name: String) throws {
    let place = try RunPlace()
    place.name = name
    let files = TagFiles(
      place.output, rendering: JSONLinesRendering(unit: .utf8),
      header: TagHeader(model: "m", labels: RandomTagger.labels))
    try files.resume(from: nil)
    for document in try tag(place.texts.prefix(3).map(\.text)).documents { _ = try files.append(.tagged(document)) }
    try files.flush()
    let found = try Data(contentsOf: URL(filePath: place.output + ".part"))
    #expect(found.count { $0 == 0x0A } == (name.hasSuffix(".gz") ? 0 : 4))
    if name.hasSuffix(".gz") { #expect(found.isEmpty) }
  }

  @Test(
    "a run that is interrupted again and again gives the bytes of one that is not",
    arguments: ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"], [nil, 7])
  func interrupted(name: String, documentsPerFile: Int?) throws {
    let (whole, broken) = (try RunPlace(), try RunPlace())
    for place in [whole, broken] { (place.name, place.documentsPerFile) = (name, documentsPerFile) }
    try whole.run()
    // Each life does at least what lies before the first commit after what was done.
    var lives = 0
    while lives < 10 {
      lives += 1
      do {
        try broken.run(limit: 25)
        break
      } catch TagProblem.interrupted {}
    }
    #expect((2..<10).contains(lives))
    #expect(broken.summary.resumed > 0)
    let (expected, found) = (try whole.contents(), try broken.contents())
    #expect(expected.keys.sorted() == found.keys.sorted())
    for (name, bytes) in expected where !name.hasSuffix(".journal") { #expect(found[name] == bytes, "\(name)") }
    #expect(whole.summary.totals.tagged.mentions == broken.summary.totals.tagged.mentions)
    #expect(whole.summary.totals.documents == broken.summary.totals.documents)
  }

  @Test("a torn end of the journal and of the output is cut off", arguments: [1, 9, 40, 200])
  func torn(bytes: Int) throws {
    let (whole, broken) = (try RunPlace(), try RunPlace())
    try whole.run()
    #expect(throws: TagProblem.self) { try broken.run(limit: 40) }
    let journal = broken.output + ".journal.part"
    let content = try Data(contentsOf: URL(filePath: journal))
    try content.dropLast(bytes).write(to: URL(filePath: journal))
    let part = broken.output + ".part"
    try (try Data(contentsOf: URL(filePath: part)) + Data("half a row".utf8)).write(to: URL(filePath: part))
    try broken.run()
    #expect(try broken.result() == whole.result())
  }

  @Test(
    "a run over a changed collection tags what is new and takes over the rest", arguments: ["out.jsonl", "o.jsonl.gz"])
  func changed(name: String) throws {
    let (place, fresh) = (try RunPlace(), try RunPlace())
    (place.name, fresh.name) = (name, name)
    try place.run()
    #expect(place.summary.totals.unchanged == 0)
    place.texts.remove(at: 30)
    place.texts.insert(("new", "Ann Lee saw Bob."), at: 3)
    place.texts[50].text += " And more."
    place.texts.swapAt(10, 20)
    try place.run()
    #expect(place.summary.totals.unchanged == place.texts.count - 2)
    #expect(place.summary.totals.tagged.documents == 2)
    fresh.texts = place.texts
    try fresh.run()
    #expect(try place.result() == fresh.result())
    place.modelHash = "another"
    try place.run()
    #expect(place.summary.totals.unchanged == 0)
  }

  @Test(
    "inputs that changed while a run was interrupted: what is the same is taken over, also after another interruption")
  func changedInBetween() throws {
    let (place, fresh) = (try RunPlace(), try RunPlace())
    #expect(throws: TagProblem.self) { try place.run(limit: 40) }
    place.texts.insert(("new", "Ann."), at: 0)
    #expect(throws: TagProblem.self) { try place.run(limit: 10) }
    try place.run()
    #expect(place.summary.totals.unchanged > 20)
    fresh.texts = place.texts
    try fresh.run()
    #expect(try place.result() == fresh.result())
    #expect(try place.contents().keys.sorted() == fresh.contents().keys.sorted())
  }

  @Test("another model is refused for an interrupted run, and --fresh starts over")
  func otherModel() throws {
    let place = try RunPlace()
    #expect(throws: TagProblem.self) { try place.run(limit: 20) }
    place.modelHash = "another"
    let problem = #expect(throws: TagProblem.self) { try place.run() }
    #expect(
      problem
        == .otherRun(place.output, differences: ["the model: 'm' with other content than 'm'"]))
    place.isFresh = true
    try place.run()
    #expect(place.summary.resumed == 0)
    #expect(place.summary.totals.tagged.documents == place.texts.count)
  }

  @Test("an output that was changed by hand is tagged anew where it was changed")
  func damaged() throws {
    let place = try RunPlace()
    try place.run()
    let expected = try place.result()
    var bytes = expected
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: place.output))
    try place.run()
    #expect(try place.result() == expected)
    #expect(place.summary.totals.tagged.documents >= 1)
    #expect(place.summary.totals.unchanged >= place.texts.count - 2)
  }

  @Test("a document that was tagged and that the sink cannot take counts once, over two lives of a run too")
  func refused() throws {
    let place = try RunPlace(40)
    place.texts[5].text = "!"
    let sink = PickySink(["d1", "d30"])
    #expect(throws: TagProblem.self) { try place.run(limit: 20, sink: sink) }
    try place.run(sink: sink)
    let totals = place.summary.totals
    #expect((totals.documents, totals.failed, totals.tagged.documents) == (40, 3, 37))
    #expect(place.summary.resumed > 0)
  }

  @Test(
    "beside an output without rows only a mark stays, by which other runs know it; a store needs none",
    arguments: [true, false])
  func mark(leavesFiles: Bool) throws {
    let place = try RunPlace(40)
    let sink = PickySink([])
    sink.leavesFiles = leavesFiles
    place.isWithoutRows = true
    #expect(throws: TagProblem.self) { try place.run(limit: 20, sink: sink) }
    try place.run(sink: sink)
    let names = try place.contents().keys.filter { $0 != "out.jsonl.lock" }
    #expect(names == (leavesFiles ? ["out.jsonl.journal"] : []))
    guard leavesFiles else { return }
    let summary = try #require(try JournalSummary(place.output + ".journal"))
    #expect(summary.isComplete && summary.count == 0)
    // The next run does everything again.
    try place.run(sink: sink)
    #expect(place.summary.resumed == 0 && place.summary.totals.documents == 40)
  }

  @Test("failures keep their places as rows, and stand in the errors file; strict runs stop at the first")
  func failures() throws {
    let place = try RunPlace(10)
    place.texts[3].text = "!"
    place.texts[7].text = "!"
    place.isStrict = true
    let problem = #expect(throws: TagProblem.self) { try place.run() }
    #expect(problem == .strict(id: "d3", reason: "broken", documents: 3))
    place.isStrict = false
    try place.run()
    #expect(place.summary.totals.failed == 2)
    let rows = String(decoding: try place.result(), as: UTF8.self).split(separator: "\n")
    #expect(rows.count == 11)
    #expect(rows[4].contains("\"error\":\"broken\""))
    let errors = try String(contentsOfFile: place.output + ".errors.jsonl", encoding: .utf8)
    #expect(errors.split(separator: "\n").count == 2)
    place.texts[3].text = "Ann"
    place.texts[7].text = "Ann"
    try place.run()
    #expect(!FileManager.default.fileExists(atPath: place.output + ".errors.jsonl"))
  }

  @Test("parts put together are the bytes of one run", arguments: ["out.jsonl", "out.jsonl.zst"], [1, 2, 3, 7])
  func merge(name: String, parts: Int) throws {
    let (whole, split) = (try RunPlace(), try RunPlace())
    for place in [whole, split] {
      place.name = name
      place.texts[5].text = "!"
    }
    try whole.run()
    let merge = TagMerge(output: split.output, rendering: JSONLinesRendering(unit: .utf8))
    for index in 0..<parts where parts > 1 {
      #expect(throws: TagProblem.self) { try merge.run(commitBytes: 300, isCancelled: { false }) }
      split.shard = (index, parts)
      try split.run()
    }
    guard parts > 1 else { return }
    let totals = try merge.run(commitBytes: 300, isCancelled: { false })
    #expect(totals.documents == whole.texts.count)
    #expect(try split.result() == whole.result())
    #expect(totals.tagged.mentions == whole.summary.totals.tagged.mentions)
    // The whole's journal serves the next run as if it had written it.
    split.shard = (0, 1)
    try split.run()
    #expect(split.summary.totals.unchanged == whole.texts.count - 1)
  }
}
