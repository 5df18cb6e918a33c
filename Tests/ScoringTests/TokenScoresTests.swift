import Annotations
import Testing

@testable import Scoring

@Suite("Token scores")
struct TokenScoresTests {
  private func scores(_ names: [String], gold: [Int], predicted: [Int]) throws -> TokenScores {
    var scores = TokenScores(labels: try #require(LabelSet(names: names)))
    scores.add(gold: gold, predicted: predicted)
    return scores
  }

  @Test("ε keeps an empty denominator from being an error and pulls a perfect score below 100")
  func epsilon() throws {
    let scores = try scores(["O", "B-X", "I-X"], gold: [0, 0, 1], predicted: [0, 0, 1])
    #expect(scores.scores(of: 0).precision == 200 / 2.000001)
    #expect(scores.scores(of: 2) == Scores(precision: 0, recall: 0, f1: 0, support: 0))
  }

  @Test("the macro average divides by the classes that occur in gold")
  func macro() throws {
    let scores = try scores(["O", "B-X", "I-X", "B-Y"], gold: [0, 0, 1, 1], predicted: [0, 2, 1, 1])
    // O: P 1, R 1/2; B-X: 1, 1; I-X is predicted once, without gold; B-Y never occurs. Two classes divide.
    let recall = try #require(scores.macro.recall)
    #expect(abs(recall - 75) < 1e-4)
    let micro = try #require(scores.micro.f1)
    #expect(abs(micro - 75) < 1e-4)
    #expect(scores.counts[2] == HitCounts(falsePositives: 1))
    #expect(scores.support == 4)
  }

  @Test("the weighted average weighs by gold words")
  func weighted() throws {
    let scores = try scores(["O", "B-X"], gold: [0, 0, 0, 1], predicted: [0, 0, 0, 0])
    let precision = try #require(scores.weighted.precision)
    #expect(abs(precision - 0.75 * 75) < 1e-4)
  }

  @Test("without words the macro and weighted averages are undefined; the micro average is 0 by its formula")
  func empty() throws {
    let scores = try scores(["O", "B-X"], gold: [], predicted: [])
    let nothing = Scores(precision: nil, recall: nil, f1: nil, support: 0)
    #expect([scores.macro, scores.weighted] == [nothing, nothing])
    #expect(scores.micro == Scores(precision: 0, recall: 0, f1: 0, support: 0))
  }
}
