/// The labels that a model knows, in the order of their ids.
public struct LabelSet: Hashable, Sendable {
  /// The names; a label's id is its index.
  public let names: [String]
  private let ids: [String: Int]

  /// The labels in the given order. Duplicates are refused by returning `nil`.
  public init?(names: [String]) {
    var ids: [String: Int] = [:]
    for (id, name) in names.enumerated() where ids.updateValue(id, forKey: name) != nil { return nil }
    (self.names, self.ids) = (names, ids)
  }

  /// TAO's order: the label of words outside every mention first, the others by Unicode code point.
  public init(ordering labels: some Sequence<String>, outside: String = "O") {
    let others = Set(labels).subtracting([outside])
    names = [outside] + others.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    ids = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
  }

  /// How many labels there are.
  public var count: Int { names.count }

  /// The id of a label, if it is known.
  public func id(of name: String) -> Int? { ids[name] }
}
