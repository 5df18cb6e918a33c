/// What a reader of JSON accepts.
public struct JSONOptions: Hashable, Sendable {
  /// The deepest nesting of arrays and objects.
  public var maximumDepth = 512
  /// Whether half of a surrogate pair becomes U+FFFD; otherwise it is an error.
  public var replacesLoneSurrogates = false
  /// The longest value of a stream in bytes.
  public var maximumLength = 1 << 28

  /// The defaults.
  public init() {}
}
