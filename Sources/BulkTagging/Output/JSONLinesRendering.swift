public import Annotations
import Foundation
import JSONText
import Taggers

/// Tagging results as JSON Lines: a header object, then one object a document, in the order of the input.
///
/// A document that could not be read has a row too, with `error` and without mentions: one row out for each row in.
public struct JSONLinesRendering: TagRendering {
  private let unit: OffsetUnit
  private let holdsMetadata: Bool
  private let encoder: JSONEncoder

  /// A rendering with offsets in the given unit.
  ///
  /// - Parameter holdsMetadata: whether rows have what the source says of a document, as `metadata`: `[[key, value], …]`.
  public init(unit: OffsetUnit, holdsMetadata: Bool = false) {
    (self.unit, self.holdsMetadata) = (unit, holdsMetadata)
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

  /// One.
  public var streams: [String] { ["jsonl"] }
  /// The unit of offsets.
  public var identity: String { "jsonl 1 \(unit.rawValue)" + (holdsMetadata ? " metadata" : "") }

  /// The header object.
  public func begin(_ header: TagHeader) throws -> [[UInt8]] {
    [Array(try encoder.encode(Header(offsets: unit.rawValue, score: header.scores, model: header.model))) + [0x0A]]
  }

  /// A row; offsets are half-open.
  public func render(_ document: TaggedDocument) throws -> [[UInt8]] {
    var row: [UInt8] = []
    try render(document) { _, piece in
      if row.isEmpty { row = piece } else { row += piece }
    }
    return [row]
  }

  /// The row in pieces of a megabyte.
  public func render(_ document: TaggedDocument, to write: (Int, [UInt8]) throws -> Void) throws {
    try self.row(
      id: document.id, words: document.words, wordsScored: document.wordsScored, windows: document.windows,
      mentions: document.mentions, text: document.text,
      metadata: holdsMetadata ? document.source.original?.metadata ?? [] : [], to: { try write(0, $0) })
  }

  /// A row with `error`.
  public func render(_ failure: FailedDocument) -> [[UInt8]] {
    var row: [UInt8] = []
    self.row(error: failure.reason, id: failure.id) { row += $0 }
    return [row]
  }

  private static let piece = 1 << 20

  /// Written directly and not encoded: a document of a million mentions must not become a tree of objects first.
  private func row(
    error: String? = nil, id: String, words: Int = 0, wordsScored: Int = 0, windows: Int = 0,
    mentions: [TaggedMention] = [], text: [UInt8] = [], metadata: [Attribute] = [], to write: ([UInt8]) throws -> Void
  ) rethrows {
    var counter = OffsetCounter(text: text, unit: unit)
    var row = JSONOutput()
    try row.object { row in
      if let error {
        row.name("error")
        row.value(error)
      }
      row.name("id")
      row.value(id)
      row.name("mentions")
      try row.array { row in
        for mention in mentions {
          if row.bytes.count >= Self.piece { try write(row.take()) }
          let start = counter.offset(ofByte: mention.bytes.lowerBound)
          let end = counter.offset(ofByte: mention.bytes.upperBound)
          row.object { row in
            row.name("end")
            row.value(end)
            row.name("label")
            row.value(mention.label)
            row.name("score")
            row.value((mention.score * 1e4).rounded() / 1e4)
            row.name("start")
            row.value(start)
            row.name("text")
            row.value(text[mention.bytes.clamped(to: 0..<text.count)])
          }
        }
      }
      if !metadata.isEmpty {
        row.name("metadata")
        row.array { row in
          for attribute in metadata {
            row.array { pair in
              pair.value(attribute.key)
              pair.value(attribute.value)
            }
          }
        }
      }
      row.name("windows")
      row.value(windows)
      row.name("words")
      row.value(words)
      row.name("words_scored")
      row.value(wordsScored)
    }
    row.endLine()
    try write(row.bytes)
  }
}
