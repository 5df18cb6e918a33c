import Annotations
import Testing

@testable import CorpusAnalysis

@Suite("Label migration")
struct MigrationTests {
  private func migrated(_ document: Document, _ rules: [LabelMigration.Rule]) throws -> (
    labels: [String], records: [SpanRecord], tally: MigrationTally
  ) {
    let migration = try LabelMigration(rules)
    var (document, tally) = (document, MigrationTally(migration))
    let records = migration.apply(to: &document, tally: &tally)
    return (document.mentions.map(\.label), records, tally)
  }

  @Test("labels are renamed, merged and dropped; others stay; two may be exchanged")
  func simple() throws {
    let result = try migrated(
      document("a", "[PER Ada] [PERSON Bob] [LOC Rome] [ORG Acme] [DATE today] [MISC x]"),
      [
        .merge(["PER", "PERSON"], into: "HUM"), .rename("LOC", to: "ORG"), .rename("ORG", to: "LOC"), .drop(["DATE"]),
        .rename("GPE", to: "PLACE"),
      ])
    #expect(result.labels == ["HUM", "HUM", "ORG", "LOC", "MISC"])
    #expect(result.tally.counts == [[2], [1], [1], [1], [0]])
    #expect(result.tally.unusedRules == [4])
    #expect(result.tally.untouched == ["MISC": 1])
    #expect(result.tally.dropped == 1)
    #expect(result.records.map(\.fate) == [.kept, .kept, .kept, .kept, .dropped, .kept])
    #expect(result.records.map(\.detail) == ["now HUM", "now HUM", "now ORG", "now LOC", "", ""])
    #expect(result.records.allSatisfy { !$0.isUnexplainedLoss })
    #expect(result.records.reduce(0) { $0 + $1.produced } == result.labels.count)
  }

  @Test("a label is divided by its texts and its attributes; where no case holds it stays")
  func division() throws {
    var document = document("a", "[LOC Lake Ontario] [LOC Rome] [LOC Mount X] [LOC Elbe] [LOC Y]")
    document.mentions[3].attributes = [Attribute("kind", "river")]
    document.mentions[4].attributes = [Attribute("wiki", "Q1")]
    let result = try migrated(
      document,
      [
        .split(
          "LOC",
          cases: [
            .init(.surface(try Pattern("(?i)^(lake|mount) ")), becomes: "NATURE"),
            .init(.attribute(key: "kind", value: "river"), becomes: "WATER"),
            .init(.attributeMatches(key: "wiki", try Pattern("^Q\\d+$")), becomes: nil),
            .init(.hasAttribute(key: "nothing"), becomes: "X"),
          ])
      ])
    #expect(result.labels == ["NATURE", "LOC", "NATURE", "WATER"])
    #expect(result.tally.counts == [[2, 1, 1, 0]])
    #expect(result.tally.unmatched == [1])
    #expect(result.tally.unusedRules.isEmpty)
  }

  @Test("mentions that become the same become one with all attributes; those that were the same before stay")
  func merged() throws {
    var document = document("a", "[A x] [C z] [C z]")
    document.mentions[0].attributes = [Attribute("k", "1")]
    document.mentions[2].fragments = document.mentions[1].fragments
    document.mentions.append(Mention(label: "B", range: 0..<1, attributes: [Attribute("k", "1"), Attribute("m", "2")]))
    let migration = try LabelMigration([.rename("B", to: "A")])
    var tally = MigrationTally(migration)
    let records = migration.apply(to: &document, tally: &tally)
    #expect(document.mentions.map(\.label) == ["A", "C", "C"])
    #expect(document.mentions[0].attributes == [Attribute("k", "1"), Attribute("m", "2")])
    #expect(tally.merged == 1)
    #expect(records.map(\.fate) == [.kept, .kept, .kept, .merged])
    #expect(records.map(\.produced) == [1, 1, 1, 0])
  }

