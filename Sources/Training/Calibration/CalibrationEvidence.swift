import Annotations
import Kernels
public import Scoring
public import Taggers

/// What a model said of labelled words: the material of a calibration.
///
/// Of words only a sample is kept, for the temperature; of mentions that were found all, with nothing but the logits of their words.
public struct CalibrationEvidence: Sendable {
  /// One sentence.
  public struct Sentence: Sendable {
    /// Logits `[words, labels]`, row by row, as the model gave them.
    public var logits: [Float]
    /// The label id of each word.
    public var gold: [Int]

    /// A sentence from its parts.
    public init(logits: [Float], gold: [Int]) { (self.logits, self.gold) = (logits, gold) }
  }

  /// A mention that the model found.
  private struct Mention: Sendable {
    var label: String
    var isRight: Bool
    var sentence: Int
    /// Its rows among those of all mentions.
    var rows: Range<Int>
  }

  /// A mention that was found, with its score under a policy.
  public struct Found: Hashable, Sendable {
    /// Its type.
    public var label: String
    /// Its score, whether words and type are right, and its sentence.
    public var prediction: PrecisionCurve.Prediction
  }

  /// Sentences of the sample, in the order of the data.
  public private(set) var sample: [Sentence] = []
  /// Words of all sentences.
  public private(set) var words = 0
  /// Mentions that are there, by type.
  public private(set) var gold: [String: Int] = [:]
  private var mentions: [Mention] = []
  /// Logits of the words of mentions, and the label that each has on the path.
  private var logits: [Float] = []
  private var path: [Int32] = []
  private var sentences = 0

  /// No more logits than this are kept for the temperature (4 MB): more would not change its first three digits.
  public static let sampleLimit = 1 << 20

  /// Every how many sentences one belongs to the sample; depends on the size of the data alone.
  public static func sampleStep(words: Int, labels: Int) -> Int {
    let (logits, isTooMany) = words.multipliedReportingOverflow(by: labels)
    return isTooMany ? .max : max(1, (logits + sampleLimit - 1) / sampleLimit)
  }

  /// No evidence.
  public init() {}

  /// Adds a sentence.
  ///
  /// - Parameters:
  ///   - posteriors: the softmax of its logits.
  ///   - isSampled: whether its words belong to the sample.
  public mutating func add(_ sentence: Sentence, posteriors: ArraySlice<Float>, finder: MentionFinder, isSampled: Bool)
  {
    let columns = sentence.gold.isEmpty ? 0 : sentence.logits.count / sentence.gold.count
    let there = finder.mentions(sentence.gold)
    for mention in there { gold[mention.type, default: 0] += 1 }
    let right = Set(there)
    let found = finder.find(posteriors)
    for mention in found.mentions {
      let isRight = right.contains(WordMention(type: mention.label, words: mention.words))
      mentions.append(
        Mention(
          label: mention.label, isRight: isRight, sentence: sentences,
          rows: path.count..<path.count + mention.words.count))
      logits += sentence.logits[mention.words.lowerBound * columns..<mention.words.upperBound * columns]
      path += found.path[mention.words].map(Int32.init)
    }
    if isSampled { sample.append(sentence) }
    words += sentence.gold.count
    sentences += 1
  }

  /// Adds what comes behind in the data.
  public static func += (left: inout CalibrationEvidence, right: CalibrationEvidence) {
    let row = left.path.count
    left.mentions += right.mentions.map {
      Mention(
        label: $0.label, isRight: $0.isRight, sentence: $0.sentence + left.sentences,
        rows: $0.rows.lowerBound + row..<$0.rows.upperBound + row)
    }
    left.sample += right.sample
    left.words += right.words
    left.gold.merge(right.gold, uniquingKeysWith: +)
    left.logits += right.logits
    left.path += right.path
    left.sentences += right.sentences
  }

  /// The mentions that were found, in the order of the data, scored as a policy says. Label paths are those without a temperature;
  /// a temperature does not turn them.
  public func found(_ policy: ScorePolicy) -> [Found] {
    guard !path.isEmpty else { return [] }
    let columns = logits.count / path.count
    var posteriors = Matrix(rows: path.count, columns: columns, elements: logits)
    policy.posteriors(&posteriors)
    let values = posteriors.elements(0..<posteriors.count)
    let ofPath = path.enumerated().map { values[values.startIndex + $0.offset * columns + Int($0.element)] }
    return mentions.map { mention in
      Found(
        label: mention.label,
        prediction: PrecisionCurve.Prediction(
          score: policy.score(ofWords: ofPath[mention.rows]), isRight: mention.isRight, group: mention.sentence))
    }
  }
}
