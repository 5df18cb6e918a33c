/// What rebuilds a tokenizer, together with its files: the part of a model archive that says how text is prepared.
public struct TokenizerRecord: Sendable, Hashable {
  enum Options: Sendable, Hashable {
    case wordPiece(WordPieceOptions)
    case byteLevel(ByteLevelOptions)
    case sentencePiece(SentencePieceOptions)
  }

  let options: Options
  /// The names of the files that the tokenizer is made of.
  public let files: [String]
}

extension TokenizerRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind
    case files
  }

  private enum Kind: String, Codable {
    case wordPiece = "wordpiece"
    case byteLevel = "byte-level-bpe"
    case sentencePiece = "sentencepiece"
  }

  /// Reads a record; one without a kind is WordPiece's, as archives had it first.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    switch try keys.decodeIfPresent(Kind.self, forKey: .kind) ?? .wordPiece {
    case .wordPiece: options = .wordPiece(try WordPieceOptions(from: decoder))
    case .byteLevel: options = .byteLevel(try ByteLevelOptions(from: decoder))
    case .sentencePiece: options = .sentencePiece(try SentencePieceOptions(from: decoder))
    }
    files = try keys.decodeIfPresent([String].self, forKey: .files) ?? [FileName.wordPiece]
  }

  /// Writes the kind, the files and the options side by side.
  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(files, forKey: .files)
    switch options {
    case .wordPiece(let options):
      try keys.encode(Kind.wordPiece, forKey: .kind)
      try options.encode(to: encoder)
    case .byteLevel(let options):
      try keys.encode(Kind.byteLevel, forKey: .kind)
      try options.encode(to: encoder)
    case .sentencePiece(let options):
      try keys.encode(Kind.sentencePiece, forKey: .kind)
      try options.encode(to: encoder)
    }
  }
}

extension Tokenizer {
  /// What rebuilds the tokenizer from `files`.
  public var record: TokenizerRecord {
    let options: TokenizerRecord.Options =
      switch self {
      case .wordPiece(let tokenizer): .wordPiece(tokenizer.options)
      case .byteLevel(let tokenizer): .byteLevel(tokenizer.options)
      case .sentencePiece(let tokenizer): .sentencePiece(tokenizer.options)
      }
    return TokenizerRecord(options: options, files: files.map(\.name))
  }

  /// The files that it is kept as: `vocab.txt`, or the files that it was read from. What was read as `tokenizer.json` is
  /// kept so; any SentencePiece model is `tokenizer.model`.
  public var files: [TokenizerFile] {
    switch self {
    case .wordPiece(let tokenizer):
      [TokenizerFile(name: FileName.wordPiece, bytes: Array(tokenizer.vocabulary.text.utf8))]
    case .byteLevel(let tokenizer):
      // A file that was named by itself may have any name.
      tokenizer.files.count == 1
        ? [TokenizerFile(name: FileName.tokenizer, bytes: tokenizer.files[0].bytes)] : tokenizer.files
    case .sentencePiece(let tokenizer):
      [
        TokenizerFile(
          name: tokenizer.hub == nil ? FileName.sentencePiece : FileName.tokenizer, bytes: tokenizer.file.bytes)
      ]
    }
  }

  /// The tokenizer of a record.
  ///
  /// - Parameters:
  ///   - source: what errors put before the names of files.
  ///   - read: the content of a file by its name.
  /// - Throws: `TokenizerProblem`, and what `read` throws.
  public init(_ record: TokenizerRecord, source: String, read: (String) throws -> [UInt8]) throws {
    let files = try record.files.prefix(2).map { TokenizerFile(name: $0, bytes: try read($0)) }
    let prefix = source + "#"
    guard let first = files.first else { throw TokenizerProblem.noVocabulary(folder: source, found: []) }
    switch record.options {
    case .wordPiece(let options):
      let vocabulary = Vocabulary(vocabularyText: first.bytes)
      self = .wordPiece(WordPieceTokenizer(unchecked: vocabulary, options: options))
    case .byteLevel(let options):
      if files.count == 2 {
        self = .byteLevel(
          try ByteLevelTokenizer(vocabulary: first, merges: files[1], options: options, prefix: prefix))
      } else {
        let json = try parseJSON(first.bytes, file: prefix + first.name)
        self = .byteLevel(try ByteLevelTokenizer(json: json, file: first, options: options, prefix: prefix))
      }
    case .sentencePiece(let options):
      if first.name == FileName.tokenizer {
        let json = try parseJSON(first.bytes, file: prefix + first.name)
        self = .sentencePiece(try SentencePieceTokenizer(json: json, file: first, options: options, prefix: prefix))
      } else {
        self = .sentencePiece(try SentencePieceTokenizer(file: first, options: options, prefix: prefix))
      }
    }
    try check(source: source)
  }
}
