/// How well confidences agree with how often they are right: counts in bins of equal width from 0 to 1.
public struct Reliability: Hashable, Sendable {
  /// What was counted in a bin.
  public struct Bin: Hashable, Sendable {
    /// Items.
    public var count = 0
    /// The sum of their confidences.
    public var confidence = 0.0
    /// How many are right.
    public var right = 0

    /// The mean confidence; `nil` if the bin is empty.
    public var meanConfidence: Double? { count == 0 ? nil : confidence / Double(count) }
    /// The share that is right; `nil` if the bin is empty.
    public var accuracy: Double? { count == 0 ? nil : Double(right) / Double(count) }
  }

  /// The bins; a confidence on a border belongs to the upper one, 1 to the last.
  public private(set) var bins: [Bin]
  /// Σ (confidence − right)².
  private var squares = 0.0

  /// Nothing counted yet.
  public init(bins: Int = 15) { self.bins = [Bin](repeating: Bin(), count: max(bins, 1)) }

  /// Counts an item; a confidence outside 0…1 counts as the nearer end, and one that is no number as 0.
  public mutating func add(_ confidence: Double, isRight: Bool) {
    let p = confidence.isNaN ? 0 : min(max(confidence, 0), 1)
    let index = min(Int(p * Double(bins.count)), bins.count - 1)
    bins[index].count += 1
    bins[index].confidence += p
    bins[index].right += isRight ? 1 : 0
    squares += (p - (isRight ? 1 : 0)) * (p - (isRight ? 1 : 0))
  }

  /// How many items were counted.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The expected calibration error: Σ nᵦ/n · |accuracyᵦ − confidenceᵦ|; `nil` without items.
  public var expectedError: Double? {
    count == 0 ? nil : bins.reduce(0) { $0 + abs(Double($1.right) - $1.confidence) } / Double(count)
  }

  /// The Brier score: the mean squared distance of confidence and outcome; `nil` without items.
  public var brier: Double? { count == 0 ? nil : squares / Double(count) }

  /// The mean confidence of all items; `nil` without items.
  public var meanConfidence: Double? { count == 0 ? nil : bins.reduce(0) { $0 + $1.confidence } / Double(count) }

  /// The share of all items that is right; `nil` without items.
  public var accuracy: Double? { count == 0 ? nil : Double(bins.reduce(0) { $0 + $1.right }) / Double(count) }
}
