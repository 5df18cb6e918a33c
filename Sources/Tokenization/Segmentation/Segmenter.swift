/// Raw text → sentences → words, as ranges of its UTF-8 bytes; the same text always gives the same ranges.
///
/// Words are those of the CoNLL and Penn corpora: punctuation stands alone, `'s` and `n't` are split off, hyphenated words,
/// abbreviations (`U.S.`, `Mr.`), numbers (`1,000.50`), links, mail addresses, `@user`, `#tag` and emoji stay whole; a
/// Chinese or Japanese character is a word, and so is a run of Thai, Lao, Khmer or Burmese. Between words stand only white
/// space, control and format characters: no word is lost.
///
///     for sentence in Segmenter().sentences(in: Array("It's 5 p.m. Mr. Li left.".utf8)) { … }
public struct Segmenter: Sendable {
  /// A sentence of more words than this is cut, behind punctuation if there is some in its second half.
  public var longestSentence = 400

  /// A segmenter with the usual rules.
  public init() {}

  /// The words of a text.
  public func words(in text: borrowing Span<UInt8>) -> [Range<Int>] {
    var lexer = WordLexer(LanguageHint(text))
    var words: [Range<Int>] = []
    while let word = lexer.next(text) { words.append(word.range) }
    return words
  }

  /// The words of a text; see `words(in:)` over a span.
  public func words(in text: [UInt8]) -> [Range<Int>] { words(in: text.span) }

  /// The sentences of a text, each as the ranges of its words; no sentence is empty.
  public func sentences(in text: [UInt8]) -> [[Range<Int>]] {
    var sentences: [[Range<Int>]] = []
    forEachSentence(in: text.span) { sentences.append($0) }
    return sentences
  }

  /// Hands over one sentence after another; holds no more than one, however long the text.
  public func forEachSentence<E: Error>(
    in text: borrowing Span<UInt8>, _ body: ([Range<Int>]) throws(E) -> Void
  ) throws(E) {
    var lexer = WordLexer(LanguageHint(text))
    var splitter = SentenceSplitter(longest: longestSentence)
    while let word = lexer.next(text) { try splitter.add(word, text, body) }
    try splitter.finish(body)
  }
}
