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
    var evidence = CalibrationEvidence()
    let finder = MentionFinder(labels: labels)
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
      add(sentence, to: &evidence, finder)
    }
    return evidence
  }

  static func add(
    _ sentence: CalibrationEvidence.Sentence, to evidence: inout CalibrationEvidence, _ finder: MentionFinder
  ) {
    var posteriors = Matrix(rows: sentence.gold.count, columns: labels.count, elements: sentence.logits)
    ScorePolicy().posteriors(&posteriors)
    evidence.add(sentence, posteriors: posteriors.elements(0..<posteriors.count), finder: finder, isSampled: true)
  }

  @Test("the temperature undoes a model's certainty", arguments: [Float(0.5), 1, 2, 4])
  func temperature(factor: Float) throws {
    let evidence = Self.evidence(words: 40_000, factor: factor, seed: 3).sample
    let temperature = TemperatureFit.temperature(evidence)
    #expect(abs(temperature / Double(factor) - 1) < 0.03)
    let best = try #require(TemperatureFit.negativeLogLikelihood(evidence, temperature: temperature))
    for other in [temperature * 0.98, temperature * 1.02, 1] where other != temperature {
      #expect(try #require(TemperatureFit.negativeLogLikelihood(evidence, temperature: other)) > best)
    }
  }

  @Test("without words there is nothing to fit; where all is right the coldest temperature is taken")
  func ends() {
    #expect(TemperatureFit.temperature([]) == 1)
    #expect(TemperatureFit.negativeLogLikelihood([], temperature: 1) == nil)
    let sentence = CalibrationEvidence.Sentence(logits: [9, 0, 0, 0], gold: [0])
    #expect(TemperatureFit.temperature([sentence]) == 0.05)
    let wrong = CalibrationEvidence.Sentence(logits: [9, 0, 0, 0], gold: [1])
    #expect(TemperatureFit.temperature([wrong]) == 20)
    let empty = Calibrator(labels: Self.labels).calibration(CalibrationEvidence())
    #expect(empty.points.isEmpty && empty.mappings.isEmpty)
  }

  @Test("calibration brings the error of words and mentions down on data that it has not seen")
  func held() throws {
    let calibration = Calibrator(labels: Self.labels).calibration(Self.evidence(words: 16_000, factor: 3, seed: 5))
    let other = Self.evidence(words: 16_000, factor: 3, seed: 6)
    var check = CalibrationCheck(labels: Self.labels, calibration: calibration, score: .product)
    check.add(other)
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
    var check = CalibrationCheck(labels: Self.labels, calibration: calibration, score: .product)
    check.add(other)
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

  @Test("scores that are honest stay as they are, and others are mapped", arguments: [UInt64(21), 22, 23, 24])
  func proven(seed: UInt64) throws {
    var stream = PhiloxStream(seed: seed, stream: 4)
    let scores = (0..<600).map { _ in Double.random(in: 0.02..<0.98, using: &stream) }
    func predictions(_ chance: (Double) -> Double) -> [PrecisionCurve.Prediction] {
      scores.enumerated().map { index, score in
        PrecisionCurve.Prediction(
          score: score, isRight: Double.random(in: 0..<1, using: &stream) < chance(score), group: index / 2)
      }
    }
    #expect(ScoreMappingFit.provenMapping(predictions { $0 }) == nil)
    let truth = ScoreMapping(slope: 0.4, intercept: -0.5)
    let mapping = try #require(ScoreMappingFit.provenMapping(predictions { truth($0) }))
    #expect(abs(mapping.slope - truth.slope) < 0.2 && abs(mapping.intercept - truth.intercept) < 0.4)
    #expect(TemperatureFit.provenTemperature(Self.evidence(words: 2_000, factor: 1, seed: seed).sample) == 1)
    let sure = TemperatureFit.provenTemperature(Self.evidence(words: 2_000, factor: 2, seed: seed).sample)
    #expect(abs(sure - 2) < 0.3)
  }

  @Test("a gain is proven where it is twice its standard error")
  func gains() {
    #expect(HeldOut.isProven([1, 1.2, 0.8, 1.1]))
    #expect(!HeldOut.isProven([1, -1, 1.5, -0.9]) && !HeldOut.isProven([-1, -1.2]))
    #expect(!HeldOut.isProven([]) && !HeldOut.isProven([3]))
  }

  @Test("evidence and checks that were made in parts are those of the whole", arguments: [1, 7])
  func parts(size: Int) {
    let whole = Self.evidence(words: 800, factor: 2, seed: 31)
    let finder = MentionFinder(labels: Self.labels)
    let calibration = Calibrator(labels: Self.labels).calibration(whole)
    var (sum, part) = (CalibrationEvidence(), CalibrationEvidence())
    var streamed = CalibrationCheck(labels: Self.labels, calibration: calibration, score: .mean)
    for (index, sentence) in whole.sample.enumerated() {
      Self.add(sentence, to: &part, finder)
      var own = CalibrationCheck(labels: Self.labels, calibration: calibration, score: .mean)
      own.add(logits: sentence.logits, gold: sentence.gold)
      streamed += own
      if (index + 1).isMultiple(of: size) {
        sum += part
        part = CalibrationEvidence()
      }
    }
    sum += part
    #expect(sum.words == 800 && sum.sample.count == 100)
    #expect(sum.found(ScorePolicy()) == whole.found(ScorePolicy()))
    #expect(Calibrator(labels: Self.labels).calibration(sum) == calibration)
    // Sentence by sentence or from evidence, forwards or backwards: the same counts.
    var check = CalibrationCheck(labels: Self.labels, calibration: calibration, score: .mean)
    check.add(whole)
    #expect(check.pairs.map(\.calibrated) == streamed.pairs.map(\.calibrated))
    #expect(check.pairs.map(\.raw) == streamed.pairs.map(\.raw))
    #expect(check.points.map(\.right) == streamed.points.map(\.right) && !check.points.isEmpty)
    #expect(check.points.map(\.gold) == streamed.points.map(\.gold))
  }

  @Test("the sample of words does not grow with the data", arguments: [(0, 9, 1), (10_000, 9, 1), (1_000_000, 9, 9)])
  func sample(words: Int, labels: Int, step: Int) {
    #expect(CalibrationEvidence.sampleStep(words: words, labels: labels) == step)
    #expect(words / step * labels <= CalibrationEvidence.sampleLimit)
    #expect(CalibrationEvidence.sampleStep(words: .max, labels: 9) == .max)
  }
}
