import Annotations
import CorpusAnalysis
import Foundation
import Testing

@testable import Reports

@Suite("The proof of a division")
struct SplitReportTests {
  private func proof() throws -> SplitProof {
    var options = CorpusSplitter.Options()
    options.parts = [.init("x", share: 1), .init("y", share: 1)]
    var splitter = try CorpusSplitter(options)
    for (number, labels) in [["A", "A"], ["A", "A"], ["B"]].enumerated() {
      let text = "text\(number) of number\(number) alone"
      splitter.add(
        Document(
          id: "\(number)", text: Array(text.utf8),
          mentions: labels.enumerated().map { Mention(label: $1, range: $0..<$0 + 1) }))
    }
    return splitter.split().proof
  }

  @Test("the text tells parts, labels and what was proved")
  func text() throws {
    let text = SplitReport.text(try proof())
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "part  wanted  documents  share  mentions  share")
    #expect(lines.map { $0.split(separator: " ") }.contains(["A", "4", "2", "50.0%", "2", "50.0%"]))
    #expect(
      lines.suffix(4) == [
        "shares of labels lie 25.0% from what is wanted on average, 50.0% at most",
        "0 documents stay with others that are alike or of their group; the largest bundle has 1",
        "pairs of equal or near documents in two parts: 0; divided groups: 0",
        "in too few documents for every part: B",
      ])
  }

  @Test("the JSON has the counts")
  func json() throws {
    let json = SplitReport.json(try proof())
    let whole = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(whole["leaked_pairs"] as? Int == 0)
    #expect(whole["largest_deviation"] as? Double == 0.5)
    let labels = try #require(whole["labels"] as? [[String: Any]])
    #expect(labels[0]["counts"] as? [Int] == [2, 2])
    #expect((labels[1]["counts"] as? [Int])?.sorted() == [0, 1])
  }
}
