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

/// What a vocabulary calls its special tokens.
public struct SpecialTokenNames: Sendable, Hashable, Codable {
  /// Begins every sequence.
  public var classification = "[CLS]"
  /// Ends every sequence.
  public var separator = "[SEP]"
  /// Stands for a word that the vocabulary cannot spell.
  public var unknown = "[UNK]"
  /// Fills up; not every vocabulary has it.
  public var padding = "[PAD]"
  /// Hides a word in pre-training; not every vocabulary has it.
  public var mask = "[MASK]"

  /// The names that BERT uses.
  public init() {}

  /// All five.
  var all: [String] { [padding, unknown, classification, separator, mask] }
}

/// A token that is looked for literally in text (an entry of `added_tokens` in `tokenizer.json`).
public struct AddedToken: Sendable, Hashable, Codable {
  /// What is looked for.
  public var content: String
  /// Its id.
  public var id: Int32
  /// Whether it must not touch letters, digits or `_`.
  public var singleWord = false
  /// Whether it takes in the white space before it.
  public var stripsLeft = false
  /// Whether it takes in the white space after it.
  public var stripsRight = false
  /// Whether it is looked for in normalized text, itself normalized, and not in the original.
  public var normalized = false

  /// A token that is found exactly as it is written.
  public init(content: String, id: Int32) { (self.content, self.id) = (content, id) }
}
