/// Where each sequence of a packed batch stands. Sequences follow each other without a gap, unless they have to begin at multiples
/// of some number of rows.
public struct SequenceLayout: Sendable, Hashable {
  private var ranges: [Range<Int>] = []
  /// The length of the longest sequence.
  public private(set) var longest = 0
  /// Whether there are rows between sequences that belong to none.
  public private(set) var hasGaps = false
  private let multiple: Int

  /// No sequences yet.
  ///
  /// - Parameter multiple: of what each sequence's first row has to be a multiple.
  public init(multiple: Int = 1) {
    require(multiple >= 1, "multiples of \(multiple)")
    self.multiple = multiple
  }

  /// Sequences of the given lengths.
  public init(lengths: some Sequence<Int>, multiple: Int = 1) {
    self.init(multiple: multiple)
    for length in lengths { append(length: length) }
  }

  /// How many sequences there are.
  public var count: Int { ranges.count }
  /// How many rows they have together, those between them included.
  public var rows: Int { ranges.last?.upperBound ?? 0 }
  /// The first row of a sequence that would be appended.
  public var nextRow: Int { (rows + multiple - 1) / multiple * multiple }

  /// The rows of one sequence.
  public func rows(of sequence: Int) -> Range<Int> { ranges[sequence] }

  /// The rows between one sequence and the one before it, which belong to nobody.
  public func gap(before sequence: Int) -> Range<Int> {
    (sequence == 0 ? 0 : ranges[sequence - 1].upperBound)..<ranges[sequence].lowerBound
  }

  /// Adds a sequence behind the others.
  public mutating func append(length: Int) {
    require(length >= 0, "length \(length)")
    let start = nextRow
    hasGaps = hasGaps || start > rows
    ranges.append(start..<start + length)
    longest = max(longest, length)
  }

  /// Forgets all sequences, keeps the memory.
  public mutating func removeAll() {
    ranges.removeAll(keepingCapacity: true)
    longest = 0
    hasGaps = false
  }
}
