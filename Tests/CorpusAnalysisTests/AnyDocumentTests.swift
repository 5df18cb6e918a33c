import Annotations
import TestSupport
import Testing

@testable import CorpusAnalysis

@Suite("Documents of any kind")
struct AnyDocumentTests {
  private static func document(_ random: inout SplitMix64) -> Document {
    let pieces = [
      "a", "é", "e\u{301}", "😀", "👨‍👩‍👧", "ש", "\u{2028}", "\r\n", "\u{A0}", " ", "東", "\u{FFFD}", ".", "\u{0}", "word ",
    ]
    var text = Array(
      (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces[random.zipf(pieces.count, skew: 1)] }.joined().utf8
    )
    if random.zipf(4) == 3 { text += [0xC3, 0xFF, 0xE2, 0x82] }
    func range() -> Range<Int> {
      let start = Int.random(in: -3...text.count + 3, using: &random)
      return start..<start + Int.random(in: 0...8, using: &random)
    }
    func ranges() -> [Range<Int>] {
      (0..<Int.random(in: 0...6, using: &random)).map { _ in range() }.sorted { $0.lowerBound < $1.lowerBound }
    }
    return Document(
      id: "d\(random.zipf(5))", text: text, sentences: ranges(), tokens: ranges(),
      mentions: (0..<Int.random(in: 0...8, using: &random)).map { _ in
        Mention(label: ["A", "B", "a", ""][random.zipf(4, skew: 1)], fragments: [range()] + ranges())
      }, split: ["train", "test", nil][random.zipf(3, skew: 1)])
  }

  @Test(
    "nothing that a document may hold stops the counting, the looking, the dividing or the comparing",
    arguments: 0..<60 as Range<UInt64>)
  func anything(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let documents = (0..<25).map { _ in Self.document(&random) }
    var (tally, splitter, comparison) = (CorpusTally(), try CorpusSplitter(), CorpusComparison())
    var options = CorpusDoctor.Options()
    options.window = 1
    var doctor = CorpusDoctor(options)
    let migration = try LabelMigration([
      .merge(["A", "a"], into: "B"), .split("B", cases: [.init(.surface(try Pattern("\\w")), becomes: "W")]),
    ])
    var migrated = MigrationTally(migration)
    for (document, other) in zip(documents, documents.dropFirst() + [documents[0]]) {
      tally.add(document)
      doctor.add(document)
      splitter.add(document)
      let changes = comparison.add(from: document, to: other)
      // Every mention of both versions is told once.
      #expect(changes.unchanged.count + changes.changes.count { $0.old != nil } == document.mentions.count)
      #expect(changes.unchanged.count + changes.changes.count { $0.new != nil } == other.mentions.count)
      var copy = document
      let records = migration.apply(to: &copy, tally: &migrated)
      #expect(records.count == document.mentions.count)
      #expect(records.reduce(0) { $0 + $1.produced } == copy.mentions.count)
    }
    var walk = doctor.secondWalk
    for document in documents { walk.add(document) }
    #expect(walk.findings.allSatisfy { $0.count > 0 })
    #expect(doctor.findings.allSatisfy { !$0.matter.description.isEmpty })
    #expect(tally.figures.total.mentions == documents.reduce(0) { $0 + $1.mentions.count })
    let plan = splitter.split()
    #expect(plan.documents.count == documents.count)
    #expect(plan.proof.leakedPairs == 0)
  }
}
