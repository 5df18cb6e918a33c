public import Annotations
import Foundation

/// How often each label occurs in a labels file.
public struct LabelStatistics: Hashable, Sendable {
  /// A label's id and how often it occurs.
  public struct Frequency: Hashable, Sendable {
    /// Its id in the label set.
    public var id: Int
    /// Its occurrences.
    public var count: Int
  }

  /// How many labels were counted.
  public private(set) var total = 0
  /// The distinct labels in the order of their first occurrence.
  public private(set) var labels: [String] = []
  private var counts: [Int] = []
  private var indices: [String: Int] = [:]

  /// Nothing counted yet.
  public init() {}

  /// Counts one sentence's labels.
  public mutating func add(_ labels: some Sequence<String>) {
    for label in labels {
      if let index = indices[label] {
        counts[index] += 1
      } else {
        indices[label] = self.labels.count
        self.labels.append(label)
        counts.append(1)
      }
      total += 1
    }
  }

  /// How often a label occurs.
  public func count(of label: String) -> Int { indices[label].map { counts[$0] } ?? 0 }

  /// The labels that occur, by falling count; equal counts in the order of their first occurrence. Labels that the set
  /// does not have are left out.
  public func frequencies(in set: LabelSet) -> [Frequency] {
    labels.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
      .compactMap { index in set.id(of: labels[index]).map { Frequency(id: $0, count: counts[index]) } }
  }

  /// The content of `*_label_stats.tsv`: id, share of all labels to 5 decimals, and count, two TABs between.
  public func table(in set: LabelSet) -> String {
    frequencies(in: set).map { frequency in
      let share = Self.round(Double(frequency.count) / Double(total), decimals: 5)
      return "\(frequency.id)\t\t\(PythonRepr.float(share))\t\t\(frequency.count)\n"
    }.joined()
  }

  /// Python's `round(value, decimals)`: by way of the decimal text, so that 0.000015 does not become 0.00002 or 0.00001
  /// by an error in a multiplication.
  private static func round(_ value: Double, decimals: Int) -> Double {
    Double(String(format: "%.\(decimals)f", value)) ?? value
  }
}

/// The weights of classes in a weighted loss, as NeMo computes them from the training labels.
public struct ClassWeights: Hashable, Sendable {
  /// A label's id and its weight.
  public struct Weight: Hashable, Sendable {
    /// Its id in the label set.
    public var id: Int
    /// N / (K·n): N labels in all, K of them distinct, n of this one.
    public var weight: Double
  }

  /// The labels that occur, by falling count.
  public var present: [Weight]
  /// A weight for every label of the set by id; 1 for labels that do not occur. (NeMo's list ends with the highest id
  /// that occurs, which its loss then refuses.)
  public var byId: [Double]

  /// The weights for the labels counted; K is the number of distinct labels that occur, not the size of the set.
  public init(_ statistics: LabelStatistics, in set: LabelSet) {
    let frequencies = statistics.frequencies(in: set)
    present = frequencies.map { frequency in
      let weight = LabelWeighting.balanced(
        count: frequency.count, total: statistics.total, distinct: frequencies.count)
      return Weight(id: frequency.id, weight: weight)
    }
    byId = Array(repeating: 1, count: set.count)
    for weight in present { byId[weight.id] = weight.weight }
  }
}
