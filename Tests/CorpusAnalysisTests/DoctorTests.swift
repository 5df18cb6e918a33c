import Annotations
import TestSupport
import Testing

@testable import CorpusAnalysis

/// What a doctor finds in documents, but for labels that are rare: small corpora have no others.
private func findings(
  _ documents: [Document], all: Bool = false, _ change: (inout CorpusDoctor.Options) -> Void = { _ in }
) -> [Finding] {
  var options = CorpusDoctor.Options()
  change(&options)
  var doctor = CorpusDoctor(options)
  for document in documents { doctor.add(document) }
  return doctor.findings.filter { all || $0.matter.code != "rare-label" }
}

private func codes(_ findings: [Finding]) -> [String] {
  findings.map { "\($0.severity.rawValue) \($0.matter.code) \($0.count)" }
}

@Suite("Corpus doctor: documents and mentions")
struct DoctorMentionTests {
  @Test("a corpus in order has no findings")
  func healthy() {
    #expect(
      findings([
        document("a", "[PER Ada] met [ORG Acme Inc.] in [LOC Köln] , [LOC (East) Berlin] .", split: "train"),
        document("b", "The [ORG U.S. Senate] and [PER O’Neill] said “no” .", split: "train"),
      ]).isEmpty)
  }

  @Test(
    "edges of mentions",
    arguments: [
      ("[X  Ada]", "warning edge-white-space 1"), ("[X Ada\u{A0}]", "warning edge-white-space 1"),
      ("[X Ada\u{200B}] b", "warning edge-white-space 1"), ("[X Ada,]", "note edge-punctuation 1"),
      ("[X (Ada]", "note edge-punctuation 1"), ("[X “Ada] b", "note edge-punctuation 1"),
      ("[X --] b", "warning punctuation-mention 1"), ("[X  ] b", "error blank-mention 1"),
      ("[X ] b", "error blank-mention 1"),
      ("[X (AA) Ada]", nil), ("[X “Ada”]", nil), ("[X C#]", nil), ("[X .NET]", nil), ("[X Yahoo!]", nil),
      ("[X $5]", nil),
      ("[X 😀] b", nil), ("[X Ada (the first)]", nil), ("[X 《書》]", nil), ("[X نبيل]", nil),
    ] as [(String, String?)])
  func edges(marked: String, expected: String?) {
    #expect(codes(findings([document("a", marked)])) == (expected.map { [$0] } ?? []))
  }

  @Test("a mention of one label over another, and the same mention twice")
  func overlaps() {
    var nested = document("a", "[LOC [LOC New York] City] is [ORG [LOC Berlin] Bank]")
    nested.mentions.append(nested.mentions[0])
    nested.mentions.append(Mention(label: "D", fragments: [0..<3, 14..<16]))
    nested.mentions.append(Mention(label: "D", range: 4..<8))
    let found = findings([nested])
    #expect(codes(found) == ["warning duplicate-mention 1", "warning self-overlap 1"])
    #expect(
      found[1].places.first?.quotation.text == "New York City" || found[1].places.first?.quotation.text == "New York")
    #expect(found[0].matter == .duplicateMention(label: "LOC"))
  }

  @Test("illegal tags come from the reader's records, with their lines")
  func illegalTags() {
    var doctor = CorpusDoctor()
    let records = [
      SpanRecord(.snapped, .illegalTags, detail: "I-PER after O", label: "PER", surface: "Ada", line: 7),
      SpanRecord(.kept, label: "PER", surface: "Bob", line: 9),
    ]
    doctor.add(document("a", "[PER Ada] and [PER Bob]"), spans: records)
    let finding = doctor.findings.first { $0.matter == .illegalTags(label: "PER") }
    #expect(finding?.count == 1)
    #expect(finding?.places.first?.line == 7)
    #expect(finding?.places.first?.remark == "I-PER after O")
  }

  @Test("places have the document's line, or the line that the caller knows")
  func lines() {
    var doctor = CorpusDoctor()
    let damaged = document("a", "one\ntwo \u{FFFD}")
    doctor.add(damaged, line: 10)
    doctor.add(damaged, line: 20, lines: { byte in damaged.text[..<byte].count { $0 == 0x0A } + 20 })
    let places = doctor.findings.first { $0.matter == .damage(.replacement) }?.places
    #expect(places?.map(\.line) == [10, 21])
    #expect(places?.first?.quotation.before == "one two ")
  }

  @Test("documents without words, with the id of another, and broken ones")
  func documents() {
    var broken = document("d", "text")
    broken.mentions = [Mention(label: "X", range: 2..<99)]
    let found = findings([
      document("a", "one"), document("a", "One!"), document("a", "two"), document("b", " \n"), document("c", ""),
      broken,
    ])
    #expect(
      codes(found) == [
        "error invalid-document 1", "error duplicate-id 1", "warning duplicate-id 1", "warning empty-document 2",
      ])
    #expect(found[0].places.first?.remark == "mention 'X' at bytes 2..<99 leaves the text or cuts a character")
  }

  @Test("mentions and sentences that no window holds, in tokens or as the caller counts")
  func windows() {
    let documents = [document("a", "[X one two three four] five\nshort one"), document("b", "[X six] 7")]
    let found = findings(documents) { $0.window = 3 }
    #expect(codes(found) == ["warning long-mention 1", "note long-sentence 1"])
    #expect(
      found.map(\.matter) == [.longMention(label: "X", window: 3, longest: 4), .longSentence(window: 3, longest: 5)])
    let counted = findings(documents) {
      $0.window = 10
      $0.subtokens = { $0.count }
    }
    #expect(counted.map(\.matter).first == .longMention(label: "X", window: 10, longest: 18))
  }

  @Test("what is left out is said")
  func limits() {
    let documents = (0..<30).map { document("d\($0)", "[A\($0 % 2) same \($0 % 10)] \u{1}") }
    let found = findings(documents) {
      ($0.placeLimit, $0.findingLimit, $0.surfaceCapacity, $0.documentCapacity) = (2, 1, 4, 20)
    }
    #expect(found.first { $0.matter == .damage(.control) }?.count == 30)
    #expect(found.allSatisfy { $0.places.count <= 2 })
    let incomplete = found.filter { $0.matter.code == "incomplete" }
    #expect(incomplete.map(\.count) == [18, 10])
    #expect(
      codes(findings(documents, all: true) { $0.findingLimit = 1 }).filter { $0.contains("more") } == ["note more 1"])
  }
}

