/// What can be wrong with a tokenizer's files.
public enum TokenizerProblem: Error, Hashable {
  /// A folder holds neither `tokenizer.json` nor `vocab.txt`.
  case noVocabulary(folder: String)
  /// A file cannot be read.
  case unreadable(file: String, reason: String)
  /// A file is no JSON; places count from 1, columns in Unicode scalars.
  case invalidJSON(file: String, line: Int, column: Int, expected: String)
  /// A `tokenizer.json` lacks a field, or it is of the wrong kind.
  case wrongField(file: String, field: String, expected: String)
  /// A `tokenizer.json` describes something else than BERT's WordPiece.
  case unsupported(file: String, part: String, found: String, expected: String)
  /// The vocabulary lacks a token that an encoder cannot do without.
  case missingToken(String, source: String, tokens: Int)
}

extension TokenizerProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .noVocabulary(let folder):
      "\(folder): found neither tokenizer.json nor vocab.txt; name the folder of a BERT encoder"
    case .unreadable(let file, let reason):
      "\(file): cannot be read: \(reason)"
    case .invalidJSON(let file, let line, let column, let expected):
      "\(file):\(line):\(column): error: expected \(expected)"
    case .wrongField(let file, let field, let expected):
      "\(file): '\(field)' must be \(expected)"
    case .unsupported(let file, let part, let found, let expected):
      "\(file): the \(part) is '\(found)', expected '\(expected)'; only BERT's WordPiece tokenizers are supported"
    case .missingToken(let token, let source, let tokens):
      "\(source): '\(token)' is not among its \(tokens) tokens; an encoder needs it, so this is no BERT vocabulary or "
        + "its tokenizer_config.json names the token otherwise"
    }
  }
}
