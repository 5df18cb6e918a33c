import Annotations
import TestSupport
import Testing

@testable import CorpusAnalysis

@Suite("Corpus statistics")
struct StatisticsTests {
  private let documents = [
    document("a", "[PER Ada Byron] met [PER Babbage] in [LOC London] .\nHe left .", split: "train"),
    document("b", "[LOC London] calls .", split: "train"),
    document("c", "[ORG [LOC London] Symphony Orchestra] and [LOC Köln]", split: "test"),
    document("d", "", split: "test"),
  ]

  private func figures(_ documents: [Document], _ options: CorpusTally.Options = .init()) -> CorpusFigures {
    documents.reduce(into: CorpusTally(options)) { $0.add($1) }.figures
  }

  @Test("documents, sentences, tokens and mentions are counted")
  func totals() {
    let total = figures(documents).total
    #expect(total.documents == 4)
    #expect(total.documentsWithMentions == 3)
    #expect(total.sentences == 4)
    #expect(total.tokens == 7 + 3 + 3 + 5)
    #expect(total.mentions == 7)
    #expect(total.overlapping == 2)
    #expect(total.untagged == 1)
    #expect(total.characters == total.bytes - 1)
    #expect(total.documentsWithoutTokens == 0)
  }

  @Test("labels have mentions, documents, tokens, lengths and surfaces")
  func labels() throws {
    let labels = figures(documents).total.labels
    #expect(labels.map(\.label) == ["LOC", "PER", "ORG"])
    let place = labels[0]
    #expect(place.mentions == 4)
    #expect(place.documents == 3)
    #expect(place.documentShare == 0.75)
    #expect(place.tokens == 4)
    #expect(place.meanTokens == 1)
    #expect(place.meanCharacters == 5.5)
    #expect(place.surfaces == Estimate(value: 2, isExact: true))
    #expect(place.surfacesPerMention == 0.5)
    #expect(place.topSurfaces == [SurfaceCount(surface: "London", count: 3), SurfaceCount(surface: "Köln", count: 1)])
    #expect(labels[1].meanTokens == 1.5)
    #expect(labels[1].tokens == 3)
    #expect(labels[2].meanCharacters == 25)
  }

  @Test("splits stand in the order of use, and add up to the whole")
  func splits() {
    let result = figures(documents.reversed() + [document("e", "no split")])
    #expect(result.splits.map(\.name) == ["train", "test", nil])
    #expect(result.splits.map(\.mentions).reduce(0, +) == result.total.mentions)
    #expect(result.splits[0].labels.map(\.label) == ["LOC", "PER"])
    #expect(figures([document("e", "no split")]).splits.isEmpty)
  }