@Suite("Corpus doctor: damaged encodings")
struct EncodingDamageTests {
  private func damage(_ text: String) -> [String] {
    var found: [String] = []
    let bytes = Array(text.utf8)
    EncodingDamage.scan(bytes) { found.append("\($0.rawValue) \(String(decoding: bytes[$1], as: UTF8.self))") }
    return found
  }

  @Test(
    "UTF-8 read as Windows-1252 is found",
    arguments: [
      ("caf\u{C3}\u{A9}", "Ã©"), ("\u{C2}\u{A3}5", "Â£"), ("it\u{E2}\u{20AC}\u{2122}s", "â€™"),
      ("\u{C5}\u{81}\u{F3}", "Å\u{81}"),
      ("\u{F0}\u{178}\u{2DC}\u{20AC}", "ðŸ˜€"), ("\u{EF}\u{BB}\u{BF}x", "ï»¿"), ("\u{EF}\u{BF}\u{BD}", "ï¿½"),
      ("5 \u{E2}\u{201A}\u{AC}", "â‚¬"), ("\u{D0}\u{B8}\u{D0}\u{B2}", "Ð¸Ð²"), ("Stra\u{C3}\u{178}e", "ÃŸ"),
    ])
  func mojibake(text: String, expected: String) { #expect(damage(text) == ["mojibake \(expected)"]) }

  @Test(
    "good text is left alone",
    arguments: [
      "Ärger, Äpfel, Åse, SÃO PAULO, Â", "„Ä“ und »Å«", "MAÇÃ”", "ï, ð, â, Ñ", "naïve café, Łódź", "Привет", "日本語",
      "😀👨‍👩‍👧",
      "שלום", "a\tb\r\nc", "\u{85}",
    ])
  func goodText(text: String) { #expect(damage(text).isEmpty) }

  @Test("controls, private characters and marks of byte order are told apart")
  func others() {
    #expect(damage("\u{FEFF}a\u{FEFF}") == ["byte-order-mark \u{FEFF}"])
    #expect(
      damage("\u{FFFD}\u{92}\u{E000}\u{100000}\u{0}\u{7F}").map { $0.split(separator: " ")[0] } == [
        "replacement", "c1-control", "private-use", "private-use", "control", "control",
      ])
    var found = 0
    EncodingDamage.scan([0x61, 0xFF, 0xC3]) { damage, _ in found += damage == .replacement ? 1 : 0 }
    #expect(found == 2)
  }
}

@Suite("Corpus doctor: labels")
struct DoctorLabelTests {
  @Test("a surface with several labels is told with its minority's places")
  func conflicts() throws {
    let often = (0..<8).map { document("a\($0)", "[LOC New York] x") }
    let slip = document("b", "in [ORG New\u{A0}York] x")
    let even = [document("c", "[PER May] x"), document("d", "[DATE May] x")]
    let found = findings(often + [slip] + even)
    #expect(
      found.map(\.matter) == [
        .labelConflict(surface: "New York", labels: [.init(label: "LOC", count: 8), .init(label: "ORG", count: 1)]),
        .labelConflict(surface: "May", labels: [.init(label: "PER", count: 1), .init(label: "DATE", count: 1)]),
      ])
    #expect(found.map(\.severity) == [.warning, .note])
    let place = try #require(found[0].places.first)
    #expect(place.quotation.document == "b")
    #expect(place.quotation.range == 3..<12)
    #expect(place.remark == "ORG")
  }

