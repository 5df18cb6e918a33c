import Foundation

/// What labelled data that the model was not trained on told about its scores; kept in the archive.
public struct Calibration: Codable, Hashable, Sendable {
  /// What logits are divided by before the softmax. 1: as the model has them; more: it was too sure of itself.
  public var temperature = 1.0
  /// What becomes of each kind of mention score at that temperature, by `MentionScore.rawValue`.
  public var mappings: [String: ScoreMapping] = [:]
  /// Thresholds that reach a precision.
  public var points: [OperatingPoint] = []
  /// What all this was computed from.
  public var evidence = Evidence()

  /// The data behind a calibration.
  public struct Evidence: Codable, Hashable, Sendable {
    /// Words that were scored.
    public var words = 0
    /// Mentions that were found in them, by type.
    public var found: [String: Int] = [:]
    /// Mentions that are there, by type.
    public var gold: [String: Int] = [:]

    /// None.
    public init() {}
  }

  /// What a model without calibration has: scores as they come.
  public init() {}

  /// The mapping of a kind of score.
  public func mapping(of kind: MentionScore) -> ScoreMapping? { mappings[kind.rawValue] }

  /// The point of a label for a target, if it was computed.
  public func point(_ label: String, _ kind: MentionScore, target: Double) -> OperatingPoint? {
    points.first { $0.label == label && $0.score == kind && abs($0.target - target) < 1e-9 }
  }

  /// The point of a label for a target or, where there is none, for the next higher one: what is proven for that is proven for this.
  public func point(_ label: String, _ kind: MentionScore, from target: Double) -> OperatingPoint? {
    points.filter { $0.label == label && $0.score == kind && $0.target > target - 1e-9 }
      .min { $0.target < $1.target }
  }
}

/// The lowest score from which on the mentions of a type have a precision, with what was counted on labelled data.
public struct OperatingPoint: Codable, Hashable, Sendable {
  /// The type of the mentions.
  public var label: String
  /// The kind of score.
  public var score: MentionScore
  /// The precision that was asked for.
  public var target: Double
  /// Mentions with this score or more count; calibrated scores.
  public var threshold: Double
  /// How many mentions of the data have it.
  public var mentions: Int
  /// How many of them are right.
  public var right: Int
  /// How many mentions of the type are there.
  public var gold: Int
  /// The precision that `right` of `mentions` leave no doubt of at `confidence`.
  public var lowerBound: Double
  /// How sure that bound is, one-sided.
  public var confidence: Double

  /// A point from its parts.
  public init(
    label: String, score: MentionScore, target: Double, threshold: Double, mentions: Int, right: Int, gold: Int,
    lowerBound: Double, confidence: Double
  ) {
    (self.label, self.score, self.target, self.threshold) = (label, score, target, threshold)
    (self.mentions, self.right, self.gold) = (mentions, right, gold)
    (self.lowerBound, self.confidence) = (lowerBound, confidence)
  }
}

extension Calibration {
  /// Its name in an archive; archives without it are those of a model that was not calibrated.
  static let memberName = "calibration.json"

  /// The bytes of the archive's member; the same calibration gives the same bytes.
  var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data([0x0A])
    }
  }

  /// Reads and checks an archive's member.
  ///
  /// - Throws: `ModelProblem.modelConfiguration`.
  init(json: Data, file: String) throws {
    do {
      self = try JSONDecoder().decode(Calibration.self, from: json)
    } catch {
      throw ModelProblem.modelConfiguration(file: file, "it does not say what this version needs")
    }
    let isSound =
      Self.temperatures.contains(temperature)
      && mappings.values.allSatisfy { $0.slope > 0 && $0.slope.isFinite && $0.intercept.isFinite }
      && points.allSatisfy { (0...1).contains($0.target) && (0...1).contains($0.threshold) }
    guard isSound else { throw ModelProblem.modelConfiguration(file: file, "its numbers are out of range") }
  }

  /// The temperatures that are looked at.
  public static let temperatures = 0.05...20.0
}