  @Test("tags are IOB2, the longest of overlapping mentions has the token")
  func tags() {
    let tags = figures(documents).total.tags
    #expect(
      tags.map { "\($0.tag) \($0.count)" } == ["O 9", "B-LOC 3", "B-PER 2", "I-ORG 2", "B-ORG 1", "I-PER 1"])
    #expect(tags[0].balancedWeight == 1.0 / 3)
    #expect(tags[5].balancedWeight == 3)
    #expect(tags.reduce(0) { $0 + $1.share } == 1)
  }

  @Test("class weights have every digit of NVIDIA's page, as those of dataset_convert")
  func classWeights() throws {
    let counts: [(String, Int)] = [
      ("O", 18417), ("B-LOC", 829), ("B-TIME", 433), ("B-ORG", 357), ("I-PER", 352), ("B-PER", 349), ("B-GPE", 338),
      ("I-ORG", 281), ("I-LOC", 181), ("I-TIME", 142), ("B-MISC", 21), ("I-MISC", 12), ("I-GPE", 5),
    ]
    // One document whose mentions give these tags: all continuations of a label in one mention.
    var (text, tokens, mentions): ([UInt8], [Range<Int>], [Mention]) = ([], [], [])
    func token() -> Range<Int> {
      text += [0x78, 0x20]
      tokens.append(text.count - 2..<text.count - 1)
      return text.count - 2..<text.count - 1
    }
    let byTag = Dictionary(uniqueKeysWithValues: counts)
    for label in ["LOC", "TIME", "ORG", "PER", "GPE", "MISC"] {
      let (begins, insides) = (byTag["B-" + label] ?? 0, byTag["I-" + label] ?? 0)
      for number in 0..<begins {
        var range = token()
        for _ in 0..<(number == 0 ? insides : 0) { range = range.lowerBound..<token().upperBound }
        mentions.append(Mention(label: label, range: range))
      }
    }
    for _ in 0..<(byTag["O"] ?? 0) { _ = token() }
    let tags = figures([Document(id: "page", text: text, tokens: tokens, mentions: mentions)]).total.tags
    #expect(tags.map(\.tag) == counts.map(\.0))
    #expect(
      tags.map(\.balancedWeight) == [
        0.09070632901875775, 2.015124802820822, 3.858056493160419, 4.679379444085327, 4.7458479020979025,
        4.786643156270664, 4.942421483841602, 5.9449767314535995, 9.229494262643433, 11.764355362946912,
        79.54945054945055, 139.21153846153845, 334.10769230769233,
      ])
  }

  @Test("documents without tokens are cut at words, or as the caller wants")
  func ownTokens() {
    var raw = Document(id: "r", text: Array("Ada's 東京, naïve—no.".utf8))
    raw.mentions = [Mention(label: "PER", range: 0..<3)]
    let cut = Words.tokens(of: raw.text).map(raw.string)
    #expect(cut == ["Ada", "'", "s", "東", "京", ",", "naïve", "—", "no", "."])
    #expect(figures([raw]).total.documentsWithoutTokens == 1)
    #expect(figures([raw]).total.tokens == 10)
    #expect(figures([raw]).total.tags.map(\.count) == [9, 1])
    var options = CorpusTally.Options()
    options.tokenizer = DocumentTokenizer(name: "whole") { ([0..<$0.count], [0..<$0.count]) }
    #expect(figures([raw], options).total.tokens == 1)
  }

  @Test("a mention of several stretches counts the tokens of its stretches, and is tagged by its hull")
  func discontinuous() {
    var document = document("a", "acute and chronic pain")
    document.mentions = [Mention(label: "D", fragments: [0..<5, 18..<22]), Mention(label: "D", range: 10..<22)]
    let total = figures([document]).total
    #expect(total.discontinuous == 1)
    #expect(total.labels[0].tokens == 3)
    #expect(total.labels[0].meanTokens == 2)
    #expect(total.labels[0].topSurfaces.map(\.surface) == ["acute pain", "chronic pain"])
    #expect(total.tags.map(\.tag) == ["I-D", "B-D"])
    #expect(total.untagged == 1)
  }

  @Test("merging what workers counted gives what one counts", arguments: 0..<6 as Range<UInt64>)
  func merging(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var options = CorpusTally.Options()
    options.labelLimit = 1_000
    let documents = (0..<60).map { number -> Document in
      let text = random.words(20).map { Int.random(in: 0..<4, using: &random) == 0 ? "[L\(random.zipf(6)) \($0)]" : $0 }
      return document("d\(number)", text.joined(separator: " "), split: ["train", "dev", nil][random.zipf(3)])
    }
    var parts = (0..<3).map { _ in CorpusTally(options) }
    for document in documents.shuffled(using: &random) {
      parts[Int.random(in: 0..<3, using: &random)].add(document)
    }
    var merged = CorpusTally(options)
    for part in parts { merged.merge(part) }
    #expect(merged.figures == figures(documents, options))
  }

  @Test("labels and splits beyond the limits are counted together")
  func limits() {
    var options = CorpusTally.Options()
    (options.labelLimit, options.splitLimit) = (3, 2)
    let documents = (0..<9).map { document("\($0)", "[L\($0) x]", split: "s\($0)") }
    let result = figures(documents, options)
    #expect(Set(result.total.labels.map(\.label)) == ["L0", "L1", "L2", "…"])
    #expect(result.total.labels.first { $0.label == "…" }?.mentions == 6)
    #expect(result.splits.map(\.documents) == [1, 1, 7])
  }

  @Test("labels that differ only in how a letter is composed are two labels")
  func composed() {
    let result = figures([document("a", "[\u{E9} x] [e\u{301} y]")])
    #expect(result.total.labels.count == 2)
  }

  @Test("ranges outside the text do not stop the counting")
  func broken() {
    var document = document("a", "one two")
    document.mentions = [Mention(label: "X", range: 4..<99), Mention(label: "X", range: -5 ..< -2)]
    document.mentions[1].fragments = []
    #expect(figures([document]).total.mentions == 1)
  }
}

@Suite("Effective-number weights")
struct EffectiveNumberTests {
  @Test("β = 0 weighs alike, β = 1 by 1/n, between them by (1 − β)/(1 − βⁿ)")
  func extremes() throws {
    #expect(LabelWeighting.effectiveNumber(counts: [10, 1, 0], beta: 0) == [1, 1, 1])
    #expect(LabelWeighting.effectiveNumber(counts: [3, 1], beta: 1) == [0.5, 1.5])
    let weights = try #require(LabelWeighting.effectiveNumber(counts: [2, 1], beta: 0.5))
    // 0.5/0.75 and 1, scaled to the sum 2.
    #expect(abs(weights[0] - 0.8) < 1e-15 && abs(weights[1] - 1.2) < 1e-15)
    #expect(LabelWeighting.effectiveNumber(counts: [1], beta: 1.5) == nil)
    #expect(LabelWeighting.effectiveNumber(counts: [1], beta: .nan) == nil)
  }

  @Test("counts in the millions keep their digits for β next to 1")
  func precision() throws {
    // To first order 1 − βⁿ is n·(1 − β), so that the ratio is that of the counts.
    let weights = try #require(LabelWeighting.effectiveNumber(counts: [2_000_000, 1_000_000], beta: 1 - 1e-13))
    #expect(abs(weights[1] / weights[0] - 2) < 1e-6)
  }
}
