import Annotations

/// Which elements are mentions, and what their labels are.
///
/// A rule is spelled `persName: PER` (the element alone), `rs@type=person: PER` (with this value of an attribute) or
/// `ENAMEX@TYPE` (the value is the label). Prefixes of names do not count, nor does the case of attributes' names. Of an
/// element's rules the first that fits counts.
struct MentionRules: Hashable, Sendable {
  /// One rule.
  struct Rule: Hashable, Sendable {
    var element: String
    var attribute: String?
    var value: String?
    /// `nil`: the value of the attribute.
    var label: String?
  }

  /// What a rule makes of an element.
  struct Match: Hashable, Sendable {
    var rule: Rule
    var label: String
    /// Which of the element's attributes decided.
    var attribute: Int?
  }

  var rules: [Rule] = []
  /// Whether elements that no rule names are mentions if their names have no lower-case letter: `<LOC>`, and
  /// `<ENAMEX type="PERSON">` with `type` for a label.
  var takesUpperCase = false
  /// Whether the case of elements' names counts.
  var isCaseSensitive = true
  /// Elements that capitals alone do not make mentions, in lower case.
  var structure: Set<String> = []
  /// Whether a label is what stands before the first `|`.
  var hasAlternatives = false

  /// Rules of the command line.
  ///
  /// - Throws: `MarkupOptionProblem.mentionRule`.
  init(_ texts: [String]) throws(MarkupOptionProblem) {
    for text in texts {
      guard let rule = Rule(text) else { throw .mentionRule(text) }
      rules.append(rule)
    }
  }

  /// Rules of a table of ours.
  init(table: [(String, String?)]) {
    rules = table.map { place, label in
      let parts = place.split(separator: "@")
      let test = parts.count > 1 ? parts[1].split(separator: "=") : []
      return Rule(
        element: parts.first.map(String.init) ?? "", attribute: test.first.map(String.init),
        value: test.count > 1 ? String(test[1]) : nil, label: label)
    }
  }

  /// The rules of an element by its local name.
  func rules(of element: String) -> [Rule] {
    let found = rules.filter { names($0.element, element) }
    guard found.isEmpty, takesUpperCase, Self.isUpperCase(element), !structure.contains(element.lowercased()) else {
      return found
    }
    return [
      Rule(element: element, attribute: "type", value: nil, label: nil),
      Rule(element: element, attribute: nil, value: nil, label: element),
    ]
  }

  /// What the current element of a scanner is; `nil` if it is no mention.
  func match<Scanner: MarkupScanner>(_ rules: [Rule], _ scanner: Scanner) -> Match? {
    for rule in rules {
      guard rule.attribute != nil else { return Match(rule: rule, label: rule.label ?? rule.element, attribute: nil) }
      for (index, attribute) in scanner.attributes.enumerated() where tests(rule, scanner.names[attribute.name]) {
        guard let label = label(rule, scanner.value(attribute)) else { continue }
        return Match(rule: rule, label: label, attribute: index)
      }
    }
    return nil
  }

  /// Whether a rule asks for the attribute of a name.
  private func tests(_ rule: Rule, _ name: String) -> Bool {
    guard let wanted = rule.attribute else { return false }
    return name == wanted || Self.local(name).lowercased() == wanted.lowercased()
  }

  /// The label by the value of the attribute that a rule asks for; `nil` if the rule does not fit.
  private func label(_ rule: Rule, _ value: String) -> String? {
    if let expected = rule.value, expected != value { return nil }
    return rule.label ?? labelText(value)
  }

  private func labelText(_ value: String) -> String? {
    guard hasAlternatives else { return value.isEmpty ? nil : value }
    return value.split(separator: "|").first.map { $0.trimmingSpaces() }
  }

  /// The part of a name behind its prefix.
  static func local(_ name: String) -> String {
    guard let colon = name.utf8.lastIndex(of: 0x3A) else { return name }
    return String(name[name.utf8.index(after: colon)...])
  }

