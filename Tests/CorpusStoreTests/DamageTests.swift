import Annotations
import Files
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CorpusStore

@Suite("A damaged store")
struct DamageTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  private func make() throws {
    let store = try place.open()
    var random = RandomDocuments(seed: 5)
    try store.put((0..<60).map { random.document("document \($0)") }, source: "f")
    let session = try store.beginImport(note: note)
    try Data("content of the file".utf8).write(to: URL(filePath: place.path("g")))
    _ = try session.beginSource(SourceDescription(file: place.path("g"), format: "x"))
    try session.keepBytes(of: ByteReader(path: place.path("g"), unpacksGzip: false))
    try session.add(Document("kept", "Anna in Rome", ["PER": "Anna"]))
    try session.endSource()
    try session.finish()
    try store.relabel(["PER": "PERSON", "LOC": nil])
    _ = try store.makeSnapshot("s", note: note)
    try store.updateSearchIndex()
    try store.close()
  }

  /// Everything that reads, on whatever is there; only our errors may come.
  private func readAll() {
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch is FileError<StoreProblem> {} catch { Issue.record("\(error)") }
    }
    attempt {
      let store = try place.open(.read, timeout: 0.1)
      for state in [CorpusState.live, .change(1), .snapshot("s")] {
        attempt { _ = try store.all(DocumentQuery(at: state)) }
      }
      attempt { _ = try store.statistics(DocumentQuery()) }
      attempt { _ = try store.corpora() }
      attempt { _ = try store.changes() }
      attempt { _ = try store.snapshots() }
      attempt { _ = try store.digest() }
      attempt { _ = try store.sourceFiles() }
      attempt {
        let cursor = try store.difference(from: .change(1))
        while try cursor.next() != nil {}
      }
      attempt { _ = try store.search(TextSearch("Anna OR Berlin OR a*")) }
      attempt { _ = try store.history(of: "document 3") }
      attempt {
        let bytes = try store.sourceBytes(of: 2)
        while try bytes.next() != nil {}
      }
      attempt {
        let mentions = try store.mentions(MentionSearch())
        while try mentions.next() != nil {}
      }
      attempt { _ = try store.verify() }
    }
    attempt { _ = try place.open(.write, timeout: 0.1).verify() }
    attempt { try place.open(.write, timeout: 0.1).put([Document("new", "text")]) }
    attempt { _ = try place.open(.write, timeout: 0.1).relabel(["PERSON": "X"]) }
  }

  @Test("gives errors and findings, whatever byte is another", arguments: 1...40)
  func flippedBytes(seed: Int) throws {
    try make()
    var generator = SplitMix64(seed: seed)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: place.storePath)))
    for _ in 0..<Int.random(in: 1...60, using: &generator) {
      // The first page, with the schema, rather often.
      let index = Int.random(in: 0..<(generator.chance(0.20) ? 4096 : bytes.count), using: &generator)
      bytes[index] = UInt8.random(in: 0...255, using: &generator)
    }
    if generator.chance(0.20) { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator)) }
    try Data(bytes).write(to: URL(filePath: place.storePath))
    readAll()
  }

  /// What someone with a database program could do, and what `verify` says of it.
  @Test(
    "tells what was done to it by hand",
    arguments: [
      (
        "UPDATE content SET text = CAST(replace(CAST(text AS TEXT), 'Anna', 'Otto') AS BLOB)",
        [
          "its text, tokens or sentences are not those that were written",
          "the text noted with a mention 'PERSON' is not the text that it covers",
        ]
      ),
      (
        "UPDATE content SET tokens = x'FF' WHERE text = CAST('Anna in Rome' AS BLOB)",
        [
          "its text, tokens or sentences are not those that were written",
          "the tokens of document 'kept' cannot be decoded", "the tokens of document 'kept' cannot be decoded",
        ]
      ),
      (
        "UPDATE mention SET start = 1 WHERE document = 2 AND to_change IS NULL",
        [
          "the text noted with a mention 'PERSON' is not the text that it covers",
          "its layers, metadata or split are not those that were written",
        ]
      ),
      (
        "UPDATE mention SET \"end\" = 99, surface = NULL WHERE document = 2 AND to_change IS NULL",
        ["mention 'PERSON' at bytes 0..<99 leaves the text or cuts a character"]
      ),
      ("UPDATE revision SET tokens = 7 WHERE document = 2 AND to_change IS NULL", ["tokens: 7 noted, 3 found"]),
      (
        "UPDATE revision SET split = 'x' WHERE document = 2 AND to_change IS NULL",
        ["its layers, metadata or split are not those that were written"]
      ),
      (
        "DELETE FROM mention WHERE document = 2 AND to_change IS NULL",
        ["mentions: 1 noted, 0 found", "its layers, metadata or split are not those that were written"]
      ),
      (
        "UPDATE revision SET to_change = 3 WHERE document = 1",
        ["a mention 'X' belongs to no layer of it", "the content of snapshot 's' is not what it was when it was made"]
      ),
      (
        "UPDATE snapshot SET digest = replace(digest, substr(digest, 1, 1), 'x')",
        ["the content of snapshot 's' is not what it was when it was made"]
      ),
      ("UPDATE source SET sha256 = 'x' WHERE id = 2", ["the kept bytes of 'g' are not those of the file"]),
      ("UPDATE source_piece SET packed = x'00'", ["the kept bytes of 'g' are not those of the file"]),
      ("DELETE FROM source_piece", ["the kept bytes of 'g' are not those of the file"]),
      (
        "PRAGMA foreign_keys = OFF; DELETE FROM label WHERE name = 'PERSON'",
        ["table mention: it refers to a row that is not there"]
      ),
    ])
  func tampering(sql: String, wanted: [String]) throws {
    let store = try place.open()
    try Data("content of the file".utf8).write(to: URL(filePath: place.path("g")))
    try store.put([Document("first", "some", ["X": "some"])])
    let session = try store.beginImport(note: note)
    _ = try session.beginSource(.named("f"))
    try session.endSource()
    _ = try session.beginSource(SourceDescription(file: place.path("g"), format: "x"))
    try session.keepBytes(of: ByteReader(path: place.path("g"), unpacksGzip: false))
    try session.add(Document("kept", "Anna in Rome", ["PER": "Anna"]))
    try session.endSource()
    try session.finish()
    try store.relabel(["PER": "PERSON"])
    _ = try store.makeSnapshot("s", note: note)
    #expect(try store.verify().findings == [])
    try store.writable().writeWithoutTransaction { try $0.execute(sql: sql) }
    let found = try store.verify().findings.map { "\($0.fault)".replacing(place.path(""), with: "") }
    for sentence in wanted {
      #expect(found.contains(sentence), "\(found)")
    }
    #expect(!found.isEmpty)
    #expect(found.count >= wanted.count)
  }
}
