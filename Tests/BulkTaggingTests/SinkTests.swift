import Annotations
import CorpusFormats
import CorpusStore
import Foundation
import TestSupport
import Testing

@testable import BulkTagging

/// Feeds outcomes to a sink as a run does, which is killed and goes on.
private func run(
  _ outcomes: [TagOutcome], commitEvery interval: Int, dyingAt deaths: [Int] = [], _ sink: () throws -> any TagSink
) throws {
  var state: [UInt8]?
  var done = 0
  for death in deaths + [Int.max] {
    let sink = try sink()
    try sink.resume(from: state)
    var place = done
    while place < outcomes.count, place < death {
      _ = try sink.append(outcomes[place])
      place += 1
      guard place % interval == 0 else { continue }
      let committed = try sink.commit()
      // Dies between the commit and the journal's record of it.
      if place >= death - 1, death != .max { break }
      (state, done) = (committed, place)
    }
    guard death == .max else { continue }
    state = try sink.commit()
    try sink.finish()
  }
  // A process killed at the very end finishes again.
  let again = try sink()
  try again.resume(from: state)
  try again.finish()
}

@Suite("A folder of results")
struct FolderSinkTests {
  /// Not the concepts of i2b2 2010, which are whole words between blanks.
  static let forms: [CorpusFormat] = [.brat, .webanno, .tei, .gate, .i2b2, .xmi]

  private func outcomes() -> [TagOutcome] {
    var generated = GeneratedResults(seed: 3)
    var documents = generated.documents(40)
    for (index, id) in ["a/b.txt", "a/b.txt", "A/B.txt", "../up", "c:\\d", ".hidden", "", "é", "e\u{301}"].enumerated()
    {
      documents[index * 3].source.id = id
    }
    return documents.map { .tagged($0) }
  }

  @Test("read again, it has the same mentions", arguments: forms)
  func roundTrip(form: CorpusFormat) throws {
    let place = try Workplace()
    var generated = GeneratedResults(seed: 5)
    let documents = generated.documents(20)
    try run(documents.map { .tagged($0) }, commitEvery: 7) { try FolderSink(place.path("out"), form, layer: "m") }
    let found = try CorpusDiscovery([place.path("out")], as: form)
    var labels: [String: [String]] = [:]
    for input in found.inputs {
      var reader = try input.reader()
      while let read = try reader.next() {
        labels[read.document.id] = read.document.mentions.map { "\($0.label) \(read.document.surface(of: $0))" }
          .sorted()
      }
    }
    #expect(labels.count == 20)
    for document in documents {
      let expected = document.mentions.map {
        "\($0.label) \(String(decoding: document.text[$0.bytes], as: UTF8.self))"
      }
      // brat has mentions over line breaks in pieces, others have spaces in their place.
      let solid = { (texts: [String]) in
        texts.map { String(String.UnicodeScalarView($0.unicodeScalars.filter { !$0.properties.isWhitespace })) }
          .sorted()
      }
      #expect(solid(labels[document.id] ?? []) == solid(expected))
    }
  }

  @Test(
    "killed and resumed, it holds the same files", arguments: [CorpusFormat.brat, .tei],
    [[5], [1, 19, 20, 21], [39, 40]])
  func resume(form: CorpusFormat, deaths: [Int]) throws {
    let place = try Workplace()
    let outcomes = outcomes()
    try run(outcomes, commitEvery: 6) { try FolderSink(place.path("whole"), form, layer: "m") }
    try run(outcomes, commitEvery: 6, dyingAt: deaths) { try FolderSink(place.path("resumed"), form, layer: "m") }
    let whole = try place.files("whole")
    #expect(whole.count == (form == .brat ? 80 : 40))
    #expect(try place.files("resumed") == whole)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() == ["resumed", "whole"])
  }

  @Test("what lies in the folder stays, what an abandoned run left goes")
  func leftovers() throws {
    let place = try Workplace()
    try place.file("out/notes.txt", "mine".utf8)
    let outcomes = outcomes()
    let abandoned = try FolderSink(place.path("out"), .brat, layer: "m")
    try abandoned.resume(from: nil)
    for outcome in outcomes { _ = try abandoned.append(outcome) }
    try run(Array(outcomes.prefix(2)), commitEvery: 9) { try FolderSink(place.path("out"), .brat, layer: "m") }
    #expect(try place.files("out").count == 5)
    #expect(try place.files("out")["notes.txt"] == Array("mine".utf8))
  }
}

