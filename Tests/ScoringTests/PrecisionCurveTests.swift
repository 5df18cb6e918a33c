import Foundation
import Kernels
import Testing

@testable import Scoring

@Suite("Thresholds that have a precision")
struct PrecisionCurveTests {
  typealias Prediction = PrecisionCurve.Prediction

  /// What scipy and scikit-learn give for the same rule.
  struct Goldens: Decodable {
    struct Case: Decodable {
      var scores: [Double]
      var right: [Int]
      var groups: [Int]
      var correlation: Double
      /// Threshold, count and lower bound for each target that is reached.
      var points: [String: [Double]]
    }
    var confidence: Double
    var cases: [Case]
  }

  static let targets = [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97]

  @Test("thresholds, bounds and correlations are those of the rule in scipy")
  func goldens() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/precision_curve.json")
    let goldens = try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: file))
    #expect(goldens.cases.count == 5)
    for item in goldens.cases {
      let predictions = item.scores.indices.map {
        Prediction(score: item.scores[$0], isRight: item.right[$0] == 1, group: item.groups[$0])
      }
      let curve = PrecisionCurve(predictions, confidence: goldens.confidence)
      #expect(abs(curve.correlation - item.correlation) < 1e-9)
      for target in Self.targets {
        let point = try? curve.point(target: target)
        guard let expected = item.points["\(target)"] else {
          #expect(point == nil, "\(target)")
          continue
        }
        let found = try #require(point, "\(target)")
        #expect(found.threshold == expected[0] && Double(found.count) == expected[1])
        #expect(abs(found.lowerBound - expected[2]) < 1e-8)
      }
    }
  }

  /// Predictions with scores of 0…1, each of which is right as often as its score says.
  static func honest(_ count: Int, seed: UInt64, groupSize: Int = 1) -> [Prediction] {
    var generator = PhiloxStream(seed: seed, stream: 2)
    var chance = 0.0
    return (0..<count).map { index in
      let score = Double.random(in: 0..<1, using: &generator)
      // Members of a group share their luck.
      if index.isMultiple(of: groupSize) { chance = Double.random(in: 0..<1, using: &generator) }
      return Prediction(score: score, isRight: chance < score, group: index / groupSize)
    }
  }

  @Test("a promise is broken by no more data sets than the confidence allows", arguments: [1, 4], [0.65, 0.75])
  func kept(groupSize: Int, target: Double) {
    let sets = 200
    var (promised, broken) = (0, 0)
    for seed in 0..<sets {
      let predictions = Self.honest(400, seed: UInt64(seed), groupSize: groupSize)
      guard let point = try? PrecisionCurve(predictions, confidence: 0.95).point(target: target) else { continue }
      promised += 1
      // Scores are uniform, so those from t on are right as often as their mean says.
      broken += (1 + point.threshold) / 2 < target ? 1 : 0
    }
    #expect(promised > sets / 10)
    // 5 % of 200 data sets, and what chance may add to that.
    #expect(broken <= 16, "\(broken) of \(promised)")
  }

  @Test("a lower target never has a stricter threshold", arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
  func monotone(seed: UInt64) {
    let curve = PrecisionCurve(Self.honest(300, seed: seed, groupSize: 2), confidence: 0.95)
    var last = 0.0
    var isReached = true
    for target in stride(from: 0.3, to: 1, by: 0.01) {
      let point = try? curve.point(target: target)
      #expect(isReached || point == nil, "\(target)")
      isReached = point != nil
      guard let point else { continue }
      #expect(point.threshold >= last && point.lowerBound >= target)
      last = point.threshold
    }
    #expect(last > 0)
  }

  @Test("a threshold keeps as much as the bound allows, and equal scores together")
  func stretch() throws {
    var scores: [(Double, Bool)] = (0..<40).map { (0.9 + Double($0) / 1000, true) }
    scores += (0..<10).map { (0.5, $0 < 5) } + (0..<30).map { (0.2 + Double($0) / 1000, false) }
    let predictions = scores.enumerated().map {
      Prediction(score: $0.element.0, isRight: $0.element.1, group: $0.offset)
    }
    let curve = PrecisionCurve(predictions.reversed(), confidence: 0.9)
    #expect(curve.points.count == 71)
    let strict = try curve.point(target: 0.9)
    #expect(strict.threshold == 0.9 && strict.count == 40 && strict.right == 40)
    let loose = try curve.point(target: 0.77)
    #expect(loose.threshold == 0.5 && loose.count == 50 && loose.right == 45)
    #expect(throws: PrecisionCurve.Problem.outOfReach(best: strict)) { try curve.point(target: 0.95) }
    #expect(throws: PrecisionCurve.Problem.tooFew(count: 3)) {
      try PrecisionCurve(Array(predictions.prefix(3)), confidence: 0.9).point(target: 0.9)
    }
    #expect(throws: PrecisionCurve.Problem.tooFew(count: 0)) {
      try PrecisionCurve([], confidence: 0.9).point(target: 0.5)
    }
  }

  @Test("what is right or wrong together tells as much as one")
  func together() throws {
    let groups = 40
    let predictions = (0..<groups * 5).map {
      Prediction(score: 0.5, isRight: $0 / 5 % 4 != 0, group: $0 / 5)
    }
    let curve = PrecisionCurve(predictions, confidence: 0.95)
    #expect(abs(curve.correlation - 1) < 1e-9)
    #expect(abs(try #require(curve.points.last).effectiveCount - Double(groups)) < 1e-6)
    let alone = predictions.enumerated().map {
      Prediction(score: 0.5, isRight: $0.element.isRight, group: $0.offset)
    }
    #expect(PrecisionCurve(alone, confidence: 0.95).correlation == 0)
    #expect(throws: Never.self) { try PrecisionCurve(alone, confidence: 0.95).point(target: 0.65) }
    #expect(throws: PrecisionCurve.Problem.self) { try curve.point(target: 0.65) }
  }

  // The least n with targetⁿ ≤ (1 − confidence)/2.
  @Test(
    "so many mentions without a mistake it takes",
    arguments: [(0.9, 0.95, 36), (0.95, 0.95, 72), (0.99, 0.95, 368), (0.5, 0.9, 5)])
  func needed(target: Double, confidence: Double, count: Int) {
    #expect(PrecisionCurve.needed(target: target, confidence: confidence) == count)
    #expect(PrecisionCurve.needed(target: 1, confidence: confidence) == .max)
    func curve(_ count: Int) -> PrecisionCurve {
      PrecisionCurve((0..<count).map { Prediction(score: 0.5, isRight: true, group: $0) }, confidence: confidence)
    }
    #expect(throws: Never.self) { try curve(count).point(target: target) }
    #expect(throws: PrecisionCurve.Problem.tooFew(count: count - 1)) { try curve(count - 1).point(target: target) }
  }
}
