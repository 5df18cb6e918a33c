import Annotations
import TestSupport

/// Documents with everything that offsets stumble over.
struct GeneratedDocuments {
  var random: SplitMix64
  /// What may stand between words.
  var spaces = [" ", " ", " ", "  ", "\t", "\u{A0}", "\u{2028}", "\n", "\r\n", "\n\n", " \n "]
  var areDiscontinuous = true
  var haveAttributes = true

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  static let words = [
    "Ada", "x", "naïve", "e\u{301}cole", "Straße", "שלום", "مرحبا", "日本語", "한국", "👩‍👩‍👧‍👦", "👍🏽", "🇫🇮", "𝔘𝔫𝔦", "𠀋",
    "a|b", "c\\d", "_", "*", "[1]", "x->y", ";", "\"q\"", "{\"a\":1}", "#", "O'Neil", "T1", "\u{202E}rtl\u{202C}",
    "ﬁ", "İ", "\u{FEFF}bom", "\u{10FFFD}", "\u{E000}", "1.5", "…",
  ]

  mutating func document(_ number: Int, words count: Int) -> Document {
    var text = ""
    for index in 0..<Int.random(in: 1...max(1, count), using: &random) {
      if index > 0 || random.chance(0.1) { text += random.pick(spaces) }
      text += random.pick(Self.words)
    }
    if random.chance(0.1) { text += random.pick(spaces) }
    var document = Document(id: "d\(number)", text: Array(text.utf8))
    let borders = borders(document.text)
    document.mentions = (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in mention(borders) }
    var ids = Set<String>()
    for index in document.mentions.indices where random.chance(0.5) {
      let id = random.pick(["T", "", "m"]) + "\(Int.random(in: 1...50, using: &random))"
      if ids.insert(id).inserted { document.mentions[index].id = id }
    }
    return document
  }

  /// Offsets at which a scalar begins, and the end.
  func borders(_ text: [UInt8]) -> [Int] { text.indices.filter { text[$0] & 0xC0 != 0x80 } + [text.count] }

  private mutating func mention(_ borders: [Int]) -> Mention? {
    let count = areDiscontinuous && random.chance(0.2) ? Int.random(in: 2...3, using: &random) : 1
    let places = Set((0..<count * 2).map { _ in random.pick(borders) }).sorted()
    guard places.count == count * 2 else { return nil }
    let fragments = stride(from: 0, to: places.count, by: 2).map { places[$0]..<places[$0 + 1] }
    var mention = Mention(label: random.pick(["PER", "LOC", "creative-work", "その他", "a_b"]), fragments: fragments)
    guard haveAttributes, random.chance(0.4) else { return mention }
    mention.attributes = [
      Attribute("identifier", random.pick(["D014262", "a b|c", "x_y", "日本", "5"])),
      Attribute("note", random.pick(["", "free text; *", "[2]", "true", "\"quoted\""])),
    ]
    if random.chance(0.5) { mention.attributes.removeLast() }
    return mention
  }
}

extension GeneratedDocuments {
  /// A document with all that `Document` holds, in any combination.
  mutating func full(_ number: Int) -> Document {
    var document = document(number, words: 30)
    let borders = borders(document.text)
    let cuts = Set((0..<8).map { _ in random.pick(borders) }).sorted()
    if random.chance(0.7) { document.tokens = zip(cuts, cuts.dropFirst()).map { $0..<$1 } }
    if random.chance(0.5), let first = cuts.first, let last = cuts.last, first < last {
      document.sentences = [first..<last]
    }
    if random.chance(0.2), let first = document.tokens.first {
      document.tokens.insert(first.lowerBound..<first.lowerBound, at: 0)
    }
    if random.chance(0.5) {
      var layer = AnnotationLayer(
        name: random.pick(["modèle", "", "reviewer 1"]), kind: random.pick([.model, .person]))
      layer.mentions = document.mentions
      layer.mentions.append(Mention(label: "", fragments: [0..<0]))
      if random.chance(0.5) {
        layer.mentions.append(Mention(label: "X", fragments: [borders[0]..<document.text.count]))
      }
      document.layers.append(layer)
    }
    if random.chance(0.1) { document.layers = [] }
    document.metadata = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      Attribute(random.pick(["k", "", "é", "e\u{301}", "relation"]), random.pick(["1", "[1]", "{", "a\u{0}b\n", "𝔘"]))
    }
    document.split = random.pick([nil, "train", "dév"])
    return document
  }
}
