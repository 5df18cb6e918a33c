import Annotations
import Foundation
import Testing

@testable import BulkTagging

@Suite("JSON Lines of tagged documents")
struct JSONLinesTests {
  private struct Row: Decodable {
    struct Mention: Decodable {
      var start: Int
      var end: Int
      var label: String
      var text: String
      var score: Double
    }
    var id: String
    var mentions: [Mention]
  }

  private func document(_ text: String, mentions: [Range<Int>] = []) -> TaggedDocument {
    TaggedDocument(
      source: SourceDocument(id: "a/b.txt:3", text: Array(text.utf8)),
      mentions: mentions.map { TaggedMention(label: "PER", bytes: $0, score: 0.987654) }, words: 4, wordsScored: 4,
      windows: 1)
  }

  private func line(_ unit: OffsetUnit, _ document: TaggedDocument) throws -> Data {
    Data(try JSONLinesRendering(unit: unit).render(document).joined())
  }

  private func text(_ streams: [[UInt8]]) -> String { String(decoding: streams.joined(), as: UTF8.self) }

  @Test("the shape of the header and of a document, byte for byte")
  func shape() throws {
    let rendering = JSONLinesRendering(unit: .codePoint)
    #expect(
      text(try rendering.begin(TagHeader(model: "m.tlt", labels: ["O"])))
        == #"{"format":"gloss-tags","model":"m.tlt","offsets":"codepoint","score":{"decoding":"viterbi","of":"product","temperature":1},"version":1}"#
        + "\n")
    #expect(
      text(try rendering.render(document("Ann \"A\" Lee/\\.", mentions: [0..<11])))
        == #"{"id":"a/b.txt:3","mentions":[{"end":11,"label":"PER","score":0.9877,"start":0,"text":"Ann \"A\" Lee"}],"#
        + #""windows":1,"words":4,"words_scored":4}"# + "\n")
    let failure = FailedDocument(id: "x", origin: SourceDocument.Origin(path: "x"), reason: "broken")
    #expect(
      text(rendering.render(failure))
        == #"{"error":"broken","id":"x","mentions":[],"windows":0,"words":0,"words_scored":0}"# + "\n")
    #expect(
      text(try rendering.render(document("")))
        == #"{"id":"a/b.txt:3","mentions":[],"windows":1,"words":4,"words_scored":4}"# + "\n")
  }

  @Test("a long row comes in pieces, which together are the row")
  func pieces() throws {
    let long = document(
      String(repeating: "Ann ", count: 30_000), mentions: (0..<30_000).map { 4 * $0..<4 * $0 + 3 })
    let rendering = JSONLinesRendering(unit: .codePoint)
    var pieces: [[UInt8]] = []
    try rendering.render(long) { stream, piece in
      #expect(stream == 0)
      pieces.append(piece)
    }
    #expect(pieces.count > 1)
    #expect(pieces.allSatisfy { $0.count < 1_100_000 })
    let row = try JSONDecoder().decode(Row.self, from: Data(pieces.joined()))
    #expect(row.mentions.map(\.start) == (0..<30_000).map { 4 * $0 })
    #expect(try rendering.render(long) == [Array(pieces.joined())])
  }

  @Test("a line holds no line break, whatever the text holds")
  func oneLine() throws {
    let text = "Ann\r\nLee\n\u{2028}\u{85}\u{0}x"
    let line = try self.line(.utf8, document(text, mentions: [0..<text.utf8.count]))
    #expect(line.count { $0 == 0x0A } == 1)
    #expect(line.last == 0x0A)
    #expect(!line.contains(0x0D))
    #expect(try JSONDecoder().decode(Row.self, from: line).mentions.map(\.text) == [text])
  }

  /// A piece of a text by the offsets of a unit, cut by Swift's own views.
  private func cut(_ text: String, _ start: Int, _ end: Int, _ unit: OffsetUnit) -> String {
    switch unit {
    case .utf8: String(decoding: Array(text.utf8)[start..<end], as: UTF8.self)
    case .utf16: String(decoding: Array(text.utf16)[start..<end], as: UTF16.self)
    case .codePoint:
      String(String.UnicodeScalarView(Array(text.unicodeScalars)[start..<end]))
    }
  }

  private static let texts = [
    "Ann Lee", "👍🏽 Ann\r\nLee 👨‍👩‍👧‍👦 Bob", "\r\n\r\nAnn\r\n", "e\u{301}ve Zoë 東京\u{20BB7} Ann", "🇩🇪🇫🇷x", "\u{FFFD}a\u{FFFD}",
  ]

  @Test("offsets in every unit cut out the mention's text", arguments: texts, OffsetUnit.allCases)
  func offsets(text: String, unit: OffsetUnit) throws {
    // Every pair of scalar borders is a mention, in an order that jumps back.
    var borders = [0]
    for scalar in text.unicodeScalars { borders.append((borders.last ?? 0) + UTF8.width(scalar)) }
    let ranges = borders.indices.flatMap { from in borders[(from + 1)...].map { borders[from]..<$0 } }
    let line = try self.line(unit, document(text, mentions: ranges))
    let row = try JSONDecoder().decode(Row.self, from: line)
    #expect(row.mentions.count == ranges.count)
    for (mention, range) in zip(row.mentions, ranges) {
      let expected = Array(text.utf8)[range]
      #expect(Array(mention.text.utf8) == Array(expected))
      #expect(Array(cut(text, mention.start, mention.end, unit).utf8) == Array(expected))
    }
  }

  @Test("offsets of a tagger's own mentions cut out their texts", arguments: OffsetUnit.allCases)
  func tagged(unit: OffsetUnit) throws {
    let texts = randomTexts(30).map { "👍🏽 \($0)\r\n東京 🇩🇪\r\n\($0)" }
    var count = 0
    for (document, text) in zip(try tag(texts).documents, texts) {
      for mention in try JSONDecoder().decode(Row.self, from: line(unit, document)).mentions {
        #expect(cut(text, mention.start, mention.end, unit) == mention.text)
        count += 1
      }
    }
    #expect(count > 30)
  }
}
