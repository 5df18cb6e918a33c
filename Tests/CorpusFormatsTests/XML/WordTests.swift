import Diagnostics
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Eight bytes at a time")
struct WordTests {
  /// Few different bytes, so that those that are looked for stand side by side.
  private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    let some: [UInt8] = [0x00, 0x09, 0x0A, 0x0B, 0x1F, 0x20, 0x3C, 0x3D, 0x7F, 0x80, 0xBF, 0xC3, 0xEF, 0xFF]
    return (0..<count).map { _ in some.randomElement(using: &random) ?? 0 }
  }

  @Test("marks are those of a look at each byte", arguments: UInt64(0)..<200)
  func marks(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = Self.bytes(24, &random)
    for start in 0...16 {
      let (word, part) = (bytes.span.word(at: start), Array(bytes[start..<start + 8]))
      func marks(_ isMarked: (UInt8) -> Bool) -> UInt64 {
        part.indices.reduce(0) { $0 | (isMarked(part[$1]) ? 0x80 << UInt64($1 * 8) : 0) }
      }
      #expect(word.continuations == marks { $0 & 0xC0 == 0x80 })
      for byte in part {
        #expect(word.every(byte) == marks { $0 == byte })
        #expect(word.first(byte).firstMark == part.firstIndex(of: byte))
      }
      #expect(word.first(0x41) == 0)
      let control = part.firstIndex { $0 < 0x20 }
      #expect(word.firstControl == 0 ? control == nil : word.firstControl.firstMark == control)
    }
  }

  @Test("lines and columns are those of a walk over the characters", arguments: UInt64(0)..<60)
  func places(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let some = ["a", "\n", " ", "é", "\n\n", "中", "🏳️‍🌈", "longer words here", "\t"]
    let text = (0..<60).map { _ in some.randomElement(using: &random) ?? "" }.joined()
    var buffer = MarkupBuffer(bytes: Array(text.utf8), name: "test.xml")
    try buffer.begin()
    var (index, line, column) = (0, 1, 1)
    for scalar in text.unicodeScalars {
      if index % 3 == 0 { buffer.advanceLines(to: index) }
      let place = buffer.place(of: index)
      #expect((place.line, place.column) == (line, column))
      index += UTF8.width(scalar)
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
  }

  @Test("an id is found again, in whatever order ids come", arguments: UInt64(0)..<60)
  func ids(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (seen, all) = (SeenIds(), Set<String>())
    let other = ["T1", "T10", "\u{E9}", "e\u{301}", "\u{212A}", "K", ""]
    for number in 0..<40 {
      let isNext = Bool.random(using: &random) || number < seed
      let id = isNext ? "\(number)" : other.randomElement(using: &random) ?? ""
      #expect(seen.insert(id) == all.insert(id).inserted)
    }
  }
}
