import Annotations

/// The sums of differences.
public struct DifferenceCounts: Hashable, Sendable {
  /// Documents that were added.
  public var added = 0
  /// Documents that were removed.
  public var removed = 0
  /// Documents that differ, by part.
  public var altered: [DocumentDifference.Part: Int] = [:]
  /// Documents that are the same.
  public var unchanged = 0
  /// Mentions by old and new label: `nil` for those that are new, and for those that are gone. Equal labels are mentions
  /// that were moved or edited.
  public var mentions: [RewriteCounts.Step: Int] = [:]
  /// One document id for each of these, the first.
  public var examples: [RewriteCounts.Step: String] = [:]

  /// Nothing.
  public init() {}

  /// Adds one difference.
  public mutating func add(_ difference: DocumentDifference) {
    switch difference.kind {
    case .added: added += 1
    case .removed: removed += 1
    case .altered: for part in difference.parts { altered[part, default: 0] += 1 }
    }
    func count(_ from: String?, _ to: String?) {
      let step = RewriteCounts.Step(from: from, to: to)
      mentions[step, default: 0] += 1
      if examples[step] == nil { examples[step] = difference.id }
    }
    for single in difference.addedMentions { count(nil, single.mention.label) }
    for single in difference.removedMentions { count(single.mention.label, nil) }
    for pair in difference.relabelled + difference.moved + difference.edited { count(pair.old.label, pair.new.label) }
  }
}
