/// What GPT-2's regular expression asks of a scalar.
enum GPT2Class: UInt8 {
  case letter
  case number
  case space
  case other
}

/// Splits text as GPT-2's regular expression does:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
struct GPT2Splitter {
  /// For each 256 scalars: where their classes begin, or -1; worked out when a scalar of the page is met first.
  private var pages = [Int32](repeating: -1, count: 0x11_0000 >> 8)
  private var classes: [GPT2Class] = []

  /// Where the piece that begins at `start` ends; `start` must lie before `end`. The text is UTF-8.
  mutating func end(of start: Int, in text: borrowing Span<UInt8>, before end: Int) -> Int {
    let byte = text[start]
    if byte == UInt8(ascii: "'"), let length = Self.contraction(text, after: start + 1, before: end) {
      return start + 1 + length
    }
    var first = start
    // A space joins what follows it, unless that is white space.
    if byte == 0x20, start + 1 < end, kind(text, at: start + 1, end).kind != .space { first += 1 }
    let (kind, length) = kind(text, at: first, end)
    var (index, last) = (first + length, first)
    while index < end {
      let next = self.kind(text, at: index, end)
      if next.kind != kind { break }
      (last, index) = (index, index + next.length)
    }
    // White space before a word leaves its last scalar to what follows, if it has more than one.
    return kind == .space && index < end && last > start ? last : index
  }

  private static func contraction(_ text: borrowing Span<UInt8>, after start: Int, before end: Int) -> Int? {
    guard start < end else { return nil }
    switch text[start] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 1
    case UInt8(ascii: "r") where start + 1 < end && text[start + 1] == UInt8(ascii: "e"): return 2
    case UInt8(ascii: "v") where start + 1 < end && text[start + 1] == UInt8(ascii: "e"): return 2
    case UInt8(ascii: "l") where start + 1 < end && text[start + 1] == UInt8(ascii: "l"): return 2
    default: return nil
    }
  }

  @inline(__always)
  private mutating func kind(
    _ text: borrowing Span<UInt8>, at index: Int, _ end: Int
  ) -> (kind: GPT2Class, length: Int) {
    let byte = text[index]
    if byte < 0x80 { return (Self.ascii[Int(byte)], 1) }
    let scalar = decodeScalar(text, at: index, end: end)
    return (self[scalar.value], scalar.length)
  }

  /// The class of a scalar.
  subscript(value: UInt32) -> GPT2Class {
    mutating get {
      let page = Int(value >> 8)
      if pages[page] < 0 {
        pages[page] = Int32(classes.count)
        for value in value & ~0xFF...value | 0xFF { classes.append(Self.classify(value)) }
      }
      return classes[Int(pages[page]) + Int(value & 0xFF)]
    }
  }

  private static let ascii: [GPT2Class] = (0..<0x80).map { classify($0) }

  private static func classify(_ value: UInt32) -> GPT2Class {
    // The expression's engine under `tokenizers` 0.23 stands at Unicode 16; younger scalars are nothing to it.
    guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 16 else { return .other }
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }
}
