/// A word and the entity type of the mention around it.
struct Piece: Hashable {
  var word: String
  /// `nil` outside mentions.
  var type: EntityType?
  /// Whether a mention begins here.
  var begins = false

  /// The label in IOB2.
  var label: String { type.map { (begins ? "B-" : "I-") + $0.rawValue } ?? "O" }
}

/// Draws sentences from a grammar; one expander serves one document.
struct Expander {
  let grammar: Grammar
  let split: Split
  private var kept: [String: [Piece]] = [:]
  private var nextIndex = 1_000

  init(grammar: Grammar, split: Split) {
    (self.grammar, self.split) = (grammar, split)
  }

  /// A sentence of a template: expanded, with `a` or `an` chosen and the first letter in upper case.
  mutating func sentence(_ template: [Symbol], using random: inout SplitMix64) -> [Piece] {
    var pieces = expand(template, index: 0, using: &random)
    for position in pieces.indices.dropLast() where pieces[position].word == "a(n)" {
      pieces[position].word = Expander.article(before: pieces[position + 1].word)
    }
    for position in pieces.indices where pieces[position].word == "i" { pieces[position].word = "I" }
    // A quotation's first word opens a sentence too.
    for position in pieces.indices {
      let opens = position == 0 || (position == 1 && pieces[0].word == "\"")
      if opens { pieces[position].word = pieces[position].word.capitalisingFirstLetter() }
    }
    return pieces
  }

  /// `an` before a vowel, but not before one that is spoken as "you" or "w".
  static func article(before word: String) -> String {
    let lower = word.lowercased()
    let spokenAsConsonant = ["uni", "use", "u.", "us", "eu", "one", "uk", "ug"]
    guard let first = lower.first else { return "a" }
    if spokenAsConsonant.contains(where: lower.hasPrefix) { return "a" }
    if lower.hasPrefix("8") || lower.hasPrefix("hour") || lower.hasPrefix("11") { return "an" }
    return "aeiou".contains(first) ? "an" : "a"
  }

  /// Thousands apart by commas, as newspapers write them: 12,400. Years are words of the lexicon, not numbers.
  static func grouped(_ number: Int) -> String {
    let digits = String(number)
    guard digits.count > 3 else { return digits }
    return digits.dropLast(3) + "," + digits.suffix(3)
  }

  private mutating func expand(_ symbols: [Symbol], index: Int, using random: inout SplitMix64) -> [Piece] {
    var pieces: [Piece] = []
    var open: EntityType?
    var depth = 0
    var begins = false
    for symbol in symbols {
      switch symbol {
      case .word(let word):
        pieces.append(Piece(word: word, type: open, begins: begins))
        begins = false
      case .open(let type):
        // The outermost mention wins: `[ORG University of [LOC Jordan ] ]` is one organisation.
        if depth == 0 { (open, begins) = (type, true) }
        depth += 1
      case .close:
        depth -= 1
        if depth == 0 { open = nil }
      case .rule, .kept, .number:
        for var piece in expand(symbol, index: index, using: &random) {
          if open != nil {
            (piece.type, piece.begins) = (open, begins)
            begins = false
          }
          pieces.append(piece)
        }
      }
    }
    return pieces
  }

  private mutating func expand(_ symbol: Symbol, index: Int, using random: inout SplitMix64) -> [Piece] {
    switch symbol {
    case .rule(let name, let ownIndex, let optional):
      if optional, random.chance(percent: 50) { return [] }
      nextIndex += 1
      return draw(name, index: ownIndex ?? nextIndex, using: &random)
    case .kept(let name):
      let key = "\(name)#\(index)"
      if let known = kept[key] { return known }
      let drawn = draw(name, index: index, using: &random)
      kept[key] = drawn
      return drawn
    case .number(let range):
      let number = range.lowerBound + random.below(range.count)
      return [Piece(word: Expander.grouped(number), type: nil)]
    case .word, .open, .close:
      return []
    }
  }

  private mutating func draw(_ name: String, index: Int, using random: inout SplitMix64) -> [Piece] {
    let productions = grammar.rules[name]?.productions(for: split) ?? []
    return expand(productions[random.below(productions.count)], index: index, using: &random)
  }
}

extension String {
  /// The text with its first letter in upper case.
  func capitalisingFirstLetter() -> String { prefix(1).uppercased() + dropFirst() }
}
