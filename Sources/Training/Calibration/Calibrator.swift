public import Annotations
import Kernels
public import Scoring
public import Taggers

/// Learns from labelled data what a model's scores are worth.
public struct Calibrator: Sendable {
  /// The labels in the order of the logits.
  public var labels: LabelSet
  /// Precisions that an operating point is computed for, for every type.
  public var targets = Calibrator.standardTargets
  /// Further precisions, by type.
  public var furtherTargets: [String: [Double]] = [:]

  /// The precisions of which points are computed without being asked for.
  public static let standardTargets = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99]

  /// A calibrator for a label set.
  public init(labels: LabelSet) { self.labels = labels }

  /// A mention that was found.
  public struct FoundPrediction: Hashable, Sendable {
    /// Its type.
    public var label: String
    /// Its score, and whether words and type are right.
    public var prediction: PrecisionCurve.Prediction
  }

  /// Temperature, mappings and operating points; always the same for the same evidence.
  public func calibration(_ evidence: CalibrationEvidence) -> Calibration {
    var calibration = Calibration()
    calibration.temperature = TemperatureFit.temperature(evidence)
    calibration.evidence.words = evidence.words
    let finder = MentionFinder(labels: labels)
    for sentence in evidence.sentences {
      for mention in finder.mentions(sentence.gold) { calibration.evidence.gold[mention.type, default: 0] += 1 }
    }
    for kind in MentionScore.allCases {
      var policy = ScorePolicy()
      (policy.score, policy.temperature) = (kind, calibration.temperature)
      var found = Self.found(evidence, labels, policy)
      if let mapping = ScoreMappingFit.mapping(found.map(\.prediction)) {
        calibration.mappings[kind.rawValue] = mapping
        for index in found.indices { found[index].prediction.score = mapping(found[index].prediction.score) }
      }
      if kind == .product {
        for mention in found { calibration.evidence.found[mention.label, default: 0] += 1 }
      }
      addPoints(found, kind, &calibration)
    }
    return calibration
  }

  /// Why there is no point for a target; `nil` if there is one.
  public func problem(
    _ label: String, _ kind: MentionScore, target: Double, _ evidence: CalibrationEvidence, _ calibration: Calibration
  ) -> PrecisionCurve.Problem? {
    var policy = ScorePolicy()
    (policy.score, policy.temperature) = (kind, calibration.temperature)
    policy.mapping = calibration.mapping(of: kind)
    let found = Self.found(evidence, labels, policy).filter { $0.label == label }.map(\.prediction)
    do throws(PrecisionCurve.Problem) {
      _ = try PrecisionCurve(found, confidence: OperatingPoint.confidence).point(target: target)
      return nil
    } catch {
      return error
    }
  }

  private func addPoints(_ found: [FoundPrediction], _ kind: MentionScore, _ calibration: inout Calibration) {
    let groups = Dictionary(grouping: found, by: \.label)
    for label in groups.keys.sorted() {
      let curve = PrecisionCurve((groups[label] ?? []).map(\.prediction), confidence: OperatingPoint.confidence)
      for target in Set(targets + (furtherTargets[label] ?? [])).sorted() {
        guard let point = try? curve.point(target: target) else { continue }
        calibration.points.append(
          OperatingPoint(
            label: label, score: kind, target: target, threshold: point.threshold, mentions: point.count,
            right: point.right, gold: calibration.evidence.gold[label] ?? 0, lowerBound: point.lowerBound,
            confidence: OperatingPoint.confidence))
      }
    }
  }

  /// The mentions that a policy finds, in the order of the data, each judged.
  public static func found(
    _ evidence: CalibrationEvidence, _ labels: LabelSet, _ policy: ScorePolicy
  ) -> [FoundPrediction] {
    let finder = MentionFinder(labels: labels, policy: policy)
    var all: [FoundPrediction] = []
    for sentence in evidence.sentences {
      let gold = Set(finder.mentions(sentence.gold))
      var logits = Matrix(rows: sentence.gold.count, columns: labels.count, elements: sentence.logits)
      policy.posteriors(&logits)
      for mention in finder.find(logits.elements(0..<logits.count)).mentions {
        let isRight = gold.contains(WordMention(type: mention.label, words: mention.words))
        all.append(
          FoundPrediction(
            label: mention.label, prediction: PrecisionCurve.Prediction(score: mention.score, isRight: isRight)))
      }
    }
    return all
  }
}
