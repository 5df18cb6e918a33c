import Annotations
import TestSupport

/// Pieces that break careless code: NUL and other controls, all planes, combining marks, both spellings of one letter, joined
/// emoji, right-to-left, line breaks of every kind.
let awkwardPieces = [
  "\0", "\u{1}", "\u{2}", "a", "Berlin", " ", "\r\n", "\n", "\t", "\u{A0}", "\u{2028}", "\u{FEFF}", "é", "e\u{301}",
  "\u{301}", "ß", "İ", "שלום", "مرحبا", "漢字", "𐍈", "👩‍👩‍👧‍👦", "🏳️‍🌈", "\u{E0041}", "\u{10FFFF}", "\u{FFFF}", "'", "\"", "%", "_",
  "*",
]

/// Documents of every shape that holds the invariants.
struct RandomDocuments {
  var generator: SplitMix64

  init(seed: Int) { generator = SplitMix64(seed: seed) }

  mutating func text(_ count: ClosedRange<Int>) -> String {
    (0..<Int.random(in: count, using: &generator)).map { _ in generator.pick(awkwardPieces) }.joined()
  }

  mutating func attributes() -> [Attribute] {
    guard generator.chance(0.40) else { return [] }
    return (0..<Int.random(in: 1...3, using: &generator)).map { _ in Attribute(text(0...2), text(0...4)) }
  }

  mutating func document(_ id: String) -> Document {
    let text = Array(text(generator.chance(0.10) ? 0...0 : 1...60).utf8)
    let borders = (0...text.count).filter { $0 == text.count || text[$0] & 0xC0 != 0x80 }
    var document = Document(id: id, text: text)
    if generator.chance(0.70) { document.tokens = ascending(borders) }
    if generator.chance(0.70) { document.sentences = sentences(around: document.tokens, in: text.count, borders) }
    document.metadata = attributes()
    if generator.chance(0.50) { document.split = generator.pick(["train", "dev", "", "te\0st", "é", "e\u{301}"]) }
    document.layers = []
    for name in ["gold", "", "ne\0", "model é"].shuffled(using: &generator).prefix(
      Int.random(in: 0...3, using: &generator))
    {
      let count = Int.random(in: 0...6, using: &generator)
      document.layers.append(
        AnnotationLayer(
          name: name, kind: generator.pick(AnnotationLayer.Kind.allCases),
          mentions: (0..<count).map { _ in mention(borders) }))
    }
    return document
  }

  private mutating func mention(_ borders: [Int]) -> Mention {
    let fragments = (0..<(generator.chance(0.80) ? 1 : Int.random(in: 2...4, using: &generator))).map { _ in
      range(borders)
    }
    return Mention(
      label: generator.pick(["PER", "LOC", "", "é", "e\u{301}", "a\0b", "a\0c"]),
      fragments: generator.chance(0.80) ? fragments.sorted { $0.lowerBound < $1.lowerBound } : fragments,
      id: generator.chance(0.50) ? generator.pick(["T1", "", "x\0y"]) : nil, attributes: attributes())
  }

  private mutating func range(_ borders: [Int]) -> Range<Int> {
    let (a, b) = (generator.pick(borders), generator.pick(borders))
    return min(a, b)..<max(a, b)
  }

  private mutating func ascending(_ borders: [Int]) -> [Range<Int>] {
    let chosen = borders.filter { _ in generator.chance(0.60) }
    return zip(chosen, chosen.dropFirst()).filter { _ in generator.chance(0.80) }.map { $0..<$1 }
  }

  /// Sentences that each hold whole tokens, and all of them.
  private mutating func sentences(around tokens: [Range<Int>], in count: Int, _ borders: [Int]) -> [Range<Int>] {
    guard !tokens.isEmpty else { return ascending(borders) }
    let cuts = tokens.dropFirst().map(\.lowerBound).filter { _ in generator.chance(0.20) }
    let starts = [0] + cuts.filter { $0 > 0 }
    return zip(starts, starts.dropFirst() + [count]).filter { $0 < $1 || count == 0 }.map { $0..<$1 }
  }
}

/// All that a store must give back, comparable byte by byte: `==` takes two spellings of a letter for one.
func exactly(_ document: Document) -> [[UInt8]] {
  func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  func bytes(_ attributes: [Attribute]) -> [[UInt8]] { attributes.flatMap { [bytes($0.key), bytes($0.value)] } }
  var parts = [bytes(document.id), document.text, bytes("\(document.sentences) \(document.tokens)")]
  parts += [bytes(document.split.map { "=\($0)" } ?? "none")] + bytes(document.metadata)
  for layer in document.layers {
    parts += [bytes("layer"), bytes(layer.name), bytes(layer.kind.rawValue)]
    for mention in layer.mentions {
      parts += [bytes(mention.label), bytes("\(mention.fragments)"), bytes(mention.id.map { "=\($0)" } ?? "none")]
      parts += bytes(mention.attributes)
    }
  }
  return parts
}
