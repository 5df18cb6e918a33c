public import Annotations

/// What changed from one version of a document to another.
public struct DocumentComparison: Hashable, Sendable {
  /// A part of a document that is not its mentions.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The text.
    case text
    /// The tokens.
    case tokens
    /// The sentences.
    case sentences
    /// The metadata.
    case metadata
    /// The split.
    case split
    /// Which layers there are, of which kinds, and their order.
    case layers
  }

  /// The id.
  public var id: String
  /// What changed beside the mentions.
  public var parts: Set<Part>
  /// What became of the mentions that are not as they were, in the order of the text.
  public var changes: [MentionChange]
  /// Mentions that are as they were, in the new version.
  public var unchanged: [Mention]

  /// Whether nothing changed.
  public var isEmpty: Bool { parts.isEmpty && changes.isEmpty }

  /// Compares two versions; mentions are matched one to one, wherever the text went.
  ///
  /// - Parameters:
  ///   - oldLayer: the layer of the old version; `nil`: the first.
  ///   - newLayer: that of the new version; `nil`: the first.
  public init(from old: Document, to new: Document, oldLayer: String? = nil, newLayer: String? = nil) {
    id = new.id
    let alignment = TextAlignment(from: old.text, to: new.text)
    func places(_ ranges: [Range<Int>]) -> [Range<Int>] { ranges.map(alignment.map).filter { !$0.isEmpty } }
    parts = Set(
      [
        (Part.text, !alignment.isIdentity),
        (.tokens, places(old.tokens) != new.tokens.filter { !$0.isEmpty }),
        (.sentences, places(old.sentences) != new.sentences.filter { !$0.isEmpty }),
        (.metadata, !old.metadata.elementsEqual(new.metadata, by: Self.isSame)),
        (.split, !Self.isSame(old.split, new.split)),
        (.layers, !old.layers.elementsEqual(new.layers) { $0.kind == $1.kind && Self.isSame($0.name, $1.name) }),
      ].filter(\.1).map(\.0))
    let (before, after) = (
      old.layer(oldLayer)?.mentions ?? [], new.layer(newLayer)?.mentions ?? []
    )
    var matching = MentionMatching(before, after, alignment)
    let partners = matching.match()
    (changes, unchanged) = ([], [])
    for (mention, partner) in zip(before, partners) {
      guard let partner else {
        changes.append(MentionChange(kind: .removed, old: mention, new: nil, parts: []))
        continue
      }
      let other = after[partner]
      if let change = Self.change(mention, other, old, new, alignment) {
        changes.append(change)
      } else {
        unchanged.append(other)
      }
    }
    let matched = Set(partners.compactMap { $0 })
    for (index, mention) in after.enumerated() where !matched.contains(index) {
      changes.append(MentionChange(kind: .added, old: nil, new: mention, parts: []))
    }
    changes = changes.enumerated().sorted { first, second in
      let (a, b) = (
        Self.place(first.element, alignment), Self.place(second.element, alignment)
      )
      return a != b ? a < b : first.offset < second.offset
    }.map(\.element)
  }

  /// Byte for byte: two spellings of a letter are equal strings.
  private static func isSame(_ left: String?, _ right: String?) -> Bool {
    left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
  }

  private static func isSame(_ left: Attribute, _ right: Attribute) -> Bool {
    isSame(left.key, right.key) && isSame(left.value, right.value)
  }

  private static func place(_ change: MentionChange, _ alignment: TextAlignment) -> Int {
    change.new?.hull.lowerBound ?? change.old.map { alignment.map($0.hull).lowerBound } ?? 0
  }

  private static func change(
    _ old: Mention, _ new: Mention, _ before: Document, _ after: Document, _ alignment: TextAlignment
  ) -> MentionChange? {
    let isRelabelled = !old.label.utf8.elementsEqual(new.label.utf8)
    let isMoved =
      MentionMatching.normalized(old.fragments.map(alignment.map)) != MentionMatching.normalized(new.fragments)
    var parts = Set<MentionChange.Part>()
    if !old.attributes.elementsEqual(new.attributes, by: isSame) { parts.insert(.attributes) }
    if !isSame(old.id, new.id) { parts.insert(.id) }
    let (first, second) = (MentionMatching.normalized(old.fragments), MentionMatching.normalized(new.fragments))
    if !isMoved, before.text.surface(first) != after.text.surface(second) { parts.insert(.text) }
    let kind: MentionChange.Kind? =
      switch (isRelabelled, isMoved) {
      case (true, true): .replaced
      case (true, false): .relabelled
      case (false, true): .moved
      case (false, false): parts.isEmpty ? nil : .edited
      }
    return kind.map { MentionChange(kind: $0, old: old, new: new, parts: parts) }
  }
}
