import Annotations
import Diagnostics
import Files
import Foundation
import JSONText

/// The JSON values of a file, with places and with the checks that all forms need.
struct JSONSource {
  let name: String
  private var stream: JSONStream
  private let reader: ByteReader

  /// The file at `path`; `-` is standard input.
  ///
  /// - Parameter member: the member of top-level objects whose elements come one by one.
  /// - Throws: `FileError<FileProblem>`.
  init(path: String, streaming member: String? = nil) throws {
    let reader = path == "-" ? ByteReader(.standardInput, name: "<standard input>") : try ByteReader(path: path)
    (self.reader, name) = (reader, reader.name)
    stream = JSONStream(streaming: member) { try reader.read(into: &$0) }
  }

  var bytesRead: Int { reader.bytesRead }

  /// The next value; `nil` after the last.
  ///
  /// - Throws: `Located<JSONProblem>`, `FileError<FileProblem>`.
  mutating func next() throws -> JSON? { try translated { try $0.next() } }

  /// The next event, where elements of a member come one by one.
  mutating func nextEvent() throws -> JSONStream.Event? { try translated { try $0.nextEvent() } }

  private mutating func translated<Result>(_ body: (inout JSONStream) throws -> Result) throws -> Result {
    do {
      return try body(&stream)
    } catch let error as JSONError {
      throw Located(error.problem, at: Place(file: name, line: error.line, column: error.column))
    }
  }

  /// Where a value of the current one begins.
  mutating func place(_ value: JSON) -> Place { place(offset: value.range.lowerBound) }

  mutating func place(offset: Int) -> Place {
    let (line, column) = stream.place(of: offset)
    return Place(file: name, line: line, column: column)
  }

  mutating func located(_ problem: StandoffProblem, at value: JSON) -> Located<StandoffProblem> {
    Located(problem, at: place(value))
  }

  /// The text of a value as it is spelled in the file, without white space around its parts.
  func text(of value: JSON) -> String { String(decoding: JSON.compact(stream.text(of: value)), as: UTF8.self) }
}

// MARK: Members

extension JSONSource {
  /// The members of what must be an object.
  mutating func object(_ value: JSON, _ what: String) throws -> JSON {
    guard let members = value.members else {
      throw located(.wrongKind(what: what, found: value.kind, expected: "an object"), at: value)
    }
    if members.count > 1, let repeated = value.repeatedMember {
      throw Located(StandoffProblem.repeatedMember(repeated.name), at: place(offset: repeated.keyOffset))
    }
    return value
  }

  /// A member that must be there; the first of several names that is.
  mutating func member(_ names: [String], of object: JSON) throws -> (name: String, value: JSON) {
    for name in names {
      if let value = object[name], !value.isNull { return (name, value) }
    }
    let found = object.members?.map(\.name) ?? []
    throw located(.missingMember(names.first ?? "", found: found), at: object)
  }

  mutating func elements(_ value: JSON, _ what: String) throws -> [JSON] {
    guard let elements = value.elements else {
      throw located(.wrongKind(what: what, found: value.kind, expected: "an array"), at: value)
    }
    return elements
  }

  mutating func bytes(_ value: JSON, _ what: String) throws -> [UInt8] {
    guard let bytes = value.bytes else {
      throw located(.wrongKind(what: what, found: value.kind, expected: "a string"), at: value)
    }
    return bytes
  }

  mutating func string(_ value: JSON, _ what: String) throws -> String {
    String(decoding: try bytes(value, what), as: UTF8.self)
  }

  mutating func integer(_ value: JSON, _ what: String) throws -> Int {
    guard let integer = value.integer else {
      throw located(.wrongKind(what: what, found: value.kind, expected: "a whole number"), at: value)
    }
    return integer
  }

  /// A name that may be a string or a number.
  mutating func identifier(_ value: JSON, _ what: String) throws -> String {
    switch value.content {
    case .string(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .integer(let number): return String(number)
    default: throw located(.wrongKind(what: what, found: value.kind, expected: "a string or a whole number"), at: value)
    }
  }

  /// Offsets `[start, end]`.
  mutating func pair(_ value: JSON, _ what: String) throws -> SourceSpan.Stretch {
    let elements = try elements(value, what)
    guard elements.count == 2 else {
      throw located(.wrongKind(what: what, found: "an array of \(elements.count)", expected: "[start, end]"), at: value)
    }
    return SourceSpan.Stretch(
      start: try integer(elements[0], "the start of \(what)"), end: try integer(elements[1], "the end of \(what)"))
  }

  /// What a value says as attributes: strings as they are, arrays of plain values one by one, others as JSON text, `null`
  /// not at all.
  func attributes(_ key: String, _ value: JSON) -> [Attribute] {
    switch value.content {
    case .null: return []
    case .string(let bytes): return [Attribute(key, String(decoding: bytes, as: UTF8.self))]
    case .array(let elements) where value.isListOfPlain:
      return elements.flatMap { attributes(key, $0) }
    default: return [Attribute(key, text(of: value))]
    }
  }

  /// The members of an object, but for some, as attributes.
  func attributes(of object: JSON?, except: Set<String> = []) -> [Attribute] {
    var found: [Attribute] = []
    for member in object?.members ?? [] where !except.contains(member.name) {
      found += attributes(member.name, member.value)
    }
    return found
  }
}

extension JSON {
  /// Whether it is an array of strings, numbers and truth values, and not empty.
  var isListOfPlain: Bool {
    guard let elements, !elements.isEmpty else { return false }
    return elements.allSatisfy(\.isPlain)
  }

  /// Whether it is a string, number or truth value.
  fileprivate var isPlain: Bool {
    switch content {
    case .string, .integer, .number, .bool: true
    default: false
    }
  }
}
