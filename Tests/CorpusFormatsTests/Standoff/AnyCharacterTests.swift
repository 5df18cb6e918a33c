import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Any character in any form")
struct AnyCharacterTests {
  private static let xml: [CorpusFormat] = [
    .tei, .inlineXML, .enamex, .i2b2Inline, .bioc, .gate, .xmi, .i2b2,
  ]
  private static let others: [CorpusFormat] = [
    .gloss, .biocJSON, .doccano, .labelStudio, .prodigy, .spacy, .jsonSpans,
  ]

  /// Scalars of every plane, controls and characters that are none among them, in words.
  private func text(_ random: inout SplitMix64) -> [UInt8] {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<40 {
      let value: Int
      switch Int.random(in: 0..<8, using: &random) {
      case 0: value = Int.random(in: 0x00...0x20, using: &random)
      case 1: value = Int.random(in: 0x7F...0xA0, using: &random)
      case 2: value = Int.random(in: 0x300...0x36F, using: &random)
      case 3: value = random.pick([0x200D, 0x200E, 0x202E, 0x2028, 0xFEFF, 0xFFFE, 0xFFFF, 0xFDD0, 0x5D0, 0x1F468])
      case 4: value = Int.random(in: 0...16, using: &random) * 0x10000 + random.pick([0, 0xFFFD, 0xFFFE, 0xFFFF])
      case 5: value = Int.random(in: 0...0x10FFFF, using: &random)
      default: value = Int.random(in: 0x21...0x7E, using: &random)
      }
      if let scalar = Unicode.Scalar(UInt32(value)) { scalars.append(scalar) }
      if Int.random(in: 0..<5, using: &random) == 0 { scalars.append(" ") }
    }
    return Array("a".utf8) + Array(String(scalars).utf8) + Array("z".utf8)
  }

  /// What XML makes of a text: what it cannot hold becomes a space, or U+FFFD where three bytes are to be filled.
  private func held(_ text: [UInt8]) -> [UInt8] {
    var scalars = String.UnicodeScalarView()
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...: scalars.append(scalar)
      case 0xFFFE, 0xFFFF: scalars.append("\u{FFFD}")
      default: scalars.append(" ")
      }
    }
    return Array(String(scalars).utf8)
  }

  @Test(
    "the text comes back, but for what XML cannot hold; mentions that are kept stand where they stood",
    arguments: xml + others, [UInt64](1...12))
  func everything(form: CorpusFormat, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var document = Document(id: "d", text: text(&random))
    let borders = document.text.indices.filter { document.text[$0] & 0xC0 != 0x80 }
    for _ in 0..<6 {
      let (start, end) = (random.pick(borders), random.pick(borders))
      // Within one another or apart, so that forms of elements hold them all.
      guard start < end,
        document.mentions.allSatisfy({ other in
          let (range, own) = (other.hull, start..<end)
          return !range.overlaps(own) || range.clamped(to: own) == range || own.clamped(to: range) == own
        })
      else { continue }
      document.mentions.append(Mention(label: "X", range: start..<end))
    }
    let folder = try Workplace()
    let path = folder.path + "/out"
    let records = try write([document], form, to: path)
    let again = try #require(try readWritten(form, path).documents.first)
    let isXML = Self.xml.contains(form)
    #expect(again.text == (isXML ? held(document.text) : document.text))
    #expect(records.map(\.produced).reduce(0, +) == again.mentions.count)
    for (mention, record) in zip(document.mentions, records) where record.fate == .kept {
      #expect(again.mentions.contains { $0.label == "X" && $0.fragments == mention.fragments }, "\(mention) \(record)")
    }
    for (mention, record) in zip(document.mentions, records) where isXML {
      let own = Array(document.text[mention.hull])
      if held(own) != own { #expect(record.reason != nil, "\(mention) holds what XML cannot") }
    }
  }
}
