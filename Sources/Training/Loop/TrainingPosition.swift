/// Where a run stands, between two optimizer steps.
///
/// The order of an epoch and every dropped unit follow from the seed and this position, so no generator has a state.
public struct TrainingPosition: Hashable, Sendable, Codable {
  /// Whole epochs so far; also the number of the epoch in progress, from 0.
  public var epoch = 0
  /// Batches of the epoch in progress that are done; fewer than all of them.
  public var batch = 0
  /// Optimizer steps so far.
  public var step = 0

  /// The beginning of a run.
  public init() {}
}