  @Test("a surface that is labelled here and not there is told with its share")
  func unlabelled() {
    let documents = [
      document("a", "[LOC New York] and [LOC New York] , [ORG New York Times]"),
      document("b", "New York is not [LOC York] ; [PER York] , York"),
      document("c", "Old York New [LOC York] [ORG Acme]"),
      document("d", "Acme"),
    ]
    var doctor = CorpusDoctor()
    for document in documents { doctor.add(document) }
    var walk = doctor.secondWalk
    for document in documents { walk.add(document, line: 3) }
    #expect(
      walk.findings.map(\.matter) == [
        .unlabelled(surface: "York", label: "LOC", labelled: 3, unlabelled: 2),
        .unlabelled(surface: "New York", label: "LOC", labelled: 2, unlabelled: 1),
      ])
    #expect(walk.findings[0].places.map(\.quotation.document) == ["b", "c"])
    #expect(walk.findings[0].places[0].line == 3)
  }

  @Test("raw text and tokens find the same surfaces")
  func unlabelledRaw() {
    var doctor = CorpusDoctor()
    for _ in 0..<2 { doctor.add(document("a", "[ORG U . S . Steel] x")) }
    var walk = doctor.secondWalk
    walk.add(Document(id: "r", text: Array("In the U.S. Steel works".utf8)))
    #expect(walk.findings.map(\.count) == [1])
  }

  @Test(
    "names of labels that are alike",
    arguments: [
      ("LOC", "Loc", "spelling"), ("creative-work", "Creative_Work", "spelling"),
      ("caf\u{E9}", "cafe\u{301}", "spelling"),
      ("PERSON", "PERSONS", "one-edit"), ("PERSON", "PRESON", "one-edit"), ("PERSON", "PERSAN", "one-edit"),
      ("PER", "B-PER", "prefix"), ("LOC", "ORG", nil), ("TIME1", "TIME2", nil), ("PER", "PERS", nil),
      ("GPE", "LOC", nil),
      ("AMOUNT", "AMOUNT2", nil), ("PERSON", "PERSONNEL", nil),
    ] as [(String, String, String?)])
  func alike(first: String, second: String, expected: String?) {
    #expect(LabelNames.likeness(first, second)?.rawValue == expected)
    #expect(LabelNames.likeness(second, first)?.rawValue == expected)
    let found = findings([document("a", "[\(first) x1] [\(first) x2] [\(second) x3]")])
    #expect(found.map(\.matter.code) == (expected == nil ? [] : ["similar-labels"]))
    if case .similarLabels(let rare, let frequent, _)? = found.first?.matter {
      #expect((rare.count, frequent.count) == (1, 2))
    }
  }

  @Test("Wilson's interval has the widths of its formula")
  func wilson() {
    #expect(abs(Wilson.halfWidth(share: 0.9, count: 12) - 0.17673) < 1e-5)
    #expect(Wilson.halfWidth(share: 0.9, count: 0) == 0.5)
    #expect(Wilson.needed(share: 0.9, halfWidth: 0.1) == 37)
    #expect(Wilson.halfWidth(share: 0.9, count: 37) <= 0.1)
    #expect(Wilson.halfWidth(share: 0.9, count: 36) > 0.1)
    #expect(Wilson.needed(share: 0.5, halfWidth: 0) == 1_000_000)
  }

  @Test("labels are rare where they are measured, and untrained where only tests have them")
  func rare() throws {
    let many = (0..<40).map { document("t\($0)", "[A a\($0)]", split: "test") }
    let found = findings(
      many + [document("x", "[A y] [B z]", split: "test"), document("u", "[C v] [A w]", split: "train")], all: true
    )
    .filter { $0.matter.code != "label-conflict" }
    #expect(codes(found) == ["warning untrained-label 1", "warning rare-label 1", "warning rare-label 0"])
    guard case .rareLabel(let label, let split, let mentions, let halfWidth, let needed, _) = found[1].matter else {
      return #expect(Bool(false))
    }
    #expect(label == "B" && split == "test" && mentions == 1 && needed == 37)
    #expect(halfWidth == Wilson.halfWidth(share: 0.9, count: 1))
    #expect(found[0].matter == .untrainedLabel(label: "B", split: "test"))
    let unsplit = findings([document("a", "[A b]")], all: true)
    #expect(unsplit.map(\.matter.code) == ["rare-label"])
  }

  @Test("every matter has a code of the list, and prose")
  func prose() {
    let count = FindingMatter.LabelCount(label: "A", count: 1)
    let matters: [FindingMatter] =
      [
        .invalidDocument, .emptyDocument, .illegalTags(label: "A"), .duplicateID(sameText: true),
        .labelConflict(surface: "x", labels: [count]),
        .unlabelled(surface: "x", label: "A", labelled: 3, unlabelled: 1),
        .leak(unit: .document, split: "a", other: "b", total: 3),
        .nearLeak(unit: .sentence, split: "a", other: "b", total: 3),
        .repetition(unit: .document, split: nil, total: 4), .longMention(label: "A", window: 1, longest: 2),
        .longSentence(window: 1, longest: 2),
        .rareLabel(label: "A", split: "test", mentions: 12, halfWidth: 0.1767, needed: 37, recall: 0.9),
        .untrainedLabel(label: "A", split: "t"), .edgeSpace(label: "A"), .edgePunctuation(label: "A"),
        .blankMention(label: "A"), .punctuationMention(label: "A"), .selfOverlap(label: "A"),
        .duplicateMention(label: "A"),
        .similarLabels(count, count, .spelling), .more(code: "x"), .incomplete(what: "w"),
      ] + FindingMatter.Damage.allCases.map { .damage($0) }
    #expect(Set(matters.map(\.code)) == Set(FindingMatter.codes))
    #expect(Set(FindingMatter.codes).count == FindingMatter.codes.count)
    #expect(matters.allSatisfy { !$0.description.isEmpty })
    #expect(
      matters[11].description
        == "A has 12 mentions in 'test': a recall of 90% would be known to ±18% (Wilson, 95%); 37 mentions would do")
    #expect(matters[5].description == "'x' is A 3 times, and 1 times no mention (25% of 4)")
  }
}

