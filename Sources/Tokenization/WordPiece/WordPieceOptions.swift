/// How text is prepared for WordPiece; the defaults are those of `bert-base-uncased`.
public struct WordPieceOptions: Sendable, Hashable, Codable {
  /// Whether text is lower-cased, scalar by scalar.
  public var lowercase = true
  /// Whether accents (marks of category Mn after canonical decomposition) go; `nil` does as `lowercase` does.
  public var stripAccents: Bool?
  /// Whether each Chinese character is a word.
  public var tokenizeChineseCharacters = true
  /// Whether control characters go and all white space counts as a space.
  public var cleanText = true
  /// Tokens that stand literally in text and are found before anything else is done to it.
  public var addedTokens: [AddedToken] = []
  /// A word of more scalars than this is unknown as a whole.
  public var maxCharactersPerWord = 100
  /// What precedes a piece that continues a word.
  public var continuingPrefix = "##"
  /// The names of the special tokens.
  public var specialTokens = SpecialTokenNames()

  /// The defaults; change what differs.
  public init() {}
}
