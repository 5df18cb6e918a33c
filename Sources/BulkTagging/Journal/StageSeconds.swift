/// Where the main thread's time went, in seconds.
public struct StageSeconds: Hashable, Sendable {
  /// Reading and parsing the input.
  public var reading = 0.0
  /// Rendering, writing and committing the output.
  public var writing = 0.0
  /// Everything.
  public var whole = 0.0

  static func of(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