@Suite("Originals with mentions written in")
struct OriginalSinkTests {
  private static let inline = """
    <?xml version="1.0"?>\r
    <!-- kept --><root  a = 'b'><doc id="1">Ann met <PER>Lee</PER> in&#32;Rome &amp; Paris.</doc>
    <doc id="2">東京 𠀋 <i>and</i> Ann</doc></root>

    """
  private static let bioc = """
    <collection><source>s</source><date>d</date><key>k</key>
    <document><id>x</id><passage><offset>0</offset><text>Ann met Lee in Rome</text>
    <annotation id="T1"><infon key="type">PER</infon><location offset="8" length="3"/><text>Lee</text></annotation>
    </passage></document><document><id>y</id><passage><offset>0</offset><text>Ann 𠀋 x</text></passage></document></collection>
    """
  private static let files: [(name: String, format: CorpusFormat, text: String)] = [
    ("in/a.xml", .inlineXML, inline), ("in/sub/b.xml", .bioc, bioc), ("in/c.xml", .inlineXML, "<d>no names</d>\n"),
    ("in/d.sgm", .enamex, "<DOC><DOCID>1</DOCID>\n<TEXT>Ann saw Rome</TEXT></DOC>\n"),
  ]

  /// What a tagger that knows Ann and Lee says of the files.
  private func outcomes(_ place: Workplace) throws -> [TagOutcome] {
    var outcomes: [TagOutcome] = []
    for file in Self.files {
      try place.file(file.name, file.text.utf8)
      let path = place.path(file.name)
      var reader = try CorpusInput(file.format, paths: [path], name: path).reader()
      while let read = try reader.next() {
        let text = read.document.text
        let mentions = ["Ann", "Lee"].compactMap { name in
          text.firstRange(of: Array(name.utf8)).map { TaggedMention(label: "PER", bytes: $0, score: 0.5) }
        }.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
        outcomes.append(
          .tagged(
            TaggedDocument(
              source: SourceDocument(
                id: read.document.id, text: text, original: read.document,
                origin: SourceDocument.Origin(path: path, line: read.line, format: file.format)), mentions: mentions)))
      }
    }
    return outcomes
  }

  private func sink(_ place: Workplace, _ name: String, replaces: Bool = false) -> OriginalSink {
    OriginalSink(.folder(place.path(name), below: [place.path("in")]), replaces: replaces)
  }

