/// How well confidences agree with how often they are right: counts in bins of equal width from 0 to 1.
public struct Reliability: Hashable, Sendable {
  /// What was counted in a bin.
  public struct Bin: Hashable, Sendable {
    /// Items.
    public var count = 0
    /// The sum of their confidences, in units of 2⁻³⁰.
    fileprivate var units = 0
    /// How many are right.
    public var right = 0

    /// The sum of their confidences.
    public var confidence: Double { Double(units) / Reliability.unit }

    /// The mean confidence; `nil` if the bin is empty.
    public var meanConfidence: Double? { count == 0 ? nil : confidence / Double(count) }
    /// The share that is right; `nil` if the bin is empty.
    public var accuracy: Double? { count == 0 ? nil : Double(right) / Double(count) }
  }

  /// The bins; a confidence on a border belongs to the upper one, 1 to the last.
  public private(set) var bins: [Bin]
  /// Σ (confidence − right)², in units of 2⁻³⁰: sums of whole numbers do not depend on their order, so parts of a data set may be
  /// counted by different threads. There is room for 8·10⁹ items.
  private var squares = 0
  fileprivate static let unit = Double(1 << 30)

  /// Nothing counted yet.
  public init(bins: Int = 15) { self.bins = [Bin](repeating: Bin(), count: max(bins, 1)) }

  /// Counts an item; a confidence outside 0…1 counts as the nearer end, and one that is no number as 0.
  public mutating func add(_ confidence: Double, isRight: Bool) {
    let p = confidence.isNaN ? 0 : min(max(confidence, 0), 1)
    let index = min(Int(p * Double(bins.count)), bins.count - 1)
    bins[index].count += 1
    bins[index].units &+= Int((p * Self.unit).rounded())
    bins[index].right += isRight ? 1 : 0
    let distance = p - (isRight ? 1 : 0)
    squares &+= Int((distance * distance * Self.unit).rounded())
  }

  /// Adds what was counted elsewhere, in as many bins.
  public static func += (left: inout Reliability, right: Reliability) {
    for (index, bin) in right.bins.enumerated() where left.bins.indices.contains(index) {
      left.bins[index].count += bin.count
      left.bins[index].units &+= bin.units
      left.bins[index].right += bin.right
    }
    left.squares &+= right.squares
  }

  /// How many items were counted.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The expected calibration error: Σ nᵦ/n · |accuracyᵦ − confidenceᵦ|; `nil` without items.
  public var expectedError: Double? {
    count == 0 ? nil : bins.reduce(0) { $0 + abs(Double($1.right) - $1.confidence) } / Double(count)
  }

  /// The Brier score: the mean squared distance of confidence and outcome; `nil` without items.
  public var brier: Double? { count == 0 ? nil : Double(squares) / Self.unit / Double(count) }

  /// The mean confidence of all items; `nil` without items.
  public var meanConfidence: Double? { count == 0 ? nil : bins.reduce(0) { $0 + $1.confidence } / Double(count) }

  /// The share of all items that is right; `nil` without items.
  public var accuracy: Double? { count == 0 ? nil : Double(bins.reduce(0) { $0 + $1.right }) / Double(count) }
}
