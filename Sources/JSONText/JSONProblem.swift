/// What is wrong in a JSON text.
public enum JSONProblem: Error, Hashable, Sendable {
  /// A byte that does not fit here; `nil` is the end of the input.
  case unexpected(found: UInt8?, expected: String)
  /// A byte inside a string that is not UTF-8.
  case invalidUTF8(UInt8)
  /// A control character that a string must escape.
  case controlCharacter(UInt8)
  /// A backslash before something that JSON does not escape.
  case escape
  /// Half of a surrogate pair.
  case loneSurrogate(UInt16)
  /// A number that a `Double` cannot hold.
  case numberRange
  /// Arrays and objects nested deeper than this.
  case tooDeep(limit: Int)
  /// A value of more bytes than this.
  case tooLong(limit: Int)
  /// A UTF-16 byte order mark.
  case utf16
}

/// A problem of a JSON text and its place.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong.
  public var problem: JSONProblem
  /// Bytes before it: from the beginning of the text, or of the buffer of a stream.
  public var offset: Int
  /// Its line, from 1.
  public var line: Int
  /// Its column in Unicode scalars, from 1.
  public var column: Int

  /// An error from its parts.
  public init(problem: JSONProblem, offset: Int, line: Int, column: Int) {
    (self.problem, self.offset, self.line, self.column) = (problem, offset, line, column)
  }
}

extension JSONProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .unexpected(let found, let expected): "found \(Self.name(found)), expected \(expected)"
    case .invalidUTF8(let byte): "byte \(Self.hexadecimal(UInt16(byte))) is not UTF-8; convert the file first"
    case .controlCharacter(let byte):
      "found the control character \(Self.hexadecimal(UInt16(byte))) inside a string, where it must be escaped; "
        + "does the string lack its closing quote?"
    case .escape:
      "expected an escape that JSON knows: \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hexadecimal digits"
    case .loneSurrogate(let unit):
      "\\u\(String(unit, radix: 16)) is half of a surrogate pair, which is no character"
    case .numberRange: "the number is larger than a Double can hold"
    case .tooDeep(let limit): "arrays and objects are nested deeper than \(limit) levels"
    case .tooLong(let limit):
      "the value is longer than \(limit) bytes; does an earlier bracket or quote lack its counterpart?"
    case .utf16: "the file is UTF-16, expected UTF-8; convert it first, for example with iconv -f UTF-16 -t UTF-8"
    }
  }

  private static func name(_ byte: UInt8?) -> String {
    switch byte {
    case nil: "the end of the input"
    case let byte? where (0x21...0x7E).contains(byte): "'\(Unicode.Scalar(byte))'"
    case let byte?: "byte \(hexadecimal(UInt16(byte)))"
    }
  }

  private static func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + (digits.count == 1 ? "0" : "") + digits
  }
}
