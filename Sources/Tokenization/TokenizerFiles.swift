import Foundation

/// A file that a tokenizer was made of, as a folder or an archive keeps it.
public struct TokenizerFile: Sendable, Hashable {
  /// Its name without folders, such as `vocab.txt`.
  public var name: String
  /// Its content.
  public var bytes: [UInt8]

  /// A file from its parts.
  public init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
}

/// The names under which a tokenizer's files are kept.
enum FileName {
  static let wordPiece = "vocab.txt"
  static let vocabulary = "vocab.json"
  static let merges = "merges.txt"
  static let tokenizer = "tokenizer.json"
  static let configuration = "tokenizer_config.json"
  static let sentencePiece = "tokenizer.model"
  /// Models in folders of the hub; the first is XLM-RoBERTa's, whose ids are not the pieces'.
  static let fairseq = "sentencepiece.bpe.model"
  static let sentencePieces = [fairseq, "spiece.model", sentencePiece, "sentencepiece.model"]
}

/// Reads a whole file.
func readBytes(_ file: String) throws(TokenizerProblem) -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(filePath: file)))
  } catch {
    throw .unreadable(file: file, reason: error.localizedDescription)
  }
}

/// Reads JSON; `file` is what an error names.
func parseJSON(_ bytes: [UInt8], file: String) throws(TokenizerProblem) -> JSONValue {
  do {
    return try JSONReader.read(bytes)
  } catch {
    let before = bytes[..<min(error.offset, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let lastBreak = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = before[lastBreak...].count { $0 & 0xC0 != 0x80 } + 1
    throw .invalidJSON(file: file, line: line, column: column, expected: error.expected)
  }
}

extension Vocabulary {
  /// More ids than any encoder has rows for; files that ask for more are refused.
  static let largest = 8_000_000

  /// The vocabulary that a JSON object of tokens and ids is; `field` is its place in `file`.
  init(object: JSONValue?, file: String, field: String) throws(TokenizerProblem) {
    guard case .object(let members)? = object else {
      throw .wrongField(file: file, field: field, expected: "an object of tokens and their ids")
    }
    // An id far beyond the number of tokens would be a slip that costs memory.
    let most = members.count * 4 + 1_000
    var tokens: [[UInt8]?] = []
    for (key, value) in members {
      guard let id = value.integer, (0..<most).contains(id) else {
        let name = String(decoding: key, as: UTF8.self)
        throw .wrongField(file: file, field: "\(field)['\(name)']", expected: "an id from 0 to \(most - 1)")
      }
      if id >= tokens.count { tokens += [[UInt8]?](repeating: nil, count: id + 1 - tokens.count) }
      tokens[id] = key
    }
    self.init(tokens: tokens)
  }
}
