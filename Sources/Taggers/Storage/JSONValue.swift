/// A JSON value as manifests and safetensors headers hold it.
///
/// Foundation's decoder keeps the last of two equal names and cannot be asked for canonical bytes; both matter here,
/// because headers are untrusted and a manifest is compared with its own re-encoding.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  /// The text if it is a string.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The number if it is an integer.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The elements if it is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The fields if it is an object.
  public var object: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }

  /// The one canonical text: names sorted by their UTF-8 bytes, two spaces of indentation, no character escaped that
  /// need not be, the shortest number that reads back as the same; a number that is not finite is `null`.
  public var canonical: String {
    var text = ""
    write(into: &text, indentation: "\n")
    return text
  }

  private func write(into text: inout String, indentation: String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.write(value, into: &text)
    case .array(let values) where values.isEmpty: text += "[]"
    case .array(let values):
      for (index, value) in values.enumerated() {
        text += (index == 0 ? "[" : ",") + indentation + "  "
        value.write(into: &text, indentation: indentation + "  ")
      }
      text += indentation + "]"
    case .object(let fields) where fields.isEmpty: text += "{}"
    case .object(let fields):
      let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, field) in sorted.enumerated() {
        text += (index == 0 ? "{" : ",") + indentation + "  "
        Self.write(field.key, into: &text)
        text += ": "
        field.value.write(into: &text, indentation: indentation + "  ")
      }
      text += indentation + "}"
    }
  }

  /// A quoted string with the escapes that JSON demands, and no others.
  static func write(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; of two equal names the last counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}
