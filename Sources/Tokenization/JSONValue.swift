/// A JSON value whose strings are bytes.
///
/// Foundation's decoders keep an object's keys in a dictionary of `String`, which takes canonically equal spellings for
/// one key; a vocabulary may hold both, as different tokens.
indirect enum JSONValue {
  case null
  case bool(Bool)
  case number(Double)
  case string([UInt8])
  case array([JSONValue])
  /// The members in their order, repeated keys included.
  case object([(key: [UInt8], value: JSONValue)])

  /// The member of an object with this key, the last of several.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    let bytes = Array(key.utf8)
    return members.last { $0.key == bytes }?.value
  }

  var string: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  var integer: Int? {
    guard case .number(let value) = self else { return nil }
    return Int(exactly: value)
  }

  var isNull: Bool {
    guard case .null = self else { return false }
    return true
  }
}

/// A reader of JSON text (RFC 8259).
struct JSONReader {
  /// Where and why reading stopped.
  struct Failure: Error {
    var offset: Int
    var expected: String
  }

  private let text: [UInt8]
  private var index = 0
  private static let deepest = 64

  /// The value that the whole text is.
  static func read(_ text: [UInt8]) throws(Failure) -> JSONValue {
    var reader = JSONReader(text: text)
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    if reader.index < text.count { throw reader.failure("the end of the file") }
    return value
  }

  private init(text: [UInt8]) { self.text = text }

  private var current: UInt8? { index < text.count ? text[index] : nil }

  private func failure(_ expected: String) -> Failure { Failure(offset: index, expected: expected) }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    guard depth < Self.deepest else { throw failure("no more than \(Self.deepest) levels") }
    if take("{") { return try object(depth: depth) }
    if take("[") {
      var elements: [JSONValue] = []
      if take("]") { return .array([]) }
      repeat { elements.append(try value(depth: depth + 1)) } while take(",")
      guard take("]") else { throw failure("',' or ']'") }
      return .array(elements)
    }
    if current == UInt8(ascii: "\"") { return .string(try string()) }
    for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
    where text[index...].starts(with: word.utf8) {
      index += word.utf8.count
      return value
    }
    let start = index
    while let byte = current, "+-.0123456789eE".utf8.contains(byte) { index += 1 }
    guard let number = Double(String(decoding: text[start..<index], as: UTF8.self)) else {
      index = start
      throw failure("a JSON value")
    }
    return .number(number)
  }

  private mutating func object(depth: Int) throws(Failure) -> JSONValue {
    var members: [(key: [UInt8], value: JSONValue)] = []
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw failure("a member's name in quotes") }
      let key = try string()
      guard take(":") else { throw failure("':'") }
      members.append((key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw failure("',' or '}'") }
    return .object(members)
  }

  private mutating func string() throws(Failure) -> [UInt8] {
    index += 1
    var bytes: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\"") {
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      let escape = current
      index += 1
      switch escape {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "u"): bytes += try escapedScalar()
      case .some(let other) where "\"\\/".utf8.contains(other): bytes.append(other)
      default:
        index -= 2
        throw failure("an escape sequence that JSON knows")
      }
    }
    guard current != nil else { throw failure("'\"'") }
    index += 1
    return bytes
  }

  /// The scalar after `\u`, of two escapes where the first is a high surrogate; half a pair becomes U+FFFD.
  private mutating func escapedScalar() throws(Failure) -> [UInt8] {
    var value = try hexadecimal()
    if (0xD800...0xDBFF).contains(value), text[index...].starts(with: "\\u".utf8) {
      let before = index
      index += 2
      let low = try hexadecimal()
      if (0xDC00...0xDFFF).contains(low) {
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      } else {
        index = before
      }
    }
    return Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    let digits = text[index..<min(index + 4, text.count)]
    guard digits.count == 4, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw failure("four hexadecimal digits")
    }
    index += 4
    return value
  }
}
