import Annotations
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Standoff XML, damaged files")
struct DamagedFilesTests {
  static let files: [(CorpusFormat, String)] = [
    (.bioc, BioCTests.second),
    (.bioc, BioCTests.file(BioCTests.passage(0, "Ada 👍🏽 é.", BioCTests.annotation("N", 4, 2, "👍🏽", id: "7")))),
    (.gate, (try? StandoffXMLGolden.file("gate.xml")) ?? ""), (.xmi, XMITests.small),
    (.xmi, (try? StandoffXMLGolden.file("cassis.xmi")) ?? ""), (.i2b2, I2B2Tests.small),
  ]

  @Test(
    "a damaged file is refused, or read with its invariants and written back as it is and with other mentions",
    arguments: files.indices, [UInt64](1...3))
  func damaged(file: Int, seed: UInt64) throws {
    let (form, text) = Self.files[file]
    var random = SplitMix64(seed: seed &* 100 &+ UInt64(file))
    let input = CorpusInput(form, paths: ["x"], name: "x")
    var readable = 0
    for _ in 0..<100 {
      let bytes = Self.damage(Array(text.utf8), &random)
      let reader = try XMLWriteBack.reader(MarkupBuffer(bytes: bytes, name: "x"), input, ReadingOptions())
      guard (try? ReadCorpus(reader)) != nil else { continue }
      readable += 1
      #expect(try XMLWriteBack.write(bytes, as: input, revise: { $0 }) == bytes)
      let generator = random.next()
      do {
        _ = try XMLWriteBack.write(bytes, as: input) { document in
          var random = SplitMix64(seed: generator)
          var document = document
          document.mentions.removeAll { _ in random.chance(0.5) }
          let borders = document.text.indices.filter { document.text[$0] & 0xC0 != 0x80 }
          for index in document.mentions.indices where random.chance(0.5) { document.mentions[index].label = "NEW" }
          if borders.count > 3 {
            let start = random.pick(Array(borders.dropLast(2)))
            document.mentions.append(Mention(label: "ADDED", range: start..<borders[borders.count - 1]))
          }
          return document
        }
      } catch { Issue.record("\(error)\n\(String(decoding: bytes, as: UTF8.self))") }
    }
    #expect(readable > 0)
  }

  /// A copy with one to three places changed: bytes gone, doubled, or others.
  private static func damage(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let start = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, start + Int.random(in: 1...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(start..<end)
      case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 2: bytes[start] = random.pick(Array("0123456789-\"'<>&; x\n".utf8))
      case 3:
        // Digits are what these forms live on.
        let digits = bytes.indices.filter { bytes[$0] >= 0x30 && bytes[$0] <= 0x39 }
        bytes[random.pick(digits)] = random.pick(Array("0123456789".utf8))
      default:
        bytes.insert(
          contentsOf: random.pick(["99999999999999999999", "&#13;", "<!--x-->", " ", "é", "<a/>"]).utf8, at: start)
      }
    }
    return bytes
  }
}
