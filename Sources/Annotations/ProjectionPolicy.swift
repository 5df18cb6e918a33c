/// What becomes of mentions that one tag a token cannot hold.
///
/// A choice that is `nil` was not made: the projection then does what the property's comment says, and its records count as a
/// loss that nobody asked for.
public struct ProjectionPolicy: Hashable, Sendable {
  /// Two mentions over one token.
  public enum Overlap: String, Hashable, Sendable, CaseIterable {
    /// The longer one stays; of equals the first.
    case longest
    /// The shorter one stays; of equals the first.
    case shortest
    /// The one that begins first stays; of equals the longer.
    case first
  }

  /// A mention of several stretches.
  public enum Discontinuous: String, Hashable, Sendable, CaseIterable {
    /// From the first stretch to the last.
    case hull
    /// The first stretch alone.
    case first
    /// A mention each.
    case split
    /// None.
    case drop
  }

  /// A border inside a token.
  public enum Border: String, Hashable, Sendable, CaseIterable {
    /// The mention is dropped.
    case strict
    /// The whole token belongs to the mention.
    case expand
    /// The token does not belong to the mention; without any token left it is dropped.
    case contract
  }

  /// `nil`: the longest stays.
  public var overlap: Overlap?
  /// `nil`: the hull.
  public var discontinuous: Discontinuous?
  /// `nil`: expanded.
  public var border: Border?

  /// No choices made.
  public init() {}
}
