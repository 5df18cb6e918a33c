/// Text as pieces are looked for in it, byte by byte aligned with the original. Its storage is kept from text to text.
struct PieceText {
  /// The normalized text.
  private(set) var bytes: [UInt8] = []
  /// For each byte, and for the end: how far the original was read when it was made.
  private(set) var origins: [Int32] = []

  /// Normalizes a range of the original text, of at most 2³⁰ bytes, in place of what was there; origins count from the
  /// beginning of the range.
  ///
  /// Step by step what SentencePiece does (`Normalizer::Normalize`): at each place a user-defined piece is taken as it
  /// is, else the longest rule is applied, else one scalar is kept; then spaces are handled.
  mutating func replace(with text: borrowing Span<UInt8>, in range: Range<Int>, model: SentencePieceModel) {
    bytes.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    var origin: Int32 { Int32(truncatingIfNeeded: index - range.lowerBound) }
    if model.removesExtraSpaces {
      while index < range.upperBound {
        let prefix = Self.prefix(text, at: index, before: range.upperBound, model)
        guard prefix.isSpace else { break }
        index += prefix.length
      }
    }
    guard index < range.upperBound else { return }
    if !model.spaceIsSuffix, model.addsDummyPrefix { appendSpace(origin, model) }
    var afterSpace = model.removesExtraSpaces
    while index < range.upperBound {
      let byte = text[index]
      if byte < 0x80, byte != 0x20, model.userDefined == nil,
        index + 1 == range.upperBound || text[index + 1] < 0x80, model.map?.isPlain[Int(byte)] ?? true
      {
        bytes.append(byte)
        origins.append(origin)
        afterSpace = false
        index += 1
        continue
      }
      let prefix = Self.prefix(text, at: index, before: range.upperBound, model)
      var isFirst = afterSpace
      if prefix.isOriginal {
        for at in index..<index + prefix.length {
          append(text[at], origin, model, &isFirst, &afterSpace)
        }
      } else {
        for at in prefix.result { append(prefix.byte(at, model), origin, model, &isFirst, &afterSpace) }
      }
      index += prefix.length
      if !model.removesExtraSpaces { afterSpace = false }
    }
    var consumed = origin
    if model.removesExtraSpaces {
      let space = model.escapesSpaces ? SentencePieceModel.space : [0x20]
      while bytes.suffix(space.count).elementsEqual(space) {
        consumed = origins[bytes.count - space.count]
        bytes.removeLast(space.count)
        origins.removeLast(space.count)
      }
    }
    if model.spaceIsSuffix, model.addsDummyPrefix { appendSpace(consumed, model) }
    origins.append(consumed)
  }

  /// Appends a byte of a normalized prefix; spaces at its beginning go if a space came before it.
  @inline(__always)
  private mutating func append(
    _ byte: UInt8, _ origin: Int32, _ model: SentencePieceModel, _ isFirst: inout Bool, _ afterSpace: inout Bool
  ) {
    if byte == 0x20 {
      if isFirst { return }
      appendSpace(origin, model)
      afterSpace = true
    } else {
      isFirst = false
      afterSpace = false
      bytes.append(byte)
      origins.append(origin)
    }
  }

  private mutating func appendSpace(_ origin: Int32, _ model: SentencePieceModel) {
    for byte in model.escapesSpaces ? SentencePieceModel.space : [0x20] {
      bytes.append(byte)
      origins.append(origin)
    }
  }

  /// What the beginning of text becomes.
  private struct Prefix {
    /// How many bytes of the text it takes.
    var length: Int
    /// Whether it stays as it is.
    var isOriginal = true
    /// Where the result lies: in the map's results, or the bytes of U+FFFD.
    var result: Range<Int> = 0..<0
    var isReplacement = false
    var isSpace = false

    static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    /// Bytes that stay.
    init(length: Int, isSpace: Bool) { (self.length, self.isSpace) = (length, isSpace) }

    /// What a rule makes of its bytes.
    init(_ rule: CharacterMap.Rule, _ model: SentencePieceModel) {
      (length, isOriginal, result) = (rule.length, false, rule.result)
      isSpace = rule.result.count == 1 && model.map?.results[rule.result.lowerBound] == 0x20
    }

    /// U+FFFD for bytes that are no UTF-8.
    init(replacing length: Int) {
      (self.length, isOriginal, result, isReplacement) = (length, false, 0..<3, true)
    }

    @inline(__always)
    func byte(_ at: Int, _ model: SentencePieceModel) -> UInt8 {
      isReplacement ? Self.replacement[at] : model.map?.results[at] ?? 0x20
    }
  }

  private static func prefix(
    _ text: borrowing Span<UInt8>, at index: Int, before end: Int, _ model: SentencePieceModel
  ) -> Prefix {
    if let kept = model.userDefined?.longestEnd(text, from: index, before: end) {
      return Prefix(length: kept - index, isSpace: kept - index == 1 && text[index] == 0x20)
    }
    if let rule = model.map?.rule(text, at: index, before: end) { return Prefix(rule, model) }
    let scalar = decodeScalar(text, at: index, end: end)
    let isValid = scalar.value != 0xFFFD || (scalar.length == 3 && text[index] == 0xEF)
    if isValid { return Prefix(length: scalar.length, isSpace: text[index] == 0x20) }
    // What is no UTF-8 is U+FFFD, for which there may be a rule.
    let replacement = Prefix.replacement
    if let rule = model.map?.rule(replacement.span, at: 0, before: 3) {
      var prefix = Prefix(rule, model)
      prefix.length = scalar.length
      return prefix
    }
    return Prefix(replacing: scalar.length)
  }
}
