/// What a run remembers of the checkpoints that it wrote: enough to go on with them after a kill at any moment.
///
/// The ledger is stored in every checkpoint, before files that it no longer lists are removed. So a file that is neither
/// listed nor foreign is one that a killed run wrote and forgot; it is written over when the run comes there again.
public struct CheckpointLedger: Hashable, Sendable, Codable {
  /// The best validation of a run.
  public struct Best: Hashable, Sendable, Codable {
    /// What the monitored metric said.
    public var value: Double?
    /// The epoch that it ended, from 0.
    public var epoch: Int
    /// Optimizer steps until then.
    public var step: Int

    /// The best validation from its parts.
    public init(value: Double?, epoch: Int, step: Int) { (self.value, self.epoch, self.step) = (value, epoch, step) }
  }

  /// The checkpoints that are kept.
  public var ranking: CheckpointRanking
  /// The best validation so far.
  public var best: Best?
  /// Checkpoints that were in the folder before the run began; they are never touched.
  public var foreign: [String]
  /// Files that the last validation threw out; they are removed as soon as this is stored.
  public var obsolete: [String] = []

  /// The ledger of a run that begins.
  public init(ranking: CheckpointRanking, foreign: [String]) { (self.ranking, self.foreign) = (ranking, foreign) }

  /// Takes note of a validation.
  ///
  /// - Returns: whether it is the best so far.
  public mutating func observe(_ value: Double?, epoch: Int, step: Int) -> Bool {
    obsolete = []
    if let best, !ranking.direction.isBetter(value, than: best.value) { return false }
    best = Best(value: value, epoch: epoch, step: step)
    return true
  }

  /// Takes in a checkpoint if it is good enough.
  ///
  /// - Parameter stem: its name without `.ckpt`.
  /// - Returns: the file to write, `-v0`, `-v1`, … behind a name that is taken; `nil` if the checkpoint is not kept.
  public mutating func admit(_ value: Double?, stem: String, epoch: Int, step: Int) -> String? {
    guard ranking.takes(value) else { return nil }
    let taken = Set(foreign + ranking.entries.map(\.file))
    var (file, version) = (stem + ".ckpt", 0)
    while taken.contains(file) {
      file = "\(stem)-v\(version).ckpt"
      version += 1
    }
    let entry = CheckpointRanking.Entry(file: file, value: value, epoch: epoch, step: step)
    if let left = ranking.insert(entry) { obsolete.append(left.file) }
    return file
  }
}
