/// A WordPiece vocabulary with the preparation of text that belongs to it: immutable, shared by all workers.
///
///     let tokenizer = try WordPieceTokenizer(vocabularyText: text)
///     let encoder = WordPieceEncoder(tokenizer)
///     var ids: [Int32] = []
///     encoder.encode(word: "Łódź", into: &ids)
public struct WordPieceTokenizer: Sendable {
  /// The tokens.
  public let vocabulary: Vocabulary
  /// The preparation of text.
  public let options: WordPieceOptions
  /// The ids with a role.
  public let special: SpecialTokenIDs
  /// The number of ids, those of added tokens beyond the vocabulary included.
  public let count: Int
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
    self.init(unchecked: vocabulary, options: options)
    try special.check(options.specialTokens, source: "the vocabulary", tokens: vocabulary.count)
  }

  /// A tokenizer from the text of a `vocab.txt`, for archives and tests.
  ///
  /// - Throws: as `init(vocabulary:options:)`.
  public init(
    vocabularyText: String, options: WordPieceOptions = WordPieceOptions()
  ) throws(TokenizerProblem) {
    try self.init(vocabulary: Vocabulary(vocabularyText: Array(vocabularyText.utf8)), options: options)
  }

  /// A tokenizer of parts that may lack special tokens.
  init(unchecked vocabulary: Vocabulary, options: WordPieceOptions) {
    let added = Dictionary(options.addedTokens.map { (Array($0.content.utf8), $0.id) }, uniquingKeysWith: { $1 })
    func find(_ token: String) -> Int32? { vocabulary.id(of: token) ?? added[Array(token.utf8)] }
    let names = options.specialTokens
    special = SpecialTokenIDs(names, find: find)
    (self.vocabulary, self.options) = (vocabulary, options)
    var tokens = options.addedTokens
    if tokens.isEmpty {
      tokens = names.all.compactMap { name in find(name).map { AddedToken(content: name, id: $0) } }
    }
    count = max(vocabulary.count, (tokens.map { Int($0.id) + 1 }.max() ?? 0))
    literalTokens = AddedTokenFinder(tokens.filter { !$0.normalized }) { Array($0.content.utf8) }
    var text = NormalizedText(options: options)
    normalizedTokens = AddedTokenFinder(tokens.filter(\.normalized)) { token in
      text.replace(with: token.content.utf8Span.span, in: 0..<token.content.utf8.count)
      return text.bytes.map(\.byte)
    }
  }
}
