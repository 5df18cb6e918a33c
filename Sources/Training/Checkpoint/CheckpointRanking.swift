/// Which checkpoints of a run are kept: the best few by a metric, as Lightning's `save_top_k` chooses them.
public struct CheckpointRanking: Hashable, Sendable, Codable {
  /// A checkpoint that was written after a validation.
  public struct Entry: Hashable, Sendable, Codable {
    /// Its file, relative to the folder of checkpoints.
    public var file: String
    /// What validation said; `nil` for no number, which ranks last.
    public var value: Double?
    /// The epoch that validation ended, from 0.
    public var epoch: Int
    /// Optimizer steps so far.
    public var step: Int

    /// An entry from its parts.
    public init(file: String, value: Double?, epoch: Int, step: Int) {
      (self.file, self.value, self.epoch, self.step) = (file, value, epoch, step)
    }
  }

  /// Which values are better.
  public let direction: ValidationMetric.Direction
  /// How many are kept; negative for all.
  public let limit: Int
  /// What is kept, oldest first.
  public private(set) var entries: [Entry] = []

  /// An empty ranking.
  public init(_ direction: ValidationMetric.Direction, limit: Int) { (self.direction, self.limit) = (direction, limit) }

  /// The best of what is kept; of equals the oldest.
  public var best: Entry? {
    entries.reduce(nil as Entry?) { best, entry in
      guard let best else { return entry }
      return direction.isBetter(entry.value, than: best.value) ? entry : best
    }
  }

  /// Whether a value would be kept: there is room, or it is strictly better than the worst.
  public func takes(_ value: Double?) -> Bool {
    if limit < 0 || entries.count < limit { return true }
    guard limit > 0, let worst else { return false }
    return direction.isBetter(value, than: entries[worst].value)
  }

  /// Keeps a checkpoint that `takes` agreed to.
  ///
  /// - Returns: the one that has to go for it, if one has.
  public mutating func insert(_ entry: Entry) -> Entry? {
    let leaving = limit >= 0 && entries.count >= limit ? worst : nil
    let left = leaving.map { entries.remove(at: $0) }
    entries.append(entry)
    return left
  }

  /// The worst; of equals the newest.
  private var worst: Int? {
    entries.indices.reduce(nil as Int?) { worst, index in
      guard let worst else { return index }
      return direction.isBetter(entries[index].value, than: entries[worst].value) ? worst : index
    }
  }
}
