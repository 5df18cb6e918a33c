import TestSupport
import Testing

@testable import Annotations

@Suite("Tag schemes")
struct TagSchemeTests {
  @Test(
    "a label is taken apart at its first hyphen, and only where the scheme has the letter before it",
    arguments: [
      ("B-creative-work", TagScheme.iob2, Annotations.Tag.begin("creative-work")), ("O", .iob2, .outside),
      ("ORG", .io, .inside("ORG")), ("OTHER", .iob2, .inside("OTHER")), ("E-mail", .iob2, .inside("E-mail")),
      ("E-mail", .ioe2, .end("mail")), ("S-Bahn", .bioes, .single("Bahn")), ("U-PER", .bilou, .single("PER")),
      ("L-PER", .bilou, .end("PER")), ("M-PER", .bmes, .inside("PER")), ("I-PER", .bmes, .inside("I-PER")),
      ("B", .iob2, .begin("")), ("I", .bioes, .inside("")), ("I", .io, .inside("I")), ("B-", .iob2, .begin("")),
      ("", .iob2, .inside("")), ("B-PER", .io, .inside("B-PER")), ("I--", .iob2, .inside("-")),
      ("B\u{301}-X", .iob2, .inside("B\u{301}-X")),
    ])
  func parts(label: String, scheme: TagScheme, expected: Annotations.Tag) {
    #expect(Annotations.Tag(label, scheme: scheme) == expected)
  }

  @Test(
    "one sentence in every scheme: two neighbours of one type, one of another, one alone",
    arguments: [
      (TagScheme.io, "I-P I-P I-P I-Q O I-Q"), (.iob1, "I-P I-P B-P I-Q O I-Q"), (.iob2, "B-P I-P B-P B-Q O B-Q"),
      (.ioe1, "I-P E-P I-P I-Q O I-Q"), (.ioe2, "I-P E-P E-P E-Q O E-Q"), (.bioes, "B-P E-P S-P S-Q O S-Q"),
      (.bilou, "B-P L-P U-P U-Q O U-Q"), (.bmes, "B-P E-P S-P S-Q O S-Q"),
    ])
  func spelling(scheme: TagScheme, expected: String) {
    let mentions = [("P", 0..<2), ("P", 2..<3), ("Q", 3..<4), ("Q", 5..<6)].map { WordMention(type: $0, words: $1) }
    let labels = WordMention.encode(mentions, count: 6, scheme: scheme).map { $0.label(in: scheme) }
    #expect(labels.joined(separator: " ") == expected)
    let read = WordMention.decode(labels, with: MentionDecoder(scheme: scheme))
    #expect(read == (scheme == .io ? [WordMention(type: "P", words: 0..<3)] + mentions[2...] : mentions))
  }

