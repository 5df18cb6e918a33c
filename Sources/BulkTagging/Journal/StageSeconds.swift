/// Where the time of this life went, in seconds of the main thread.
public struct StageSeconds: Hashable, Sendable {
  /// Reading and parsing the input.
  public var reading = 0.0
  /// Rendering, writing and committing the output.
  public var writing = 0.0
  /// Waiting for the workers.
  public var waiting = 0.0
  /// What all workers spent in the model, as a mean of them.
  public var computing = 0.0
  /// Everything.
  public var whole = 0.0

  /// Segmentation, tokenization and decoding: the rest.
  public var preparing: Double { max(0, whole - reading - writing - waiting) }

  static func of(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
