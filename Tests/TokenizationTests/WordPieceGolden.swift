import Foundation
import JSONText

@testable import Tokenization

/// What `tools/goldens/tokenizer.py` recorded from Hugging Face `tokenizers`.
struct WordPieceGolden {
  struct Case {
    var text: String
    var ids: [Int32]
    var offsets: [Range<Int>]
  }

  var vocabulary: [String] = []
  /// The `tokenizer.json` with added tokens, and its cases.
  var addedTokenizer: JSON = .null
  var addedCases: [Case] = []
  var settings: [(name: String, options: WordPieceOptions, cases: [Case], digests: [(page: UInt32, digest: String)])] =
    []

  static let names = ["uncased", "cased", "cased, stripped", "uncased, accents kept", "raw"]

  /// The file, read by our own reader: Foundation's would merge canonically equal strings.
  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/wordpiece.json")
    let golden = try JSON(parsing: [UInt8](try Data(contentsOf: file)))
    vocabulary = golden["vocabulary"].elements.compactMap(\.string)
    addedTokenizer = golden["added"]?["tokenizer"] ?? .null
    addedCases = Self.cases(golden["added"]?["cases"])
    for name in Self.names {
      guard let setting = golden["settings"]?[name] else { continue }
      var options = WordPieceOptions()
      options.lowercase = setting["options"]?["lowercase"]?.bool ?? true
      options.stripAccents = setting["options"]?["strip_accents"]?.bool
      options.cleanText = setting["options"]?["clean_text"]?.bool ?? true
      options.tokenizeChineseCharacters = setting["options"]?["handle_chinese_chars"]?.bool ?? true
      var digests: [(page: UInt32, digest: String)] = []
      if let members = setting["digests"]?.members {
        digests = members.compactMap { member in
          guard let page = UInt32(String(decoding: member.key, as: UTF8.self), radix: 16) else { return nil }
          return member.value.string.map { (page, $0) }
        }
      }
      settings.append((name, options, Self.cases(setting["cases"]), digests))
    }
  }

  static func cases(_ value: JSON?) -> [Case] {
    value.elements.map { entry in
      Case(
        text: entry["text"]?.string ?? "", ids: entry["ids"].elements.compactMap { $0.integer.map(Int32.init) },
        offsets: entry["offsets"].elements.map { pair in
          let bounds = Optional(pair).elements.compactMap(\.integer)
          return bounds[0]..<bounds[1]
        })
    }
  }
}

extension JSON? {
  var elements: [JSON] {
    self?.elements ?? []
  }
}
