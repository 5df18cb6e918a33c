import Foundation
import JSONText
import TestSupport
import Testing

@Suite("JSON values")
struct JSONTests {
  /// The value in a form that shows its kinds: integers apart from other numbers, strings as bytes.
  static func shape(_ value: JSON) -> String {
    switch value.content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "i\(value)"
    case .number(let value): "d\(value)"
    case .string(let bytes): "'" + String(decoding: bytes, as: UTF8.self) + "'"
    case .array(let elements): "[" + elements.map(shape).joined(separator: " ") + "]"
    case .object(let members): "{" + members.map { "\($0.name):\(shape($0.value))" }.joined(separator: " ") + "}"
    }
  }

  @Test(
    "every kind of value is read",
    arguments: [
      ("null", "null"), (" true\n", "true"), ("\u{FEFF}false", "false"), ("[]", "[]"), ("{ }", "{}"),
      ("0", "i0"), ("-0", "i0"), ("9223372036854775807", "i9223372036854775807"),
      ("-9223372036854775808", "i-9223372036854775808"), ("9223372036854775808", "d9.223372036854776e+18"),
      ("12345678901234567890123", "d1.2345678901234568e+22"), ("-1.5e-3", "d-0.0015"), ("1E+2", "d100.0"),
      (#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00é😀""#, "'\"\\/\u{8}\u{C}\n\r\té😀é😀'"),
      (#"{"b":[1,{"a":null}],"a":"","b":2}"#, "{b:[i1 {a:null}] a:'' b:i2}"),
    ])
  func kinds(text: String, shape: String) throws {
    #expect(Self.shape(try JSON(parsing: Array(text.utf8))).utf8.elementsEqual(shape.utf8))
    var stream = JSONStream(Array(text.utf8))
    if !text.hasPrefix("[") {
      #expect(Self.shape(try #require(try stream.next())).utf8.elementsEqual(shape.utf8))
    }
    #expect(try stream.next() == nil)
  }

  @Test("names that are canonically equal stay apart, and repeated ones are seen")
  func names() throws {
    let value = try JSON(parsing: Array(#"{"\#u{E9}":1,"e\#u{301}":2,"a":3,"a":4}"#.utf8))
    #expect(value["\u{E9}"]?.integer == 1)
    #expect(value["e\u{301}"]?.integer == 2)
    #expect(value["a"]?.integer == 4)
    #expect(value.repeatedMember?.name == "a")
    #expect(value.repeatedMember?.value.integer == 4)
    let many = "{" + (0..<40).map { "\"k\($0 == 39 ? 7 : $0)\":\($0)" }.joined(separator: ",") + "}"
    #expect(try JSON(parsing: Array(many.utf8)).repeatedMember?.value.integer == 39)
    #expect(try JSON(parsing: Array(#"{"a":1,"b":1}"#.utf8)).repeatedMember == nil)
  }

  @Test("a whole number is an integer in any spelling, if a Double holds it exactly")
  func integers() throws {
    #expect(try JSON(parsing: Array("5.0".utf8)).integer == 5)
    #expect(try JSON(parsing: Array("1e3".utf8)).integer == 1000)
    #expect(try JSON(parsing: Array("5.5".utf8)).integer == nil)
    #expect(try JSON(parsing: Array("1e300".utf8)).integer == nil)
    #expect(try JSON(parsing: Array("9007199254740994.0".utf8)).integer == nil)
  }

  static let broken: [(String, String)] = [
    ("", "1:1: found the end of the input, expected a value"),
    ("{,}", "1:2: found ',', expected a member's name in quotes"),
    ("[1,]", "1:4: found ']', expected a value"),
    ("[1 2]", "1:4: found '2', expected ',' or ']'"),
    ("{\"a\" 1}", "1:6: found '1', expected ':'"),
    ("{\"a\":1 \"b\":2}", "1:8: found '\"', expected ',' or '}'"),
    ("01", "1:2: found '1', expected the end of the text"),
    ("-", "1:2: found the end of the input, expected a digit"),
    ("1.", "1:3: found the end of the input, expected a digit"),
    ("+1", "1:1: found '+', expected a value"),
    ("NaN", "1:1: found 'N', expected a value"),
    ("trux", "1:4: found 'x', expected 'true'"),
    ("\n\r\n  é", "3:3: found byte 0xC3, expected a value"),
    ("1e999", "1:1: the number is larger than a Double can hold"),
    (
      "[\"é\", \"a\u{1}\"]",
      "1:9: found the control character 0x01 inside a string, where it must be escaped; "
        + "does the string lack its closing quote?"
    ),
    ("\"a", "1:3: found the end of the input, expected the string's closing quote"),
    (#""\q""#, #"1:2: expected an escape that JSON knows: \" \\ \/ \b \f \n \r \t, or \u and four hexadecimal digits"#),
    (#""\ud800x""#, #"1:2: \ud800 is half of a surrogate pair, which is no character"#),
    (#""\udc00\ud800""#, #"1:2: \udc00 is half of a surrogate pair, which is no character"#),
    (#""\u12+4""#, "1:6: found '+', expected four hexadecimal digits"),
    ("{} x", "1:4: found 'x', expected the end of the text"),
    ("// no\n1", "1:1: found '/', expected a value"),
  ]

  @Test("what is not JSON is refused with its place", arguments: broken)
  func refused(text: String, message: String) throws {
    do {
      _ = try JSON(parsing: Array(text.utf8))
      Issue.record("'\(text)' was read")
    } catch {
      #expect("\(error.line):\(error.column): \(error.problem)" == message)
    }
  }

  @Test(
    "bytes that are not UTF-8 are refused in their place",
    arguments: [
      ([0x22, 0x61, 0xFF, 0x22], 3), ([0x22, 0xC3, 0x22], 2), ([0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22], 4),
    ] as [([UInt8], Int)])
  func encoding(bytes: [UInt8], column: Int) {
    #expect(throws: JSONError(problem: .invalidUTF8(bytes[column - 1]), offset: column - 1, line: 1, column: column)) {
      try JSON(parsing: bytes)
    }
  }

  @Test("UTF-16 is refused", arguments: [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B]] as [[UInt8]])
  func utf16(bytes: [UInt8]) {
    #expect(throws: JSONError(problem: .utf16, offset: 0, line: 1, column: 1)) { try JSON(parsing: bytes) }
    var stream = JSONStream(bytes)
    #expect(throws: JSONError(problem: .utf16, offset: 0, line: 1, column: 1)) { try stream.next() }
  }

  @Test("nesting is limited, and so deep a text does not end the process")
  func depth() throws {
    var options = JSONOptions()
    options.maximumDepth = 3
    _ = try JSON(parsing: Array("[[[]]]".utf8), options: options)
    #expect(throws: JSONError(problem: .tooDeep(limit: 3), offset: 7, line: 1, column: 8)) {
      try JSON(parsing: Array("[[{\"a\":[]}]]".utf8), options: options)
    }
    #expect(throws: JSONError.self) { try JSON(parsing: [UInt8](repeating: 0x5B, count: 1 << 20)) }
  }

  @Test("half of a surrogate pair is U+FFFD where that was asked for")
  func halves() throws {
    var options = JSONOptions()
    options.replacesLoneSurrogates = true
    let value = try JSON(parsing: Array(#""\ud83d\u0041\ude00\ud83d""#.utf8), options: options)
    #expect(value.string == "\u{FFFD}A\u{FFFD}\u{FFFD}")
  }

  @Test("what is written reads back as the same", arguments: [UInt64](1...60))
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let value = random.json(depth: 0)
    var output = JSONOutput()
    output.value(value)
    #expect(Self.shape(try JSON(parsing: output.bytes)).utf8.elementsEqual(Self.shape(value).utf8))
    #expect(String(decoding: output.bytes, as: UTF8.self).allSatisfy { !$0.isNewline })
    // Foundation's reader is another witness for the strings.
    if let text = value.string {
      let decoded = try JSONDecoder().decode(String.self, from: Data(output.bytes))
      #expect(decoded.utf8.elementsEqual(text.utf8))
    }
  }

  @Test("the writer puts commas where they belong")
  func writing() {
    var output = JSONOutput()
    output.object {
      $0.name("a\"b")
      $0.value(1)
      $0.name("c")
      $0.array {
        $0.value(true)
        $0.null()
        $0.value(0.5)
        $0.value(Double.infinity)
        $0.object { _ in }
        $0.raw("[ 1 ]".utf8)
      }
    }
    output.endLine()
    output.value("x\u{2028}y\u{85}\u{1}\t\u{2029}¨â\u{A9}")
    #expect(
      String(decoding: output.bytes, as: UTF8.self)
        == "{\"a\\\"b\":1,\"c\":[true,null,0.5,null,{},[ 1 ]]}\n\"x\\u2028y\\u0085\\u0001\\t\\u2029¨â\u{A9}\"")
  }
}

extension SplitMix64 {
  mutating func text() -> [UInt8] {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &self) {
      let choices: [ClosedRange<UInt32>] = [
        0...0x1F, 0x20...0x7E, 0x80...0xFF, 0x300...0x36F, 0x5D0...0x5EA, 0x2000...0x2030, 0xE000...0xFFFF,
        0x10000...0x10FFFF,
      ]
      let range = choices[Int.random(in: 0..<choices.count, using: &self)]
      scalars.append(Unicode.Scalar(UInt32.random(in: range, using: &self)) ?? "?")
    }
    return Array(String(scalars).utf8)
  }

  mutating func json(depth: Int) -> JSON {
    switch Int.random(in: 0...(depth < 4 ? 7 : 4), using: &self) {
    case 0: return JSON(.null)
    case 1: return JSON(.bool(Bool.random(using: &self)))
    case 2: return JSON(.integer(Int(truncatingIfNeeded: next())))
    case 3: return JSON(.number(Double.random(in: -1e20...1e20, using: &self)))
    case 4: return JSON(.string(text()))
    case 5, 6:
      return JSON(.array((0..<Int.random(in: 0...4, using: &self)).map { _ in json(depth: depth + 1) }))
    default:
      return JSON(
        .object(
          (0..<Int.random(in: 0...4, using: &self)).map { _ in
            JSON.Member(key: text(), value: json(depth: depth + 1))
          }))
    }
  }
}
