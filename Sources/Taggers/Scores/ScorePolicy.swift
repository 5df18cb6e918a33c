public import Annotations
import Diagnostics
public import Kernels
import Scoring

/// What is asked of scores: how labels are chosen, what a mention's score is, and which mentions stay.
public struct ScoreRequest: Hashable, Sendable {
  /// How label paths are chosen.
  public var decoding = TagDecoder.Method.viterbi
  /// How a mention's score comes from its words'.
  public var score = MentionScore.product
  /// Whether scores are the model's own, without what its calibration says.
  public var isUncalibrated = false
  /// Mentions below are left out.
  public var threshold: Double?
  /// The same for single types, which go before `threshold`.
  public var thresholds: [String: Double] = [:]
  /// Precisions that types shall have; the archive's operating points say from which score on they do.
  public var precisionTargets: [String: Double] = [:]

  /// Everything at its default: nothing is left out.
  public init() {}
}

/// How a model's scores are made and which mentions stay: a request, and what the model's calibration says to it.
public struct ScorePolicy: Hashable, Sendable {
  /// How label paths are chosen.
  public var decoding = TagDecoder.Method.viterbi
  /// How a mention's score comes from its words'.
  public var score = MentionScore.product
  /// What logits are divided by.
  public var temperature = 1.0
  /// What becomes of the score.
  public var mapping: ScoreMapping?
  /// Mentions below are left out, by type; of other types below `threshold`.
  public var thresholds: [String: Double] = [:]
  /// See `thresholds`.
  public var threshold = 0.0
  /// The operating points that were looked up.
  public var points: [OperatingPoint] = []

  /// Scores as the model has them, and every mention stays.
  public init() {}

  /// - Throws: `ScoreProblem` for a type that the model does not know, a number that is no probability, a point that the
  ///   archive does not have.
  public init(_ request: ScoreRequest, labels: LabelSet, calibration: Calibration?) throws(ScoreProblem) {
    (decoding, score) = (request.decoding, request.score)
    if let calibration, !request.isUncalibrated {
      temperature = calibration.temperature
      mapping = calibration.mapping(of: score)
    }
    let scheme = labels.scheme
    let types = Set(labels.names.compactMap { Tag($0, scheme: scheme).type }).sorted()
    func check(_ label: String, _ value: Double) throws(ScoreProblem) {
      guard types.contains(label) else { throw .unknownLabel(label, known: types) }
      guard (0...1).contains(value) else { throw .noProbability(label, value) }
    }
    if let value = request.threshold {
      guard (0...1).contains(value) else { throw .noProbability(nil, value) }
      threshold = value
    }
    for (label, value) in request.thresholds.sorted(by: { $0.key < $1.key }) {
      try check(label, value)
      thresholds[label] = value
    }
    for (label, target) in request.precisionTargets.sorted(by: { $0.key < $1.key }) {
      try check(label, target)
      guard request.thresholds[label] == nil else { throw .targetAndThreshold(label) }
      guard decoding == .viterbi, !request.isUncalibrated else { throw .targetNeedsCalibration }
      guard let calibration else { throw .noCalibration }
      guard let point = calibration.point(label, score, from: target) else {
        let others = calibration.points.filter { $0.label == label && $0.score == score }.map(\.target).sorted()
        throw .noPoint(
          label, target: target, others: others, found: calibration.evidence.found[label] ?? 0,
          needed: PrecisionCurve.needed(target: target, confidence: OperatingPoint.confidence))
      }
      thresholds[label] = point.threshold
      points.append(point)
    }
  }

  /// Turns logits into posteriors, in place: each row's softmax at the temperature.
  public func posteriors(_ logits: inout Matrix) {
    if temperature != 1 {
      let factor = Float(1 / temperature)
      logits.withMutableSpan { z in for index in z.indices { z[index] *= factor } }
    }
    CrossEntropyKernel.softmax(&logits)
  }

  /// The score of a mention whose words have these posteriors.
  public func score(ofWords posteriors: ArraySlice<Float>) -> Double {
    let score = score.score(posteriors)
    return mapping.map { $0(score) } ?? score
  }

  /// Whether a mention stays.
  public func keeps(_ label: String, score: Double) -> Bool { score >= thresholds[label] ?? threshold }
}

/// What can be wrong with what is asked of scores.
public enum ScoreProblem: Error, Hashable, Sendable {
  /// A type that the model has no label for.
  case unknownLabel(String, known: [String])
  /// A threshold or target outside 0…1.
  case noProbability(String?, Double)
  /// Both a threshold and a target for one type.
  case targetAndThreshold(String)
  /// Targets with scores or paths that no point was computed for.
  case targetNeedsCalibration
  /// A target, and a model that was never calibrated.
  case noCalibration
  /// A target that the archive has no point for.
  case noPoint(String, target: Double, others: [Double], found: Int, needed: Int)
}

extension ScoreProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .unknownLabel(let label, let known):
      return "the model has no type '\(label)'\(Suggestion.phrase(for: label, among: known)) (it has: "
        + known.joined(separator: ", ") + ")"
    case .noProbability(let label, let value):
      return "\(label.map { "the number for '\($0)'" } ?? "the threshold") is \(value), expected 0 to 1"
    case .targetAndThreshold(let label):
      return "'\(label)' has both a threshold and a precision target; name one of them"
    case .targetNeedsCalibration:
      return "operating points are computed for calibrated scores under viterbi decoding; leave --uncalibrated and "
        + "--decoding argmax away, or name a --threshold"
    case .noCalibration:
      return "the model has no operating points, because it was never calibrated; run `gloss calibrate -m MODEL --data "
        + "FOLDER` on labelled data that it was not trained on"
    case .noPoint(let label, let target, let others, let found, let needed):
      let there =
        others.isEmpty
        ? "none is proven for this type" : "proven for this type: " + others.map { "\($0)" }.joined(separator: ", ")
      let why =
        found < needed
        ? "\(found) mentions of this type were found in the data of the calibration, and it takes \(needed) at least, all "
          + "right; calibrate on more labelled data"
        : "of the \(found) mentions found in the data of the calibration too many are wrong, also among those with high "
          + "scores; `gloss calibrate --precision-target \(label)=\(target)` says how far it gets"
      return "the model cannot promise a precision of \(target) for '\(label)' (\(there)): \(why)"
    }
  }
}

extension OperatingPoint {
  /// How sure a point's bound is, one-sided.
  public static let confidence = 0.95
}
