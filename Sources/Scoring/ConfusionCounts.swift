public import Annotations

/// How often words of each gold label were given each label, and what scikit-learn's report says of that.
///
/// Only labels that occur in gold or in prediction count; scores are fractions, `nil` where a denominator is empty, and
/// an undefined score counts as 0 in the averages.
public struct ConfusionCounts: Hashable, Sendable {
  /// The labels.
  public let labels: LabelSet
  /// `[gold · labels + predicted]`
  private var counts: [Int]

  /// Nothing counted yet.
  public init(labels: LabelSet) {
    self.labels = labels
    counts = Array(repeating: 0, count: labels.count * labels.count)
  }

  /// Adds the words of one sentence by the ids of their labels; both sequences have the same length.
  public mutating func add(gold: [Int], predicted: [Int]) {
    precondition(gold.count == predicted.count, "\(gold.count) gold labels, \(predicted.count) predicted")
    for (gold, predicted) in zip(gold, predicted) { counts[gold * labels.count + predicted] += 1 }
  }

  /// How many words of the label `gold` were given the label `predicted`.
  public func count(gold: Int, predicted: Int) -> Int { counts[gold * labels.count + predicted] }

  /// The ids of the labels that occur, ascending.
  public var used: [Int] {
    labels.names.indices.filter { id in
      labels.names.indices.contains { count(gold: id, predicted: $0) > 0 || count(gold: $0, predicted: id) > 0 }
    }
  }

  /// The number of words.
  public var support: Int { counts.reduce(0, +) }

  /// The share of words with the right label; `nil` without words.
  public var accuracy: Double? {
    support == 0
      ? nil : Double(labels.names.indices.reduce(0) { $0 + count(gold: $1, predicted: $1) }) / Double(support)
  }

  /// The scores of a label.
  public func scores(of id: Int) -> Scores { hits(id).scores }

  /// The mean over the labels that occur.
  public var macro: Scores { average { _ in 1 } }

  /// The mean over labels weighted by their gold words.
  public var weighted: Scores { average { Double($0.support) } }

  private func average(_ weight: (HitCounts) -> Double) -> Scores {
    let all = used.map(hits)
    return Scores.mean(
      all.map { ($0.scores, weight($0)) }, divisor: all.map(weight).reduce(0, +), support: support)
  }

  private func hits(_ id: Int) -> HitCounts {
    let right = count(gold: id, predicted: id)
    var (gold, predicted) = (0, 0)
    for other in labels.names.indices {
      gold += count(gold: id, predicted: other)
      predicted += count(gold: other, predicted: id)
    }
    return HitCounts(truePositives: right, falsePositives: predicted - right, falseNegatives: gold - right)
  }
}
