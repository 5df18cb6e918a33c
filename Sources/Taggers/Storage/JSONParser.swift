/// What is wrong in a JSON text; offsets are in bytes, from 0.
public enum JSONProblem: Error, Hashable {
  /// A byte that does not fit here.
  case unexpected(offset: Int, found: String, expected: String)
  /// A string that is no UTF-8, or has an escape that JSON does not know or half a surrogate pair.
  case badString(offset: Int)
  /// Two fields of one object with the same name.
  case duplicateName(String)
  /// Arrays and objects nested deeper than any honest file needs.
  case tooDeep(limit: Int)
}

extension JSONProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .unexpected(let offset, let found, let expected): "found \(found) at byte \(offset), expected \(expected)"
    case .badString(let offset): "the string at byte \(offset) is not well-formed UTF-8 or has a bad escape"
    case .duplicateName(let name): "the name '\(name)' occurs twice in one object"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    }
  }
}

extension JSONValue {
  /// Parses RFC 8259, strictly: no comments, no trailing commas, no duplicate names, nothing but white space after it.
  public init(parsing bytes: some Sequence<UInt8>) throws(JSONProblem) {
    var parser = JSONParser(bytes: Array(bytes))
    self = try parser.document()
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0

  static let depthLimit = 32

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONProblem) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw unexpected("the end") }
    return value
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func unexpected(_ expected: String) -> JSONProblem {
    let found =
      switch current {
      case nil: "the end"
      case let byte? where (0x21...0x7E).contains(byte): "'\(Character(Unicode.Scalar(byte)))'"
      case let byte?: "byte 0x\(String(byte, radix: 16, uppercase: true))"
      }
    return .unexpected(offset: position, found: found, expected: expected)
  }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
    guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
    guard bytes[position...].starts(with: text.utf8) else { throw unexpected("'\(text)'") }
    position += text.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
    position += 1
    var fields: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return .object(fields) }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw unexpected("':'") }
      let value = try value(depth: depth + 1)
      guard fields.updateValue(value, forKey: name) == nil else { throw .duplicateName(name) }
      skipSpace()
      if take("}") { return .object(fields) }
      guard take(",") else { throw unexpected("',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw unexpected("',' or ']'") }
    }
  }

  private mutating func number() throws(JSONProblem) -> JSONValue {
    let start = position
    var isInteger = true
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") {
      isInteger = false
      try digits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      position = start
      throw unexpected("a number that a Double can hold")
    }
    return .number(value)
  }

  private mutating func digits() throws(JSONProblem) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard let first = current, isDigit(first) else { throw unexpected("a value") }
    while let byte = current, isDigit(byte) { position += 1 }
  }

  private mutating func string() throws(JSONProblem) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = current, byte >= 0x20 {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw .badString(offset: start) }
        return string
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { throw .badString(offset: start) }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      default: text.append(byte)
      }
    }
    throw unexpected("the rest of a string")
  }

  /// The scalar of an escape whose backslash is behind `position`.
  private mutating func escape() -> Unicode.Scalar? {
    guard let byte = current else { return nil }
    position += 1
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return Unicode.Scalar(byte)
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      guard let unit = codeUnit() else { return nil }
      guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
      guard take("\\"), take("u"), let trail = codeUnit(), UTF16.isTrailSurrogate(trail) else { return nil }
      return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(trail) - 0xDC00)
    default: return nil
    }
  }

  private mutating func codeUnit() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = bytes[position..<position + 4].map { Character(Unicode.Scalar($0)) }
    guard digits.allSatisfy(\.isHexDigit) else { return nil }
    position += 4
    return UInt16(String(digits), radix: 16)
  }
}
