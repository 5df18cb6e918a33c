/// Where each sequence of a packed batch stands: sequence s has the rows `offsets[s]..<offsets[s + 1]`.
public struct SequenceLayout: Sendable, Hashable {
  /// First row of each sequence, then the number of rows: `[sequences + 1]`.
  public private(set) var offsets: [Int] = [0]
  /// The length of the longest sequence.
  public private(set) var longest = 0

  /// No sequences yet.
  public init() {}

  /// Sequences of the given lengths.
  public init(lengths: some Sequence<Int>) {
    for length in lengths { append(length: length) }
  }

  /// How many sequences there are.
  public var count: Int { offsets.count - 1 }
  /// How many rows they have together.
  public var rows: Int { offsets[offsets.count - 1] }

  /// The rows of one sequence.
  public func rows(of sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }

  /// Adds a sequence behind the others.
  public mutating func append(length: Int) {
    require(length >= 0, "length \(length)")
    offsets.append(rows + length)
    longest = max(longest, length)
  }

  /// Forgets all sequences, keeps the memory.
  public mutating func removeAll() {
    offsets.removeAll(keepingCapacity: true)
    offsets.append(0)
    longest = 0
  }
}
