import Annotations
import Foundation
import Scoring
import Testing

@testable import Reports

@Suite("Reports")
struct ReportTests {
  private static let names = [
    "O", "B-GPE", "B-LOC", "B-MISC", "B-ORG", "B-PER", "B-TIME", "I-GPE", "I-LOC", "I-MISC", "I-ORG", "I-PER", "I-TIME",
  ]

  /// The counts behind both reports of NVIDIA's page: every word is predicted O.
  private func allOutside(_ supports: [Int]) throws -> TokenScores {
    var scores = TokenScores(labels: try #require(LabelSet(names: Self.names)))
    for (id, support) in supports.enumerated() { scores.add(gold: id, predicted: 0, times: support) }
    return scores
  }

  @Test("NeMo's report, as NVIDIA's page shows it for evaluate")
  func evaluate() throws {
    let scores = try allOutside([18266, 351, 809, 8, 418, 392, 435, 8, 174, 3, 351, 414, 146])
    let header = "label" + String(repeating: " ", count: 48) + "precision    recall       f1           support   "
    #expect(
      NeMoReport.text(scores) == """

        \(header)
        O (label_id: 0)                                         83.89     100.00      91.24      18266
        B-GPE (label_id: 1)                                      0.00       0.00       0.00        351
        B-LOC (label_id: 2)                                      0.00       0.00       0.00        809
        B-MISC (label_id: 3)                                     0.00       0.00       0.00          8
        B-ORG (label_id: 4)                                      0.00       0.00       0.00        418
        B-PER (label_id: 5)                                      0.00       0.00       0.00        392
        B-TIME (label_id: 6)                                     0.00       0.00       0.00        435
        I-GPE (label_id: 7)                                      0.00       0.00       0.00          8
        I-LOC (label_id: 8)                                      0.00       0.00       0.00        174
        I-MISC (label_id: 9)                                     0.00       0.00       0.00          3
        I-ORG (label_id: 10)                                     0.00       0.00       0.00        351
        I-PER (label_id: 11)                                     0.00       0.00       0.00        414
        I-TIME (label_id: 12)                                    0.00       0.00       0.00        146
        -------------------
        micro avg                                               83.89      83.89      83.89      21775
        macro avg                                                6.45       7.69       7.02      21775
        weighted avg                                            70.37      83.89      76.53      21775

        """)
    #expect(
      NeMoReport.testResults(scores, loss: 1.017) == """
        --------------------------------------------------------------------------------
        DATALOADER:0 TEST RESULTS
        {'f1': tensor(7.0182),
         'precision': tensor(6.4527),
         'recall': tensor(7.6923),
         'test_loss': tensor(1.0170)}
        --------------------------------------------------------------------------------
        """)
  }

  @Test("a class without gold words is shown and not averaged, as NVIDIA's page shows it for the sanity check")
  func sanityCheck() throws {
    let scores = try allOutside([2300, 41, 119, 2, 71, 62, 56, 4, 18, 0, 52, 61, 16])
    let lines = NeMoReport.text(scores).split(separator: "\n")
    #expect(
      lines[10] == "I-MISC (label_id: 9)                                     0.00       0.00       0.00          0")
    #expect(
      lines.suffix(3) == [
        "micro avg                                               82.08      82.08      82.08       2802",
        "macro avg                                                6.84       8.33       7.51       2802",
        "weighted avg                                            67.38      82.08      74.01       2802",
      ])
  }

  @Test("without words the macro and weighted averages are nan, as Python prints it")
  func empty() throws {
    let scores = TokenScores(labels: try #require(LabelSet(names: ["O"])))
    #expect(
      NeMoReport.text(scores).split(separator: "\n").last
        == "weighted avg                                              nan        nan        nan          0")
  }

  @Test("0-dimensional tensors are written as PyTorch writes them")
  func tensors() throws {
    struct File: Decodable { var cases: [Case] }
    struct Case: Decodable {
      var value: Double?
      var text: String
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        value = try container.decodeIfPresent(Double.self)
        text = try container.decode(String.self)
      }
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/tensors.json")
    for example in try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases {
      #expect(NeMoReport.tensor(example.value) == example.text)
    }
  }

  private func twoTypes() -> MentionScores {
    var scores = MentionScores()
    scores.add(gold: ["B-PER", "I-PER", "O", "B-LOC"], predicted: ["B-PER", "I-PER", "O", "O"])
    return scores
  }

  @Test("the mention table shows a dash for what is undefined")
  func mentions() {
    #expect(
      MentionReport.text(twoTypes()) == """
        entity level, exact match, O not counted
        type           precision      recall          f1     support
        LOC                    –        0.00        0.00           1
        PER               100.00      100.00      100.00           1
        ------------------------------------------------------------
        micro avg         100.00       50.00       66.67           2
        macro avg          50.00       50.00       50.00           2
        weighted avg       50.00       50.00       50.00           2

        """)
  }

  @Test("the JSON value holds fractions, null for undefined, and reads back")
  func json() throws {
    var tokens = TokenScores(labels: try #require(LabelSet(names: ["O", "B-PER"])))
    tokens.add(gold: [0, 1], predicted: [0, 1])
    let report = ScoreReport(tokens: tokens, mentions: twoTypes())
    #expect(report.tokens?.micro.f1.map { abs($0 - 1) < 1e-6 } == true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let row = try #require(report.mentions?.rows.first)
    #expect(
      String(decoding: try encoder.encode(row), as: UTF8.self)
        == #"{"counts":{"falseNegatives":1,"falsePositives":0,"truePositives":0},"name":"LOC","#
        + #""scores":{"f1":0,"precision":null,"recall":0,"support":1}}"#)
    #expect(try JSONDecoder().decode(ScoreReport.self, from: encoder.encode(report)) == report)
  }
}
