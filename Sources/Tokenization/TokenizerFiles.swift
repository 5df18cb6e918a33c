import Foundation
import JSONText

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
func parseJSON(_ bytes: [UInt8], file: String) throws(TokenizerProblem) -> JSON {
  var options = JSONOptions()
  options.maximumDepth = 64
  // A vocabulary may hold half a pair as a token of its own.
  options.replacesLoneSurrogates = true
  do throws(JSONError) {
    return try JSON(parsing: bytes, options: options)
  } catch {
    throw .invalidJSON(file: file, line: error.line, column: error.column, problem: error.problem)
  }
}

extension Vocabulary {
  /// More ids than any encoder has rows for; files that ask for more are refused.
  static let largest = 8_000_000

  /// The vocabulary that a JSON object of tokens and ids is; `field` is its place in `file`.
  init(object: JSON?, file: String, field: String) throws(TokenizerProblem) {
    guard let members = object?.members else {
      throw .wrongField(file: file, field: field, expected: "an object of tokens and their ids")
    }
    // An id far beyond the number of tokens would be a slip that costs memory.
    let most = members.count * 4 + 1_000
    var tokens: [[UInt8]?] = []
    for member in members {
      guard let id = member.value.integer, (0..<most).contains(id) else {
        throw .wrongField(file: file, field: "\(field)['\(member.name)']", expected: "an id from 0 to \(most - 1)")
      }
      if id >= tokens.count { tokens += [[UInt8]?](repeating: nil, count: id + 1 - tokens.count) }
      tokens[id] = member.key
    }
    self.init(tokens: tokens)
  }
}