  @Test("mentions are added, those that are there stay once, every other byte is the same")
  func added() throws {
    let place = try Workplace()
    let outcomes = try outcomes(place)
    try run(outcomes, commitEvery: 2) { sink(place, "out") }
    let files = try place.files("out")
    #expect(files.keys.sorted() == ["a.xml", "c.xml", "d.sgm", "sub/b.xml"])
    let inline = String(decoding: files["a.xml"] ?? [], as: UTF8.self)
    #expect(
      inline
        == Self.inline.replacing("Ann met", with: "<PER>Ann</PER> met").replacing(
          "> Ann<", with: "> <persName>Ann</persName><"))
    #expect(files["c.xml"] == Array("<d>no names</d>\n".utf8))
    let bioc = String(decoding: files["sub/b.xml"] ?? [], as: UTF8.self)
    #expect(bioc.matches(of: #/<annotation/#).count == 3)
    #expect(bioc.hasPrefix(Self.bioc.prefix { $0 != "\n" }))
    #expect(String(decoding: files["d.sgm"] ?? [], as: UTF8.self).contains("<ENAMEX TYPE=\"PER\">Ann</ENAMEX>"))
  }

  @Test("killed and resumed, files are the same", arguments: [[1], [2], [3], [4, 5], [1, 2, 3, 4, 5, 6]], [1, 2, 3])
  func resume(deaths: [Int], interval: Int) throws {
    let place = try Workplace()
    let outcomes = try outcomes(place)
    try run(outcomes, commitEvery: 3) { sink(place, "whole") }
    try run(outcomes, commitEvery: interval, dyingAt: deaths) { sink(place, "resumed") }
    #expect(try place.files("resumed") == place.files("whole"))
  }

  @Test("names are those below what was named, and no file takes another's place", arguments: [[], [1, 3]])
  func names(deaths: [Int]) throws {
    let place = try Workplace()
    let outcomes = try ["in/x/a.xml", "in/y/a.xml", "other/a.xml", "in/y/b/a.xml"].map { name -> TagOutcome in
      try place.file(name, "<d><p>Ann</p></d>".utf8)
      return .tagged(
        TaggedDocument(
          source: SourceDocument(
            id: name, text: Array("Ann".utf8),
            origin: SourceDocument.Origin(path: place.path(name), format: .inlineXML))))
    }
    func names(_ roots: String...) throws -> [String] {
      let out = "out\(roots.count)\(roots[0].count)"
      try run(outcomes, commitEvery: 1, dyingAt: deaths) {
        OriginalSink(.folder(place.path(out), below: roots.map(place.path)))
      }
      return try place.files(out).keys.sorted()
    }
    #expect(try names("in") == ["a.xml", "x/a.xml", "y/a.xml", "y/b/a.xml"])
    #expect(
      try names("in/*/a.xml", "other") == ["a.xml", "in/x/a.xml", "in/y/a.xml", "in/y/b/a.xml", "other/a.xml"]
        .dropFirst() + [])
    #expect(try names("in/x/a.xml", "in/y/a.xml", "other/a.xml") == ["a.xml", "a~2.xml", "a~3.xml", "a~4.xml"])
  }

  @Test("the model's mentions can take the place of those that are there")
  func replaced() throws {
    let place = try Workplace()
    let outcomes = try outcomes(place).map { outcome -> TagOutcome in
      guard case .tagged(var document) = outcome else { return outcome }
      document.mentions = []
      return .tagged(document)
    }
    try run(outcomes, commitEvery: 2) { sink(place, "out", replaces: true) }
    let inline = String(decoding: try place.files("out")["a.xml"] ?? [], as: UTF8.self)
    #expect(inline == Self.inline.replacing("<PER>Lee</PER>", with: "Lee"))
  }

  @Test("a file that breaks off is not written, and the others are")
  func broken() throws {
    let place = try Workplace()
    var outcomes = try outcomes(place)
    let path = place.path("in/a.xml")
    let failure = FailedDocument(id: path, origin: SourceDocument.Origin(path: path), reason: "broken")
    outcomes.insert(.failed(failure), at: 1)
    outcomes.remove(at: 2)
    try run(outcomes, commitEvery: 1, dyingAt: [2]) { sink(place, "out") }
    #expect(try place.files("out").keys.sorted() == ["c.xml", "d.sgm", "sub/b.xml"])
  }

  @Test("a file that changed meanwhile stops the run, and nothing is written for it")
  func changed() throws {
    let place = try Workplace()
    let outcomes = try outcomes(place)
    try place.file("in/a.xml", "<root><doc>Bob</doc></root>".utf8)
    #expect(throws: WriteBackProblem.self) { try run(outcomes, commitEvery: 9) { sink(place, "out") } }
    #expect(try place.files("out")["a.xml"] == nil)
  }
}

@Suite("A layer of a store as output")
struct LayerSinkTests {
  @Test("each run is one change; what is no document of the store fails alone")
  func layer() throws {
    let place = try Workplace()
    let store = try CorpusStore(path: place.path("s.gloss"))
    let note = ChangeNote(command: "gloss corpus import")
    var generated = GeneratedResults(seed: 1)
    let documents = generated.documents(30)
    let session = try store.beginImport(note: note)
    for document in documents { try session.add(Document(id: document.id, text: document.text)) }
    try session.finish()
    let stranger = generated.document("stranger")
    var other = documents[0]
    other.source.text = Array("other".utf8)
    let tag = ChangeNote(command: "gloss tag")
    let sink = try LayerSink(store, corpus: CorpusStore.defaultCorpus, layer: "m@1", note: tag)
    try sink.resume(from: nil)
    var failures: [String] = []
    for document in documents + [stranger, other] {
      if case .failed(let failure) = try sink.append(.tagged(document)) { failures.append(failure.id) }
    }
    _ = try sink.commit()
    try sink.finish()
    #expect(failures == ["stranger", documents[0].id])
    #expect(sink.change?.documents == 30)
    for document in documents {
      let layer = try store.document(document.id)?.layer("m@1")
      #expect(layer == document.layer("m@1"))
    }
    #expect(try store.verify().isClean)
  }
}
