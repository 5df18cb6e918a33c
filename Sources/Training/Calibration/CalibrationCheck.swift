public import Annotations
import Kernels
public import Scoring
public import Taggers

/// How well a model's scores hold on labelled data, as the model has them and calibrated.
public struct CalibrationCheck: Sendable {
  /// Reliability without and with calibration.
  public struct Pair: Sendable {
    /// What is scored.
    public var name: String
    /// Scores as the model has them.
    public var raw: Reliability
    /// At the temperature, without further mapping.
    public var tempered: Reliability
    /// Scores as `tag` writes them.
    public var calibrated: Reliability
  }

  /// What became of an operating point.
  public struct PointCheck: Sendable {
    /// The point, with what was counted when it was computed.
    public var point: OperatingPoint
    /// Mentions of the data with its threshold or more.
    public var mentions: Int
    /// How many of them are right.
    public var right: Int
    /// How many mentions of the type are there.
    public var gold: Int
  }

  /// Words, words that are not outside, and each kind of mention score.
  public private(set) var pairs: [Pair] = []
  /// The operating points of one kind of score.
  public private(set) var points: [PointCheck] = []

  /// Counts everything.
  public init(_ evidence: CalibrationEvidence, labels: LabelSet, calibration: Calibration?, score: MentionScore) {
    let calibration = calibration ?? Calibration()
    var policy = ScorePolicy()
    policy.temperature = calibration.temperature
    for isInside in [false, true] {
      let raw = Self.words(evidence, labels, ScorePolicy(), onlyInside: isInside)
      let calibrated = Self.words(evidence, labels, policy, onlyInside: isInside)
      pairs.append(
        Pair(name: isInside ? "words labelled" : "all words", raw: raw, tempered: calibrated, calibrated: calibrated))
    }
    var gold: [String: Int] = [:]
    let finder = MentionFinder(labels: labels)
    for sentence in evidence.sentences {
      for mention in finder.mentions(sentence.gold) { gold[mention.type, default: 0] += 1 }
    }
    for kind in MentionScore.allCases {
      var raw = ScorePolicy()
      raw.score = kind
      policy.score = kind
      policy.mapping = nil
      let tempered = Calibrator.found(evidence, labels, policy)
      policy.mapping = calibration.mapping(of: kind)
      let calibrated = Calibrator.found(evidence, labels, policy)
      pairs.append(
        Pair(
          name: "mentions, \(kind.rawValue)", raw: Self.reliability(Calibrator.found(evidence, labels, raw)),
          tempered: Self.reliability(tempered), calibrated: Self.reliability(calibrated)))
      guard kind == score else { continue }
      for point in calibration.points where point.score == kind {
        let kept = calibrated.filter { $0.label == point.label && $0.prediction.score >= point.threshold }
        points.append(
          PointCheck(
            point: point, mentions: kept.count, right: kept.count { $0.prediction.isRight },
            gold: gold[point.label] ?? 0))
      }
    }
  }

  private static func reliability(_ found: [Calibrator.FoundPrediction]) -> Reliability {
    var reliability = Reliability()
    for mention in found { reliability.add(mention.prediction.score, isRight: mention.prediction.isRight) }
    return reliability
  }

  /// Each word's most probable label.
  private static func words(
    _ evidence: CalibrationEvidence, _ labels: LabelSet, _ policy: ScorePolicy, onlyInside: Bool
  ) -> Reliability {
    let decoder = TagDecoder(labels: labels, method: .argmax)
    var reliability = Reliability()
    for sentence in evidence.sentences {
      var logits = Matrix(rows: sentence.gold.count, columns: labels.count, elements: sentence.logits)
      policy.posteriors(&logits)
      let (ids, scores) = decoder.decode(logits.elements(0..<logits.count))
      for (word, id) in ids.enumerated() where !onlyInside || labels.names[id] != "O" {
        reliability.add(Double(scores[word]), isRight: id == sentence.gold[word])
      }
    }
    return reliability
  }
}
