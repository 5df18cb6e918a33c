/// A WordPiece vocabulary with the preparation of text that belongs to it: immutable, shared by all workers.
///
///     let tokenizer = try WordPieceTokenizer(path: "models/all-MiniLM-L6-v2")
///     let encoder = WordPieceEncoder(tokenizer)
///     var ids: [Int32] = []
///     encoder.encode(word: "Łódź", into: &ids)
public struct WordPieceTokenizer: Sendable {
  /// The tokens.
  public let vocabulary: Vocabulary
  /// The preparation of text.
  public let options: WordPieceOptions
  /// The id that begins a sequence.
  public let classification: Int32
  /// The id that ends a sequence.
  public let separator: Int32
  /// The id of a word that cannot be spelled.
  public let unknown: Int32
  /// The id of padding, where the vocabulary has it.
  public let padding: Int32?
  /// The id of a hidden word, where the vocabulary has it.
  public let mask: Int32?
  /// Added tokens that are looked for in the original text.
  let literalTokens: AddedTokenFinder
  /// Added tokens that are looked for in normalized text.
  let normalizedTokens: AddedTokenFinder

  /// A tokenizer of parts.
  ///
  /// With no `addedTokens` in the options, the special tokens of the vocabulary are the added ones.
  ///
  /// - Throws: `TokenizerProblem.missingToken` where the vocabulary lacks the token that begins or ends a sequence or the
  ///   unknown one.
  public init(vocabulary: Vocabulary, options: WordPieceOptions = WordPieceOptions()) throws(TokenizerProblem) {
    try self.init(vocabulary: vocabulary, options: options, source: "the vocabulary")
  }

  /// A tokenizer from the text of a `vocab.txt`, for archives and tests.
  ///
  /// - Throws: as `init(vocabulary:options:)`.
  public init(
    vocabularyText: String, options: WordPieceOptions = WordPieceOptions()
  ) throws(TokenizerProblem) {
    try self.init(vocabulary: Vocabulary(vocabularyText: Array(vocabularyText.utf8)), options: options)
  }

  /// A tokenizer of parts; `source` is what an error names.
  init(vocabulary: Vocabulary, options: WordPieceOptions, source: String) throws(TokenizerProblem) {
    let added = Dictionary(options.addedTokens.map { (Array($0.content.utf8), $0.id) }, uniquingKeysWith: { $1 })
    func find(_ token: String) -> Int32? { vocabulary.id(of: token) ?? added[Array(token.utf8)] }
    func require(_ token: String) throws(TokenizerProblem) -> Int32 {
      guard let id = find(token) else {
        throw .missingToken(token, source: source, tokens: vocabulary.count)
      }
      return id
    }
    let names = options.specialTokens
    unknown = try require(names.unknown)
    classification = try require(names.classification)
    separator = try require(names.separator)
    (padding, mask) = (find(names.padding), find(names.mask))
    (self.vocabulary, self.options) = (vocabulary, options)
    var tokens = options.addedTokens
    if tokens.isEmpty {
      tokens = names.all.compactMap { name in find(name).map { AddedToken(content: name, id: $0) } }
    }
    literalTokens = AddedTokenFinder(tokens.filter { !$0.normalized }) { Array($0.content.utf8) }
    var text = NormalizedText(options: options)
    normalizedTokens = AddedTokenFinder(tokens.filter(\.normalized)) { token in
      text.replace(with: token.content.utf8Span.span, in: 0..<token.content.utf8.count)
      return text.bytes.map(\.byte)
    }
  }
}
