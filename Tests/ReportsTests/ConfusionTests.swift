import Annotations
import Foundation
import Scoring
import Testing

@testable import Reports

@Suite("Confusion matrix and its report")
struct ConfusionTests {
  private static let names = ["O", "B-PER", "I-PER", "B-<&>", "B-Łódź"]

  private func counts() throws -> ConfusionCounts {
    var counts = ConfusionCounts(labels: try #require(LabelSet(names: Self.names)))
    counts.add(gold: [0, 0, 0, 1, 1, 4], predicted: [0, 0, 1, 1, 3, 0])
    return counts
  }

  @Test("the second report is scikit-learn's, byte for byte")
  func scikitLearn() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var gold: [Int]
        var predicted: [Int]
        var text: String
      }
      var names: [String]
      var cases: [Case]
    }
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/sklearn_report.json")
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    for example in file.cases {
      var counts = ConfusionCounts(labels: try #require(LabelSet(names: file.names)))
      counts.add(gold: example.gold, predicted: example.predicted)
      #expect(ScikitLearnReport.text(counts) == example.text)
    }
  }

  @Test("rows are gold, columns predicted, only labels that occur; a row without words stays zero")
  func cells() throws {
    let normalized = ConfusionChart(try counts(), normalized: true)
    #expect(normalized.labels == ["O", "B-PER", "B-<&>", "B-Łódź"])
    #expect(normalized.cells[0] == [2.0 / 3, 1.0 / 3, 0, 0])
    #expect(normalized.cells[1] == [0, 0.5, 0.5, 0])
    #expect(normalized.cells[2] == [0, 0, 0, 0])
    let plain = ConfusionChart(try counts(), normalized: false)
    #expect(plain.cells[0] == [2, 1, 0, 0])
    #expect(plain.largest == 2)
    #expect(plain.ticks.map(\.text) == ["0", "0", "1", "2", "2"])
  }

  @Test("the SVG is well-formed, and tells labels and values whatever letters they have")
  func svg() throws {
    let text = ConfusionChart(try counts(), normalized: true).svg
    let parser = XMLDelegate()
    #expect(parser.parse(text))
    #expect(parser.texts.contains("B-PER as B-<&>: 0.5000"))
    #expect(parser.texts.contains("B-Łódź"))
    #expect(parser.texts.contains("Normalized confusion matrix"))
  }

  @Test("the PNG has its chunks with right checksums, and its stream unpacks to the pixels", arguments: [true, false])
  func png(normalized: Bool) throws {
    let chart = ConfusionChart(try counts(), normalized: normalized)
    let bytes = Array(chart.png)
    #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    var position = 8
    var chunks: [String: [UInt8]] = [:]
    while position < bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let body = Array(bytes[position + 4..<position + 8 + length])
      chunks[String(decoding: body.prefix(4), as: UTF8.self)] = Array(body.dropFirst(4))
      let sum = bytes[position + 8 + length..<position + 12 + length].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      #expect(sum == bitwiseCRC(body))
      position += 12 + length
    }
    #expect(Set(chunks.keys) == ["IHDR", "PLTE", "IDAT", "IEND"])
    #expect(chunks["PLTE"]?.count == 768)
    let header = try #require(chunks["IHDR"])
    #expect(header[0..<4].reduce(0) { $0 << 8 | Int($1) } == chart.width)
    let stream = try #require(chunks["IDAT"])
    let lines = try #require(Inflate.zlib(stream))
    #expect(lines.count == (chart.width + 1) * chart.height)
    #expect(stride(from: 0, to: lines.count, by: chart.width + 1).allSatisfy { lines[$0] == 0 })
    // The middle of the square of O as O.
    let (x, y) = (chart.origin.x + 15, chart.origin.y + 15)
    #expect(lines[y * (chart.width + 1) + 1 + x] == (normalized ? Raster.shade(2.0 / 3) : 254))
    #expect(lines.contains(Raster.ink))
  }

  @Test("every printable ASCII letter has a drawing of its own, others are a box")
  func font() {
    let drawings = (UInt8(33)...126).map { BitmapFont.rows(of: Unicode.Scalar($0)) }
    #expect(Set(drawings).count == drawings.count)
    #expect(drawings.allSatisfy { $0.count == 7 && $0.contains { $0 != 0 } && $0.allSatisfy { $0 < 32 } })
    #expect(!drawings.contains(BitmapFont.rows(of: "Ł")))
  }

  @Test(
    "deflated bytes inflate to themselves",
    arguments: [
      [], [7], Array(repeating: 0, count: 1000), (0..<700).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) },
      (0..<5000).map { UInt8(($0 % 611) / 40 * 17 % 256) },
    ] as [[UInt8]])
  func deflate(bytes: [UInt8]) { #expect(Inflate.zlib(Deflate.zlib(bytes, period: 611)) == bytes) }
}

/// CRC-32 by its definition, a bit at a time.
private func bitwiseCRC(_ bytes: [UInt8]) -> UInt32 {
  var rest: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    rest ^= UInt32(byte)
    for _ in 0..<8 { rest = rest & 1 == 1 ? 0xEDB8_8320 ^ (rest >> 1) : rest >> 1 }
  }
  return ~rest
}

/// Unpacks what `Deflate` may write: one block with fixed codes, as RFC 1951 tells to read it.
private enum Inflate {
  static func zlib(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 6, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0, bytes[0] & 15 == 8 else { return nil }
    var position = 16
    func bit() -> Int {
      defer { position += 1 }
      return position / 8 < bytes.count ? Int(bytes[position / 8] >> UInt8(position % 8) & 1) : 0
    }
    func bits(_ count: Int) -> Int { (0..<count).reduce(0) { $0 | bit() << $1 } }
    func code(_ count: Int, after start: Int = 0) -> Int {
      (0..<count).reduce(start) { value, _ in value << 1 | bit() }
    }
    guard bits(1) == 1, bits(2) == 1 else { return nil }
    let lengthBase = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    let distanceBase = [
      1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
      8193, 12289, 16385, 24577,
    ]
    var result: [UInt8] = []
    while position / 8 < bytes.count {
      var symbol = code(7)
      if symbol < 24 {
        symbol += 256
      } else {
        symbol = code(1, after: symbol)
        if symbol < 0xC0 {
          symbol -= 0x30
        } else if symbol < 0xC8 {
          symbol += 280 - 0xC0
        } else {
          symbol = code(1, after: symbol) - 0x190 + 144
        }
      }
      if symbol < 256 {
        result.append(UInt8(symbol))
      } else if symbol == 256 {
        let sum = bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return sum == Checksum.adler32(result) ? result : nil
      } else {
        let index = symbol - 257
        let length = lengthBase[index] + bits(index < 8 || index == 28 ? 0 : (index - 4) / 4)
        let number = code(5)
        let distance = distanceBase[number] + bits(number < 4 ? 0 : (number - 2) / 2)
        guard distance <= result.count else { return nil }
        for _ in 0..<length { result.append(result[result.count - distance]) }
      }
    }
    return nil
  }
}
