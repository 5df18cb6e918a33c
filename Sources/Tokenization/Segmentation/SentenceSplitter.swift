/// Gathers words into sentences; decides on an end when the word behind it is known.
struct SentenceSplitter {
  /// The words of the sentence that is not ended yet.
  private(set) var words: [Range<Int>] = []
  private let longest: Int
  private var state = State.open
  /// The number of words behind which a sentence that gets too long is best cut: behind `;` or `:`, else `,`.
  private var (strongCut, weakCut) = (0, 0)
  /// Whether a straight quotation mark is open in the sentence.
  private var isQuoting = false
  /// Words of a reference (`[12]`) that still belong to the sentence that it stands behind.
  private var referenceWords = 0

  private enum State {
    case open
    /// A terminator and perhaps closing marks were read; `wide` needs no white space behind it.
    case closed(wide: Bool)
    /// An abbreviation that may also end the sentence.
    case abbreviated
  }

  init(longest: Int) { self.longest = max(1, longest) }

  /// Takes in a word; hands the words of each sentence that this ends to `body`.
  mutating func add<E: Error>(
    _ word: WordLexer.Word, _ text: borrowing Span<UInt8>, _ body: ([Range<Int>]) throws(E) -> Void
  ) throws(E) {
    if !words.isEmpty, word.followsBlankLine || ends(before: word, text) { try flush(body) }
    let first = word.first
    let byte = text[word.range.lowerBound]
    let isClosing = closesQuotation(word, text)
    if byte == 0x22, word.range.count == 1 { isQuoting.toggle() }
    if referenceWords > 0 {
      referenceWords -= 1
      words.append(word.range)
      return
    }
    switch first {
    case .terminator: state = isListNumber(text) && byte == 0x2E ? .open : .closed(wide: false)
    case .wideTerminator: state = .closed(wide: true)
    case .closing, .quote, .apostrophe:
      // A closing mark keeps what the terminator before it said; one behind a gap opens something.
      if word.followsGap, !isClosing { state = .open }
    default: state = word.abbreviation == .trailing ? .abbreviated : .open
    }
    words.append(word.range)
    if first == .inner, byte == 0x3A || byte == 0x3B { strongCut = words.count }
    if byte == 0x2C { weakCut = words.count }
    if words.count >= longest { try cut(body) }
  }

  /// Hands over what is left at the end of the text.
  mutating func finish<E: Error>(_ body: ([Range<Int>]) throws(E) -> Void) throws(E) {
    if !words.isEmpty { try flush(body) }
  }

  private mutating func flush<E: Error>(_ body: ([Range<Int>]) throws(E) -> Void) throws(E) {
    try body(words)
    words.removeAll(keepingCapacity: true)
    (state, strongCut, weakCut) = (.open, 0, 0)
    (isQuoting, referenceWords) = (false, 0)
  }

  /// Cuts a sentence that got too long; the cut lies in its second half, so that all cuts together take linear time.
  private mutating func cut<E: Error>(_ body: ([Range<Int>]) throws(E) -> Void) throws(E) {
    let place = [strongCut, weakCut].first { $0 * 2 > words.count } ?? words.count
    try body(Array(words[..<place]))
    words.removeFirst(place)
    strongCut = 0
    weakCut = max(0, weakCut - place)
    if words.isEmpty { state = .open }
  }

  /// Whether the sentence so far ends before `word`.
  private mutating func ends(before word: WordLexer.Word, _ text: borrowing Span<UInt8>) -> Bool {
    switch state {
    case .open: return false
    case .closed(let wide):
      if wide, !word.followsGap {
        return word.first.mayBeginSentence && word.first != .quote && word.first != .apostrophe
      }
      guard word.followsGap, word.first.mayBeginSentence, !closesQuotation(word, text) else { return false }
      if isReference(word, text) {
        referenceWords = 3
        return false
      }
      return true
    case .abbreviated:
      guard word.followsGap, word.first == .upper, let key = Abbreviations.key(text, word.range) else { return false }
      return Abbreviations.firstWords.contains(key)
    }
  }

  /// Whether a straight quotation mark between gaps closes what is open.
  private func closesQuotation(_ word: WordLexer.Word, _ text: borrowing Span<UInt8>) -> Bool {
    guard isQuoting, word.range.count == 1, text[word.range.lowerBound] == 0x22 else { return false }
    let next = word.range.upperBound
    return next >= text.count || text[next] == 0x20 || text[next] == 0x0A || text[next] == 0x0D
  }

  /// Whether a word begins `[12]`, the reference to a note.
  private func isReference(_ word: WordLexer.Word, _ text: borrowing Span<UInt8>) -> Bool {
    guard word.range.count == 1, text[word.range.lowerBound] == 0x5B else { return false }
    var index = word.range.upperBound
    while index < text.count, index < word.range.upperBound + 3, (0x30...0x39).contains(text[index]) { index += 1 }
    return index > word.range.upperBound && index < text.count && text[index] == 0x5D
  }

  /// Whether all that precedes a period is the number or letter of a list's item.
  private func isListNumber(_ text: borrowing Span<UInt8>) -> Bool {
    guard words.count == 1, words[0].count <= 4 else { return false }
    for index in words[0] where !(0x30...0x39).contains(text[index]) { return false }
    return true
  }
}