  /// Sentences of random mentions: ascending, often touching.
  static func sentence(_ random: inout SplitMix64) -> (mentions: [WordMention], count: Int) {
    var mentions: [WordMention] = []
    var end = 0
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      let start = end + (Bool.random(using: &random) ? 0 : Int.random(in: 1...3, using: &random))
      end = start + Int.random(in: 1...4, using: &random)
      let type = ["PER", "creative-work", "", "O", "É"].randomElement(using: &random) ?? ""
      mentions.append(WordMention(type: type, words: start..<end))
    }
    return (mentions, end + Int.random(in: 0...2, using: &random))
  }

  @Test(
    "what is spelt is read back, and the evidence finds no violation of its scheme",
    arguments: TagScheme.allCases.filter { $0 != .io }, 0..<20)
  func roundTrip(scheme: TagScheme, seed: Int) {
    var random = SplitMix64(seed: seed)
    var evidence = TagEvidence()
    for number in 0..<20 {
      let (mentions, count) = Self.sentence(&random)
      let tags = WordMention.encode(mentions, count: count, scheme: scheme)
      let labels = tags.map { $0.label(in: scheme) }
      #expect(labels.map { Annotations.Tag($0, scheme: scheme) } == tags)
      for repair in TagRepair.allCases {
        #expect(WordMention.decode(labels, with: MentionDecoder(scheme: scheme, repair: repair)) == mentions)
      }
      evidence.add(labels, place: number)
    }
    #expect(evidence.finding(scheme).count == 0)
    #expect(evidence.findings[0].count == 0)
    // A file may look like two schemes; what is chosen reads it in the same way or is the one it was written in.
    let rivals = evidence.findings.filter { $0.count == 0 }.map(\.scheme)
    #expect(rivals.contains(scheme))
  }

  /// conlleval's reading, written down anew and plainly.
  private func conlleval(_ labels: [String]) -> [WordMention] {
    var mentions: [WordMention] = []
    for (index, label) in labels.enumerated() where label != "O" {
      let isPrefixed = label.hasPrefix("B-") || label.hasPrefix("I-")
      let type = isPrefixed ? String(label.dropFirst(2)) : label
      if !label.hasPrefix("B-"), let last = mentions.last, last.words.upperBound == index, last.type == type {
        mentions[mentions.count - 1].words = last.words.lowerBound..<index + 1
      } else {
        mentions.append(WordMention(type: type, words: index..<index + 1))
      }
    }
    return mentions
  }

  @Test("without a choice IOB is read as conlleval reads it, legal or not", arguments: 0..<30)
  func random(seed: Int) {
    var random = SplitMix64(seed: seed)
    let alphabet = ["O", "O", "B-X", "I-X", "B-Y", "I-Y", "X", "E-X"]
    for _ in 0..<20 {
      let labels = (0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "O"
      }
      #expect(WordMention.decode(labels) == conlleval(labels), "\(labels)")
    }
  }

  @Test(
    "tags that break their scheme are repaired as asked",
    arguments: [
      ("O I-X I-X O", TagScheme.iob2, TagRepair.start, "X1-3 snapped continues nothing"),
      ("O I-X I-X O", .iob2, .drop, "X1-3 dropped continues nothing"),
      ("O I-X I-X O", .iob2, .merge, "X1-3 snapped continues nothing"),
      ("B-X I-Y I-Y", .iob2, .start, "X0-1 kept -, Y1-3 snapped continues nothing"),
      (
        "B-X I-Y I-Z O I-Z", .iob2, .merge,
        "X0-3 snapped continues nothing, Y1-2 merged continues nothing, Z2-3 merged continues nothing, "
          + "Z4-5 snapped continues nothing"
      ),
      ("B-X I-Y", .iob2, .drop, "X0-1 kept -, Y1-2 dropped continues nothing"),
      ("I-X I-Y B-Y", .iob1, .drop, "X0-1 kept -, Y1-2 kept -, Y2-3 kept -"),
      ("B-X O E-X", .bioes, .start, "X0-1 snapped has no last tag, X2-3 snapped continues nothing"),
      (
        "B-X I-X B-X E-X S-Y I-Y", .bioes, .drop,
        "X0-2 dropped has no last tag, X2-4 kept -, Y4-5 kept -, Y5-6 dropped continues nothing"
      ),
      ("S-Y E-Y", .bioes, .merge, "Y0-2 snapped continues nothing, Y1-2 merged continues nothing"),
      ("I-X O E-X", .ioe2, .drop, "X0-1 dropped has no last tag, X2-3 kept -"),
      ("I-X E-X O", .ioe1, .drop, "X0-2 kept -"),
    ])
  func repair(labels: String, scheme: TagScheme, repair: TagRepair, expected: String) {
    let types = ["X", "Y", "Z"]
    let tags = labels.split(separator: " ").map { label in
      let tag = Annotations.Tag(String(label), scheme: scheme)
      return MentionDecoder.CodedTag(tag.role, type: tag.type.flatMap(types.firstIndex) ?? -1)
    }
    var spans: [MentionDecoder.Span] = []
    MentionDecoder(scheme: scheme, repair: repair).decode(tags, into: &spans)
    let found = spans.map {
      let words = "\($0.words.lowerBound)-\($0.words.upperBound)"
      return "\(types[$0.type])\(words) \($0.fate) \($0.violation?.rawValue ?? "-")"
    }
    #expect(found.joined(separator: ", ") == expected)
  }
}

@Suite("Evidence of schemes")
struct TagEvidenceTests {
  private func evidence(_ sentences: String...) -> TagEvidence {
    var evidence = TagEvidence()
    var place = 0
    for sentence in sentences {
      let labels = sentence.split(separator: " ").map(String.init)
      evidence.add(labels, place: place)
      place += labels.count
    }
    return evidence
  }