  @Test("one mention alone")
  func single() throws {
    let migration = try LabelMigration([.split("A", cases: [.init(.surface(try Pattern("^x$")), becomes: "B")])])
    let mention = Mention(label: "A", range: 0..<1, id: "T1")
    #expect(migration.apply(mention, surface: [0x78]).map(\.label) == ["B"])
    #expect(migration.apply(mention, surface: [0x79]) == [mention])
    #expect(try LabelMigration([.drop(["A"])]).apply(mention, surface: []).isEmpty)
  }

  @Test("another layer is migrated by its name, and tallies add up")
  func layers() throws {
    var document = document("a", "[A x]")
    document.layers.append(AnnotationLayer(name: "run", kind: .model, mentions: [Mention(label: "A", range: 0..<1)]))
    let migration = try LabelMigration([.rename("A", to: "B")])
    var tally = MigrationTally(migration)
    _ = migration.apply(to: &document, layer: "run", tally: &tally)
    #expect(document.layers.map { $0.mentions.map(\.label) } == [["A"], ["B"]])
    #expect(migration.apply(to: &document, layer: "none", tally: &tally).isEmpty)
    var sum = tally
    sum.merge(tally)
    #expect(sum.counts == [[2]])
  }

  @Test("rules that contradict one another are refused")
  func refused() {
    func problem(_ rules: [LabelMigration.Rule]) -> String? {
      do {
        _ = try LabelMigration(rules)
        return nil
      } catch { return error.description }
    }
    #expect(problem([.rename("A", to: "B"), .drop(["A"])]) == "the label 'A' stands in two rules; give it one")
    #expect(problem([.merge(["A", "A"], into: "B")]) == "the label 'A' stands in two rules; give it one")
    #expect(problem([.merge([], into: "B")]) == "rule 1 names no label")
    #expect(problem([.split("A", cases: [])]) == "the rule of 'A' does not say what becomes of it")
    #expect(problem([.rename("A", to: "")]) == "the new name of 'A' is empty; to drop its mentions say so")
    #expect(
      problem([.rename("A", to: "O")])
        == "'A' cannot become 'O', which stands for no mention; to drop its mentions say so")
    #expect(
      problem([.split("A", cases: [.init(nil, becomes: "B"), .init(.hasAttribute(key: "k"), becomes: "C")])])
        == "case 2 of 'A' is never reached: the one before it always holds")
    #expect(problem([.rename("\u{E9}", to: "A"), .rename("e\u{301}", to: "B")]) == nil)
  }

  @Test(
    "a label map and a migration say the same",
    arguments: [
      ["PER": "PERSON", "MISC": nil], ["B-PER": "B-PERSON", "I-PER": "I-PERSON"], ["B-PER": nil, "I-PER": nil],
      ["B-PER": "B-X", "PER": "X"], [:],
    ] as [[String: String?]])
  func labelMaps(entries: [String: String?]) throws {
    let map = LabelMap(entries)
    let migration = try LabelMigration(map)
    let back = try #require(migration.labelMap)
    for label in ["PER", "MISC", "LOC"] {
      let mention = Mention(label: label, range: 0..<1)
      let expected = Tag(map("B-" + label)).type
      #expect(migration.apply(mention, surface: []).first?.label == expected)
      for prefix in ["B-", "I-"] { #expect(back(prefix + label) == map(prefix + label)) }
    }
  }

  @Test("maps that tear the tags of a type apart are refused, and rules that look at texts make no map")
  func unmappable() throws {
    for entries in [["B-PER": "B-X"], ["B-PER": nil], ["B-PER": "I-X", "I-PER": "I-X"]] as [[String: String?]] {
      #expect(throws: LabelMigrationProblem.tagEntry("B-PER")) { try LabelMigration(LabelMap(entries)) }
    }
    #expect(try LabelMigration([.split("A", cases: [.init(.hasAttribute(key: "k"), becomes: "B")])]).labelMap == nil)
  }
}
