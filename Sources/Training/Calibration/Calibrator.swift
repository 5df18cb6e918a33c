public import Annotations
public import Scoring
public import Taggers

/// Learns from labelled data what a model's scores are worth.
///
/// Temperature and mappings are kept only where parts of the data that had no share in the fit are better explained with them than
/// without; otherwise scores stay as they are.
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

  /// Temperature, mappings and operating points; always the same for the same evidence.
  public func calibration(_ evidence: CalibrationEvidence) -> Calibration {
    var calibration = Calibration()
    calibration.temperature = TemperatureFit.provenTemperature(evidence.sample)
    calibration.evidence.words = evidence.words
    calibration.evidence.gold = evidence.gold
    for kind in MentionScore.allCases {
      var policy = ScorePolicy()
      (policy.score, policy.temperature) = (kind, calibration.temperature)
      var found = evidence.found(policy)
      if let mapping = ScoreMappingFit.provenMapping(found.map(\.prediction)) {
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
    let found = evidence.found(policy).filter { $0.label == label }.map(\.prediction)
    do throws(PrecisionCurve.Problem) {
      _ = try PrecisionCurve(found, confidence: OperatingPoint.confidence).point(target: target)
      return nil
    } catch {
      return error
    }
  }

  private func addPoints(_ found: [CalibrationEvidence.Found], _ kind: MentionScore, _ calibration: inout Calibration) {
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
}
