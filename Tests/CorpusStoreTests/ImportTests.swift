import Annotations
import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusStore

@Suite("Imports")
struct ImportTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("a document with other content becomes a new revision")
  func revision() throws {
    let store = try place.open()
    try store.put([Document("a", "Anna in Rome", ["PER": "Anna"]), Document("b", "same")])
    let counts = try store.put([Document("a", "Anna in Rome", ["PER": "Anna", "LOC": "Rome"]), Document("b", "same")])
    #expect((counts.added, counts.revised, counts.unchanged) == (0, 1, 1))
    #expect(try store.document("a")?.mentions.map(\.label) == ["PER", "LOC"])
    #expect(try store.document("a", at: .change(1))?.mentions.map(\.label) == ["PER"])
    #expect(try store.history(of: "a").map(\.kind) == [.added, .altered])
    #expect(try store.changes().map(\.documents) == [2, 1])
  }

  @Test("two files that claim one id with different contents: the first stays, the second is reported")
  func conflict() throws {
    let store = try place.open()
    let session = try store.beginImport(note: note)
    for (source, text) in [("one", "first"), ("two", "second"), ("three", "first")] {
      _ = try session.beginSource(.named(source))
      try session.add(Document("a", text), line: 7)
      try session.endSource()
    }
    let counts = try session.finish()
    #expect((counts.added, counts.conflicting, counts.unchanged) == (1, 1, 1))
    #expect(counts.conflicts == [ImportConflict(document: "a", kept: 1, keptPath: "one", line: 7)])
    #expect(try store.document("a")?.text == Array("first".utf8))
  }

  @Test("one file that has an id twice: the first stays")
  func conflictWithin() throws {
    let store = try place.open()
    let counts = try store.put([Document("a", "first"), Document("a", "second"), Document("a", "first")], source: "x")
    #expect((counts.added, counts.conflicting, counts.unchanged) == (1, 1, 1))
    #expect(try store.document("a")?.text == Array("first".utf8))
  }

  @Test("an id that was there before, confirmed by one file, cannot be replaced by another one of the same import")
  func conflictWithConfirmed() throws {
    let store = try place.open()
    try store.put([Document("a", "first")], source: "old")
    let session = try store.beginImport(note: note)
    for (source, text) in [("one", "first"), ("two", "second")] {
      _ = try session.beginSource(.named(source))
      try session.add(Document("a", text))
      try session.endSource()
    }
    let counts = try session.finish()
    #expect((counts.unchanged, counts.conflicting, counts.revised) == (1, 1, 0))
    #expect(counts.conflicts.first?.keptPath == "one")
    // In an import of its own the second file is a new version.
    #expect(try store.put([Document("a", "second")], source: "three").revised == 1)
  }

  @Test("a file that was imported is known, until its bytes, options or documents are others")
  func finished() throws {
    let store = try place.open()
    try store.put([Document("a", "text"), Document("b", "text b")], source: "f.xml")
    func state(_ source: SourceDescription) throws -> SourceState {
      let session = try store.beginImport(note: note)
      let state = try session.beginSource(source)
      try session.endSource()
      try session.finish()
      return state
    }
    #expect(try state(.named("f.xml")) == .finished(source: 1))
    #expect(try state(.named("f.xml", sha256: "1")) == .fresh)
    #expect(try state(SourceDescription(path: "f.xml", sha256: "0", format: "test", options: "{\"x\":1}")) == .fresh)
    _ = try store.relabel(["PER": "LOC"])
    #expect(try state(.named("f.xml")) == .finished(source: 1))
    var query = DocumentQuery()
    query.id = "b"
    _ = try store.removeDocuments(query, note: note)
    #expect(try state(.named("f.xml")) == .fresh)
    #expect(try store.put([Document("a", "text"), Document("b", "text b")], source: "f.xml").added == 1)
  }

  @Test("what brings nothing leaves no change and no corpus")
  func nothing() throws {
    let store = try place.open()
    try store.put([])
    #expect(try store.corpora() == [])
    #expect(try store.changes() == [])
    try store.put([Document("a", "x")], source: "f")
    let session = try store.beginImport(note: note)
    #expect(try session.beginSource(.named("f")) == .finished(source: 1))
    try session.endSource()
    try session.finish()
    #expect(try store.changes().count == 1)
  }

  @Test(
    "an import that stopped goes on under its change, and ends like one that did not", arguments: [0, 1, 100, 250, 999])
  func interrupted(count: Int) throws {
    let documents = (0..<1000).map { Document("\($0)", "some text \($0)", ["N": "\($0)"]) }
    let record = SpanRecord(.dropped, .overlap, label: "N", surface: "s")
    let store = try place.open()
    func session(_ count: Int) throws -> ImportSession {
      let session = try store.beginImport(note: note)
      session.itemLimit = 100
      _ = try session.beginSource(.named("f"))
      for document in documents.prefix(count) { try session.add(document, spans: [record]) }
      return session
    }
    func interrupt() throws { _ = try session(count) }
    try interrupt()
    #expect(try store.changes().map(\.isFinished) == [false])
    #expect(try store.verify().isClean)
    #expect(try store.verify().interrupted.count == 1)
    let resumed = try session(1000)
    #expect(resumed.isContinued && resumed.change == 1)
    try resumed.endSource()
    try resumed.finish()

    let other = try CorpusStore(path: place.path("other"))
    let whole = try other.beginImport(note: note)
    _ = try whole.beginSource(.named("f"))
    for document in documents { try whole.add(document, spans: [record]) }
    try whole.endSource()
    try whole.finish()
    #expect(try store.digest() == other.digest())
    #expect(try store.changes() == other.changes())
    #expect(try store.sourceFiles() == other.sourceFiles())
    #expect(try rows(store.ledger(LedgerQuery())) == rows(other.ledger(LedgerQuery())))
    #expect(try store.all() == documents)
    #expect(try store.verify().isClean)
  }

  private func rows(_ cursor: LedgerCursor) throws -> [LedgerEntry] {
    var rows: [LedgerEntry] = []
    while let row = try cursor.next() { rows.append(row) }
    return rows
  }

  @Test("a file that was left keeps what was read, and the next one has what is its own", arguments: [0, 3])
  func abandoned(count: Int) throws {
    let store = try place.open()
    let session = try store.beginImport(note: note)
    _ = try session.beginSource(.named("broken"))
    for index in 0..<count { try session.add(Document("b\(index)", "x")) }
    try session.abandonSource()
    _ = try session.beginSource(.named("whole"))
    try session.add(Document("w", "y"))
    try session.endSource()
    #expect(try session.finish().added == count + 1)
    #expect(
      try store.sourceFiles().map { "\($0.description.path) \($0.isComplete)" }
        == (count > 0 ? ["broken false", "whole true"] : ["whole true"]))
    var query = DocumentQuery()
    query.sourcePattern = "whole"
    #expect(try store.all(query).map(\.id) == ["w"])
  }

  @Test("a file that was altered after an interruption replaces what was read of it")
  func alteredAfterInterruption() throws {
    let store = try place.open()
    func interrupt() throws {
      let session = try store.beginImport(note: note)
      session.itemLimit = 100
      _ = try session.beginSource(.named("f", sha256: "old"))
      for index in 0..<250 { try session.add(Document("\(index)", "old \(index)", ["OLD": "old"])) }
    }
    try interrupt()
    let session = try store.beginImport(note: note)
    #expect(try session.beginSource(.named("f", sha256: "new")) == .fresh)
    for index in 0..<250 { try session.add(Document("\(index)", "new \(index)", ["NEW": "new"])) }
    try session.endSource()
    let counts = try session.finish()
    #expect((counts.revised, counts.added, counts.conflicting) == (200, 50, 0))
    #expect(try store.document("0") == Document("0", "new 0", ["NEW": "new"]))
    #expect(try store.verify().isClean)
  }

  @Test("a snapshot of an interrupted import stays as it is: the import goes on under another change")
  func snapshotOfInterrupted() throws {
    let store = try place.open()
    func interrupt() throws {
      let session = try store.beginImport(note: note)
      session.itemLimit = 100
      for index in 0..<250 { try session.add(Document("\(index)", "x")) }
    }
    try interrupt()
    let snapshot = try store.makeSnapshot("half", note: note)
    let counts = try store.put((0..<300).map { Document("\($0)", "x") })
    #expect((counts.added, counts.unchanged) == (100, 200))
    #expect(try store.digest(at: .snapshot("half")) == snapshot.digest)
    #expect(try store.count(DocumentQuery(at: .snapshot("half"))) == 200)
  }

  @Test("a document that breaks its invariants is refused with its id")
  func invalid() throws {
    let store = try place.open()
    let session = try store.beginImport(note: note)
    #expect(
      message(in: place) { try session.add(Document(id: "x", text: [0xFF])) }
        == "corpora.gloss: error: document 'x': the text is not UTF-8 at byte 0")
    try session.add(Document("y", "fine"))
    #expect(try session.finish().added == 1)
    #expect(problem { try session.add(Document("z", "late")) } == .sessionOver)
  }

  @Test("ledger rows can be asked for, and sums are those of the source", arguments: [nil, "f"])
  func ledger(source: String?) throws {
    let store = try place.open()
    let records = [
      SpanRecord(.kept, label: "PER", surface: "Anna"),
      SpanRecord(.dropped, .overlap, detail: "d\0", label: "LOC", surface: "Rome", line: 3, column: 4),
      SpanRecord(.dropped, .notSelected, isRequested: true, label: "LOC"),
      SpanRecord(.split, .crossesBoundary, produced: 2, label: "ORG"),
    ]
    let session = try store.beginImport(note: note)
    if let source { _ = try session.beginSource(.named(source)) }
    try session.add(Document("a", "Anna in Rome"), spans: records)
    if source != nil { try session.endSource() }
    let counts = try session.finish()
    #expect((counts.ledger.spans, counts.ledger.produced, counts.ledger.unexplained) == (4, 3, 2))
    var query = LedgerQuery()
    #expect(try rows(store.ledger(query)).map(\.record) == Array(records.dropFirst()))
    query.isUnexplained = true
    #expect(try rows(store.ledger(query)).map(\.record.label) == ["LOC", "ORG"])
    query.label = "LOC"
    #expect(try rows(store.ledger(query)).map(\.record) == [records[1]])
    (query.document, query.fate, query.reason) = ("a", .dropped, .overlap)
    #expect(try rows(store.ledger(query)).count == 1)
    query.reason = .empty
    #expect(try rows(store.ledger(query)).isEmpty)
    if source != nil { #expect(try store.sourceFiles().map(\.ledger) == [counts.ledger]) }
  }

  @Test("the bytes of a source come back, and are packed", arguments: [0, 1, 1 << 20, (1 << 20) + 1, 5_000_000])
  func sourceBytes(count: Int) throws {
    let file = place.path("source.xml")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try Data(bytes).write(to: URL(filePath: file))
    let store = try place.open()
    let session = try store.beginImport(note: note)
    _ = try session.beginSource(SourceDescription(file: file, format: "xml"))
    try session.keepBytes(of: ByteReader(path: file, unpacksGzip: false))
    try session.add(Document("a", "x"))
    try session.endSource()
    try session.finish()
    #expect(try store.sourceFiles().map(\.keptBytes) == [count])
    let cursor = try store.sourceBytes(of: 1)
    var found: [UInt8] = []
    while let piece = try cursor.next() { found += piece }
    #expect(found == bytes)
    #expect(try store.verify().isClean)
    #expect(problem { _ = try store.sourceBytes(of: 9) } == .unknownSource(9))
    try store.put([Document("b", "y")], source: "g")
    #expect(problem { _ = try store.sourceBytes(of: 2) } == .noSourceBytes(path: "g"))
    #expect(try FileManager.default.attributesOfItem(atPath: place.storePath)[.size] as? Int ?? 0 < 1_000_000)
  }
}
