import Annotations
import Foundation
import Kernels
import Taggers
import Testing

@testable import Scoring
@testable import Training

@Suite("Calibration")
struct CalibrationTests {
  static let labels = LabelSet(ordering: ["B-PER", "I-PER", "B-LOC"])

  /// Sentences whose gold labels are drawn from the softmax of logits, which are then multiplied: a model that is `factor` times
  /// too sure of itself.
  static func evidence(words: Int, factor: Float, seed: UInt64) -> CalibrationEvidence {
    var stream = PhiloxStream(seed: seed, stream: 9)
    var sentences: [CalibrationEvidence.Sentence] = []
    for _ in 0..<words / 8 {
      var sentence = CalibrationEvidence.Sentence(logits: [], gold: [])
      for _ in 0..<8 {
        let logits: [Float] = (0..<labels.count).map { id in
          let mean: Float = id == 0 ? 1 : 0
          return mean + stream.normal(deviation: 1.5)
        }
        let exponentials = logits.map { exp(Double($0)) }
        var left = Double.random(in: 0..<exponentials.reduce(0, +), using: &stream)
        var gold = 0
        while gold + 1 < exponentials.count, left >= exponentials[gold] {
          left -= exponentials[gold]
          gold += 1
        }
        sentence.logits += logits.map { $0 * factor }
        sentence.gold.append(gold)
      }
      sentences.append(sentence)
    }
    return CalibrationEvidence(sentences: sentences)
  }

  @Test("the temperature undoes a model's certainty", arguments: [Float(0.5), 1, 2, 4])
  func temperature(factor: Float) throws {
    let evidence = Self.evidence(words: 40_000, factor: factor, seed: 3)
    let temperature = TemperatureFit.temperature(evidence)
    #expect(abs(temperature / Double(factor) - 1) < 0.03)
    let best = try #require(TemperatureFit.negativeLogLikelihood(evidence, temperature: temperature))
    for other in [temperature * 0.98, temperature * 1.02, 1] where other != temperature {
      #expect(try #require(TemperatureFit.negativeLogLikelihood(evidence, temperature: other)) > best)
    }
  }

  @Test("without words there is nothing to fit; where all is right the coldest temperature is taken")
  func ends() {
    #expect(TemperatureFit.temperature(CalibrationEvidence()) == 1)
    #expect(TemperatureFit.negativeLogLikelihood(CalibrationEvidence(), temperature: 1) == nil)
    let sentence = CalibrationEvidence.Sentence(logits: [9, 0, 0, 0], gold: [0])
    #expect(TemperatureFit.temperature(CalibrationEvidence(sentences: [sentence])) == 0.05)
    let wrong = CalibrationEvidence.Sentence(logits: [9, 0, 0, 0], gold: [1])
    #expect(TemperatureFit.temperature(CalibrationEvidence(sentences: [wrong])) == 20)
    let empty = Calibrator(labels: Self.labels).calibration(CalibrationEvidence())
    #expect(empty.points.isEmpty && empty.mappings.isEmpty)
  }

  @Test("calibration brings the error of words and mentions down on data that it has not seen")
  func held() throws {
    let calibration = Calibrator(labels: Self.labels).calibration(Self.evidence(words: 16_000, factor: 3, seed: 5))
    let other = Self.evidence(words: 16_000, factor: 3, seed: 6)
    let check = CalibrationCheck(other, labels: Self.labels, calibration: calibration, score: .product)
    #expect(check.pairs.count == 2 + MentionScore.allCases.count)
    for pair in check.pairs {
      let (before, after) = (try #require(pair.raw.expectedError), try #require(pair.calibrated.expectedError))
      #expect(after < before / 3, "\(pair.name)")
      #expect(after < 0.04, "\(pair.name)")
    }
  }

  @Test("operating points hold what they promise on data that they have not seen", arguments: [UInt64(11), 12, 13])
  func points(seed: UInt64) throws {
    let calibration = Calibrator(labels: Self.labels).calibration(Self.evidence(words: 16_000, factor: 2, seed: seed))
    let other = Self.evidence(words: 40_000, factor: 2, seed: seed + 100)
    let check = CalibrationCheck(other, labels: Self.labels, calibration: calibration, score: .product)
    #expect(check.points.count >= 4)
    for point in check.points {
      #expect(point.point.lowerBound >= point.point.target)
      let upper = BinomialBound.upper(right: point.right, of: point.mentions, confidence: 0.99)
      #expect(upper >= point.point.target, "\(point.point.label) \(point.point.target)")
    }
  }

  @Test("the same evidence gives the same calibration, and targets of its own are added")
  func deterministic() {
    let evidence = Self.evidence(words: 4_000, factor: 2, seed: 8)
    var calibrator = Calibrator(labels: Self.labels)
    let first = calibrator.calibration(evidence)
    #expect(calibrator.calibration(evidence) == first)
    calibrator.furtherTargets = ["LOC": [0.515]]
    let second = calibrator.calibration(evidence)
    #expect(second.point("LOC", .product, target: 0.515) != nil)
    #expect(second.points.filter { $0.target != 0.515 } == first.points)
    #expect(calibrator.problem("LOC", .product, target: 0.515, evidence, second) == nil)
    #expect(calibrator.problem("LOC", .product, target: 0.99999, evidence, second) != nil)
  }
}
