public import Annotations

extension LabelMigration {
  /// The migration that does to mentions what a label map does to tags.
  ///
  /// - Throws: `tagEntry` for entries that treat the tags of a type differently.
  public init(_ map: LabelMap) throws(LabelMigrationProblem) {
    var targets: [String: String?] = [:]
    for (name, target) in map.entries where !Self.isTag(name) { targets[name] = target }
    for name in map.entries.keys.sorted() where Self.isTag(name) {
      let type = String(name.dropFirst(2))
      let (begin, inside) = (map("B-" + type), map("I-" + type))
      // Both tags go to one type, or both go outside.
      guard let other = Self.type(begin, "B-"), other == Self.type(inside, "I-") else { throw .tagEntry(name) }
      targets[type] = .some(other)
    }
    try self.init(
      targets.sorted { $0.key.precedes($1.key) }.map { name, target in
        target.map { Rule.rename(name, to: $0) } ?? Rule.drop([name])
      })
  }

  /// Whether a name is that of a tag.
  private static func isTag(_ name: String) -> Bool {
    (name.hasPrefix("B-") || name.hasPrefix("I-")) && name.utf8.count > 2
  }

  /// `.some(nil)` outside; `nil` where the prefix is another.
  private static func type(_ tag: String, _ prefix: String) -> String?? {
    if tag == "O" { return .some(nil) }
    return tag.hasPrefix(prefix) ? .some(String(tag.dropFirst(2))) : nil
  }

  /// The label map that does the same to tags; `nil` if a rule looks at texts or attributes.
  public var labelMap: LabelMap? {
    var entries: [String: String?] = [:]
    for rule in rules {
      guard rule.cases.count == 1, rule.cases[0].condition == nil else { return nil }
      for label in rule.labels { entries[label] = .some(rule.cases[0].target) }
    }
    return LabelMap(entries)
  }
}
