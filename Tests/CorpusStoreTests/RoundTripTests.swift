import Annotations
import TestSupport
import Testing

@testable import CorpusStore

@Suite("What is stored comes back")
struct RoundTripTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("byte by byte, for documents of every shape", arguments: 1...12)
  func random(seed: Int) throws {
    var random = RandomDocuments(seed: seed)
    let documents = (0..<150).map { random.document("\(random.text(0...3))#\($0)") }
    for document in documents { try #require(DocumentFault(of: document) == nil) }
    let store = try place.open()
    #expect(try store.put(documents).added == documents.count)
    #expect(try store.all().map(exactly) == documents.map(exactly))
    for document in documents { #expect(try store.document(document.id).map(exactly) == exactly(document)) }
    #expect(try store.verify().findings == [])
    // The same again is no change.
    #expect(try store.put(documents).unchanged == documents.count)
    #expect(try store.changes().count == 1)
  }

  @Test("ids that only differ in how a letter is spelt, or behind a NUL, are two documents")
  func ids() throws {
    let ids = ["é", "e\u{301}", "a\0b", "a\0c", "a", ""]
    let store = try place.open()
    try store.put(ids.map { Document($0, "text of \($0)") })
    for id in ids { #expect(try store.document(id)?.text == Array("text of \(id)".utf8)) }
    #expect(try store.document("a\0") == nil)
  }

  @Test("one long document")
  func long() throws {
    let words = (0..<50_000).map { "word\($0)" }.joined(separator: " ")
    let document = Document("long", words, ["X": "word777", "Y": "word49999"])
    let store = try place.open()
    try store.put([document])
    #expect(try store.document("long") == document)
  }

  @Test("more documents than a page or a batch holds, in their order")
  func many() throws {
    let documents = (0..<3000).map { Document("\($0 * 7919 % 3000)", "word \($0)") }
    let store = try place.open()
    try store.put(documents)
    #expect(try store.all().map(\.id) == documents.map(\.id))
    var query = DocumentQuery()
    query.limit = 1500
    #expect(try store.all(query).map(\.id) == documents.prefix(1500).map(\.id))
    let cursor = try store.summaries(query)
    var ids: [String] = []
    while let summary = try cursor.next() { ids.append(summary.id) }
    #expect(ids == documents.prefix(1500).map(\.id))
  }

  @Test("blobs that nobody wrote are refused, not trapped on", arguments: 1...200)
  func blobs(seed: Int) {
    var generator = SplitMix64(seed: seed)
    let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      generator.chance(30) ? UInt8(255) : UInt8.random(in: 0...255, using: &generator)
    }
    var (ascending, any, attributes, text) = (
      BlobReader(bytes), BlobReader(bytes), BlobReader(bytes), BlobReader(bytes)
    )
    for range in (ascending.ascendingRanges() ?? []) + (any.ranges() ?? []) { #expect(range.lowerBound >= 0) }
    if let string = text.string() { #expect(string.utf8.count < bytes.count) }
    _ = attributes.attributes()
  }
}
