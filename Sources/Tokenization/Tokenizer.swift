/// A tokenizer of any kind: immutable, shared by all workers; each has a `TokenEncoder` of its own.
///
///     let tokenizer = try Tokenizer(path: "models/all-MiniLM-L6-v2")
///     let encoder = TokenEncoder(tokenizer)
///     var ids: [Int32] = []
///     encoder.encode(word: "Łódź", into: &ids)
public enum Tokenizer: Sendable {
  /// BERT's, DistilBERT's, ELECTRA's.
  case wordPiece(WordPieceTokenizer)
  /// GPT-2's and RoBERTa's.
  case byteLevel(ByteLevelTokenizer)
  /// A SentencePiece model, or XLM-RoBERTa's `tokenizer.json`.
  case sentencePiece(SentencePieceTokenizer)

  /// The tokenizer if it is WordPiece, for formats that know nothing else.
  public var wordPieceTokenizer: WordPieceTokenizer? {
    guard case .wordPiece(let tokenizer) = self else { return nil }
    return tokenizer
  }

  /// The ids with a role.
  public var special: SpecialTokenIDs {
    switch self {
    case .wordPiece(let tokenizer): tokenizer.special
    case .byteLevel(let tokenizer): tokenizer.special
    case .sentencePiece(let tokenizer): tokenizer.special
    }
  }

  /// The number of ids: one more than the greatest, added tokens included. The rows that an embedding table needs.
  public var count: Int {
    switch self {
    case .wordPiece(let tokenizer): tokenizer.count
    case .byteLevel(let tokenizer): tokenizer.count
    case .sentencePiece(let tokenizer): tokenizer.count
    }
  }

  /// The token that an id names; `nil` if it names none.
  public func token(_ id: Int32) -> String? {
    switch self {
    case .wordPiece(let tokenizer):
      tokenizer.vocabulary.token(id) ?? tokenizer.options.addedTokens.last { $0.id == id }?.content
    case .byteLevel(let tokenizer):
      tokenizer.options.addedTokens.last { $0.id == id }?.content ?? tokenizer.vocabulary.token(id)
    case .sentencePiece(let tokenizer): tokenizer.token(id)
    }
  }

  /// The id of a token, compared byte by byte; `nil` if there is none of that name.
  public func id(of token: String) -> Int32? {
    func added(_ tokens: [AddedToken]) -> Int32? { tokens.last { $0.content.utf8.elementsEqual(token.utf8) }?.id }
    switch self {
    case .wordPiece(let tokenizer):
      return tokenizer.vocabulary.id(of: token) ?? added(tokenizer.options.addedTokens)
    case .byteLevel(let tokenizer):
      return added(tokenizer.options.addedTokens) ?? tokenizer.vocabulary.id(of: token)
    case .sentencePiece(let tokenizer): return tokenizer.id(of: token)
    }
  }

  /// The name of the Python class that does the same, which stands in the names of NeMo's caches.
  public var className: String {
    switch self {
    case .wordPiece: "BertTokenizer"
    case .byteLevel: "RobertaTokenizer"
    case .sentencePiece(let tokenizer):
      tokenizer.options.numbering == .fairseq || tokenizer.hub != nil
        ? "XLMRobertaTokenizer" : "SentencePieceTokenizer"
    }
  }

  /// What a log calls it.
  public var kind: String {
    switch self {
    case .wordPiece: "WordPiece"
    case .byteLevel: "byte-level BPE"
    case .sentencePiece(let tokenizer):
      "SentencePiece (" + (tokenizer.model.algorithm == .bpe ? "BPE" : "unigram") + ")"
    }
  }
}

/// Text → ids, for one worker: it remembers what it has encoded, so that a frequent word costs one look-up.
public final class TokenEncoder {
  /// What it encodes with.
  public let tokenizer: Tokenizer
  private let unknown: Int32
  private let encoder: Encoder

  private enum Encoder {
    case wordPiece(WordPieceEncoder)
    case byteLevel(ByteLevelEncoder)
    case sentencePiece(SentencePieceEncoder)
  }

  /// An encoder with an empty cache.
  public init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    unknown = tokenizer.special.unknown
    encoder =
      switch tokenizer {
      case .wordPiece(let tokenizer): .wordPiece(WordPieceEncoder(tokenizer))
      case .byteLevel(let tokenizer): .byteLevel(ByteLevelEncoder(tokenizer))
      case .sentencePiece(let tokenizer): .sentencePiece(SentencePieceEncoder(tokenizer))
      }
  }

  /// Appends the ids of one word of a sentence that is already split, at least one: a word that vanishes in
  /// normalization is the unknown token, so that words and predictions never get out of step.
  ///
  /// - Returns: the number of ids appended.
  @discardableResult
  public func encode(word: borrowing Span<UInt8>, into ids: inout [Int32]) -> Int {
    let before = ids.count
    switch encoder {
    case .wordPiece(let encoder): return encoder.encode(word: word, into: &ids)
    case .byteLevel(let encoder):
      var none: [Range<Int>]?
      encoder.encode(text: word, ids: &ids, ranges: &none)
    case .sentencePiece(let encoder): encoder.encode(word: word, ids: &ids)
    }
    if ids.count == before { ids.append(unknown) }
    return ids.count - before
  }

  /// Appends the ids of one word; see `encode(word:into:)` over bytes.
  @discardableResult
  public func encode(word: String, into ids: inout [Int32]) -> Int {
    encode(word: word.utf8Span.span, into: &ids)
  }

  /// Appends the ids of a text, without special tokens around it.
  ///
  /// - Parameters:
  ///   - text: UTF-8; what is no UTF-8 counts as U+FFFD.
  ///   - ids: receives the ids.
  ///   - ranges: receives for each id the range of bytes of `text` that it comes from, unless it is `nil`.
  public func encode(text: borrowing Span<UInt8>, ids: inout [Int32], ranges: inout [Range<Int>]?) {
    switch encoder {
    case .wordPiece(let encoder): encoder.encode(text: text, ids: &ids, ranges: &ranges)
    case .byteLevel(let encoder): encoder.encode(text: text, ids: &ids, ranges: &ranges)
    case .sentencePiece(let encoder): encoder.encode(text: text, ids: &ids, ranges: &ranges)
    }
  }

  /// Appends the ids of a text; see `encode(text:ids:ranges:)` over bytes.
  public func encode(text: String, ids: inout [Int32], ranges: inout [Range<Int>]?) {
    encode(text: text.utf8Span.span, ids: &ids, ranges: &ranges)
  }
}
