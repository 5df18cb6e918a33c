import CorpusAnalysis
import Diagnostics
import Files
import Specs

/// A label map as a YAML file: labels, and what becomes of them.
///
///     PER: PERSON            # another name; several labels may go to one
///     MISC: null             # dropped
///     LOC:                   # several: the first case that holds
///       - surface: '(River|Sea)$'
///         becomes: WATER
///       - attribute: kind    # alone: it has one; with `value` or `matches`: one of this value, or in which this pattern occurs
///         value: street
///         becomes: null
///       - becomes: LOC
///
/// The map may stand under the key `label_map`, as in the specs of the tasks.
enum LabelMigrationFile {
  /// Reads the file at a path.
  ///
  /// - Throws: `SpecProblems` with places, `FileError<FileProblem>`, `LabelMigrationProblem` for rules that contradict one
  ///   another.
  static func read(_ path: String) throws -> LabelMigration {
    let root = try SpecNode.parse(MappedFile.open(path), file: path)
    return try LabelMigration(try rules(root["label_map"] ?? root))
  }

  /// The rules of a map.
  private static func rules(_ node: SpecNode) throws -> [LabelMigration.Rule] {
    guard let map = node.map else {
      throw problem("label_map", "must be a map, such as {PER: PERSON, MISC: null}", node.origin)
    }
    return try map.entries.map { entry in
      let value = entry.value
      if value.isNull { return .drop([entry.key]) }
      if let target = value.scalar?.text { return .rename(entry.key, to: target) }
      guard let cases = value.list else {
        throw problem(entry.key, "must have a label, null, or a list of cases with 'becomes'", value.origin)
      }
      return .split(entry.key, cases: try cases.map { try single($0, entry.key) })
    }
  }

  private static let keys = ["surface", "attribute", "value", "matches", "becomes"]

  private static func single(_ node: SpecNode, _ label: String) throws -> LabelMigration.Case {
    guard let map = node.map else {
      throw problem(label, "must have cases such as {surface: 'pattern', becomes: LABEL}", node.origin)
    }
    for entry in map.entries where !keys.contains(entry.key) {
      let hint = Suggestion.phrase(for: entry.key, among: keys)
      throw problem(
        "\(label).\(entry.key)", "is no part of a case (\(keys.joined(separator: ", ")))\(hint)", entry.keyOrigin)
    }
    guard let becomes = map["becomes"], becomes.isNull || becomes.scalar != nil else {
      throw problem("\(label).becomes", "must be a label, or null to drop the mention", node.origin)
    }
    func text(_ key: String) -> String? { map[key]?.scalar?.text }
    func pattern(_ key: String) throws -> Pattern? {
      guard let source = text(key) else { return nil }
      do {
        return try Pattern(source)
      } catch {
        throw problem("\(label).\(key)", "must be a pattern: \(error)", map[key]?.origin ?? node.origin)
      }
    }
    var condition = try pattern("surface").map(LabelMigration.Condition.surface)
    if let key = text("attribute") {
      guard condition == nil else {
        throw problem(label, "may look at 'surface' or at 'attribute' in one case, not at both", node.origin)
      }
      if let value = text("value") {
        condition = .attribute(key: key, value: value)
      } else if let pattern = try pattern("matches") {
        condition = .attributeMatches(key: key, pattern)
      } else {
        condition = .hasAttribute(key: key)
      }
    }
    return LabelMigration.Case(condition, becomes: becomes.isNull ? nil : becomes.scalar?.text)
  }

  private static func problem(_ path: String, _ message: String, _ origin: Origin) -> SpecProblems {
    SpecProblems([Located(SpecProblem.invalid(path: path, message: message), at: origin.place, excerpt: origin.excerpt)]
    )
  }
}
