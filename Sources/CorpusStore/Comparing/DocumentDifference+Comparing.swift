import Annotations
import Foundation

extension DocumentDifference {
  /// What differs between two states of a document; `nil` if nothing does.
  init?(from old: Document?, to new: Document?) {
    guard let id = (new ?? old)?.id else { return nil }
    self.init(id: id, kind: old == nil ? .added : new == nil ? .removed : .altered, parts: [], old: old, new: new)
    let empty = Document(id: id, text: [])
    let (before, after) = (old ?? empty, new ?? empty)
    if kind == .altered {
      parts = Self.parts(before, after)
      guard !parts.isEmpty else { return nil }
    }
    var names: [String] = []
    for layer in before.layers + after.layers where !names.contains(layer.name) { names.append(layer.name) }
    for name in names {
      compare(before.layer(name)?.mentions ?? [], after.layer(name)?.mentions ?? [], layer: name)
    }
  }

  private static func parts(_ old: Document, _ new: Document) -> Set<Part> {
    var parts: Set<Part> = []
    if old.text != new.text { parts.insert(.text) }
    if old.tokens != new.tokens { parts.insert(.tokens) }
    if old.sentences != new.sentences { parts.insert(.sentences) }
    if old.split?.stored != new.split?.stored { parts.insert(.split) }
    if Data.attributes(old.metadata) != Data.attributes(new.metadata) { parts.insert(.metadata) }
    let layers = { (document: Document) in
      document.layers.map { layer in (LayerKey(layer), layer.mentions.map { EncodedMention($0, text: []) }) }
    }
    if !layers(old).elementsEqual(layers(new), by: ==) { parts.insert(.mentions) }
    return parts
  }

  /// Mentions of one layer: first those that are equal, then those at the same place, then those of the same label that
  /// overlap.
  private mutating func compare(_ old: [Mention], _ new: [Mention], layer: String) {
    var (old, new) = (old, new)
    _ = Self.match(&old, &new) { EncodedMention($0, text: []) }
    let pair = { (mentions: (Mention, Mention)) in Pair(layer: layer, old: mentions.0, new: mentions.1) }
    edited += Self.match(&old, &new) { Place($0, label: $0.label) }.map(pair)
    relabelled += Self.match(&old, &new) { Place($0, label: nil) }.map(pair)
    moved += Self.matchOverlapping(&old, &new).map(pair)
    removedMentions += old.map { Single(layer: layer, mention: $0) }
    addedMentions += new.map { Single(layer: layer, mention: $0) }
  }

  private struct Place: Hashable {
    var fragments: [Range<Int>]
    var label: Bytes?

    init(_ mention: Mention, label: String?) { (fragments, self.label) = (mention.fragments, label.map(Bytes.init)) }
  }

  /// Takes pairs with the same key out of both lists, in the order of the first.
  private static func match<Key: Hashable>(
    _ old: inout [Mention], _ new: inout [Mention], by key: (Mention) -> Key
  ) -> [(Mention, Mention)] {
    guard !old.isEmpty, !new.isEmpty else { return [] }
    var places = [Key: [Int]](grouping: new.indices.reversed()) { key(new[$0]) }
    var taken = Set<Int>()
    var pairs: [(Mention, Mention)] = []
    old.removeAll { mention in
      guard let index = places[key(mention)]?.popLast() else { return false }
      pairs.append((mention, new[index]))
      taken.insert(index)
      return true
    }
    new = new.indices.filter { !taken.contains($0) }.map { new[$0] }
    return pairs
  }

  private static func matchOverlapping(_ old: inout [Mention], _ new: inout [Mention]) -> [(Mention, Mention)] {
    guard !old.isEmpty, !new.isEmpty else { return [] }
    let order = new.indices.sorted { (new[$0].hull.lowerBound, $0) < (new[$1].hull.lowerBound, $1) }
    // The furthest end so far tells where looking back can stop.
    var ends: [Int] = []
    for index in order { ends.append(max(ends.last ?? 0, new[index].hull.upperBound)) }
    var taken = Set<Int>()
    var pairs: [(Mention, Mention)] = []
    old.removeAll { mention in
      let hull = mention.hull
      var position = order.partitioningIndex { new[$0].hull.lowerBound >= hull.upperBound }
      while position > 0, ends[position - 1] > hull.lowerBound {
        position -= 1
        let index = order[position]
        guard !taken.contains(index), new[index].hull.overlaps(hull), Bytes(new[index].label) == Bytes(mention.label)
        else { continue }
        pairs.append((mention, new[index]))
        taken.insert(index)
        return true
      }
      return false
    }
    new = new.indices.filter { !taken.contains($0) }.map { new[$0] }
    return pairs
  }
}
