/// Cuts text into words, from left to right, in time linear in its length: no rule looks further than a fixed number of
/// bytes beyond the word that it returns.
struct WordLexer {
  /// A word and what precedes it.
  struct Word {
    var range: Range<Int>
    /// The class of its first scalar.
    var first: CharacterClass
    /// Whether anything stands between the word before and this one.
    var followsGap: Bool
    /// Whether that contains an empty line.
    var followsBlankLine: Bool
    /// The period at its end is that of an abbreviation.
    var abbreviation: Abbreviations.Kind?
  }

  let classes = CharacterClass.basicPlane
  private let language: LanguageHint
  private var index = 0
  /// Where the parts of a word that was split (`ca|n't`) end, the next one last.
  private var pending: [Int] = []

  /// A lexer for a text of which so much is known.
  init(_ language: LanguageHint = .other) { self.language = language }

  /// The next word, or `nil` at the end.
  mutating func next(_ text: borrowing Span<UInt8>) -> Word? {
    if let end = pending.popLast() {
      defer { index = end }
      return Word(range: index..<end, first: .lower, followsGap: false, followsBlankLine: false)
    }
    var (newlines, gap) = (0, index == 0)
    while index < text.count {
      let (character, length) = text.characterClass(at: index, classes)
      guard character.isGap else {
        let start = index
        let (end, abbreviation) = wordEnd(text, at: start, character, length, afterGap: gap)
        index = end
        if let last = pending.last { index = last }
        if !pending.isEmpty { pending.removeLast() }
        return Word(
          range: start..<index, first: character, followsGap: gap, followsBlankLine: newlines > 1,
          abbreviation: abbreviation)
      }
      if character == .newline {
        // CR LF is one line break; U+2029 ends a paragraph.
        let second = text[index] == 0x0A && index > 0 && text[index - 1] == 0x0D
        let paragraph = length == 3 && text[index + 2] == 0xA9
        newlines += second ? 0 : paragraph ? 2 : 1
      }
      gap = true
      index += length
    }
    return nil
  }

  /// Where the word ends that begins at `start`.
  private mutating func wordEnd(
    _ text: borrowing Span<UInt8>, at start: Int, _ character: CharacterClass, _ length: Int, afterGap: Bool
  ) -> (end: Int, abbreviation: Abbreviations.Kind?) {
    let after = start + length
    switch character {
    case .upper, .lower, .letter, .digit, .extend:
      return spelledWord(text, from: start, at: start)
    case .unspaced:
      return (run(text, from: after) { $0 == .unspaced || $0 == .extend }, nil)
    case .emoji:
      return (emojiEnd(text, after: after), nil)
    case .regional:
      let next = classAt(text, after)
      return (next?.class == .regional ? after + 4 : after, nil)
    case .hyphen, .symbol:
      let byte = text[start]
      // A sign belongs to its number unless something else stands right before it.
      if afterGap, byte == 0x2D || byte == 0x2B, classAt(text, after)?.class == .digit {
        return spelledWord(text, from: start, at: after)
      }
      if byte == 0x40 || byte == 0x23, let end = handleEnd(text, after: after, isTag: byte == 0x23) {
        return (end, nil)
      }
      return (sameRun(text, from: start, length), nil)
    case .apostrophe:
      return (cliticEnd(text, after: after) ?? sameRun(text, from: start, length), nil)
    case .inner:
      if afterGap, let end = emoticonEnd(text, from: start) { return (end, nil) }
      return (sameRun(text, from: start, length), nil)
    default:
      return (sameRun(text, from: start, length), nil)
    }
  }

  /// A word of letters and digits, whose scan begins at `scan`, behind a sign if there is one.
  private mutating func spelledWord(
    _ text: borrowing Span<UInt8>, from start: Int, at scan: Int
  ) -> (end: Int, abbreviation: Abbreviations.Kind?) {
    if let end = linkEnd(text, from: start) { return (end, nil) }
    let word = scanWord(text, from: scan)
    var end = word.end
    if end < text.count {
      let next = text[end]
      if next == 0x3A, let link = schemeEnd(text, from: start, colon: end) { return (link, nil) }
      if "@.+%_-".utf8.contains(next), let mail = mailEnd(text, from: start) { return (mail, nil) }
      if next == 0x2E, let kind = abbreviation(text, start..<end, word) {
        // U.S.-led
        guard classAt(text, end + 1)?.class == .hyphen, classAt(text, end + 2)?.class.isWord ?? false else {
          return (end + 1, kind)
        }
        return (scanWord(text, from: end + 2).end, nil)
      }
    }
    if word.hasApostrophe {
      var bound = end
      pending = [end]
      // At most two clitics hang on a word: should|n't|'ve.
      for _ in 0..<2 {
        guard let split = cliticStart(text, start..<bound) else { break }
        pending.append(split)
        bound = split
      }
      end = bound
    }
    if end - start == 6, "Cc".utf8.contains(text[start]), Abbreviations.key(text, start..<end) == Abbreviations.cannot {
      (pending, end) = ([end, start + 3], start + 3)
    }
    return (end, nil)
  }

