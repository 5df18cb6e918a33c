import Annotations
import CorpusAnalysis
import Foundation
import Testing

@testable import Reports

@Suite("Reports of changes to a corpus")
struct CorpusChangeReportTests {
  private func document(_ labels: [String]) -> Document {
    Document(
      id: "d", text: Array("Ada met Bob".utf8),
      mentions: zip(labels, [0..<3, 8..<11]).map { Mention(label: $0, range: $1) })
  }

  @Test("a migration is told rule by rule")
  func migration() throws {
    let migration = try LabelMigration([
      .split("PER", cases: [.init(.surface(try Pattern("^A")), becomes: "F")]), .drop(["DATE", "TIME"]),
    ])
    var (document, tally) = (document(["PER", "PER"]), MigrationTally(migration))
    document.mentions.append(Mention(label: "ORG", range: 4..<7))
    _ = migration.apply(to: &document, tally: &tally)
    #expect(
      MigrationReport.text(migration, tally) == """
        labels      if               become       mentions
        PER         text matches ^A  F                   1
        PER         no case holds    (as before)         1
        DATE, TIME                   (dropped)           0
        ORG                          (as before)         1

        rules that met no mention: DATE, TIME

        """)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(MigrationReport.json(migration, tally).utf8)) as? [String: Any])
    #expect(json["unused_rules"] as? [[String]] == [["DATE", "TIME"]])
    #expect((json["untouched"] as? [String: Int]) == ["ORG": 1])
  }

  @Test("a comparison is told by label, with examples")
  func comparison() throws {
    var comparison = CorpusComparison()
    comparison.add(from: document(["PER", "PER"]), to: document(["PER", "LOC"]))
    comparison.add(from: document(["PER"]), to: document(["PER"]))
    comparison.add(added: document(["ORG"]))
    #expect(
      ComparisonReport.text(comparison) == """
        documents: 1 the same, 1 changed, 1 added, 0 removed

        label  before  after  unchanged  added  removed  relabelled  moved  replaced  edited
        PER         3      2          2      0        0           1      0         0       0
        LOC         0      1          0      0        0           0      0         0       0
        ORG         0      1          0      1        0           0      0         0       0

        label before  label after  mentions
        PER           LOC                 1

        added in d: ORG [Ada] met Bob
        relabelled in d: PER Ada met [Bob] → LOC Ada met [Bob]

        """)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(ComparisonReport.json(comparison).utf8)) as? [String: Any])
    #expect((json["labels"] as? [[String: Any]])?.first?["relabelled"] as? Int == 1)
    #expect((json["examples"] as? [[String: Any]])?.count == 2)
  }
}
