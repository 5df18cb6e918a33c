public import Annotations
import Kernels
public import Scoring
public import Taggers

/// How well a model's scores hold on labelled data, as the model has them and calibrated: counters, whatever the size of the data.
public struct CalibrationCheck: Sendable {
  /// Reliability without and with calibration.
  public struct Pair: Sendable {
    /// What is scored.
    public var name: String
    /// Scores as the model has them.
    public var raw = Reliability()
    /// At the temperature, without further mapping.
    public var tempered = Reliability()
    /// Scores as `tag` writes them.
    public var calibrated = Reliability()

    fileprivate static func += (left: inout Pair, right: Pair) {
      left.raw += right.raw
      left.tempered += right.tempered
      left.calibrated += right.calibrated
    }
  }

  /// What became of an operating point.
  public struct PointCheck: Sendable {
    /// The point, with what was counted when it was computed.
    public var point: OperatingPoint
    /// Mentions of the data with its threshold or more.
    public var mentions = 0
    /// How many of them are right.
    public var right = 0
    /// How many mentions of the type are there.
    public var gold = 0
  }

  /// Words, words that are not outside, and each kind of mention score.
  public private(set) var pairs: [Pair]
  /// The operating points of one kind of score.
  public private(set) var points: [PointCheck]
  private let labels: LabelSet
  private let tempered: ScorePolicy
  private let kinds: [(kind: MentionScore, mapping: ScoreMapping?)]
  private let score: MentionScore
  private let finder: MentionFinder
  private let outside: Int

  /// Nothing counted yet.
  ///
  /// - Parameter score: the kind of score whose operating points are counted.
  public init(labels: LabelSet, calibration: Calibration?, score: MentionScore) {
    let calibration = calibration ?? Calibration()
    var policy = ScorePolicy()
    policy.temperature = calibration.temperature
    (self.labels, tempered, self.score) = (labels, policy, score)
    finder = MentionFinder(labels: labels)
    outside = labels.id(of: "O") ?? -1
    kinds = MentionScore.allCases.map { ($0, calibration.mapping(of: $0)) }
    pairs =
      ["all words", "words labelled"].map { Pair(name: $0) } + kinds.map { Pair(name: "mentions, \($0.kind.rawValue)") }
    points = calibration.points.filter { $0.score == score }.map { PointCheck(point: $0) }
  }

  /// Counts a sentence.
  ///
  /// - Parameters:
  ///   - logits: `[words, labels]`, row by row.
  ///   - gold: the label id of each word.
  public mutating func add(logits: [Float], gold: [Int]) {
    var (raw, cooled) = (matrix(logits, gold), matrix(logits, gold))
    CrossEntropyKernel.softmax(&raw)
    tempered.posteriors(&cooled)
    let (raws, cooleds) = (raw.elements(0..<raw.count), cooled.elements(0..<cooled.count))
    countWords(raws, cooleds, gold)
    let there = finder.mentions(gold)
    count(gold: there)
    let right = Set(there)
    let found = finder.find(raws)
    for mention in found.mentions {
      func posteriors(_ values: ArraySlice<Float>) -> [Float] {
        mention.words.map { values[values.startIndex + $0 * labels.count + found.path[$0]] }
      }
      let isRight = right.contains(WordMention(type: mention.label, words: mention.words))
      let (own, cooled) = (posteriors(raws), posteriors(cooleds))
      for (index, item) in kinds.enumerated() {
        count(mention.label, index, raw: item.kind.score(own), tempered: item.kind.score(cooled), isRight: isRight)
      }
    }
  }

  /// Counts evidence: its sample of words, and all its mentions.
  public mutating func add(_ evidence: CalibrationEvidence) {
    for sentence in evidence.sample {
      var (raw, cooled) = (matrix(sentence.logits, sentence.gold), matrix(sentence.logits, sentence.gold))
      CrossEntropyKernel.softmax(&raw)
      tempered.posteriors(&cooled)
      countWords(raw.elements(0..<raw.count), cooled.elements(0..<cooled.count), sentence.gold)
    }
    for index in points.indices { points[index].gold += evidence.gold[points[index].point.label] ?? 0 }
    for (index, item) in kinds.enumerated() {
      var (own, policy) = (ScorePolicy(), tempered)
      (own.score, policy.score) = (item.kind, item.kind)
      for (raw, cooled) in zip(evidence.found(own), evidence.found(policy)) {
        count(
          raw.label, index, raw: raw.prediction.score, tempered: cooled.prediction.score,
          isRight: raw.prediction.isRight)
      }
    }
  }

  /// Adds what another check of the same calibration counted.
  public static func += (left: inout CalibrationCheck, right: CalibrationCheck) {
    for index in left.pairs.indices { left.pairs[index] += right.pairs[index] }
    for index in left.points.indices {
      left.points[index].mentions += right.points[index].mentions
      left.points[index].right += right.points[index].right
      left.points[index].gold += right.points[index].gold
    }
  }

  private func matrix(_ logits: [Float], _ gold: [Int]) -> Matrix {
    Matrix(rows: gold.count, columns: labels.count, elements: logits)
  }

  private mutating func count(gold: [WordMention]) {
    guard !points.isEmpty else { return }
    for mention in gold {
      for index in points.indices where points[index].point.label == mention.type { points[index].gold += 1 }
    }
  }

  /// Counts a mention for the kind of score at `index`.
  private mutating func count(_ label: String, _ index: Int, raw: Double, tempered: Double, isRight: Bool) {
    let calibrated = kinds[index].mapping.map { $0(tempered) } ?? tempered
    pairs[2 + index].raw.add(raw, isRight: isRight)
    pairs[2 + index].tempered.add(tempered, isRight: isRight)
    pairs[2 + index].calibrated.add(calibrated, isRight: isRight)
    guard kinds[index].kind == score else { return }
    for index in points.indices where points[index].point.label == label && calibrated >= points[index].point.threshold
    {
      points[index].mentions += 1
      points[index].right += isRight ? 1 : 0
    }
  }

  /// Counts each word's most probable label.
  private mutating func countWords(_ raw: ArraySlice<Float>, _ cooled: ArraySlice<Float>, _ gold: [Int]) {
    for word in gold.indices {
      let row = raw.startIndex + word * labels.count
      var id = 0
      for other in 0..<labels.count where raw[row + other] > raw[row + id] { id = other }
      let score = Double(cooled[cooled.startIndex + word * labels.count + id])
      for pair in 0..<(id == outside ? 1 : 2) {
        pairs[pair].raw.add(Double(raw[row + id]), isRight: id == gold[word])
        pairs[pair].tempered.add(score, isRight: id == gold[word])
        pairs[pair].calibrated.add(score, isRight: id == gold[word])
      }
    }
  }
}
