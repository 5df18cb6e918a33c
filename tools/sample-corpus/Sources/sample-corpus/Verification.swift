/// What must hold of the corpus; every broken rule as a sentence.
func problems(of parts: [Part]) -> [String] {
  var found: [String] = []
  var seen: [String: Split] = [:]
  for part in parts {
    if part.sentences.count != part.split.sentences {
      found.append("\(part.split): \(part.sentences.count) sentences instead of \(part.split.sentences)")
    }
    for sentence in part.sentences {
      let text = sentence.map(\.word).joined(separator: " ")
      if let other = seen.updateValue(part.split, forKey: text.lowercased()) {
        found.append("in \(other) and again in \(part.split): \(text)")
      }
      var open: EntityType?
      for piece in sentence {
        if piece.word.isEmpty || piece.word.contains(where: \.isWhitespace) || piece.word == "a(n)" {
          found.append("\(part.split): \"\(piece.word)\" is not a word: \(text)")
        }
        if piece.begins, piece.type == nil { found.append("\(part.split): a mention without a type: \(text)") }
        if let type = piece.type, !piece.begins, open != type {
          found.append("\(part.split): \(piece.label) continues nothing: \(text)")
        }
        open = piece.type
      }
    }
  }
  let figures = Figures(parts)
  for split in Split.allCases {
    for type in EntityType.allCases where (figures.mentions[split]?[type] ?? 0) < 40 {
      found.append("\(split): fewer than 40 mentions of \(type.rawValue)")
    }
  }
  if figures.unseenPercent < 10 { found.append("only \(figures.unseenPercent) % of the test mentions are new") }
  if figures.ambiguous.count < 40 { found.append("only \(figures.ambiguous.count) ambiguous names") }
  return found
}

/// The corpus in figures.
struct Figures {
  var sentences: [Split: Int] = [:]
  var documents: [Split: Int] = [:]
  var words: [Split: Int] = [:]
  var mentions: [Split: [EntityType: Int]] = [:]
  /// How many of a hundred test mentions have a text that training does not have.
  var unseenPercent = 0
  /// The mention texts with more than one type in training, in order.
  var ambiguous: [String] = []

  init(_ parts: [Part]) {
    var known: [String: Set<EntityType>] = [:]
    var tested: [String] = []
    for part in parts {
      documents[part.split] = part.documents.count
      sentences[part.split] = part.sentences.count
      words[part.split] = part.sentences.reduce(0) { $0 + $1.count }
      for (type, text) in part.sentences.flatMap(mentionTexts) {
        mentions[part.split, default: [:]][type, default: 0] += 1
        if part.split == .train { known[text, default: []].insert(type) }
        if part.split == .test { tested.append(text) }
      }
    }
    let unseen = tested.filter { known[$0] == nil }.count
    unseenPercent = tested.isEmpty ? 0 : 100 * unseen / tested.count
    ambiguous = known.filter { $0.value.count > 1 }.map(\.key).sorted()
  }
}

/// The mentions of a sentence: type and words, joined by blanks.
func mentionTexts(_ sentence: [Piece]) -> [(EntityType, String)] {
  var result: [(EntityType, String)] = []
  for piece in sentence {
    guard let type = piece.type else { continue }
    if piece.begins { result.append((type, piece.word)) } else { result[result.count - 1].1 += " " + piece.word }
  }
  return result
}
