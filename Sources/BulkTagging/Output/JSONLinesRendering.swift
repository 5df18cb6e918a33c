public import Annotations
import Foundation

/// Tagging results as JSON Lines: a header object, then one object a document, in the order of the input.
///
/// A document that could not be read has a row too, with `error` and without mentions: one row out for each row in.
public struct JSONLinesRendering: TagRendering {
  private let unit: OffsetUnit
  private let encoder: JSONEncoder

  /// A rendering with offsets in the given unit.
  public init(unit: OffsetUnit) {
    self.unit = unit
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  private struct Header: Encodable {
    var format = "gloss-tags"
    var version = 1
    var offsets: String
    var score = "product of word posteriors"
    var model: String
  }

  private struct Row: Encodable {
    struct Mention: Encodable {
      var start: Int
      var end: Int
      var label: String
      var text: String
      var score: Double
    }
    enum CodingKeys: String, CodingKey {
      case error, id, mentions, words, windows
      case wordsScored = "words_scored"
    }
    var error: String?
    var id: String
    var mentions: [Mention]
    var words: Int
    var wordsScored: Int
    var windows: Int
  }

  public var streams: [String] { ["jsonl"] }
  public var identity: String { "jsonl 1 \(unit.rawValue)" }

  public func begin(_ header: TagHeader) throws -> [[UInt8]] {
    [Array(try encoder.encode(Header(offsets: unit.rawValue, model: header.model))) + [0x0A]]
  }

  /// Offsets are half-open.
  public func render(_ document: TaggedDocument) throws -> [[UInt8]] {
    var counter = OffsetCounter(text: document.text, unit: unit)
    let mentions = document.mentions.map { mention in
      let start = counter.offset(ofByte: mention.bytes.lowerBound)
      let end = counter.offset(ofByte: mention.bytes.upperBound)
      return Row.Mention(
        start: start, end: end, label: mention.label,
        text: String(decoding: document.text[mention.bytes], as: UTF8.self),
        score: (mention.score * 1e4).rounded() / 1e4)
    }
    return [
      line(
        Row(
          id: document.id, mentions: mentions, words: document.words, wordsScored: document.wordsScored,
          windows: document.windows))
    ]
  }

  public func render(_ failure: FailedDocument) -> [[UInt8]] {
    [line(Row(error: failure.reason, id: failure.id, mentions: [], words: 0, wordsScored: 0, windows: 0))]
  }

  private func line(_ row: Row) -> [UInt8] {
    // Rows hold texts and finite numbers only, which are encoded without fail.
    ((try? encoder.encode(row)).map(Array.init) ?? []) + [0x0A]
  }
}
