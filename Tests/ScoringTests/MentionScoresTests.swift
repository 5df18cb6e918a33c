import Annotations
import Foundation
import Testing

@testable import Scoring

/// One case of `tools/goldens/scoring.py`; scores are precision, recall, F₁, support.
struct SeqevalCase: Decodable, CustomTestStringConvertible {
  var name: String
  var gold: [[String]]
  var predicted: [[String]]
  var types: [String: [Double]]
  var micro: [Double]?
  var macro: [Double]?
  var weighted: [Double]?

  var testDescription: String { name }

  static func all() throws -> [SeqevalCase] {
    struct File: Decodable { var cases: [SeqevalCase] }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/seqeval.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
  }
}

@Suite("Mention scores")
struct MentionScoresTests {
  @Test("types and averages agree with seqeval", arguments: try SeqevalCase.all())
  func seqeval(example: SeqevalCase) {
    var scores = MentionScores()
    for (gold, predicted) in zip(example.gold, example.predicted) { scores.add(gold: gold, predicted: predicted) }
    #expect(scores.types == example.types.keys.sorted())
    for (type, expected) in example.types { expect(scores.scores(of: type), expected) }
    if let micro = example.micro { expect(scores.micro, micro) }
    if let macro = example.macro { expect(scores.macro, macro) }
    if let weighted = example.weighted { expect(scores.weighted, weighted) }
  }

  /// Where we say undefined, seqeval says 0.
  private func expect(_ scores: Scores, _ expected: [Double]) {
    let found = [scores.precision, scores.recall, scores.f1].map { $0 ?? 0 } + [Double(scores.support)]
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-12 }, "\(found), expected \(expected)")
  }

  @Test("what has an empty denominator is undefined")
  func undefined() {
    var scores = MentionScores()
    #expect(scores.micro == Scores(precision: nil, recall: nil, f1: nil, support: 0))
    #expect(scores.macro.f1 == nil)
    scores.add(gold: ["B-PER"], predicted: ["O"])
    #expect(scores.scores(of: "PER") == Scores(precision: nil, recall: 0, f1: 0, support: 1))
    #expect(scores.scores(of: "LOC") == Scores(precision: nil, recall: nil, f1: nil, support: 0))
  }

  @Test("the parts of two workers add up to the whole")
  func sum() throws {
    let cases = try SeqevalCase.all()
    var whole = MentionScores()
    var parts = [MentionScores(), MentionScores()]
    for example in cases {
      for (index, pair) in zip(example.gold, example.predicted).enumerated() {
        whole.add(gold: pair.0, predicted: pair.1)
        parts[index % 2].add(gold: pair.0, predicted: pair.1)
      }
    }
    parts[0] += parts[1]
    #expect(parts[0] == whole)
  }
}
