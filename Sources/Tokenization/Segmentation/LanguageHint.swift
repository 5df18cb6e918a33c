/// What a text's own words tell of how it writes numbers and abbreviations.
enum LanguageHint: Hashable, Sendable {
  /// `15. Juni`, `2. Senat`, `Abs. 2`: a period behind a number makes it an ordinal, and nouns have capitals.
  case german
  /// Everything else.
  case other

  /// Bytes that are looked at.
  private static let span = 4096

  /// The hint of a text, from the function words at its beginning: German needs two, and twice as many as English has.
  init(_ text: borrowing Span<UInt8>) {
    var (german, english) = (0, 0)
    var (key, length): (UInt64, Int) = (0, 0)
    for index in 0..<min(text.count, Self.span) {
      let letter = text[index] | 0x20
      if letter >= 0x61, letter <= 0x7A, text[index] >= 0x41 {
        length += 1
        key = key << 8 | UInt64(letter)
        continue
      }
      if (2...5).contains(length), text[index] < 0x80 {
        if Self.germanWords.contains(key) { german += 1 }
        if Self.englishWords.contains(key) { english += 1 }
      }
      // A byte of a longer scalar spoils the word that it stands in.
      (key, length) = (0, text[index] < 0x80 ? 0 : 9)
    }
    self = german >= 2 && german > 2 * english ? .german : .other
  }

  private static let germanWords = Abbreviations.keys(
    "der das und ist nicht mit ein eine einer sich auch wurde dem zur zum bei nach aus von des als wird einem einen")
  private static let englishWords = Abbreviations.keys("the and of to is was for that with are this have it on by at")
}
