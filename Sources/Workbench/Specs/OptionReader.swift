import CorpusFormats
import Specs

/// Reads the options of an optimizer or schedule, checks them, and keeps how logs show them.
struct OptionReader {
  /// One option as logs show it.
  struct Shown: Hashable {
    var key: String
    /// As Python's `repr`.
    var python: String
    /// As YAML.
    var yaml: String
    /// Whether the spec itself names it.
    var isNamed: Bool
  }

  /// What a number must be.
  enum Rule {
    case positive
    case notNegative
    /// At least 0 and less than 1.
    case share
    case finite

    func admits(_ value: Double) -> Bool {
      switch self {
      case .positive: value > 0 && value.isFinite
      case .notNegative: value >= 0 && value.isFinite
      case .share: (0..<1).contains(value)
      case .finite: value.isFinite
      }
    }

    var sentence: String {
      switch self {
      case .positive: "must be greater than 0"
      case .notNegative: "must not be negative"
      case .share: "must be at least 0 and less than 1"
      case .finite: "must be a finite number"
      }
    }
  }

  let section: SpecSection
  /// In the order of reading.
  private(set) var shown: [Shown] = []

  init(_ section: SpecSection) { self.section = section }

  /// - Parameter python: how Python shows the default, where that is not a float (`0`).
  mutating func number(_ key: String, default standard: Double, python: String? = nil, _ rule: Rule) -> Double {
    let value = section.float(key, default: standard)
    section.check(rule.admits(value), key: key, rule.sentence)
    let text = PythonRepr.float(value)
    show(key, section.names(key) ? text : python ?? text, Self.yaml(value))
    return value
  }

  /// A number without a default.
  mutating func requiredNumber(_ key: String, _ rule: Rule) -> Double {
    let value = section.requiredFloat(key)
    section.check(rule.admits(value), key: key, rule.sentence)
    show(key, PythonRepr.float(value), Self.yaml(value))
    return value
  }

  mutating func optionalNumber(_ key: String, _ rule: Rule) -> Double? {
    let value = section.optionalFloat(key)
    section.check(value.map(rule.admits) ?? true, key: key, rule.sentence)
    show(key, value.map(PythonRepr.float) ?? "None", value.map(Self.yaml) ?? "null")
    return value
  }

  mutating func pair(_ key: String, default standard: (Double, Double), _ rule: Rule) -> (Double, Double) {
    let values = section.floats(key, default: [standard.0, standard.1])
    let isValid = values.count == 2 && values.allSatisfy(rule.admits)
    section.check(isValid, key: key, "must be two numbers; each \(rule.sentence)")
    let pair = isValid ? (values[0], values[1]) : standard
    show(
      key, "(\(PythonRepr.float(pair.0)), \(PythonRepr.float(pair.1)))", "[\(Self.yaml(pair.0)), \(Self.yaml(pair.1))]")
    return pair
  }

  mutating func flag(_ key: String, default standard: Bool) -> Bool {
    let value = section.bool(key, default: standard)
    show(key, value ? "True" : "False", value ? "true" : "false")
    return value
  }

  mutating func count(_ key: String, default standard: Int, least: Int) -> Int {
    let value = section.int(key, default: standard)
    section.check(value >= least, key: key, "must be at least \(least)")
    show(key, String(value), String(value))
    return value
  }

  /// A whole number without a default.
  mutating func requiredCount(_ key: String, least: Int) -> Int {
    let value = section.requiredInt(key)
    section.check(value >= least, key: key, "must be at least \(least)")
    show(key, String(value), String(value))
    return value
  }

  mutating func optionalCount(_ key: String, least: Int) -> Int? {
    let value = section.optionalInt(key)
    section.check(value.map { $0 >= least } ?? true, key: key, "must be at least \(least)")
    show(key, value.map(String.init) ?? "None", value.map(String.init) ?? "null")
    return value
  }

  mutating func word<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: Choice) -> Choice
  {
    let value = section.choice(key, default: standard)
    show(key, PythonRepr.string(value.rawValue), value.rawValue)
    return value
  }

  private mutating func show(_ key: String, _ python: String, _ yaml: String) {
    shown.append(Shown(key: key, python: python, yaml: yaml, isNamed: section.names(key)))
  }

  /// As PyYAML writes it: an exponent only behind a decimal point.
  private static func yaml(_ value: Double) -> String {
    let text = PythonRepr.float(value)
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }
}
