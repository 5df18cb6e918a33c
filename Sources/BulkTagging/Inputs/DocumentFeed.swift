/// What a feed gives.
public enum FeedItem: Sendable {
  /// A document.
  case document(SourceDocument)
  /// What could not be read, in its place.
  case failure(FailedDocument)
}

/// Documents one after another, from wherever they are; the same in every run over the same inputs.
public protocol DocumentFeed {
  /// The next item, or `nil` after the last.
  ///
  /// - Throws: only what makes it senseless to go on.
  mutating func next() throws -> FeedItem?

  /// Whether `next` would not wait for somebody else.
  var isReady: Bool { get }
  /// How much was read, in the unit of `total`.
  var done: Int { get }
  /// How much there is; `nil` if that is not known (yet).
  var total: Int? { get }
}

extension DocumentFeed {
  /// It never waits.
  public var isReady: Bool { true }
}
