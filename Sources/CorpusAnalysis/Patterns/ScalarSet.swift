/// The characters that one step of a pattern takes.
struct ScalarSet: Hashable, Sendable {
  /// A part of a set.
  enum Item: Hashable, Sendable {
    case range(ClosedRange<UInt32>)
    case digit, word, space
    /// By the abbreviation of a general category, of one or two letters.
    case category(String)
    indirect case not(Item)
  }

  var items: [Item]
  var isNegated = false
  var ignoresCase = false

  /// All but the line feed.
  static let anything = ScalarSet(items: [.range(0x0A...0x0A)], isNegated: true)

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var found = holds(scalar)
    if ignoresCase, !found {
      found = Self.variants(scalar).contains(where: holds)
    }
    return found != isNegated
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool { items.contains { Self.holds($0, scalar) } }

  private static func holds(_ item: Item, _ scalar: Unicode.Scalar) -> Bool {
    switch item {
    case .range(let range): range.contains(scalar.value)
    case .digit: scalar.properties.generalCategory == .decimalNumber
    case .word: isWord(scalar)
    case .space: scalar.properties.isWhitespace
    case .category(let name):
      name.utf8.elementsEqual(scalar.properties.generalCategory.abbreviation.utf8.prefix(name.utf8.count))
    case .not(let item): !holds(item, scalar)
    }
  }

  /// Letters, marks, decimal digits and connectors, as `\w` and `\b` have them (UTS #18, annex C).
  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: true
    default: scalar.properties.isAlphabetic
    }
  }

  /// The other case of a character, where it is one character.
  private static func variants(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap {
      $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil
    }
  }
}

extension Unicode.GeneralCategory {
  /// The name in the Unicode character database.
  var abbreviation: String {
    switch self {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }

  /// All names of categories, and their first letters.
  static let abbreviations: Set<String> = [
    "L", "M", "N", "P", "S", "Z", "C", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd",
    "Ps",
    "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]
}
