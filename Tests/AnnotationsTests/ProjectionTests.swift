import TestSupport
import Testing

@testable import Annotations

@Suite("Projection onto tokens")
struct ProjectionTests {
  /// A document whose tokens are the words of `text`; sentences end at line breaks.
  private func document(_ text: String, _ mentions: [Mention] = [], cutsSentences: Bool = true) -> Document {
    var document = Document(id: "d", text: Array(text.utf8), mentions: mentions)
    DocumentTokenizer(name: "words") { text in
      let words = text.indices.split { text[$0] == 0x20 || text[$0] == 0x0A }
      let lines = text.indices.split { text[$0] == 0x0A }
      return (
        cutsSentences ? lines.map { $0.startIndex..<$0.endIndex } : [], words.map { $0.startIndex..<$0.endIndex }
      )
    }.complete(&document)
    return document
  }

  private func mention(_ label: String, _ fragments: Range<Int>...) -> Mention {
    Mention(label: label, fragments: fragments)
  }

  /// Tags of all sentences and the ledger, as one text.
  private func project(_ document: Document, _ policy: ProjectionPolicy = .init(), _ scheme: TagScheme = .iob2)
    -> String
  {
    let projection = Projection(document, layer: document.layers.first, policy: policy, scheme: scheme)
    let tags = projection.sentences.map { $0.tags(scheme).map { $0.label(in: scheme) }.joined(separator: " ") }
    let records = projection.records.map { record in
      var text = "\(record.label) \(record.fate.rawValue)"
      if let reason = record.reason { text += " \(reason.rawValue)\(record.isUnexplainedLoss ? "!" : "")" }
      return record.produced == (record.fate == .dropped || record.fate == .merged ? 0 : 1)
        ? text : text + " \(record.produced)"
    }
    #expect(projection.records.count == document.mentions.count)
    #expect(
      projection.records.reduce(0) { $0 + $1.produced } == projection.sentences.reduce(0) { $0 + $1.mentions.count })
    return (tags + records).joined(separator: " | ")
  }

  /// "aa bb cc\ndd ee": tokens at 0, 3, 6, 9, 12.
  static let text = "aa bb cc\ndd ee"

  @Test(
    "what fits is kept; what does not is snapped, split or dropped, each with its reason, and unasked losses show",
    arguments: [
      ([[0..<5], [12..<14]], "B-A I-A O | O B-B | A kept | B kept"),
      ([[0..<6]], "B-A I-A O | O O | A snapped edge-white-space"),
      ([[2..<3]], "O O O | O O | A dropped empty-span!"),
      ([[4..<4]], "O O O | O O | A dropped empty-span!"),
      ([[1..<4]], "B-A I-A O | O O | A snapped inside-token!"),
      ([[0..<20]], "O O O | O O | A dropped outside-text!"),
      ([[6..<11]], "O O B-A | B-A O | A split crosses-boundary! 2"),
      ([[0..<2, 6..<8]], "B-A I-A I-A | O O | A snapped discontinuous!"),
      ([[0..<5], [3..<5]], "B-A I-A O | O O | A kept | B dropped overlap!"),
      ([[3..<5], [0..<5]], "B-B I-B O | O O | A dropped overlap! | B kept"),
    ])
  func unasked(fragments: [[Range<Int>]], expected: String) {
    let mentions = zip(["A", "B"], fragments).map { Mention(label: $0, fragments: $1) }
    #expect(project(document(Self.text, mentions)) == expected)
  }

  @Test("a choice that was made is no unexplained loss")
  func choices() {
    func policy(_ change: (inout ProjectionPolicy) -> Void) -> ProjectionPolicy {
      var policy = ProjectionPolicy()
      change(&policy)
      return policy
    }
    let cut = document(Self.text, [mention("A", 1..<4)])
    #expect(project(cut, policy { $0.border = .strict }) == "O O O | O O | A dropped inside-token")
    #expect(project(cut, policy { $0.border = .expand }) == "B-A I-A O | O O | A snapped inside-token")
    #expect(project(cut, policy { $0.border = .contract }) == "O O O | O O | A dropped inside-token")
    let wide = document(Self.text, [mention("A", 1..<7)])
    #expect(project(wide, policy { $0.border = .contract }) == "O B-A O | O O | A snapped inside-token")
    let pieces = document(Self.text, [mention("A", 0..<2, 6..<8)])
    #expect(project(pieces, policy { $0.discontinuous = .first }) == "B-A O O | O O | A snapped discontinuous")
    #expect(project(pieces, policy { $0.discontinuous = .split }) == "B-A O B-A | O O | A split discontinuous 2")
    #expect(project(pieces, policy { $0.discontinuous = .drop }) == "O O O | O O | A dropped discontinuous")
    #expect(project(pieces, policy { $0.discontinuous = .hull }) == "B-A I-A I-A | O O | A snapped discontinuous")
    let nested = document(Self.text, [mention("A", 0..<5), mention("B", 3..<5), mention("C", 3..<8)])
    #expect(
      project(nested, policy { $0.overlap = .longest })
        == "B-A I-A O | O O | A kept | B dropped overlap | C dropped overlap")
    #expect(
      project(nested, policy { $0.overlap = .shortest })
        == "O B-B O | O O | A dropped overlap | B kept | C dropped overlap")
    let later = document(Self.text, [mention("C", 3..<8), mention("A", 0..<2), mention("D", 0..<5)])
    #expect(
      project(later, policy { $0.overlap = .first })
        == "B-D I-D O | O O | C dropped overlap | A dropped overlap | D kept")
  }

  @Test("the same span with the same label twice is a duplicate; with another label it is an overlap")
  func duplicates() {
    let twice = document(Self.text, [mention("A", 0..<2), mention("A", 0..<2), mention("B", 0..<2)])
    #expect(project(twice) == "B-A O O | O O | A kept | A dropped duplicate | B dropped overlap!")
  }

  @Test("io holds neighbours of one type as one, and says so; every other scheme holds them apart")
  func neighbours() {
    let touching = document(Self.text, [mention("A", 0..<2), mention("A", 3..<5), mention("B", 6..<8)])
    #expect(
      project(touching, .init(), .io)
        == "I-A I-A I-B | O O | A snapped not-representable! | A merged not-representable! | B kept")
    for scheme in TagScheme.allCases where scheme != .io {
      #expect(project(touching, .init(), scheme).hasSuffix("| A kept | A kept | B kept"))
    }
  }

  @Test("tokens that are white space belong to a mention that covers them, and do not disturb its borders")
  func whiteSpaceTokens() {
    // "x", "  ", "y", U+3000, "z"
    var document = Document(id: "d", text: Array("x  y\u{3000}z".utf8))
    document.tokens = [0..<1, 1..<3, 3..<4, 4..<7, 7..<8]
    document.mentions = [mention("A", 0..<4), mention("B", 7..<8)]
    #expect(project(document) == "B-A I-A I-A O B-B | A kept | B kept")
    document.mentions = [mention("A", 0..<3)]
    #expect(project(document) == "B-A I-A O O O | A kept")
    document.mentions = [mention("A", 2..<4)]
    #expect(project(document) == "O O B-A O O | A snapped edge-white-space")
    document.mentions = [mention("A", 0..<2), mention("B", 1..<2)]
    #expect(project(document) == "B-A O O O O | A snapped edge-white-space | B dropped empty-span!")
  }

  @Test("tokens without text stand inside mentions, not at their edges")
  func emptyTokens() {
    var document = Document(id: "d", text: Array("a  b".utf8))
    document.tokens = [0..<0, 0..<1, 2..<2, 3..<4, 4..<4]
    document.mentions = [mention("A", 0..<4)]
    #expect(project(document) == "O B-A I-A I-A O | A kept")
    document.mentions = [mention("A", 0..<2)]
    #expect(project(document) == "O B-A O O O | A snapped edge-white-space")
  }

  @Test("text that no token covers is no token's")
  func gaps() {
    var document = Document(id: "d", text: Array("a-b c".utf8))
    document.tokens = [0..<1, 4..<5]
    document.mentions = [mention("A", 1..<3), mention("B", 0..<3)]
    #expect(project(document) == "B-B O | A dropped not-representable! | B snapped not-representable!")
  }

  @Test("a document that breaks its invariants ends nothing but its own mentions")
  func broken() {
    var document = Document(id: "d", text: Array("ab".utf8))
    document.tokens = [0..<9, 1..<2, 0..<1]
    document.sentences = [5..<9, 0..<1]
    document.mentions = [mention("A", 0..<2), mention("B", 1..<90), mention("C", -3 ..< -1)]
    let projection = Projection(document, layer: document.layers[0], policy: .init())
    #expect(projection.records.count == 3)
  }

  @Test("sentences without tokens stay, and tokens go where they lie")
  func emptySentences() {
    var document = Document(id: "d", text: Array("a\n\nb".utf8))
    document.sentences = [0..<1, 2..<2, 3..<4, 4..<4]
    document.tokens = [0..<1, 3..<4]
    let projection = Projection(document, layer: nil, policy: .init())
    #expect(projection.sentences.map(\.tokens) == [0..<1, 1..<1, 1..<2, 2..<2])
  }

  @Test("a tokenizer is asked sentence by sentence where sentences are known, and not at all where tokens are")
  func tokenizer() {
    let halves = DocumentTokenizer(name: "halves") { text in
      let middle = text.count / 2
      return ([0..<text.count], [0..<middle, middle..<text.count])
    }
    var document = Document(id: "d", text: Array("abcd efgh".utf8), sentences: [0..<4, 5..<9])
    halves.complete(&document)
    #expect(document.tokens == [0..<2, 2..<4, 5..<7, 7..<9])
    #expect(DocumentFault(of: document) == nil)
    let before = document
    DocumentTokenizer(name: "none") { _ in ([], []) }.complete(&document)
    #expect(document == before)
    document.tokens = []
    document.sentences = []
    halves.complete(&document)
    #expect((document.sentences, document.tokens) == ([0..<9], [0..<4, 4..<9]))
  }

  /// A document of random tokens, some white space, some empty, some apart.
  private func generated(_ random: inout SplitMix64) -> Document {
    let pieces = ["a", "é", "e\u{301}", "𝒳y", "👩‍👩‍👧", "ש", " ", "\u{a0}", "", "\u{2028}", "bc"]
    var document = Document(id: "g", text: [])
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let start = document.text.count
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let token = Array((pieces.randomElement(using: &random) ?? "").utf8)
        document.tokens.append(document.text.count..<document.text.count + token.count)
        document.text += token
        if Bool.random(using: &random) { document.text.append(0x20) }
      }
      document.sentences.append(start..<document.text.count)
      document.text.append(0x0A)
    }
    return document
  }

  @Test("mentions over whole tokens come out as they were, whatever the tokens", arguments: 0..<60)
  func aligned(seed: Int) {
    var random = SplitMix64(seed: seed)
    var document = generated(&random)
    let homes = Projection(document, layer: nil, policy: .init()).sentences.map(\.tokens)
    var expected: [[WordMention]] = []
    for sentence in homes {
      var (mentions, start) = ([WordMention](), sentence.lowerBound)
      while start < sentence.upperBound {
        let end = Int.random(in: start + 1...sentence.upperBound, using: &random)
        let isTagged =
          Bool.random(using: &random) && !document.tokens[start].isEmpty && !document.tokens[end - 1].isEmpty
        if isTagged {
          let words = start - sentence.lowerBound..<end - sentence.lowerBound
          mentions.append(WordMention(type: "X", words: words))
          let bytes = document.tokens[start].lowerBound..<document.tokens[end - 1].upperBound
          document.mentions.append(Mention(label: "X", range: bytes))
        }
        start = end
      }
      expected.append(mentions)
    }
    document.mentions.shuffle(using: &random)
    let projection = Projection(document, layer: document.layers[0], policy: .init())
    #expect(projection.sentences.map(\.mentions) == expected)
    #expect(projection.records.allSatisfy { $0 == SpanRecord(.kept, label: "X", surface: $0.surface) })
    #expect(projection.records.map(\.surface) == document.mentions.map(document.surface))
  }

  @Test("whatever the mentions and the policy, no token is used twice and the sums fit", arguments: 0..<60)
  func anything(seed: Int) {
    var random = SplitMix64(seed: seed)
    var document = generated(&random)
    let bounds = (0...document.text.count).filter { DocumentFault.isBoundary($0, in: document.text) }
    for number in 0..<Int.random(in: 1...12, using: &random) {
      let ends = (0..<4).map { _ in bounds.randomElement(using: &random) ?? 0 }.sorted()
      let fragments =
        Int.random(in: 0...3, using: &random) == 0 ? [ends[0]..<ends[1], ends[2]..<ends[3]] : [ends[1]..<ends[2]]
      document.mentions.append(Mention(label: ["X", "Y"][number % 2], fragments: fragments))
    }
    #expect(DocumentFault(of: document) == nil)
    for overlap in ProjectionPolicy.Overlap.allCases {
      for discontinuous in ProjectionPolicy.Discontinuous.allCases {
        for border in ProjectionPolicy.Border.allCases {
          var policy = ProjectionPolicy()
          (policy.overlap, policy.discontinuous, policy.border) = (overlap, discontinuous, border)
          for scheme in [TagScheme.iob2, .io] {
            let projection = Projection(document, layer: document.layers[0], policy: policy, scheme: scheme)
            // `encode` refuses overlap and disorder.
            let tags = projection.sentences.map { $0.tags(scheme).count }
            #expect(tags == projection.sentences.map(\.tokens.count))
            #expect(
              projection.records.map(\.produced).reduce(0, +) == projection.sentences.map(\.mentions.count).reduce(0, +)
            )
            for record in projection.records {
              #expect((record.produced == 0) == (record.fate == .dropped || record.fate == .merged))
              #expect((record.fate == .kept) == (record.reason == nil))
            }
          }
        }
      }
    }
  }
}