  private func names(_ left: String, _ right: String) -> Bool {
    isCaseSensitive ? left == right : left.lowercased() == right.lowercased()
  }

  private static func isUpperCase(_ name: String) -> Bool {
    var hasLetter = false
    for byte in name.utf8 {
      if byte &- 0x61 < 26 || byte >= 0x80 { return false }
      if byte &- 0x41 < 26 { hasLetter = true }
    }
    return hasLetter
  }
}

// MARK: From labels to elements

extension MentionRules {
  /// How a label is spelled: an element, and an attribute if there must be one.
  struct Spelling: Hashable, Sendable {
    var element: String
    var attribute: String?
    var value: String?
  }

  /// The spellings that are read as this label, the best first.
  func spellings(of label: String) -> [Spelling] {
    var exact: [Spelling] = []
    var general: [Spelling] = []
    for rule in rules {
      let spelling: Spelling
      if let own = rule.label {
        guard own == label else { continue }
        spelling = Spelling(element: rule.element, attribute: rule.attribute, value: rule.value)
        exact.append(spelling)
      } else {
        spelling = Spelling(element: rule.element, attribute: rule.attribute, value: rule.value ?? label)
        general.append(spelling)
      }
    }
    if takesUpperCase, Self.isUpperCase(label), XMLOutput.isName(label), rules(of: label).first?.label == nil {
      exact.append(Spelling(element: label, attribute: nil, value: nil))
    }
    return (exact + general).filter { read($0) == label }
  }

  /// What an element of these attributes is read as.
  func label(of element: String, _ attributes: [Attribute]) -> String? {
    for rule in rules(of: element) {
      guard rule.attribute != nil else { return rule.label ?? rule.element }
      for attribute in attributes where tests(rule, attribute.key) {
        if let label = label(rule, attribute.value) { return label }
      }
    }
    return nil
  }

  /// The label that a spelling is read as.
  private func read(_ spelling: Spelling) -> String? {
    label(of: spelling.element, spelling.attribute.map { [Attribute($0, spelling.value ?? "")] } ?? [])
  }
}

extension MentionRules.Rule {
  /// A rule as people write it; `nil` if it cannot be understood.
  init?(_ text: String) {
    // The colon of a label has a blank behind it; that of a prefix has none.
    let halves = text.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
    let place = halves[0]
    let label = halves.count == 2 ? halves[1].trimmingSpaces() : nil
    if label?.isEmpty == true { return nil }
    let parts = place.trimmingSpaces().split(separator: "@", omittingEmptySubsequences: false)
    guard let element = parts.first.map({ MentionRules.local(String($0)) }), XMLOutput.isName(element), parts.count <= 2
    else {
      return nil
    }
    self.element = element
    self.label = label
    guard parts.count == 2 else {
      if label == nil { self.label = element }
      return
    }
    let test = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    attribute = String(test[0])
    guard XMLOutput.isName(String(test[0])) else { return nil }
    if test.count == 2 {
      value = String(test[1])
      guard label != nil, value?.isEmpty == false else { return nil }
    }
  }
}

extension StringProtocol {
  /// Without spaces and tabs at its ends.
  func trimmingSpaces() -> String {
    let isSpace: (UInt8) -> Bool = { $0.isXMLSpace }
    let bytes = Array(utf8)
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    return String(decoding: bytes[start..<Swift.max(start, end)], as: UTF8.self)
  }
}

/// What is wrong with an option of marked-up files.
public enum MarkupOptionProblem: Error, Hashable, Sendable {
  /// A rule for mentions that cannot be understood.
  case mentionRule(String)
}

extension MarkupOptionProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .mentionRule(let text):
      "'\(text)' is no rule for mentions; expected an element and a label ('persName: PER'), an element with an attribute's "
        + "value and a label ('rs@type=person: PER'), or an element and the attribute that holds the label ('ENAMEX@TYPE')"
    }
  }
}
