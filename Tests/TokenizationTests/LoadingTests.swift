import Foundation
import JSONText
import Testing

@testable import Tokenization

@Suite("A tokenizer's folder")
struct LoadingTests {
  /// The tokenizer of a folder with these files.
  func load(_ files: [String: String]) throws -> WordPieceTokenizer {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    do {
      guard case .wordPiece(let tokenizer) = try Tokenizer(path: folder.path) else {
        throw Message(text: "another kind")
      }
      return tokenizer
    } catch let error as TokenizerProblem {
      throw Message(text: error.description.replacing(folder.path, with: "FOLDER"))
    }
  }

  struct Message: Error, Equatable { var text: String }

  func ids(_ text: String, _ tokenizer: WordPieceTokenizer) -> [Int32] {
    var ids: [Int32] = []
    var none: [Range<Int>]?
    WordPieceEncoder(tokenizer).encode(text: text, ids: &ids, ranges: &none)
    return ids
  }

  static let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nA\na\n<name>\n"

  @Test("vocab.txt alone is read with BERT's defaults")
  func vocabularyAlone() throws {
    let tokenizer = try load(["vocab.txt": Self.vocabulary])
    #expect(tokenizer.options == WordPieceOptions())
    #expect((tokenizer.special.classification, tokenizer.special.separator, tokenizer.special.unknown) == (2, 3, 1))
    #expect((tokenizer.special.padding, tokenizer.special.mask) == (0, nil))
    #expect(ids("A a [SEP]", tokenizer) == [5, 5, 3])
  }

  @Test("tokenizer_config.json says how text is prepared and names the special tokens")
  func configuration() throws {
    let tokenizer = try load([
      "vocab.txt": Self.vocabulary.replacing("[CLS]", with: "<s>"),
      "tokenizer_config.json": """
      {"do_lower_case": false, "strip_accents": true, "cls_token": {"content": "<s>"}, "never_split": ["<name>"]}
      """,
    ])
    #expect(tokenizer.special.classification == 2)
    #expect(ids("Á a<name>a <s>", tokenizer) == [4, 5, 6, 5, 2])
  }

  @Test("tokenizer.json goes before vocab.txt, and its added tokens are found as tokenizers finds them")
  func addedTokens() throws {
    let golden = try WordPieceGolden()
    #expect(golden.addedCases.count == 6)
    let tokenizer = try load(["tokenizer.json": golden.addedTokenizer.text, "vocab.txt": "a"])
    let encoder = WordPieceEncoder(tokenizer)
    for entry in golden.addedCases {
      var ids: [Int32] = []
      var ranges: [Range<Int>]? = []
      encoder.encode(text: entry.text, ids: &ids, ranges: &ranges)
      #expect(ids == entry.ids, "\(entry.text)")
      #expect(ranges == entry.offsets, "\(entry.text)")
    }
  }

  static let expected =
    "expected tokenizer.json, vocab.txt (WordPiece), vocab.json with merges.txt (byte-level BPE), or a SentencePiece "
    + "model (sentencepiece.bpe.model, spiece.model, tokenizer.model, sentencepiece.model); name an encoder's folder"
  static let supported =
    "WordPiece as in BERT, byte-level BPE as in RoBERTa and Unigram as in XLM-RoBERTa are supported"

  @Test(
    "what is wrong is said with its place",
    arguments: [
      ([:], "FOLDER: found no files; " + expected),
      (["config.json": "{}", "vocab.json": "{}"], "FOLDER: found config.json, vocab.json; " + expected),
      (
        ["vocab.txt": "[UNK]\n[CLS]\na\n"],
        "FOLDER: '[SEP]' is not among the 3 tokens of its vocabulary (vocab.txt, tokenizer.json or the like); an encoder "
          + "needs it as sep_token: name the token that the vocabulary "
          + "has for it as model.tokenizer.special_tokens.sep_token or in tokenizer_config.json"
      ),
      (["tokenizer.json": "{\"ä\": 1,\n \"é\" 2}"], "FOLDER/tokenizer.json:2:6: error: found '2', expected ':'"),
      (
        ["tokenizer.json": "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {}}}"],
        "FOLDER/tokenizer.json: the model is 'WordLevel', expected 'WordPiece'; " + supported
      ),
      (
        ["tokenizer.json": "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}, \"pre_tokenizer\": {\"type\": \"Split\"}}"],
        "FOLDER/tokenizer.json: the pre_tokenizer is 'Split', expected 'ByteLevel'; " + supported
      ),
      (
        ["vocab.json": "{\"a\": 0}", "merges.txt": "#version: 0.2\na b\n"],
        "FOLDER/merges.txt:2: found 'a b', expected two tokens of the vocabulary that form a third"
      ),
      (
        ["vocab.json": "{\"a\": 0}", "merges.txt": "a\n"],
        "FOLDER/merges.txt:1: found 'a', expected two tokens with a space between them"
      ),
      (
        ["spiece.model": "{}"],
        "FOLDER/spiece.model: no SentencePiece model, or a damaged one: expected a wire type of 0, 1, 2 or 5 at byte 0"
      ),
      (
        [
          "tokenizer.json":
            "{\"model\": {\"vocab\": {\"a\": -1}}, \"normalizer\": null, \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}}"
        ],
        "FOLDER/tokenizer.json: 'model.vocab['a']' must be an id from 0 to 1003"
      ),
    ] as [([String: String], String)])
  func problems(files: [String: String], message: String) {
    #expect(throws: Message(text: message)) { try load(files) }
  }
}

extension JSON {
  /// The value as JSON text.
  var text: String {
    switch content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let bytes): Self.quoted(bytes)
    case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    let escaped = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : "\(scalar)"
    }
    return "\"" + escaped.joined() + "\""
  }
}
