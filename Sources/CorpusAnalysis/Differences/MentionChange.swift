public import Annotations

/// What became of a mention from one version of a document to the next.
public struct MentionChange: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is only in the new version.
    case added
    /// It is only in the old version.
    case removed
    /// Its label is another.
    case relabelled
    /// Its borders are others.
    case moved
    /// Label and borders are others.
    case replaced
    /// Its attributes, its id, or the text that it covers are others.
    case edited
  }

  /// A part of a mention whose place and label are the same.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The attributes.
    case attributes
    /// The source's id.
    case id
    /// The text, where the document's text was changed.
    case text
  }

  /// What happened.
  public var kind: Kind
  /// In the old version; `nil` if it was added.
  public var old: Mention?
  /// In the new version; `nil` if it was removed.
  public var new: Mention?
  /// What else is another, whatever the kind.
  public var parts: Set<Part>

  /// The label that it is counted under: the old one, or that of an added mention.
  public var label: String { old?.label ?? new?.label ?? "" }
}