  /// What the scan of a word found.
  private struct Scan {
    var end: Int
    /// Where the part behind the last inner period begins.
    var lastPart: Int
    var hasApostrophe = false
    var hasPeriod = false
  }

  /// Letters, digits and marks, with hyphens, apostrophes, periods, commas and the like where they stand inside.
  private func scanWord(_ text: borrowing Span<UInt8>, from start: Int) -> Scan {
    var scan = Scan(end: start, lastPart: start)
    var (previous, beforePrevious) = (CharacterClass.space, CharacterClass.space)
    var index = start
    while index < text.count {
      let (character, length) = text.characterClass(at: index, classes)
      if character.isWord {
        if character != .extend { (beforePrevious, previous) = (previous, character) }
        index += length
        scan.end = index
        continue
      }
      let next = classAt(text, index + length)
      guard let next, joins(text, at: index, character, between: previous, and: next.class) else { break }
      if character == .apostrophe { scan.hasApostrophe = true }
      if text[index] == 0x2E {
        let single = index - scan.lastPart == 1
        guard periodJoins(text, at: index, single: single, next, beforePrevious) else { break }
        scan.hasPeriod = true
        scan.lastPart = index + 1
      }
      index += length
    }
    return scan
  }

  /// Whether a character that is no letter belongs to the word on both of its sides.
  private func joins(
    _ text: borrowing Span<UInt8>, at index: Int, _ character: CharacterClass, between left: CharacterClass,
    and right: CharacterClass
  ) -> Bool {
    switch character {
    case .apostrophe: return left.isLetter && right.isLetter
    case .hyphen: return right.isWord
    case .ignorable: return right.isWord
    default: break
    }
    switch text[index] {
    case 0x2E: return right.isWord
    case 0x2C, 0x2F: return left == .digit && right == .digit
    // 10:30; EU:n, as Finnish and Swedish inflect abbreviations.
    case 0x3A: return left == .digit && right == .digit || left == .upper && right == .lower
    case 0x5F: return right.isWord
    case 0x26: return left == .upper && right == .upper
    default: return false
    }
  }

  /// Whether a period stands inside a word: `U.S`, `Ph.D`, `1.5`, `example.com`, but not `end.Next`.
  private func periodJoins(
    _ text: borrowing Span<UInt8>, at index: Int, single: Bool, _ next: (class: CharacterClass, length: Int),
    _ beforePrevious: CharacterClass
  ) -> Bool {
    if next.class == .lower || next.class == .digit { return true }
    let after = index + 1 + next.length
    let nextIsSingle = !(classAt(text, after)?.class.isWord ?? false)
    let periodFollows = after < text.count && text[after] == 0x2E
    return nextIsSingle && (single || periodFollows && beforePrevious == .upper)
  }

  /// Whether the period behind a word is its own.
  private func abbreviation(
    _ text: borrowing Span<UInt8>, _ word: Range<Int>, _ scan: Scan
  ) -> Abbreviations.Kind? {
    let period = word.upperBound
    if period + 1 < text.count, text[period + 1] == 0x2E { return nil }
    let last = text.characterClass(at: scan.lastPart, classes)
    let lastIsSingle = scan.lastPart + last.length == word.upperBound && last.class.isLetter
    if scan.hasPeriod { return lastIsSingle ? .trailing : nil }
    if last.class == .digit || language == .german, let kind = ordinal(text, word) { return kind }
    if lastIsSingle {
      // z. B., i. V. m.
      if language == .german, !endsLine(text, period) { return .leading }
      return last.class == .upper && text[word.lowerBound] != 0x49 ? .leading : beforeNumber(text, word)
    }
    guard let key = Abbreviations.key(text, word) else { return nil }
    if language == .german, let kind = Abbreviations.german[key] { return kind }
    guard let kind = Abbreviations.kinds[key] else { return nil }
    return kind == .beforeNumber ? beforeNumber(text, word) : kind
  }

