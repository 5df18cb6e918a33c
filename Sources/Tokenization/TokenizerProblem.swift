public import JSONText

/// What can be wrong with a tokenizer's files.
public enum TokenizerProblem: Error, Hashable {
  /// A folder holds none of the files that a tokenizer is read from.
  case noVocabulary(folder: String, found: [String])
  /// A file cannot be read.
  case unreadable(file: String, reason: String)
  /// A file is no JSON; places count from 1, columns in Unicode scalars.
  case invalidJSON(file: String, line: Int, column: Int, problem: JSONProblem)
  /// A `tokenizer.json` lacks a field, or it is of the wrong kind.
  case wrongField(file: String, field: String, expected: String)
  /// A `tokenizer.json` describes something that no tokenizer here does.
  case unsupported(file: String, part: String, found: String, expected: String)
  /// The vocabulary lacks a token that an encoder cannot do without.
  case missingToken(String, role: SpecialTokenRole, source: String, tokens: Int)
  /// A line of `merges.txt`, from 1, or an entry of `model.merges` that is no pair of known tokens.
  case merge(file: String, place: Int, found: String, expected: String)
  /// A SentencePiece model that is damaged or of an unknown kind.
  case sentencePiece(file: String, SentencePieceProblem)
  /// A special token that is empty or has white space in it.
  case specialToken(String, role: SpecialTokenRole)
}

/// What can be wrong with a SentencePiece model.
public enum SentencePieceProblem: Error, Hashable {
  /// The protocol buffer ends or turns bad at a byte.
  case wire(offset: Int, expected: String)
  /// A model type other than unigram and BPE.
  case modelType(Int)
  /// A piece, from 0, that cannot be.
  case piece(Int, String)
  /// The rules of normalization are damaged.
  case characterMap(String)
  /// The model as a whole cannot be.
  case model(String)
}

extension TokenizerProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .noVocabulary(let folder, let found):
      "\(folder): found "
        + (found.isEmpty ? "no files" : found.prefix(12).joined(separator: ", ") + (found.count > 12 ? ", …" : ""))
        + "; expected tokenizer.json, vocab.txt (WordPiece), vocab.json with merges.txt (byte-level BPE), or a "
        + "SentencePiece model (\(FileName.sentencePieces.joined(separator: ", "))); name an encoder's folder"
    case .unreadable(let file, let reason):
      "\(file): cannot be read: \(reason)"
    case .invalidJSON(let file, let line, let column, let problem):
      "\(file):\(line):\(column): error: \(problem)"
    case .wrongField(let file, let field, let expected):
      "\(file): '\(field)' must be \(expected)"
    case .unsupported(let file, let part, let found, let expected):
      "\(file): the \(part) is '\(found)', expected '\(expected)'; WordPiece as in BERT, byte-level BPE as in RoBERTa "
        + "and Unigram as in XLM-RoBERTa are supported"
    case .missingToken(let token, let role, let source, let tokens):
      "\(source): '\(token)' is not among the \(tokens) tokens of its vocabulary (vocab.txt, tokenizer.json or the "
        + "like); an encoder needs it as \(role.rawValue): name the token "
        + "that the vocabulary has for it as model.tokenizer.special_tokens.\(role.rawValue) or in tokenizer_config.json"
    case .merge(let file, let place, let found, let expected):
      "\(file):\(place): found '\(found)', expected \(expected)"
    case .sentencePiece(let file, let problem):
      "\(file): \(problem)"
    case .specialToken(let token, let role):
      "special_tokens.\(role.rawValue) is '\(token)'; expected a token without white space"
    }
  }
}

extension SentencePieceProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .wire(let offset, let expected):
      "no SentencePiece model, or a damaged one: expected \(expected) at byte \(offset)"
    case .modelType(let type):
      "the model type is \(type == 3 ? "WORD" : type == 4 ? "CHAR" : String(type)); expected UNIGRAM or BPE"
    case .piece(let index, let what): "piece \(index) \(what)"
    case .characterMap(let what): "the rules of normalization are damaged: \(what)"
    case .model(let what): "\(what)"
    }
  }
}
