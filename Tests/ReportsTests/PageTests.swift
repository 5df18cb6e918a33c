import Annotations
import Foundation
import Scoring
import Testing

@testable import Reports

/// The reports that TAO's page prints, from counts that give them, compared with the page itself.
@Suite("TAO's page")
struct PageTests {
  private static let page: [String]? = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    let shared = ProcessInfo.processInfo.environment["GLOSS_SHARED"].map { URL(filePath: $0) }
    let file = (shared ?? folder.appending(path: "shared")).appending(
      path: "reference/tao-token-classification.txt")
    return try? String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
  }()

  private static let names = [
    "O", "B-GPE", "B-LOC", "B-MISC", "B-ORG", "B-PER", "B-TIME", "I-GPE", "I-LOC", "I-MISC", "I-ORG", "I-PER", "I-TIME",
  ]

  /// Lines of the page between two that begin so, without the log's indentation and without blanks at the ends.
  private func block(from first: String, to last: String, number: Int) throws -> [String] {
    let lines = try #require(Self.page).map { $0.trimmingCharacters(in: .whitespaces) }
    let starts = lines.indices.filter { lines[$0].hasPrefix(first) }
    let start = try #require(starts.indices.contains(number) ? starts[number] : nil)
    let end = try #require(lines[start...].firstIndex { $0.hasPrefix(last) })
    return Array(lines[start...end])
  }

  @Test(
    "both reports are the page's, letter for letter, from words that are all predicted O",
    .enabled(if: page != nil, "needs ../shared/reference, or GLOSS_SHARED"),
    arguments: [
      (0, [2300, 41, 119, 2, 71, 62, 56, 4, 18, 0, 52, 61, 16]),
      (1, [18266, 351, 809, 8, 418, 392, 435, 8, 174, 3, 351, 414, 146]),
    ])
  func reports(number: Int, supports: [Int]) throws {
    var scores = TokenScores(labels: try #require(LabelSet(names: Self.names)))
    for (id, support) in supports.enumerated() { scores.add(gold: id, predicted: 0, times: support) }
    let expected = try block(from: "label     ", to: "weighted avg", number: number)
    let found = NeMoReport.text(scores).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(expected.count == 18)
    #expect(found == expected)
  }

  @Test(
    "the results dictionary is the page's but for the device",
    .enabled(if: page != nil, "needs ../shared/reference, or GLOSS_SHARED"))
  func results() throws {
    var scores = TokenScores(labels: try #require(LabelSet(names: Self.names)))
    for (id, support) in [18266, 351, 809, 8, 418, 392, 435, 8, 174, 3, 351, 414, 146].enumerated() {
      scores.add(gold: id, predicted: 0, times: support)
    }
    let expected = try block(from: "DATALOADER:0 TEST RESULTS", to: "'test_loss'", number: 0)
      .map { $0.replacingOccurrences(of: ", device='cuda:0'", with: "") }
    let found = NeMoReport.testResults(scores, loss: 1.017).split(separator: "\n").dropFirst().dropLast()
    #expect(found.map { $0.trimmingCharacters(in: .whitespaces) } == expected)
  }
}