  /// `.leading` for a number, in German a Roman one too, whose period makes it an ordinal: a small letter or the name of a month
  /// follows; in German anything but a usual first word.
  private func ordinal(_ text: borrowing Span<UInt8>, _ word: Range<Int>) -> Abbreviations.Kind? {
    let next = word.upperBound + 2
    guard word.count <= (language == .german ? 3 : 2), next < text.count, text[next - 1] == 0x20 else { return nil }
    var isNumber = true
    var isRoman = language == .german
    for index in word {
      isNumber = isNumber && (0x30...0x39).contains(text[index])
      isRoman = isRoman && "IVX".utf8.contains(text[index])
    }
    guard isNumber || isRoman, let first = classAt(text, next)?.class else { return nil }
    if first == .lower { return .leading }
    guard first == .upper else { return language == .german && first == .digit ? .leading : nil }
    var end = next
    while end < text.count, end - next < 8, (0x41...0x5A).contains(text[end] & 0xDF) { end += 1 }
    guard let key = Abbreviations.key(text, next..<end) else { return nil }
    // M\u{E4}rz has a letter beyond ASCII.
    let isMarch =
      end == next + 1 && text[next] == 0x4D && end + 1 < text.count && text[end] == 0xC3 && text[end + 1] == 0xA4
    if isMarch || Abbreviations.ordinalNouns.contains(key) { return .leading }
    guard language == .german else { return nil }
    return Abbreviations.germanFirstWords.contains(key) ? nil : .leading
  }

  /// Whether nothing but a line's end follows a period.
  private func endsLine(_ text: borrowing Span<UInt8>, _ period: Int) -> Bool {
    guard let next = classAt(text, period + 1)?.class else { return true }
    return next == .newline
  }

  /// `.leading` for `p.` and the like where one space and a number follow.
  private func beforeNumber(_ text: borrowing Span<UInt8>, _ word: Range<Int>) -> Abbreviations.Kind? {
    guard let key = Abbreviations.key(text, word), Abbreviations.kinds[key] == .beforeNumber else { return nil }
    var index = word.upperBound + 1
    if index < text.count, text[index] == 0x20 { index += 1 }
    return classAt(text, index)?.class == .digit ? .leading : nil
  }

  /// Where `n't`, `'s`, `'ll` and their like begin at the end of a word.
  private func cliticStart(_ text: borrowing Span<UInt8>, _ word: Range<Int>) -> Int? {
    for letters in 1...2 {
      let apostropheEnd = word.upperBound - letters
      guard apostropheEnd > word.lowerBound else { return nil }
      var start = apostropheEnd - 1
      if text[start] != 0x27 {
        start = apostropheEnd - 3
        guard start > word.lowerBound, text[start] == 0xE2, text[start + 1] == 0x80, text[start + 2] == 0x99 else {
          continue
        }
      }
      guard start > word.lowerBound else { return nil }
      switch (text[apostropheEnd] | 0x20, letters == 2 ? text[apostropheEnd + 1] | 0x20 : 0) {
      case (0x74, 0):  // n't
        let n = start - 1
        return text[n] | 0x20 == 0x6E && n > word.lowerBound ? n : nil
      case (0x73, 0), (0x6D, 0), (0x64, 0), (0x6C, 0x6C), (0x72, 0x65), (0x76, 0x65): return start
      default: return nil
      }
    }
    return nil
  }

  /// The class at a position, `nil` at the end.
  func classAt(_ text: borrowing Span<UInt8>, _ index: Int) -> (class: CharacterClass, length: Int)? {
    index < text.count ? text.characterClass(at: index, classes) : nil
  }

  /// Where a run of characters that pass ends.
  func run(_ text: borrowing Span<UInt8>, from start: Int, _ passes: (CharacterClass) -> Bool) -> Int {
    var index = start
    while let next = classAt(text, index), passes(next.class) { index += next.length }
    return index
  }

  /// One character with its marks, or a run of one of the characters that people repeat (`...`, `--`, `?!`, `====`).
  private func sameRun(_ text: borrowing Span<UInt8>, from start: Int, _ length: Int) -> Int {
    let byte = text[start]
    var end = start + length
    if byte == 0x21 || byte == 0x3F {
      while end < text.count, text[end] == 0x21 || text[end] == 0x3F { end += 1 }
    } else if ".-=*_~#+'`$<>".utf8.contains(byte) {
      while end < text.count, text[end] == byte { end += 1 }
    }
    return run(text, from: end) { $0 == .extend }
  }
}
