/// Renames and drops labels on the way in.
///
/// An entry is either a whole label (`B-PER: B-PERSON`) or a type (`PER: PERSON` stands for `B-PER` and `I-PER`); an entry
/// without target drops what it names: the words are then outside every mention. Whole labels go before types.
public struct LabelMap: Hashable, Sendable {
  /// What leaves every label as it is.
  public static let identity = LabelMap([:])

  /// The entries: what each label or type becomes, `nil` for `O`.
  public let entries: [String: String?]

  /// A map from its entries.
  public init(_ entries: [String: String?]) { self.entries = entries }

  /// What a label becomes.
  public func callAsFunction(_ label: String) -> String {
    guard !entries.isEmpty else { return label }
    if let target = entries[label] { return target ?? outside }
    guard let type = Tag(label).type, label != type, let target = entries[type] else { return label }
    return target.map { label.prefix(2) + $0 } ?? outside
  }

  /// The entries that name none of `labels`.
  public func unused(among labels: some Sequence<String>) -> [String] {
    let labels = Array(labels)
    let known = Set(labels).union(labels.compactMap { Tag($0).type })
    return entries.keys.filter { !known.contains($0) }.sorted()
  }

  private var outside: String { "O" }
}

/// Labels that a model does not know, and the entries of a label map that would let them in.
public struct Strangers: Hashable, Sendable {
  /// One label and how often it occurs.
  public struct Stranger: Hashable, Sendable {
    /// The label.
    public var label: String
    /// Its occurrences.
    public var count: Int
  }

  /// One entry of the label map.
  public struct Proposal: Hashable, Sendable {
    /// What occurs: a type, or a whole label where a type would not do.
    public var name: String
    /// What the model knows in its place; `nil`: nothing near.
    public var target: String?
    /// How many words it is about.
    public var count: Int

    /// An entry from its parts.
    public init(name: String, target: String?, count: Int) {
      (self.name, self.target, self.count) = (name, target, count)
    }
  }

  /// By falling count, then by name.
  public let labels: [Stranger]
  /// One for each type.
  public let proposals: [Proposal]

  /// The labels of `counts` that `known` lacks; `nil` if there are none.
  ///
  /// - Parameter nearest: which of the known words is nearest to a word, if any is near.
  public init?(
    _ counts: [(label: String, count: Int)], known: LabelSet, nearest: (String, [String]) -> String?
  ) {
    let strange = counts.filter { known.id(of: $0.label) == nil }
    guard !strange.isEmpty else { return nil }
    labels = strange.map { Stranger(label: $0.label, count: $0.count) }.sorted {
      ($1.count, $0.label) < ($0.count, $1.label)
    }
    let types = known.names.compactMap { Tag($0).type }.reduce(into: [String]()) { all, type in
      if !all.contains(type) { all.append(type) }
    }
    var found: [String: Int] = [:]
    for stranger in strange { found[Tag(stranger.label).type ?? stranger.label, default: 0] += stranger.count }
    proposals = found.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { type, count in
      // A type that the model knows lacks one of its labels only: `I-X` of a model that has `B-X`.
      let target = types.contains(type) ? nil : Self.target(of: type, among: types, nearest)
      return Proposal(name: type, target: target, count: count)
    }
  }

  /// A type that goes on or stops short, as `PER` and `PERSON` do, else one that is spelt alike.
  private static func target(
    of type: String, among types: [String], _ nearest: (String, [String]) -> String?
  ) -> String? {
    let word = type.lowercased()
    let related = types.first { candidate in
      let candidate = candidate.lowercased()
      return min(word.count, candidate.count) >= 3 && (candidate.hasPrefix(word) || word.hasPrefix(candidate))
    }
    return related ?? nearest(type, types)
  }
}
