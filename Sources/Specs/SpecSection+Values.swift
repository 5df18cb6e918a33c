extension SpecSection {
  // MARK: Values with a default

  /// A truth value; only `true`, `false` and YAML's unquoted synonyms (`yes`, `off`, …).
  public func bool(_ key: String, default standard: Bool) -> Bool { value(key, .bool, standard, false) }

  /// An integer.
  public func int(_ key: String, default standard: Int) -> Int { value(key, .int, standard, 0) }

  /// A number; integers are accepted.
  public func float(_ key: String, default standard: Double) -> Double { value(key, .float, standard, 0) }

  /// Text; numbers and truth values are accepted as they were written.
  public func string(_ key: String, default standard: String) -> String { value(key, .string, standard, "") }

  // MARK: Values that must be set

  /// A truth value that the spec must give.
  public func requiredBool(_ key: String) -> Bool { value(key, .bool, nil, false) }

  /// An integer that the spec must give.
  public func requiredInt(_ key: String) -> Int { value(key, .int, nil, 0) }

  /// A number that the spec must give.
  public func requiredFloat(_ key: String) -> Double { value(key, .float, nil, 0) }

  /// Text that the spec must give.
  public func requiredString(_ key: String) -> String { value(key, .string, nil, "") }

  // MARK: Values that may be null

  /// A truth value or `null`.
  public func optionalBool(_ key: String, default standard: Bool? = nil) -> Bool? { optional(key, .bool, standard) }

  /// An integer or `null`.
  public func optionalInt(_ key: String, default standard: Int? = nil) -> Int? { optional(key, .int, standard) }

  /// A number or `null`.
  public func optionalFloat(_ key: String, default standard: Double? = nil) -> Double? {
    optional(key, .float, standard)
  }

  /// Text or `null`.
  public func optionalString(_ key: String, default standard: String? = nil) -> String? {
    optional(key, .string, standard)
  }

  /// Text, or `nil` where the spec has `null` or leaves the key at `???`: for keys that another key can stand for.
  public func stringIfSet(_ key: String) -> String? { isUnset(key) ? nil : optionalString(key) }

  // MARK: Lists

  /// A list of text.
  public func strings(_ key: String, default standard: [String]) -> [String] { list(key, .string, standard) }

  /// A list of text that the spec must give.
  public func requiredStrings(_ key: String) -> [String] { list(key, .string, nil) }

  /// A list of integers.
  public func ints(_ key: String, default standard: [Int]) -> [Int] { list(key, .int, standard) }

  /// A list of numbers.
  public func floats(_ key: String, default standard: [Double]) -> [Double] { list(key, .float, standard) }

  // MARK: Choices

  /// One of several words.
  public func choice(_ key: String, among choices: [String], default standard: String) -> String {
    read(key, default: standard, placeholder: standard, encode: { .scalar(Scalar(.string($0), isQuoted: true)) }) {
      node in
      guard let text: String = decode(node, key, .string) else { return nil }
      guard choices.contains(text) else {
        report(.notAmong(path: dotted(key), found: text, choices: choices), key: key)
        return nil
      }
      return text
    }
  }

  /// One of the cases of a type whose raw values are the words.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: Choice) -> Choice
  {
    let word = choice(key, among: Choice.allCases.map(\.rawValue), default: standard.rawValue)
    return Choice(rawValue: word) ?? standard
  }

  // MARK: Reading

  private func value<Value: SpecValue>(_ key: String, _ type: SpecType, _ standard: Value?, _ placeholder: Value)
    -> Value
  {
    read(key, default: standard, placeholder: placeholder, encode: { .scalar(Scalar($0.specValue)) }) {
      decode($0, key, type)
    }
  }

  private func optional<Value: SpecValue>(_ key: String, _ type: SpecType, _ standard: Value?) -> Value? {
    read(
      key, default: .some(standard), placeholder: nil, encode: { .scalar(Scalar($0?.specValue ?? .null)) }
    ) { node -> Value?? in
      if node.isNull { return .some(nil) }
      let value: Value? = decode(node, key, .optional(type))
      return value.map { .some($0) }
    }
  }

  private func list<Value: SpecValue>(_ key: String, _ type: SpecType, _ standard: [Value]?) -> [Value] {
    read(
      key, default: standard, placeholder: [],
      encode: { .list($0.map { SpecNode(.scalar(Scalar($0.specValue))) }) }
    ) { node in
      guard let elements = node.list else {
        mismatch(key, .list, node)
        return nil
      }
      let values = elements.enumerated().map { index, element in
        decode(element, key, type, element: index) as Value?
      }
      let whole = values.compactMap { $0 }
      return whole.count == values.count ? whole : nil
    }
  }

  private func decode<Value: SpecValue>(
    _ node: SpecNode, _ key: String, _ type: SpecType, element: Int? = nil
  ) -> Value? {
    if let scalar = node.scalar, let value = Value(scalar) { return value }
    mismatch(key, type, node, element: element)
    return nil
  }
}

/// A type that one scalar can hold.
protocol SpecValue {
  /// The value, if the scalar holds this type.
  init?(_ scalar: Scalar)
  /// The value as a scalar's.
  var specValue: Scalar.Value { get }
}

extension Bool: SpecValue {
  init?(_ scalar: Scalar) {
    switch scalar.value {
    case .bool(let value): self = value
    // An override's `yes` is text by Hydra's grammar; a key that wants a truth value takes it for one.
    case .string(let text) where !scalar.isQuoted:
      guard let value = Scalar.yamlBool(text) else { return nil }
      self = value
    default: return nil
    }
  }

  var specValue: Scalar.Value { .bool(self) }
}

extension Int: SpecValue {
  init?(_ scalar: Scalar) {
    guard case .int(let value) = scalar.value else { return nil }
    self = value
  }

  var specValue: Scalar.Value { .int(self) }
}

extension Double: SpecValue {
  init?(_ scalar: Scalar) {
    switch scalar.value {
    case .float(let value): self = value
    case .int(let value): self = Double(value)
    default: return nil
    }
  }

  var specValue: Scalar.Value { .float(self) }
}

extension String: SpecValue {
  init?(_ scalar: Scalar) {
    guard scalar.value != .null else { return nil }
    self = if case .string(let text) = scalar.value { text } else { scalar.text }
  }

  var specValue: Scalar.Value { .string(self) }
}
