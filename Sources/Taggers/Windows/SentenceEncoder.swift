public import Tokenization

/// From the words of a sentence to the windows that the encoder sees. One a worker: it remembers words.
public final class SentenceEncoder {
  private let encoder: TokenEncoder
  private let tokenizer: Tokenizer
  private let maxLength: Int
  private var pieces: [Int32] = []
  private var counts: [Int] = []

  /// An encoder for windows of at most `maxLength` sub-tokens, special tokens included; at least 3.
  public init(_ tokenizer: Tokenizer, maxLength: Int) {
    precondition(maxLength >= 3, "windows of \(maxLength)")
    encoder = TokenEncoder(tokenizer)
    (self.tokenizer, self.maxLength) = (tokenizer, maxLength)
  }

  /// The windows of a sentence; none for a sentence without words.
  public func windows(of words: some Sequence<String>) -> [EncodedWindow] {
    start()
    for word in words { counts.append(encoder.encode(word: word, into: &pieces)) }
    return finish()
  }

  /// The windows of a sentence whose words are ranges of UTF-8 bytes of a text.
  public func windows(of words: [Range<Int>], in text: borrowing Span<UInt8>) -> [EncodedWindow] {
    start()
    for word in words { counts.append(encoder.encode(word: text.extracting(word), into: &pieces)) }
    return finish()
  }

  /// The sub-tokens of a sentence as text, special tokens included; for logs.
  public func tokens(of words: some Sequence<String>) -> [String] {
    start()
    for word in words { counts.append(encoder.encode(word: word, into: &pieces)) }
    let ids = [tokenizer.special.classification] + pieces + [tokenizer.special.separator]
    return ids.map { tokenizer.token($0) ?? "?" }
  }

  private func start() {
    pieces.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
  }

  private func finish() -> [EncodedWindow] {
    guard !counts.isEmpty else { return [] }
    let special = tokenizer.special
    return EncodedWindow.all(
      pieceIDs: pieces, counts: counts, cls: special.classification, sep: special.separator, maxLength: maxLength)
  }
}
