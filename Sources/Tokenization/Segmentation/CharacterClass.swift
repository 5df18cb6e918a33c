/// What a scalar means to words and sentences.
enum CharacterClass: UInt8 {
  /// White space within a line.
  case space
  case newline
  /// Parts words and belongs to none: control characters, zero-width space, byte order mark.
  case control
  /// Belongs to a word inside of it and to none at its edges: soft hyphen, directional marks.
  case ignorable
  case upper
  case lower
  /// A letter without case.
  case letter
  case digit
  /// Belongs to what precedes it: marks, joiners, variation selectors.
  case extend
  /// Chinese and Japanese: a word by itself.
  case ideograph
  /// A script without spaces between words: a run is one word.
  case unspaced
  case emoji
  /// Two of them are a flag.
  case regional
  case apostrophe
  case hyphen
  /// Opens or closes, as its surroundings have it.
  case quote
  case opening
  case closing
  /// `.` `!` `?` and their like, which need white space behind them to end a sentence.
  case terminator
  /// `。` and its like, which need none.
  case wideTerminator
  case currency
  /// Comma, colon, semicolon and what else cannot begin a sentence.
  case inner
  case symbol
}

extension CharacterClass {
  /// Letters and digits of scripts with spaces.
  @inline(__always)
  var isWord: Bool {
    switch self {
    case .upper, .lower, .letter, .digit, .extend: true
    default: false
    }
  }

  /// Letters of scripts with spaces.
  @inline(__always)
  var isLetter: Bool { self == .upper || self == .lower || self == .letter }

  /// What stands between words.
  @inline(__always)
  var isGap: Bool { self == .space || self == .newline || self == .control || self == .ignorable }

  /// Whether a sentence may begin with it when the one before has been closed.
  var mayBeginSentence: Bool {
    switch self {
    case .lower, .closing, .terminator, .wideTerminator, .inner, .extend: false
    default: true
    }
  }

  /// The classes of U+0000…U+FFFF.
  static let basicPlane: [CharacterClass] = (0...0xFFFF).map { value in
    Unicode.Scalar(UInt32(value)).map(CharacterClass.init) ?? .symbol
  }

  /// The class of a scalar, from its Unicode properties.
  init(_ scalar: Unicode.Scalar) {
    self = Self.byValue(scalar.value) ?? Self.byProperties(scalar)
  }

  private static func byValue(_ value: UInt32) -> CharacterClass? {
    switch value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: .newline
    case 0x09, 0x0B, 0x0C: .space
    case 0x200B, 0xFEFF: .control
    case 0x200C, 0x200D: .extend
    case 0x27, 0x2019, 0x02BC, 0xFF07: .apostrophe
    case 0x2D, 0x2010, 0x2011: .hyphen
    case 0x22, 0xFF02, 0x60: .quote
    case 0x2E, 0x21, 0x3F, 0x2026, 0x203C, 0x2047...0x2049, 0x061F, 0x06D4, 0x0964, 0x0965, 0x0589, 0x1362, 0x104B,
      0x17D4:
      .terminator
    case 0x3002, 0xFF01, 0xFF1F, 0xFF0E, 0xFF61: .wideTerminator
    case 0x2C, 0x3A, 0x3B, 0x25, 0x060C, 0x061B, 0x3001, 0xFF0C, 0xFF1A, 0xFF1B: .inner
    case 0x3005...0x3007, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1B000...0x1B16F, 0x20000...0x3FFFD:
      .ideograph
    case 0x0E01...0x0E3A, 0x0E40...0x0E4E, 0x0E81...0x0EBD, 0x0EC0...0x0ECE, 0x0EDC...0x0EDF, 0x1000...0x103F,
      0x1050...0x108F,
      0x1780...0x17D3, 0x17D7, 0x17DC...0x17DD:
      .unspaced
    case 0x1F1E6...0x1F1FF: .regional
    default: nil
    }
  }

  private static func byProperties(_ scalar: Unicode.Scalar) -> CharacterClass {
    let properties = scalar.properties
    if properties.isWhitespace { return .space }
    if scalar.value > 0xFF, properties.isEmoji { return .emoji }
    switch properties.generalCategory {
    case .control: return .control
    case .format: return (0xE0020...0xE007F).contains(scalar.value) ? .extend : .ignorable
    case .uppercaseLetter, .titlecaseLetter: return .upper
    case .lowercaseLetter: return .lower
    case .otherLetter, .modifierLetter, .letterNumber: return .letter
    case .decimalNumber: return .digit
    case .nonspacingMark, .spacingMark, .enclosingMark: return .extend
    case .openPunctuation: return .opening
    case .closePunctuation: return .closing
    // Languages disagree on which of these opens („…“, »…«).
    case .initialPunctuation, .finalPunctuation: return .quote
    case .currencySymbol: return .currency
    default: return .symbol
    }
  }
}

extension Span<UInt8> {
  /// The class and the length of the scalar at `index`, a valid position.
  @inline(__always)
  func characterClass(at index: Int, _ basicPlane: [CharacterClass]) -> (class: CharacterClass, length: Int) {
    let byte = self[index]
    if byte < 0x80 { return (basicPlane[Int(byte)], 1) }
    let scalar = decodeScalar(self, at: index, end: count)
    if scalar.value <= 0xFFFF { return (basicPlane[Int(scalar.value)], scalar.length) }
    return (Unicode.Scalar(scalar.value).map(CharacterClass.init) ?? .symbol, scalar.length)
  }
}
