/// A single value of a spec, with the text that it was written as.
public struct Scalar: Sendable, Equatable {
  /// The value by type.
  public enum Value: Sendable, Equatable {
    /// Nothing.
    case null
    /// A truth value.
    case bool(Bool)
    /// An integer.
    case int(Int)
    /// A floating-point number, or an integer too large for 64 bits.
    case float(Double)
    /// Text.
    case string(String)

    /// Whether both are the same; unlike numbers, a `nan` equals itself here.
    public static func == (a: Value, b: Value) -> Bool {
      switch (a, b) {
      case (.null, .null): true
      case (.bool(let a), .bool(let b)): a == b
      case (.int(let a), .int(let b)): a == b
      case (.float(let a), .float(let b)): a == b || (a.isNaN && b.isNaN)
      case (.string(let a), .string(let b)): a == b
      default: false
      }
    }
  }

  /// The value.
  public let value: Value
  /// The text as written, without quotes.
  public let text: String
  /// Whether it was written in quotes, or as a block of text.
  public let isQuoted: Bool

  /// A value with the text that it was written as; without a text, the usual one.
  public init(_ value: Value, text: String? = nil, isQuoted: Bool = false) {
    (self.value, self.text, self.isQuoted) = (value, text ?? value.standardText, isQuoted)
  }

  /// Whether the values are equal, however they were written.
  public static func == (a: Scalar, b: Scalar) -> Bool { a.value == b.value }

  /// Whether it is `???`.
  public var isMandatory: Bool { value == .string("???") }

  /// Whether the text holds `${`, escaped or not.
  var hasInterpolation: Bool {
    if case .string(let text) = value { text.contains("${") } else { false }
  }
}

extension Scalar {
  /// An unquoted scalar of a file: YAML 1.1 as OmegaConf reads it. `5e-5` is a float, `yes` and `off` are booleans,
  /// `010` is 8, `1_000` is 1000, dates are text. Base-60 numbers (`12:30`) are text here, which OmegaConf takes for 750.
  public init(yaml text: String) {
    self.init(Self.yamlValue(text), text: text)
  }

  /// An unquoted scalar of an override: Hydra's grammar. Like YAML, but `yes` and `010` are text, `inf` and `nan` need no
  /// dot, and the empty value is the empty text.
  public init(override text: String) {
    self.init(Self.overrideValue(text), text: text)
  }

  /// Whether the text is one of YAML 1.1's booleans, and which.
  static func yamlBool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }

  private static func yamlValue(_ text: String) -> Value {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
    case ".nan", ".NaN", ".NAN": return .float(.nan)
    default: break
    }
    if let bool = yamlBool(text) { return .bool(bool) }
    return number(text, radixes: true) ?? .string(text)
  }

  private static func overrideValue(_ text: String) -> Value {
    switch text.lowercased() {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: return (text.contains("__") || text.hasSuffix("_") ? nil : number(text, radixes: false)) ?? .string(text)
    }
  }

  /// A number as PyYAML's patterns know it, extended by OmegaConf's floats without a dot. `nil` for anything else.
  private static func number(_ text: String, radixes: Bool) -> Value? {
    var rest = text.utf8[...]
    guard let first = rest.first, rest.allSatisfy({ $0 < 0x80 }) else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    if isNegative || first == UInt8(ascii: "+") { rest.removeFirst() }
    guard let lead = rest.first, isDigit(lead) || lead == UInt8(ascii: ".") else { return nil }
    let sign = isNegative ? "-" : ""
    let digits = String(Substring(rest).filter { $0 != "_" })

    if radixes, rest.count > 1, lead == UInt8(ascii: "0") {
      let body = digits.dropFirst()
      let radix: (prefix: String, base: Int)? =
        body.hasPrefix("x") ? ("x", 16) : body.hasPrefix("b") ? ("b", 2) : body.allSatisfy(\.isNumber) ? ("", 8) : nil
      if let radix {
        let magnitude = body.dropFirst(radix.prefix.count)
        return magnitude.first?.isHexDigit == true ? Int(sign + magnitude, radix: radix.base).map(Value.int) : nil
      }
    }
    if rest.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) {
      guard digits.count == 1 || !digits.hasPrefix("0") else { return nil }
      return Int(sign + digits).map(Value.int) ?? Double(sign + digits).map(Value.float)
    }
    guard isFloat(Array(rest)), let value = Double(sign + digits) else { return nil }
    return .float(value)
  }

  /// `digits [. digits] [e±digits]` with a dot or an exponent, `_` allowed between digits of the mantissa.
  private static func isFloat(_ text: [UInt8]) -> Bool {
    var index = 0
    var mantissaDigits = 0
    func skipMantissa() {
      while index < text.count, isDigit(text[index]) || (text[index] == UInt8(ascii: "_") && index > 0) {
        if isDigit(text[index]) { mantissaDigits += 1 }
        index += 1
      }
    }
    skipMantissa()
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      skipMantissa()
    }
    guard mantissaDigits > 0 else { return false }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
      guard index < text.count else { return false }
      while index < text.count, isDigit(text[index]) { index += 1 }
    }
    return index == text.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Scalar.Value {
  /// The text that reads back as this value.
  var standardText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .float(let value):
      value.isNaN ? ".nan" : value.isInfinite ? (value < 0 ? "-.inf" : ".inf") : String(value)
    case .string(let value): value
    }
  }
}
