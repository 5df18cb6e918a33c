public import Annotations

/// Mention-level scores: a mention is right if its words and its type are both right. Scores are fractions.
public struct MentionScores: Hashable, Sendable {
  /// The counts of each type that occurs in gold or in prediction.
  public private(set) var counts: [String: HitCounts] = [:]

  /// Nothing counted yet.
  public init() {}

  /// Adds one sentence by its labels; both sequences have the same length.
  public mutating func add(gold: [String], predicted: [String]) {
    precondition(gold.count == predicted.count, "\(gold.count) gold labels, \(predicted.count) predicted")
    add(gold: WordMention.decode(gold), predicted: WordMention.decode(predicted))
  }

  /// Adds one sentence by its mentions; each list holds a mention once.
  public mutating func add(gold: [WordMention], predicted: [WordMention]) {
    let hits = Set(gold).intersection(predicted)
    for mention in gold {
      if hits.contains(mention) {
        counts[mention.type, default: HitCounts()].truePositives += 1
      } else {
        counts[mention.type, default: HitCounts()].falseNegatives += 1
      }
    }
    for mention in predicted where !hits.contains(mention) {
      counts[mention.type, default: HitCounts()].falsePositives += 1
    }
  }

  /// Adds what was counted elsewhere, for example by another worker.
  public static func += (scores: inout MentionScores, other: MentionScores) {
    for (type, counts) in other.counts { scores.counts[type, default: HitCounts()] += counts }
  }

  /// The types by Unicode code point.
  public var types: [String] {
    counts.keys.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  /// The scores of a type; undefined ones are `nil`.
  public func scores(of type: String) -> Scores { (counts[type] ?? HitCounts()).scores }

  /// The number of gold mentions.
  public var support: Int { counts.values.reduce(0) { $0 + $1.support } }

  /// The scores of all mentions together: conlleval's overall score.
  public var micro: Scores { counts.values.reduce(into: HitCounts(), +=).scores }

  /// The mean over types, an undefined score counting as 0; `nil` if there is no type.
  public var macro: Scores { average { _ in 1 } }

  /// The mean over types weighted by their gold mentions, an undefined score counting as 0; `nil` if there are none.
  public var weighted: Scores { average { Double($0.support) } }

  private func average(_ weight: (HitCounts) -> Double) -> Scores {
    // In the order of names, so that equal counts give equal bits.
    let all = types.compactMap { counts[$0] }
    let divisor = all.map(weight).reduce(0, +)
    return Scores.mean(all.map { ($0.scores, weight($0)) }, divisor: divisor, support: support)
  }
}
