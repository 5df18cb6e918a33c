/// A JSON value whose objects keep the order of their keys, so that reports are the same bytes in every run.
indirect enum JSONText {
  case object([(key: String, value: JSONText)])
  case array([JSONText])
  case string(String)
  case integer(Int)
  /// What is not finite is written as `null`.
  case number(Double)
  case boolean(Bool)
  case null

  /// A text, or `null`.
  static func optional(_ text: String?) -> JSONText { text.map(string) ?? .null }

  /// A number, or `null`.
  static func optional(_ number: Double?) -> JSONText { number.map(JSONText.number) ?? .null }

  /// A number, or `null`.
  static func optional(_ number: Int?) -> JSONText { number.map(integer) ?? .null }

  /// `[start, end]`
  static func range(_ range: Range<Int>) -> JSONText {
    .array([.integer(range.lowerBound), .integer(range.upperBound)])
  }

  /// An object of whole numbers.
  static func counts(_ pairs: [(String, Int)]) -> JSONText { .object(pairs.map { ($0, .integer($1)) }) }

  /// The document: two spaces a level, what holds no objects on one line, LF at the end.
  var text: String {
    var result = ""
    write(into: &result, indent: "")
    return result + "\n"
  }

  private func write(into result: inout String, indent: String) {
    switch self {
    case .object(let members): write(members, "{", "}", into: &result, indent: indent)
    case .array(let elements): write(elements.map { ("", $0) }, "[", "]", into: &result, indent: indent)
    case .string(let text): Self.write(text, into: &result)
    case .integer(let value): result += "\(value)"
    case .number(let value): result += value.isFinite ? "\(value)" : "null"
    case .boolean(let value): result += value ? "true" : "false"
    case .null: result += "null"
    }
  }

  private var isFlat: Bool {
    switch self {
    case .object(let members): members.isEmpty
    case .array(let elements): elements.allSatisfy(\.isFlat)
    default: true
    }
  }

  private func write(
    _ members: [(key: String, value: JSONText)], _ open: String, _ close: String, into result: inout String,
    indent: String
  ) {
    let isFlat = members.allSatisfy(\.value.isFlat) && members.count <= 4
    result += open
    for (index, member) in members.enumerated() {
      if index > 0 { result += isFlat ? ", " : "," }
      if !isFlat { result += "\n" + indent + "  " }
      if open == "{" {
        Self.write(member.key, into: &result)
        result += ": "
      }
      member.value.write(into: &result, indent: indent + "  ")
    }
    if !isFlat { result += "\n" + indent }
    result += close
  }

  private static func write(_ text: String, into result: inout String) {
    result += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    result += "\""
  }
}
