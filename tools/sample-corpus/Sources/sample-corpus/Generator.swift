/// Draws the whole corpus.
struct Generator {
  static let topics = [
    "politics", "diplomacy", "courts", "conflict", "business", "sports", "transport", "weather", "science", "culture",
    "history", "life",
  ]

  let grammar: Grammar
  /// Every sentence so far, in lower case, so that none comes twice in any part.
  private var seen: Set<String> = []

  init() throws {
    grammar = try Grammar([
      peopleLexicon, placesLexicon, organisationsLexicon, phrases, generalTemplates, publicLifeTemplates,
      economyAndSportTemplates, cultureTemplates,
    ])
  }

  /// How many sentence templates there are.
  var templates: Int { (Generator.topics + ["general"]).reduce(0) { $0 + (grammar.rules[$1]?.productions.count ?? 0) } }

  /// The parts in the order of `Split`. Test and development are drawn first, so that a larger training part would leave
  /// them as they are.
  static func corpus() throws -> [Part] {
    var generator = try Generator()
    let drawn = try [Split.test, .dev, .train].map { try generator.part($0) }
    return Split.allCases.compactMap { split in drawn.first { $0.split == split } }
  }

  private mutating func part(_ split: Split) throws -> Part {
    var random = SplitMix64(seed: split.seed)
    var documents: [Document] = []
    var left = split.sentences
    while left > 0 {
      let sentences = try document(of: min(left, 5 + random.below(6)), for: split, using: &random)
      let number = String(documents.count + 1)
      let padded = String(repeating: "0", count: max(0, 4 - number.count)) + number
      documents.append(Document(id: "\(split.rawValue)-\(padded)", sentences: sentences))
      left -= sentences.count
    }
    return Part(split: split, documents: documents)
  }

  /// A document about one topic; no template comes twice in it.
  private mutating func document(of count: Int, for split: Split, using random: inout SplitMix64) throws -> [[Piece]] {
    let topic = Generator.topics[random.below(Generator.topics.count)]
    var own = random.shuffled(grammar.rules[topic]?.productions ?? [])
    var general = random.shuffled(grammar.rules["general"]?.productions ?? [])
    // One document in twenty-five comes from a source that does not bother with capitals.
    let lowered = random.chance(percent: 4)
    var expander = Expander(grammar: grammar, split: split)
    var sentences: [[Piece]] = []
    while sentences.count < count {
      let fromTopic = random.chance(percent: 75)
      guard let template = fromTopic ? own.popLast() : general.popLast() else { continue }
      var sentence = expander.sentence(try varied(template, using: &random), using: &random)
      if lowered { for position in sentence.indices { sentence[position].word = sentence[position].word.lowercased() } }
      if seen.insert(Generator.key(sentence)).inserted { sentences.append(sentence) }
    }
    return sentences
  }

  /// The template, now and then with a phrase before it or a clause after it, so that sentences are less alike.
  private func varied(_ template: [Symbol], using random: inout SplitMix64) throws -> [Symbol] {
    var symbols = template
    let (leads, trails) = (random.chance(percent: 14), random.chance(percent: 16))
    if leads, Generator.takesLead(template) { symbols = try Grammar.symbols(of: "<lead>") + symbols }
    if trails, Generator.takesTail(template) { symbols = try symbols.dropLast() + Grammar.symbols(of: "<tail> .") }
    return symbols
  }

  /// Whether `on Monday ,` can stand before the sentence: not before a quotation or another such phrase.
  private static func takesLead(_ template: [Symbol]) -> Bool {
    switch template.first {
    case .word(let word): !["\"", "in", "on", "for", "may", "asked", "what", "every", "king"].contains(word)
    case .rule(let name, _, _): !["lead", "quote"].contains(name)
    case .open: true
    default: false
    }
  }

  /// Whether `, officials said` can stand at the end: after a plain statement that has nothing like it yet.
  private static func takesTail(_ template: [Symbol]) -> Bool {
    guard template.last == .word("."), !template.contains(.word("\"")) else { return false }
    return !template.contains { symbol in
      if case .rule(let name, _, _) = symbol { return ["tail", "said-tail", "quote", "who-said"].contains(name) }
      return symbol == .word("said") || symbol == .word("reported")
    }
  }

  /// What makes two sentences the same.
  static func key(_ sentence: [Piece]) -> String { sentence.map(\.word).joined(separator: " ").lowercased() }
}
