import Annotations
import Foundation
import Kernels
import Testing

@testable import Taggers

@Suite("Scores of mentions")
struct ScoreTests {
  static let labels = LabelSet(ordering: ["B-PER", "I-PER", "B-LOC", "I-LOC"])

  static var calibration: Calibration {
    var calibration = Calibration()
    calibration.temperature = 1.5
    calibration.mappings["product"] = ScoreMapping(slope: 0.8, intercept: -0.2)
    calibration.evidence.found = ["PER": 80, "LOC": 7]
    calibration.points = [
      OperatingPoint(
        label: "PER", score: .product, target: 0.9, threshold: 0.75, mentions: 60, right: 58, gold: 90,
        lowerBound: 0.91,
        confidence: 0.9)
    ]
    return calibration
  }

  @Test(
    "the kinds of score are what they are called",
    arguments: [(MentionScore.product, 0.36), (.minimum, 0.5), (.mean, 2.2 / 3)])
  func kinds(kind: MentionScore, expected: Double) {
    let posteriors: [Float] = [0.9, 0.5, 0.8]
    #expect(abs(kind.score(posteriors) - expected) < 1e-6)
    #expect(kind.score([Float]()) == 1)
    #expect(abs(kind.score([Float(0.25)]) - 0.25) < 1e-9)
  }

  @Test("a mapping keeps the order of scores and gives probabilities", arguments: [(1.0, 0.0), (0.3, 2), (4, -1)])
  func mapping(slope: Double, intercept: Double) {
    let mapping = ScoreMapping(slope: slope, intercept: intercept)
    let mapped: [Double] = (0...20).map { mapping(Double($0) / 20) }
    #expect(mapped.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(zip(mapped, mapped.dropFirst()).allSatisfy { $0 <= $1 })
    if slope == 1, intercept == 0 { #expect(abs(mapping(0.7) - 0.7) < 1e-12) }
  }

  @Test("the posteriors at a temperature are the softmax of the logits divided by it")
  func temperature() {
    var policy = ScorePolicy()
    policy.temperature = 2
    var logits = Matrix(rows: 1, columns: 3, elements: [2, 0, -2])
    policy.posteriors(&logits)
    let terms: [Double] = [exp(1.0), 1, exp(-1.0)]
    let sum = terms.reduce(0, +)
    for (value, term) in zip(logits.values, terms) {
      let difference = Double(value) - term / sum
      #expect(abs(difference) < 1e-6)
    }
  }

  @Test("a policy takes from the calibration what the request does not refuse")
  func policy() throws {
    var request = ScoreRequest()
    request.precisionTargets = ["PER": 0.9]
    let policy = try ScorePolicy(request, labels: Self.labels, calibration: Self.calibration)
    #expect(policy.temperature == 1.5)
    #expect(policy.mapping == Self.calibration.mapping(of: .product))
    #expect(policy.thresholds == ["PER": 0.75])
    #expect(policy.points == Self.calibration.points)
    #expect(policy.keeps("PER", score: 0.75) && !policy.keeps("PER", score: 0.749) && policy.keeps("LOC", score: 0))
    // What is proven for 0.9 is proven for less.
    request.precisionTargets = ["PER": 0.87]
    #expect(try ScorePolicy(request, labels: Self.labels, calibration: Self.calibration).thresholds == ["PER": 0.75])
    request = ScoreRequest()
    request.isUncalibrated = true
    #expect(try ScorePolicy(request, labels: Self.labels, calibration: Self.calibration) == ScorePolicy())
    request = ScoreRequest()
    request.score = .mean
    let mean = try ScorePolicy(request, labels: Self.labels, calibration: Self.calibration)
    #expect(mean.mapping == nil && mean.temperature == 1.5)
  }

  @Test("what cannot be done is refused, and the message says what can")
  func refusals() throws {
    func message(_ calibration: Calibration? = Self.calibration, _ change: (inout ScoreRequest) -> Void) -> String {
      var request = ScoreRequest()
      change(&request)
      do throws(ScoreProblem) {
        _ = try ScorePolicy(request, labels: Self.labels, calibration: calibration)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(message { $0.thresholds = ["PR": 0.5] }.contains("did you mean 'PER'?"))
    #expect(message { $0.thresholds = ["PER": 1.5] }.contains("the number for 'PER' is 1.5"))
    #expect(message { $0.threshold = -1 }.contains("the threshold is -1.0"))
    #expect(message(nil) { $0.precisionTargets = ["PER": 0.9] }.contains("gloss calibrate"))
    let few = message { $0.precisionTargets = ["LOC": 0.9] }
    #expect(
      few.contains("7 mentions of this type") && few.contains("none is proven for this type")
        && few.contains("36 at least"))
    #expect(message { $0.precisionTargets = ["PER": 0.95] }.contains("proven for this type: 0.9"))
    #expect(message { ($0.precisionTargets, $0.thresholds) = (["PER": 0.9], ["PER": 0.5]) }.contains("both"))
    #expect(message { ($0.precisionTargets, $0.decoding) = (["PER": 0.9], .argmax) }.contains("viterbi"))
    #expect(message { ($0.precisionTargets, $0.isUncalibrated) = (["PER": 0.9], true) }.contains("calibrated"))
  }

  @Test("mentions are found with their scores; what stays out becomes outside")
  func finding() {
    // O, B-LOC, B-PER, I-LOC, I-PER, by code point.
    let p: [Float] = [
      0.1, 0.1, 0.7, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.6, 0.9, 0.025, 0.025, 0.025, 0.025, 0.2, 0.5, 0.1, 0.1, 0.1,
    ]
    var policy = ScorePolicy()
    let all = MentionFinder(labels: Self.labels, policy: policy).find(p[...])
    #expect(all.words == 4 && all.leftOut == 0)
    #expect(all.mentions.map(\.label) == ["PER", "LOC"])
    #expect(all.mentions.map(\.words) == [0..<2, 3..<4])
    #expect(zip(all.mentions, [0.42, 0.5]).allSatisfy { abs($0.score - $1) < 1e-6 })
    policy.thresholds = ["PER": 0.43]
    let some = MentionFinder(labels: Self.labels, policy: policy).find(p[...])
    #expect(some.mentions == [all.mentions[1]])
    #expect(some.leftOut == 1)
    #expect(some.path.map { Self.labels.names[$0] } == ["O", "O", "O", "B-LOC"])
  }

  @Test("a calibration is read as it was written, and refused where it makes no sense")
  func json() throws {
    let bytes = try Self.calibration.json
    #expect(try Calibration(json: bytes, file: "m#calibration.json") == Self.calibration)
    let text = String(decoding: bytes, as: UTF8.self)
    for broken in [
      text.replacing("1.5", with: "0"), text.replacing("0.8", with: "-1"), text.replacing("0.75", with: "7"), "{}", "",
    ] {
      #expect(throws: ModelProblem.self) { try Calibration(json: Data(broken.utf8), file: "m") }
    }
  }
}
