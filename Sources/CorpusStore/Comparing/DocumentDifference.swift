public import Annotations

/// What two states of a document have not in common.
public struct DocumentDifference: Hashable, Sendable {
  /// What happened to the document.
  public enum Kind: String, Hashable, Sendable {
    /// It is only in the second.
    case added
    /// It is only in the first.
    case removed
    /// It is in both, and not the same.
    case altered
  }

  /// A mention of both states whose place or label became another.
  public struct Pair: Hashable, Sendable {
    /// The layer's name.
    public var layer: String
    /// In the first state.
    public var old: Mention
    /// In the second state.
    public var new: Mention
  }

  /// A mention of one state.
  public struct Single: Hashable, Sendable {
    /// The layer's name.
    public var layer: String
    /// The mention.
    public var mention: Mention
  }

  /// The document's id.
  public var id: String
  /// What happened to it.
  public var kind: Kind
  /// The parts that differ.
  public var parts: Set<Part>
  /// Mentions that are only in the second state.
  public var addedMentions: [Single] = []
  /// Mentions that are only in the first state.
  public var removedMentions: [Single] = []
  /// Mentions at the same place with another label.
  public var relabelled: [Pair] = []
  /// Mentions of the same label whose place became another that overlaps the old one.
  public var moved: [Pair] = []
  /// Mentions at the same place with the same label whose id or attributes differ.
  public var edited: [Pair] = []
  /// The first state; `nil` if it was added.
  public var old: Document?
  /// The second state; `nil` if it was removed.
  public var new: Document?

  /// A part of a document.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The text.
    case text
    /// Tokens.
    case tokens
    /// Sentences.
    case sentences
    /// Mentions or layers.
    case mentions
    /// Metadata.
    case metadata
    /// The split.
    case split
  }
}
