import Foundation
import JSONText

@testable import Tokenization

/// What `tools/goldens/subword.py` recorded from `sentencepiece` and Hugging Face `tokenizers`.
struct SubwordGolden {
  /// Cases of the SentencePiece models, by the name of the `.model` file.
  var sentencePieces: [String: [WordPieceGolden.Case]] = [:]
  /// `tokenizer.json` files and their cases.
  var files: [String: (json: [UInt8], cases: [WordPieceGolden.Case])] = [:]
  /// By page of 4,096 scalars.
  var digests: [(page: UInt32, digest: String)] = []

  static let models = ["unigram", "bpe"]
  static let jsonFiles = ["unigram", "byte-level", "byte-level, prefix"]

  init() throws {
    let golden = try JSON(parsing: try Self.bytes("subword.json"))
    for name in Self.models {
      sentencePieces[name] = WordPieceGolden.cases(golden["sentencepieces"]?[name])
    }
    for name in Self.jsonFiles {
      let entry = golden["files"]?[name]
      files[name] = (Array((entry?["tokenizer"] ?? .null).text.utf8), WordPieceGolden.cases(entry?["cases"]))
    }
    guard let members = golden["digests"]?.members else { return }
    digests = members.compactMap { member in
      guard let page = UInt32(String(decoding: member.key, as: UTF8.self), radix: 16) else { return nil }
      return member.value.string.map { (page, $0) }
    }
  }

  /// A file beside the golden.
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
    return [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)").path
  }
}

/// A folder that is there while a test runs.
final class TokenizerFolderOnDisk {
  let path: String

  init(_ files: [String: [UInt8]]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
    for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