  @Test(
    "the scheme that explains the tags best is found, with the places that it does not explain",
    arguments: [
      ("B-X I-X O B-X", TagScheme.iob2, ""), ("I-X I-X B-X O I-Y", .iob1, ""), ("I-X O I-Y", .iob1, ""),
      ("X X O ORG", .io, ""), ("I-X E-X O E-X", .ioe2, ""), ("I-X E-X I-X O I-X", .ioe1, ""),
      ("B-X I-X E-X S-Y", .bioes, ""), ("B-X L-X U-Y", .bilou, ""), ("B-X M-X E-X S-Y", .bmes, ""),
      ("O O", .iob2, ""), ("S-X", .bioes, ""), ("B I O B", .iob2, ""),
      ("B-X I-X O B-Y I-X I-X B-Z", .iob2, "4 continues nothing"),
      ("B-X L-X I-X B-X L-X O U-Y B-X O", .bilou, "2 continues nothing, 2 has no last tag, 7 has no last tag"),
      ("B-X E-X S-Y B-X MISC", .bioes, "3 has no last tag, 4 is no tag of the scheme"),
    ])
  func findings(labels: String, scheme: TagScheme, violations: String) {
    let best = evidence(labels).findings[0]
    #expect(best.scheme == scheme)
    #expect(best.violations.map { "\($0.place) \($0.kind.rawValue)" }.joined(separator: ", ") == violations)
    #expect(best.count == best.violations.count)
  }

  @Test("sentences do not touch")
  func sentences() {
    #expect(evidence("B-X", "I-X").finding(.iob2).violations == [.init(place: 1, kind: .continuesNothing)])
    #expect(evidence("B-X", "E-X").finding(.bioes).count == 2)
  }

  @Test("many violations are counted in full, and the first places kept")
  func many() {
    let finding = evidence(String(repeating: "I-X O ", count: 500)).finding(.iob2)
    #expect(finding.count == 500)
    #expect(finding.violations.map(\.place) == (0..<TagEvidence.placesKept).map { $0 * 2 })
  }

  /// The decoder and the evidence judge by different means.
  @Test("as many tags continue nothing as the decoder repairs", arguments: 0..<20, [TagScheme.iob2, .ioe2, .bioes])
  func agreement(seed: Int, scheme: TagScheme) {
    var random = SplitMix64(seed: seed)
    let alphabet = ["O", "B-X", "I-X", "E-X", "S-X", "I-Y", "B-Y", "E-Y"].filter {
      $0 == "O" || scheme.role(of: $0.utf8.first ?? 0) != nil
    }
    var violations = 0
    var evidence = TagEvidence()
    for number in 0..<30 {
      let labels = (0..<Int.random(in: 0...9, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "O"
      }
      evidence.add(labels, place: number)
      var spans: [MentionDecoder.Span] = []
      let tags = labels.map { label in
        let tag = Annotations.Tag(label, scheme: scheme)
        return MentionDecoder.CodedTag(tag.role, type: tag.type == "X" ? 0 : 1)
      }
      MentionDecoder(scheme: scheme).decode(tags, into: &spans)
      // A span that breaks at both ends is repaired once and is wrong twice.
      violations += spans.reduce(0) { sum, span in
        guard span.violation == .continuesNothing, scheme.endsMentions else {
          return sum + (span.violation == nil ? 0 : 1)
        }
        return sum + (tags[span.words.upperBound - 1].role == .end ? 1 : 2)
      }
    }
    #expect(evidence.finding(scheme).count == violations)
  }
}

extension TagEvidence {
  /// Adds a sentence; its words are numbered from `place`.
  mutating func add(_ labels: [String], place: Int) {
    var types: [String] = []
    for (index, label) in labels.enumerated() {
      let (prefix, count) = Prefix.of(label.utf8)
      let type = String(Substring(label.utf8.dropFirst(count)))
      if !types.contains(type) { types.append(type) }
      add(prefix, type: types.firstIndex(of: type) ?? -1, place: place + index)
    }
    endSentence()
  }
}
