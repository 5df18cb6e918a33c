import Annotations

/// What must change in a source so that its mentions become others.
///
/// A wanted mention without id and attributes, as models make them, is satisfied by one of the same place and label, which
/// keeps its own.
struct MentionChanges: Hashable, Sendable {
  /// What becomes of a mention that the source has.
  enum Step: Hashable, Sendable {
    case keep
    /// Only its label changes: it becomes that of the wanted mention of this number.
    case relabel(Int)
    /// It becomes the wanted mention of this number.
    case replace(Int)
    case remove
  }

  /// For each mention of the source.
  private(set) var steps: [Step]
  /// The numbers of wanted mentions that the source has nothing for.
  private(set) var added: [Int] = []

  /// The way from some mentions to others.
  init(from old: [Mention], to new: [Mention]) {
    steps = Array(repeating: .remove, count: old.count)
    guard old != new else {
      steps = Array(repeating: .keep, count: old.count)
      return
    }
    var open = Set(new.indices)
    /// Pairs wanted mentions with mentions of the source that share a key and that nobody has yet.
    func pair<Key: Hashable>(_ key: (Mention, _ isOld: Bool) -> Key?, _ step: (Mention, Mention, Int) -> Step) {
      guard !open.isEmpty else { return }
      var places: [Key: [Int]] = [:]
      for index in old.indices.reversed() where steps[index] == .remove {
        if let key = key(old[index], true) { places[key, default: []].append(index) }
      }
      for index in new.indices where open.contains(index) {
        guard let key = key(new[index], false), let place = places[key]?.popLast() else { continue }
        steps[place] = step(old[place], new[index], index)
        open.remove(index)
      }
    }
    func isBare(_ mention: Mention) -> Bool { mention.id == nil && mention.attributes.isEmpty }
    func place(_ mention: Mention, label: Bool = false) -> Mention {
      Mention(label: label ? mention.label : "", fragments: mention.fragments)
    }
    pair({ mention, _ in mention }, { _, _, _ in .keep })
    pair({ mention, _ in mention.id }) { before, after, index in
      before.fragments == after.fragments && before.attributes == after.attributes ? .relabel(index) : .replace(index)
    }
    pair({ mention, isOld in isOld || isBare(mention) ? place(mention, label: true) : nil }, { _, _, _ in .keep })
    pair({ mention, isOld in isOld || isBare(mention) ? place(mention) : nil }, { _, _, index in .relabel(index) })
    pair(
      { mention, isOld in isOld || mention.id == nil ? place(mention) : nil },
      { before, after, index in
        before.attributes != after.attributes ? .replace(index) : before.label == after.label ? .keep : .relabel(index)
      })
    added = open.sorted()
  }

  /// Whether nothing changes.
  var isEmpty: Bool { added.isEmpty && steps.allSatisfy { $0 == .keep } }
}
