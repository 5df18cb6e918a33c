import Foundation
import Testing

@testable import Tokenization

@Suite("WordPiece")
struct WordPieceTests {
  let golden: WordPieceGolden

  init() throws { golden = try WordPieceGolden() }

  func encoder(_ options: WordPieceOptions = WordPieceOptions()) throws -> WordPieceEncoder {
    WordPieceEncoder(try WordPieceTokenizer(vocabulary: Vocabulary(tokens: golden.vocabulary), options: options))
  }

  @Test("ids and ranges are those of Hugging Face tokenizers", arguments: WordPieceGolden.names)
  func goldens(name: String) throws {
    let setting = try #require(golden.settings.first { $0.name == name })
    #expect(setting.cases.count > 50)
    let encoder = try encoder(setting.options)
    // The second time around the words come from the cache.
    for _ in 0..<2 {
      for entry in setting.cases {
        var ids: [Int32] = []
        var ranges: [Range<Int>]? = []
        encoder.encode(text: entry.text, ids: &ids, ranges: &ranges)
        #expect(ids == entry.ids, "\(entry.text.debugDescription)")
        guard !Self.movesMarks.contains(entry.text) else { continue }
        #expect(ranges == entry.offsets, "\(entry.text.debugDescription)")
      }
    }
  }

  /// Where canonical ordering moves a mark that stays across one that goes, `tokenizers` gives it the other's place.
  static let movesMarks: Set<String> = ["a\u{302E}\u{0301} a\u{0301}\u{302E} \u{302F}\u{302E}"]

  @Test("the range of a sub-token covers what it was made of")
  func slices() throws {
    let text = "Cafe\u{301} \u{FEFF}STRASSE 中文\u{0}İstanbul"
    var ids: [Int32] = []
    var ranges: [Range<Int>]? = []
    try encoder().encode(text: text, ids: &ids, ranges: &ranges)
    let slices = try #require(ranges).map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    #expect(slices == ["Cafe", "STRASSE", "中", "文", "İstanbul"])
  }

  @Test("every scalar is normalized and split as by tokenizers", arguments: WordPieceGolden.names)
  func scalars(name: String) throws {
    let setting = try #require(golden.settings.first { $0.name == name })
    #expect(setting.digests.count == 34)
    var normalized = NormalizedText(options: setting.options)
    for (page, digest) in setting.digests {
      var hash = ByteHash()
      for value in page * 4096..<(page + 1) * 4096 {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let text = [0x61] + Array(String(Character(scalar)).utf8) + [0x62]
        normalized.replace(with: text.span, in: 0..<text.count)
        var (word, wasIsolated) = (false, false)
        for piece in normalized.bytes {
          let begins = piece.byte & 0xC0 != 0x80
          if word, piece.kind == .space || (piece.kind == .isolated && begins) {
            (hash, word) = (hash.adding(0x1F), false)
          }
          guard piece.kind != .space else { continue }
          if wasIsolated, begins, word { hash = hash.adding(0x1F) }
          hash = hash.adding(piece.byte)
          (word, wasIsolated) = (true, piece.kind == .isolated)
        }
        if word { hash = hash.adding(0x1F) }
        hash = hash.adding(0x1E)
      }
      let text = String(hash.state, radix: 16)
      #expect(String(repeating: "0", count: 16 - text.count) + text == digest, "page \(String(page, radix: 16))")
    }
  }

  @Test("a word of a split sentence always has a sub-token")
  func vanishingWords() throws {
    let encoder = try encoder()
    let unknown = encoder.tokenizer.special.unknown
    for word in ["", "\u{0}", "\u{200B}\u{200D}", "\u{301}", " "] {
      var ids: [Int32] = [7]
      #expect(encoder.encode(word: word, into: &ids) == 1)
      #expect(ids == [7, unknown])
      var none: [Range<Int>]?
      ids = []
      encoder.encode(text: word, ids: &ids, ranges: &none)
      #expect(ids == [])
    }
  }

  @Test("word by word gives the ids of the whole line")
  func wordByWord() throws {
    let encoder = try encoder()
    let words = ["The", "unaffable", "café", "中文", "can't", "[SEP]", "b"]
    var (single, whole): ([Int32], [Int32]) = ([], [])
    let counts = words.map { encoder.encode(word: $0, into: &single) }
    var none: [Range<Int>]?
    encoder.encode(text: words.joined(separator: " "), ids: &whole, ranges: &none)
    #expect(single == whole)
    #expect(counts == [1, 3, 1, 2, 3, 1, 1])
  }

  @Test("the cache forgets and goes on")
  func fullCache() throws {
    let encoder = try encoder()
    let first = Array("abeioux".utf8)
    for number in 0..<34_000 {
      var (word, rest): ([UInt8], Int) = ([], number)
      repeat { (word, rest) = (word + [first[rest % 7]], rest / 7) } while rest > 0
      var ids: [Int32] = []
      var ranges: [Range<Int>]? = []
      encoder.encode(text: word, ids: &ids, ranges: &ranges)
      let tiles = ranges?.first?.lowerBound == 0 && ranges?.last?.upperBound == word.count
      if !tiles { Issue.record("\(String(decoding: word, as: UTF8.self)): \(String(describing: ranges))") }
    }
  }

  @Test("bytes that are no UTF-8 vanish in cleaning and are replaced without it")
  func invalidBytes() throws {
    let text: [UInt8] = [0x61, 0xFF, 0xE4, 0xB8, 0x20, 0xF0, 0x90, 0x62, 0xC3]
    for (cleans, expected) in [(true, ["a", "b"]), (false, ["[UNK]", "[UNK]"])] {
      var options = WordPieceOptions()
      options.cleanText = cleans
      let encoder = try encoder(options)
      var ids: [Int32] = []
      var ranges: [Range<Int>]? = []
      encoder.encode(text: text, ids: &ids, ranges: &ranges)
      #expect(ids.map { encoder.tokenizer.vocabulary.token($0) } == expected)
      #expect(ranges == (cleans ? [0..<1, 7..<8] : [0..<4, 5..<9]))
    }
  }
}
