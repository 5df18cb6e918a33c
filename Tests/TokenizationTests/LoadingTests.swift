import Foundation
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
      return try WordPieceTokenizer(folder: folder)
    } catch {
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
    #expect((tokenizer.classification, tokenizer.separator, tokenizer.unknown) == (2, 3, 1))
    #expect((tokenizer.padding, tokenizer.mask) == (0, nil))
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
    #expect(tokenizer.classification == 2)
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

  @Test(
    "what is wrong is said with its place",
    arguments: [
      ([:], "FOLDER: found neither tokenizer.json nor vocab.txt; name the folder of a BERT encoder"),
      (
        ["vocab.txt": "[UNK]\n[CLS]\na\n"],
        "FOLDER/vocab.txt: '[SEP]' is not among its 3 tokens; an encoder needs it, so this is no BERT vocabulary or "
          + "its tokenizer_config.json names the token otherwise"
      ),
      (["tokenizer.json": "{\"ä\": 1,\n \"é\" 2}"], "FOLDER/tokenizer.json:2:6: error: expected ':'"),
      (
        ["tokenizer.json": "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}"],
        "FOLDER/tokenizer.json: the model is 'BPE', expected 'WordPiece'; only BERT's WordPiece tokenizers are supported"
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

extension JSONValue {
  /// The value as JSON text.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
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
