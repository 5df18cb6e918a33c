import Foundation
import JSONText
import Testing

@testable import Tokenization

@Suite("Tokenizers kept and found again")
struct TokenizerArchiveTests {
  let golden: SubwordGolden

  init() throws { golden = try SubwordGolden() }

  static let kinds = ["WordPiece", "byte-level files", "byte-level, prefix", "unigram", "unigram.model", "fairseq"]

  func files(_ kind: String) throws -> [String: [UInt8]] {
    switch kind {
    case "WordPiece": return ["vocab.txt": Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\nPet\n##er\npet\n".utf8)]
    case "unigram.model": return ["spiece.model": try SubwordGolden.bytes("unigram.model")]
    case "fairseq": return ["sentencepiece.bpe.model": try SubwordGolden.bytes("unigram.model")]
    case "byte-level files":
      let json = try JSON(parsing: try #require(golden.files["byte-level"]).json)
      let merges = json["model"]?["merges"].elements ?? []
      let lines = merges.map { $0.string ?? Optional($0).elements.compactMap(\.string).joined(separator: " ") }
      return [
        "vocab.json": Array((json["model"]?["vocab"] ?? .null).text.utf8),
        "merges.txt": Array(("#version: 0.2\n" + lines.joined(separator: "\n") + "\n").utf8),
      ]
    default: return ["tokenizer.json": try #require(golden.files[kind]).json]
    }
  }

  func ids(_ text: String, _ tokenizer: Tokenizer) -> [Int32] {
    var ids: [Int32] = []
    var none: [Range<Int>]?
    TokenEncoder(tokenizer).encode(text: text, ids: &ids, ranges: &none)
    return ids
  }

  @Test("what was written is read again, with the special tokens that were added", arguments: kinds)
  func record(kind: String) throws {
    let folder = try TokenizerFolderOnDisk(try files(kind))
    let bare = try Tokenizer(path: folder.path)
    let (tokenizer, added) = try bare.naming([.classification: "<first>", .end: "<last>", .mask: "<first>"])
    #expect(added == 2)
    #expect(tokenizer.count == bare.count + 2)
    #expect(tokenizer.special.classification == Int32(bare.count))
    #expect(tokenizer.special.mask == Int32(bare.count))
    #expect(tokenizer.special.separator == Int32(bare.count + 1))
    #expect(tokenizer.token(Int32(bare.count + 1)) == "<last>")

    let kept = Dictionary(uniqueKeysWithValues: tokenizer.files.map { ($0.name, $0.bytes) })
    let record = try JSONDecoder().decode(
      TokenizerRecord.self, from: try JSONEncoder().encode(tokenizer.record))
    let again = try Tokenizer(record, source: "model.tlt") { try #require(kept[$0]) }
    #expect(again.special == tokenizer.special)
    #expect(again.count == tokenizer.count)
    #expect(again.className == tokenizer.className)
    for text in ["Peter visited <first> Paris<last>", "Łódź 東京 👩‍👩‍👧", "  <mask>"] {
      #expect(ids(text, again) == ids(text, tokenizer))
      #expect(ids(text, tokenizer).contains(Int32(bare.count)) == text.contains("<first>"))
    }
  }

  @Test("existing pieces get a role without being added")
  func existing() throws {
    let folder = try TokenizerFolderOnDisk(try files("byte-level, prefix"))
    let (tokenizer, added) = try Tokenizer.load(path: folder.path, naming: [.classification: "Porto", .padding: "<s>"])
    #expect(added == 0)
    #expect(tokenizer.special.classification == tokenizer.id(of: "Porto"))
    #expect(tokenizer.special.padding == 0)
  }

  @Test("a record without a kind is WordPiece's, as archives had it first")
  func oldRecord() throws {
    let options = try JSONEncoder().encode(WordPieceOptions())
    let record = try JSONDecoder().decode(TokenizerRecord.self, from: options)
    #expect(record.options == .wordPiece(WordPieceOptions()))
    #expect(record.files == ["vocab.txt"])
  }

  @Test("a damaged SentencePiece model is an error or a model, never a trap", arguments: SubwordGolden.models)
  func damage(name: String) throws {
    let model = try SubwordGolden.bytes("\(name).model")
    var seed: UInt64 = 7
    func random(_ below: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % below
    }
    var (readable, refused) = (0, 0)
    for round in 0..<400 {
      var bytes = model
      if round % 4 == 0 {
        bytes.removeLast(random(bytes.count) + 1)
      } else {
        for _ in 0...random(6) { bytes[random(bytes.count)] = UInt8(random(256)) }
      }
      do {
        let parsed = try SentencePieceModel(proto: bytes)
        let file = TokenizerFile(name: "x.model", bytes: bytes)
        let tokenizer = SentencePieceTokenizer(model: parsed, options: SentencePieceOptions(), file: file)
        var ids: [Int32] = []
        var ranges: [Range<Int>]? = []
        let text = Array("Peter ｆｕｌｌ 東京 \u{0301} é  ing 👩‍👩‍👧 \u{FDFA}".utf8)
        SentencePieceEncoder(tokenizer).encode(text: text.span, ids: &ids, ranges: &ranges)
        #expect((ranges ?? []).allSatisfy { $0.upperBound <= text.count })
        readable += 1
      } catch {
        refused += 1
      }
    }
    #expect(readable > 20)
    #expect(refused > 20)
  }
}
