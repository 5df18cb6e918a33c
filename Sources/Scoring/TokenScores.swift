public import Annotations

/// Word-level scores of every class, `O` included, as NeMo's classification report computes them.
///
/// All scores are percent: P = 100·tp/(tp+fp+ε), R = 100·tp/(tp+fn+ε), F₁ = 2PR/(P+R+ε), ε = 1e-6, so that an empty
/// denominator gives 0. Words are counted, not sub-tokens. (NeMo sums in 32-bit floats, which from 16.7 million words on
/// no longer count; here counts are integers.)
public struct TokenScores: Hashable, Sendable {
  /// The classes.
  public let labels: LabelSet
  /// The counts of each class by id.
  public private(set) var counts: [HitCounts]

  private static let epsilon = 1e-6

  /// Nothing counted yet.
  public init(labels: LabelSet) {
    self.labels = labels
    counts = Array(repeating: HitCounts(), count: labels.count)
  }

  /// Adds the words of one sentence by the ids of their labels; both sequences have the same length.
  public mutating func add(gold: [Int], predicted: [Int]) {
    precondition(gold.count == predicted.count, "\(gold.count) gold labels, \(predicted.count) predicted")
    for (gold, predicted) in zip(gold, predicted) { add(gold: gold, predicted: predicted, times: 1) }
  }

  /// Adds `times` words of one kind.
  public mutating func add(gold: Int, predicted: Int, times: Int) {
    if gold == predicted {
      counts[gold].truePositives += times
    } else {
      counts[gold].falseNegatives += times
      counts[predicted].falsePositives += times
    }
  }

  /// Adds what was counted elsewhere over the same labels, for example by another worker.
  public static func += (scores: inout TokenScores, other: TokenScores) {
    precondition(scores.labels == other.labels, "different labels")
    for id in scores.counts.indices { scores.counts[id] += other.counts[id] }
  }

  /// The scores of the class with this id, in percent.
  public func scores(of id: Int) -> Scores { Self.scores(counts[id]) }

  /// The number of words.
  public var support: Int { counts.reduce(0) { $0 + $1.support } }

  /// The scores of all words together, in percent; all three are the share of right words (0 without words).
  public var micro: Scores { Self.scores(counts.reduce(into: HitCounts(), +=)) }

  /// The sum over all classes divided by the number of classes that occur in gold, in percent; `nil` without words.
  /// These are the values that NeMo logs as `precision`, `recall` and `f1`.
  public var macro: Scores { average { _ in 1 } }

  /// The mean over classes weighted by their gold words, in percent; `nil` without words.
  public var weighted: Scores { average { Double($0.support) } }

  private static func scores(_ counts: HitCounts) -> Scores {
    let hits = Double(counts.truePositives)
    let precision = 100 * hits / (Double(counts.predicted) + epsilon)
    let recall = 100 * hits / (Double(counts.support) + epsilon)
    let f1 = 2 * precision * recall / (precision + recall + epsilon)
    return Scores(precision: precision, recall: recall, f1: f1, support: counts.support)
  }

  private func average(_ weight: (HitCounts) -> Double) -> Scores {
    // A class without gold words has no share in the divisor, and no hit, so that its own scores are 0.
    let divisor = counts.lazy.filter { $0.support > 0 }.map(weight).reduce(0, +)
    return Scores.mean(counts.map { (Self.scores($0), weight($0)) }, divisor: divisor, support: support)
  }
}
