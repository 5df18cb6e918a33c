public import Annotations
public import Foundation
public import Taggers

/// A mention in a document's text.
public struct TaggedMention: Hashable, Sendable {
  /// Its type.
  public var label: String
  /// Its UTF-8 bytes in the document.
  public var bytes: Range<Int>
  /// How sure the tagger is, as the run's `ScorePolicy` defines it.
  public var score: Double
}

/// What tagging found in a document.
public struct TaggedDocument: Sendable {
  /// Its name.
  public var id: String
  /// Its text, UTF-8.
  public var text: [UInt8]
  /// The mentions in the order of the text.
  public var mentions: [TaggedMention]
  /// How many words it has.
  public var words: Int
  /// How many of them were scored: all.
  public var wordsScored: Int
  /// How many windows the encoder saw.
  public var windows: Int
}

/// Tagging results as JSON Lines: a header object, then one object a document.
public struct JSONLinesRendering: Sendable {
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
    var score: ScoreHeader
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
      case id, mentions, words, windows
      case wordsScored = "words_scored"
    }
    var id: String
    var mentions: [Mention]
    var words: Int
    var wordsScored: Int
    var windows: Int
  }

  /// The first line, with its line break.
  public func header(model: String, policy: ScorePolicy = ScorePolicy()) throws -> Data {
    try encoder.encode(Header(offsets: unit.rawValue, score: ScoreHeader(policy), model: model)) + Data([0x0A])
  }

  /// The line of a document, with its line break. Offsets are half-open.
  public func line(_ document: TaggedDocument) throws -> Data {
    var counter = OffsetCounter(text: document.text, unit: unit)
    let mentions = document.mentions.map { mention in
      let start = counter.offset(ofByte: mention.bytes.lowerBound)
      let end = counter.offset(ofByte: mention.bytes.upperBound)
      return Row.Mention(
        start: start, end: end, label: mention.label,
        text: String(decoding: document.text[mention.bytes], as: UTF8.self),
        score: (mention.score * 1e4).rounded() / 1e4)
    }
    let row = Row(
      id: document.id, mentions: mentions, words: document.words, wordsScored: document.wordsScored,
      windows: document.windows)
    return try encoder.encode(row) + Data([0x0A])
  }
}
