/// A spec as a tree: scalars, lists and ordered maps, each knowing where it was written.
///
/// Text is kept in source form: `${…}` and its escape `\${` stand in it as written until the tree is resolved. Two nodes
/// are equal if they hold the same values; where they were written and how they were quoted does not count.
public struct SpecNode: Sendable, Equatable {
  /// What a node is.
  public enum Content: Sendable, Equatable {
    /// A single value.
    case scalar(Scalar)
    /// Values in order.
    case list([SpecNode])
    /// Values by key, in the order of the file.
    case map(SpecMap)
  }

  /// What the node is.
  public var content: Content
  /// Where it was written.
  public var origin: Origin

  /// A node from its parts.
  public init(_ content: Content, origin: Origin = .standard) {
    (self.content, self.origin) = (content, origin)
  }

  /// Whether both hold the same values, wherever they were written.
  public static func == (a: SpecNode, b: SpecNode) -> Bool { a.content == b.content }

  /// The scalar, if the node is one.
  public var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The elements, if the node is a list.
  public var list: [SpecNode]? {
    if case .list(let list) = content { list } else { nil }
  }

  /// The map, if the node is one.
  public var map: SpecMap? {
    if case .map(let map) = content { map } else { nil }
  }

  /// Whether the node is `null`.
  public var isNull: Bool { scalar?.value == .null }

  /// Whether the node is `???`: to be set before it is read.
  public var isMandatory: Bool { scalar?.isMandatory ?? false }

  /// The node under a dotted path of map keys, not looking through interpolations.
  public subscript(path: String) -> SpecNode? {
    var node = self
    for key in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard let next = node.map?[String(key)] else { return nil }
      node = next
    }
    return node
  }

  /// This tree with `other` laid over it: maps are merged key by key, everything else is replaced.
  public func merging(_ other: SpecNode) -> SpecNode {
    guard case .map(var mine) = content, case .map(let theirs) = other.content else { return other }
    for entry in theirs.entries {
      mine.set(entry.key, to: mine[entry.key]?.merging(entry.value) ?? entry.value, keyOrigin: entry.keyOrigin)
    }
    return SpecNode(.map(mine), origin: origin)
  }

  /// A scalar written nowhere.
  static func value(_ value: Scalar.Value) -> SpecNode { SpecNode(.scalar(Scalar(value))) }
}

/// A map that keeps the order in which its keys were written.
public struct SpecMap: Sendable, Equatable {
  /// One key with its value.
  public struct Entry: Sendable, Equatable {
    /// The key's text.
    public let key: String
    /// Where the key was written.
    public var keyOrigin: Origin
    /// Its value.
    public var value: SpecNode

    /// Whether key and value are equal, wherever they were written.
    public static func == (a: Entry, b: Entry) -> Bool { a.key == b.key && a.value == b.value }
  }

  /// The entries in order; no key occurs twice.
  public private(set) var entries: [Entry] = []
  private var indices: [String: Int] = [:]

  /// An empty map.
  public init() {}

  /// Whether both have the same entries in the same order.
  public static func == (a: SpecMap, b: SpecMap) -> Bool { a.entries == b.entries }

  /// The keys in order.
  public var keys: [String] { entries.map(\.key) }

  /// The value under a key.
  public subscript(key: String) -> SpecNode? { entry(key)?.value }

  /// The entry under a key.
  public func entry(_ key: String) -> Entry? { indices[key].map { entries[$0] } }

  /// Sets a value; a new key comes last, a known one keeps its position.
  public mutating func set(_ key: String, to value: SpecNode, keyOrigin: Origin = .standard) {
    if let index = indices[key] {
      entries[index] = Entry(key: key, keyOrigin: keyOrigin, value: value)
    } else {
      indices[key] = entries.count
      entries.append(Entry(key: key, keyOrigin: keyOrigin, value: value))
    }
  }

  /// Removes a key.
  public mutating func remove(_ key: String) {
    guard let index = indices.removeValue(forKey: key) else { return }
    entries.remove(at: index)
    for (index, entry) in entries.enumerated() { indices[entry.key] = index }
  }
}
