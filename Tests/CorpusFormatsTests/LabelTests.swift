import Annotations
import TestSupport
import Testing

@testable import CorpusFormats

/// The 13 labels of NVIDIA's page.
private let names = [
  "O", "B-GPE", "B-LOC", "B-MISC", "B-ORG", "B-PER", "B-TIME", "I-GPE", "I-LOC", "I-MISC", "I-ORG", "I-PER", "I-TIME",
]

private func counted(_ counts: [(String, Int)]) -> LabelStatistics {
  var statistics = LabelStatistics()
  for (label, _) in counts { statistics.add([label]) }
  for (label, count) in counts { statistics.add(repeatElement(label, count: count - 1)) }
  return statistics
}

@Suite("Label ids")
struct LabelIdsTests {
  private func read(_ text: String) throws -> LabelSet {
    try LabelIds.read(LineReader(bytes: Array(text.utf8), name: "label_ids.csv"))
  }

  @Test("ids count the lines that are not blank, and are written without a last LF")
  func roundTrip() throws {
    let labels = try read("O\n\n B-X \r\nI-X")
    #expect(labels.names == ["O", "B-X", "I-X"])
    #expect(LabelIds.text(labels) == "O\nB-X\nI-X")
    #expect(try read(LabelIds.text(labels)) == labels)
  }

  @Test(
    "what would give wrong ids is refused",
    arguments: [
      (
        "O\nB-X\n\nB-X\n",
        "label_ids.csv:4:1: error: the label 'B-X' stands in line 2 already; every label needs an id of its own"
      ),
      (
        "B-X\n",
        "label_ids.csv:1:1: error: the label 'O' is missing; it stands for words outside every mention and must have an id"
      ),
      (
        "",
        "label_ids.csv:1:1: error: the label 'O' is missing; it stands for words outside every mention and must have an id"
      ),
      (
        "O\nB X\n",
        "label_ids.csv:2:1: error: the label 'B X' holds white space; a label is one word such as B-PER or O"
      ),
    ])
  func refused(text: String, expected: String) { #expect(message { _ = try read(text) } == expected) }
}

@Suite("Label statistics and NeMo's log lines")
struct LabelStatisticsTests {
  @Test("frequencies fall, and equal ones keep the order of their first occurrence")
  func order() throws {
    let statistics = counted([("O", 5), ("B-Z", 2), ("B-A", 2), ("I-A", 3)])
    let set = LabelSet(ordering: statistics.labels)
    #expect(statistics.frequencies(in: set).map(\.id) == [0, 3, 2, 1])
    #expect(statistics.total == 12)
    #expect(statistics.count(of: "I-A") == 3)
  }

  @Test("the log lines are those of NVIDIA's page for CoNLL-2003")
  func log() {
    let statistics = counted([
      ("B-ORG", 6321), ("O", 169_578), ("B-MISC", 3438), ("B-PER", 6600), ("I-PER", 4528), ("B-LOC", 7140),
      ("I-ORG", 3704), ("I-MISC", 1155), ("I-LOC", 1157),
    ])
    let set = LabelSet(ordering: statistics.labels)
    let mapping =
      "{'O': 0, 'B-LOC': 1, 'B-MISC': 2, 'B-ORG': 3, 'B-PER': 4, 'I-LOC': 5, 'I-MISC': 6, 'I-ORG': 7, 'I-PER': 8}"
    #expect(LabelLog.usingMapping(set).message == "Using provided labels mapping \(mapping)")
    #expect(
      LabelLog.savedMapping(set, to: "original/output/label_ids.csv").message
        == "Labels mapping \(mapping) saved to : original/output/label_ids.csv")
    let lines = LabelLog.statistics(statistics, in: set, of: "original/output/labels_train.txt")
    #expect(
      lines.map { "[\($0.source)] \($0.message)" } == [
        "[token_classification_utils:101] Three most popular labels in original/output/labels_train.txt:",
        "[data_preprocessing:131] label: 0, 169578 out of 203621 (83.28%).",
        "[data_preprocessing:131] label: 1, 7140 out of 203621 (3.51%).",
        "[data_preprocessing:131] label: 4, 6600 out of 203621 (3.24%).",
        "[token_classification_utils:103] Total labels: 203621. Label frequencies - "
          + "{0: 169578, 1: 7140, 4: 6600, 3: 6321, 8: 4528, 7: 3704, 2: 3438, 5: 1157, 6: 1155}",
      ])
  }

  /// The training labels of NVIDIA's page, in the order of its log.
  private let page = counted(
    [
      (0, 18417), (2, 829), (6, 433), (4, 357), (11, 352), (5, 349), (1, 338), (10, 281), (8, 181), (12, 142), (3, 21),
      (9, 12), (7, 5),
    ].map { (names[$0], $1) })

  @Test("class weights have every digit of NVIDIA's page")
  func classWeights() throws {
    let set = try #require(LabelSet(names: names))
    #expect(
      LabelLog.classWeights(ClassWeights(page, in: set)).message
        == "Class Weights: {0: 0.09070632901875775, 2: 2.015124802820822, 6: 3.858056493160419, 4: 4.679379444085327, "
        + "11: 4.7458479020979025, 5: 4.786643156270664, 1: 4.942421483841602, 10: 5.9449767314535995, "
        + "8: 9.229494262643433, 12: 11.764355362946912, 3: 79.54945054945055, 9: 139.21153846153845, "
        + "7: 334.10769230769233}")
  }

  @Test("there is a weight for every label of the set, 1 for those that do not occur")
  func absentLabels() {
    let statistics = counted([("O", 6), ("B-X", 2)])
    let weights = ClassWeights(statistics, in: LabelSet(ordering: ["B-X", "I-X", "I-Z"]))
    #expect(weights.byId == [8.0 / 12, 2, 1, 1])
  }

  @Test("the statistics table has two TABs between id, share and count")
  func table() throws {
    let set = try #require(LabelSet(names: names))
    let rows = page.table(in: set).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.first == "0\t\t0.84805\t\t18417")
    #expect(rows.suffix(2) == ["7\t\t0.00023\t\t5", ""])
    #expect(counted([("O", 1)]).table(in: LabelSet(ordering: [])) == "0\t\t1.0\t\t1\n")
    let rare = counted([("O", 199_990), ("B-X", 10)])
    #expect(rare.table(in: LabelSet(ordering: ["B-X"])) == "0\t\t0.99995\t\t199990\n1\t\t5e-05\t\t10\n")
  }
}
