public import JSONText

/// What is wrong in the JSON of a header, index or manifest.
public enum HeaderProblem: Error, Hashable {
  /// It is no JSON.
  case malformed(JSONError)
  /// Two fields of one object with the same name.
  case duplicateName(String)
}

extension HeaderProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    // These texts stand between binary data, where lines mean nothing.
    case .malformed(let error): "\(error.problem) (byte \(error.offset))"
    case .duplicateName(let name): "the name '\(name)' occurs twice in one object"
    }
  }
}

extension JSONValue {
  /// Arrays and objects nested deeper than any honest file needs.
  private static let depthLimit = 32

  /// Parses RFC 8259, strictly: no comments, no trailing commas, no duplicate names, nothing but white space after it.
  public init(parsing bytes: some Sequence<UInt8>) throws(HeaderProblem) {
    var options = JSONOptions()
    options.maximumDepth = Self.depthLimit
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: Array(bytes), options: options)
    } catch {
      throw .malformed(error)
    }
    self = try Self(json)
  }

  private init(_ json: JSON) throws(HeaderProblem) {
    switch json.content {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
    case .array(let elements): self = .array(try elements.map { element throws(HeaderProblem) in try Self(element) })
    case .object(let members):
      var fields: [String: JSONValue] = [:]
      for member in members {
        guard fields.updateValue(try Self(member.value), forKey: member.name) == nil else {
          throw .duplicateName(member.name)
        }
      }
      self = .object(fields)
    }
  }
}
