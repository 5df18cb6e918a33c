import Foundation
import Testing

@testable import Tokenization

@Suite("Tokenizers beside WordPiece")
struct SubwordTests {
  let golden: SubwordGolden

  init() throws { golden = try SubwordGolden() }

  func encode(_ text: String, _ encoder: TokenEncoder) -> (ids: [Int32], ranges: [Range<Int>]) {
    var ids: [Int32] = []
    var ranges: [Range<Int>]? = []
    encoder.encode(text: text, ids: &ids, ranges: &ranges)
    return (ids, ranges ?? [])
  }

  func tokenizer(json name: String) throws -> Tokenizer {
    let file = try #require(golden.files[name])
    let folder = try TokenizerFolderOnDisk(["tokenizer.json": file.json])
    return try Tokenizer(path: folder.path)
  }

  @Test("ids and ranges are those of sentencepiece", arguments: SubwordGolden.models)
  func sentencePieces(name: String) throws {
    let encoder = TokenEncoder(try Tokenizer(path: SubwordGolden.path("\(name).model")))
    let cases = try #require(golden.sentencePieces[name])
    #expect(cases.count > 60)
    // Twice: what comes from the cache is the same.
    for entry in cases + cases {
      let (ids, ranges) = encode(entry.text, encoder)
      #expect(ids == entry.ids, "\(entry.text.debugDescription)")
      #expect(ranges == entry.offsets, "\(entry.text.debugDescription)")
    }
  }

  @Test("ids and ranges are those of tokenizers", arguments: SubwordGolden.jsonFiles)
  func jsonFiles(name: String) throws {
    let encoder = TokenEncoder(try tokenizer(json: name))
    let cases = try #require(golden.files[name]).cases
    #expect(cases.count > 60)
    for entry in cases + cases {
      let (ids, ranges) = encode(entry.text, encoder)
      #expect(ids == entry.ids, "\(entry.text.debugDescription)")
      #expect(ranges == entry.offsets, "\(entry.text.debugDescription)")
    }
  }

  @Test("every scalar has the class that GPT-2's regular expression sees")
  func gpt2Classes() throws {
    #expect(golden.digests.count == 34)
    var splitter = GPT2Splitter()
    for (page, digest) in golden.digests {
      var hash = ByteHash()
      for value in page * 4096..<(page + 1) * 4096 {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let text = Array("a\(scalar)1\(scalar).\(scalar)".utf8)
        var start = 0
        while start < text.count {
          let end = splitter.end(of: start, in: text.span, before: text.count)
          hash = hash.adding(UInt8(truncatingIfNeeded: end - start))
          start = end
        }
      }
      let text = String(hash.state, radix: 16)
      #expect(String(repeating: "0", count: 16 - text.count) + text == digest, "page \(String(page, radix: 16))")
    }
  }

  @Test("XLM-RoBERTa's ids are one more than the pieces', and its special tokens are found in text")
  func fairseq() throws {
    let folder = try TokenizerFolderOnDisk(["sentencepiece.bpe.model": try SubwordGolden.bytes("unigram.model")])
    let (moved, plain) = (try Tokenizer(path: folder.path), try Tokenizer(path: SubwordGolden.path("unigram.model")))
    #expect(moved.count == plain.count + 2)
    #expect(moved.special == special(0, 2, 3, 1, Int32(plain.count + 1)))
    let (a, b) = (TokenEncoder(moved), TokenEncoder(plain))
    for entry in try #require(golden.sentencePieces["unigram"]) where !entry.text.contains("<") {
      #expect(encode(entry.text, a).ids == encode(entry.text, b).ids.map { $0 == 0 ? 3 : $0 + 1 })
    }
    #expect(encode("<s> <mask></s>", a).ids == [0, Int32(plain.count + 1), 2])
    #expect(["<s>", "<pad>", "</s>", "<unk>"].map { moved.id(of: $0) } == [0, 1, 2, 3])
  }

  func special(
    _ classification: Int32, _ separator: Int32, _ unknown: Int32, _ padding: Int32, _ mask: Int32
  ) -> SpecialTokenIDs {
    var ids = SpecialTokenIDs(SpecialTokenNames()) { _ in 0 }
    (ids.classification, ids.separator, ids.unknown) = (classification, separator, unknown)
    (ids.padding, ids.mask) = (padding, mask)
    return ids
  }

  @Test("a word that vanishes is the unknown token", arguments: ["", "\u{1}", "\u{200B}"])
  func vanishingWords(word: String) throws {
    let encoder = TokenEncoder(try Tokenizer(path: SubwordGolden.path("unigram.model")))
    var ids: [Int32] = [9]
    #expect(encoder.encode(word: word, into: &ids) == 1)
    #expect(ids == [9, 0])
  }

  @Test("words by themselves have the ids of the word as a text", arguments: SubwordGolden.models)
  func words(name: String) throws {
    let encoder = TokenEncoder(try Tokenizer(path: SubwordGolden.path("\(name).model")))
    for entry in try #require(golden.sentencePieces[name]) {
      for word in entry.text.split(separator: " ").map(String.init) + [entry.text] {
        var (ids, again): ([Int32], [Int32]) = ([], [])
        encoder.encode(word: word, into: &ids)
        encoder.encode(word: word, into: &again)
        let whole = encode(word, encoder).ids
        #expect(ids == (whole.isEmpty ? [encoder.tokenizer.special.unknown] : whole))
        #expect(ids == again)
      }
    }
  }

  @Test("a space before words can be asked for")
  func prefixSpace() throws {
    let plain = try tokenizer(json: "byte-level")
    let prefixed = TokenEncoder(plain.addingPrefixSpace(true))
    let (with, without) = (encode("Peter", prefixed), encode("Peter", TokenEncoder(plain)))
    #expect(with.ids == encode(" Peter", TokenEncoder(plain)).ids)
    #expect(with.ids != without.ids)
    #expect(with.ranges.first?.lowerBound == 0)
    #expect(with.ranges.last?.upperBound == 5)
  }

  @Test("bytes that are no UTF-8 count as U+FFFD", arguments: SubwordGolden.jsonFiles)
  func invalidBytes(name: String) throws {
    let encoder = TokenEncoder(try tokenizer(json: name))
    let text: [UInt8] = [0x61, 0xFF, 0xE4, 0xB8, 0x20, 0x62]
    var ids: [Int32] = []
    var ranges: [Range<Int>]? = []
    encoder.encode(text: text.span, ids: &ids, ranges: &ranges)
    #expect(ids == encode("a\u{FFFD}\u{FFFD} b", encoder).ids)
    #expect((ranges ?? []).allSatisfy { $0.lowerBound <= $0.upperBound && $0.upperBound <= 6 })
  }
}