@Suite("Corpus doctor: leaks between splits")
struct DoctorLeakTests {
  private let long = (0..<30).map { "word\($0)" }

  private func text(_ words: [String]) -> String { words.joined(separator: " ") }

  private func changed(_ count: Int) -> String {
    text(long.enumerated().map { $0 >= 30 - count ? "other\($0)" : $1 })
  }

  @Test("the same and nearly the same documents are counted from the smaller split")
  func documents() {
    let documents = [
      document("r1", text(long), split: "train"), document("r2", "quite another text of some length", split: "train"),
      document("r3", "and a third one of some length", split: "train"),
      document("r4", "and a fourth one of more length", split: "train"),
      document("t1", text(long).uppercased() + "!", split: "test"), document("t2", changed(1), split: "test"),
      document("t3", changed(25), split: "test"), document("d1", text(long), split: "dev"),
    ]
    for documents in [documents, documents.reversed()] {
      let found = findings(documents)
      #expect(
        found.map(\.matter) == [
          .leak(unit: .document, split: "dev", other: "test", total: 1),
          .leak(unit: .document, split: "dev", other: "train", total: 1),
          .leak(unit: .document, split: "test", other: "train", total: 3),
          .nearLeak(unit: .document, split: "test", other: "train", total: 3),
        ])
      #expect(found[2].places.first?.quotation.document == "t1")
      #expect(found[2].places.first?.remark == "as r1 in 'train'")
      // 28 shingles each, 27 of them shared: 27/29.
      #expect(found[3].places.map(\.quotation.document) == ["t2"])
      #expect(found[3].places.first?.remark == "as r1 in 'train' (93% of the shingles)")
    }
  }

  @Test("sentences are compared, too, and repetitions inside a split are noted")
  func sentences() {
    let found = findings([
      document("a", "we all live in one house\nfirst of all\nwe all live in one house", split: "train"),
      document("b", "nothing to see here at all\nWe all live in one house .", split: "test"),
    ])
    #expect(
      found.map(\.matter) == [
        .leak(unit: .sentence, split: "train", other: "test", total: 2),
        .repetition(unit: .sentence, split: "train", total: 2),
      ]
        || found.map(\.matter) == [
          .leak(unit: .sentence, split: "test", other: "train", total: 2),
          .repetition(unit: .sentence, split: "train", total: 2),
        ])
    #expect(found[1].places.first?.remark == "2 times")
  }

  @Test("documents of one sentence are not told twice")
  func singleSentences() {
    let found = findings([document("a", text(long), split: "train"), document("b", text(long), split: "test")])
    #expect(found.count == 1)
  }

  @Test("counts agree with comparing all pairs", arguments: 1...4 as ClosedRange<UInt64>)
  func bruteForce(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let originals = (0..<10).map { _ in random.words(30) }
    let documents = (0..<60).map { number -> Document in
      var words = originals[Int.random(in: 0..<10, using: &random)]
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        words[Int.random(in: 0..<30, using: &random)] = "y\(random.zipf(900))"
      }
      return document("\(number)", text(words), split: number % 4 == 0 ? "test" : "train")
    }
    func shingles(_ document: Document) -> Set<[Substring]> {
      let words = String(decoding: document.text, as: UTF8.self).split(separator: " ")
      return Set((0...27).map { Array(words[$0..<$0 + 3]) })
    }
    let (test, train) = (documents.filter { $0.split == "test" }, documents.filter { $0.split == "train" })
    let trained = train.map { ($0.text, shingles($0)) }
    var (exact, near) = (0, 0)
    for document in test {
      let own = shingles(document)
      if trained.contains(where: { $0.0 == document.text }) {
        exact += 1
      } else if trained.contains(where: { Double(own.intersection($0.1).count) >= 0.8 * Double(own.union($0.1).count) })
      {
        near += 1
      }
    }
    let found = findings(documents)
    func count(_ code: String) -> Int { found.first { $0.matter.code == code }?.count ?? 0 }
    #expect(exact + near > 3)
    #expect(count("leak") == exact)
    #expect(count("near-leak") == near)
  }
}
