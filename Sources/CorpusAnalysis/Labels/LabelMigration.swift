public import Annotations

/// Other labels for a corpus: renamed, merged, dropped, or divided by what the mentions say or carry.
///
/// Rules look at labels as they came, so that two may be exchanged; a label belongs to one rule at most. Labels without a rule
/// stay. `LabelMap` is the part of this that needs no text: it serves tags, which have no surface; one becomes the other where
/// it can.
public struct LabelMigration: Hashable, Sendable {
  /// What becomes of some labels.
  public struct Rule: Hashable, Sendable {
    /// The labels that it is about; several are merged.
    public var labels: [String]
    /// The first case that holds decides; where none does, the mention stays as it is.
    public var cases: [Case]

    /// A rule from its parts.
    public init(_ labels: [String], cases: [Case]) { (self.labels, self.cases) = (labels, cases) }

    /// Another name.
    public static func rename(_ label: String, to target: String) -> Rule { merge([label], into: target) }

    /// One name for several.
    public static func merge(_ labels: [String], into target: String) -> Rule {
      Rule(labels, cases: [Case(nil, becomes: target)])
    }

    /// No mention.
    public static func drop(_ labels: [String]) -> Rule { Rule(labels, cases: [Case(nil, becomes: nil)]) }

    /// Several names for one.
    public static func split(_ label: String, cases: [Case]) -> Rule { Rule([label], cases: cases) }
  }

  /// When something becomes what.
  public struct Case: Hashable, Sendable {
    /// What must hold; `nil`: nothing.
    public var condition: Condition?
    /// The new label; `nil` drops the mention.
    public var target: String?

    /// A case from its parts.
    public init(_ condition: Condition?, becomes target: String?) {
      (self.condition, self.target) = (condition, target)
    }
  }

  /// What a mention may have.
  public enum Condition: Hashable, Sendable {
    /// The pattern occurs in its text.
    case surface(Pattern)
    /// It has an attribute of this key and value.
    case attribute(key: String, value: String)
    /// It has an attribute of this key in whose value the pattern occurs.
    case attributeMatches(key: String, Pattern)
    /// It has an attribute of this key.
    case hasAttribute(key: String)
  }

  /// The rules.
  public let rules: [Rule]
  private let ruleOfLabel: [[UInt8]: Int]

  /// A migration.
  ///
  /// - Throws: what makes the rules contradict one another.
  public init(_ rules: [Rule]) throws(LabelMigrationProblem) {
    var numbers: [[UInt8]: Int] = [:]
    for (number, rule) in rules.enumerated() {
      guard !rule.labels.isEmpty else { throw .noLabels(rule: number + 1) }
      guard !rule.cases.isEmpty else { throw .noCases(label: rule.labels[0]) }
      for label in rule.labels where numbers.updateValue(number, forKey: Array(label.utf8)) != nil {
        throw .duplicateLabel(label)
      }
      for (index, single) in rule.cases.enumerated() {
        if let target = single.target, target.isEmpty || target == "O" { throw .target(target, label: rule.labels[0]) }
        if single.condition == nil, index + 1 < rule.cases.count {
          throw .unreachableCase(label: rule.labels[0], index: index + 2)
        }
      }
    }
    (self.rules, ruleOfLabel) = (rules, numbers)
  }

  /// The rule and the case that decide; a case is missing where none holds, both where no rule names the label.
  func decision(on mention: Mention, surface: [UInt8]) -> (rule: Int?, case: Int?) {
    guard let number = ruleOfLabel[Array(mention.label.utf8)] else { return (nil, nil) }
    let found = rules[number].cases.firstIndex { $0.condition?.holds(for: mention, surface: surface) ?? true }
    return (number, found)
  }

  /// What becomes of a mention: itself, itself with another label, or nothing.
  public func apply(_ mention: Mention, surface: [UInt8]) -> [Mention] {
    let decision = decision(on: mention, surface: surface)
    guard let rule = decision.rule, let index = decision.case else { return [mention] }
    guard let target = rules[rule].cases[index].target else { return [] }
    var mention = mention
    mention.label = target
    return [mention]
  }
}

extension LabelMigration.Condition {
  func holds(for mention: Mention, surface: [UInt8]) -> Bool {
    func has(_ key: String, _ holds: (String) -> Bool) -> Bool {
      mention.attributes.contains { $0.key.utf8.elementsEqual(key.utf8) && holds($0.value) }
    }
    return switch self {
    case .surface(let pattern): pattern.occurs(in: surface)
    case .attribute(let key, let value): has(key) { $0.utf8.elementsEqual(value.utf8) }
    case .attributeMatches(let key, let pattern): has(key) { pattern.occurs(in: Array($0.utf8)) }
    case .hasAttribute(let key): has(key) { _ in true }
    }
  }
}

/// Why rules for labels cannot be.
public enum LabelMigrationProblem: Error, Hashable, Sendable {
  /// A rule without labels; rules count from 1.
  case noLabels(rule: Int)
  /// A rule that does nothing.
  case noCases(label: String)
  /// A label of two rules.
  case duplicateLabel(String)
  /// A new label that is none.
  case target(String, label: String)
  /// A case after one that always holds; cases count from 1.
  case unreachableCase(label: String, index: Int)
  /// An entry of a label map that is about single tags.
  case tagEntry(String)
}

extension LabelMigrationProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .noLabels(let rule): "rule \(rule) names no label"
    case .noCases(let label): "the rule of '\(label)' does not say what becomes of it"
    case .duplicateLabel(let label): "the label '\(label)' stands in two rules; give it one"
    case .target(let target, let label):
      target.isEmpty
        ? "the new name of '\(label)' is empty; to drop its mentions say so"
        : "'\(label)' cannot become '\(target)', which stands for no mention; to drop its mentions say so"
    case .unreachableCase(let label, let index):
      "case \(index) of '\(label)' is never reached: the one before it always holds"
    case .tagEntry(let entry):
      "'\(entry)' is one tag of a scheme; mentions have types, so name both 'B-' and 'I-' alike, or the type"
    }
  }
}
