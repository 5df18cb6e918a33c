import Taggers
import TestSupport
import Testing

@Suite("JSON values")
struct JSONValueTests {
  @Test("the canonical text sorts names and keeps numbers and letters as they are")
  func canonical() {
    let value: JSONValue = [
      "é": "a\"\\\n\u{1}é", "Z": [1, 2.5, true, .null], "a": [:], "b": [], "n": .number(.nan),
    ]
    #expect(
      value.canonical == """
        {
          "Z": [
            1,
            2.5,
            true,
            null
          ],
          "a": {},
          "b": [],
          "n": null,
          "é": "a\\"\\\\\\n\\u0001é"
        }
        """)
  }

  @Test(
    "a canonical text reads back as itself",
    arguments: ["1", "-1", "0.1", "1e-05", "1e+300", "\"\\\\x\"", "[\n  {},\n  []\n]", "null"])
  func roundTrip(text: String) throws {
    #expect(try JSONValue(parsing: text.utf8).canonical == text)
  }

  @Test("escapes are understood, surrogate pairs as one scalar")
  func escapes() throws {
    #expect(
      try JSONValue(parsing: #""\u00e9\/\b\f\n\r\t\ud83d\ude00""#.utf8) == "é/\u{8}\u{C}\n\r\t😀")
  }

  @Test(
    "what is not JSON is refused with its place",
    arguments: [
      ("", "found the end of the input, expected a value (byte 0)"),
      ("[1,]", "found ']', expected a value (byte 3)"),
      ("1e999", "the number is larger than a Double can hold (byte 0)"),
      (
        "[\"\u{e9}\", \"a\u{1}\"]",
        "found the control character 0x01 inside a string, where it must be escaped; "
          + "does the string lack its closing quote? (byte 9)"
      ),
      (#"{"a":1,"a":1}"#, "the name 'a' occurs twice in one object"),
      (#"[{"a":{"b":1,"b":1}}]"#, "the name 'b' occurs twice in one object"),
    ])
  func broken(text: String, problem: String) {
    #expect(message { _ = try JSONValue(parsing: text.utf8) } == problem)
  }

  @Test("nesting is limited")
  func depth() throws {
    let brackets = { (count: Int) in [UInt8](repeating: 0x5B, count: count) + [UInt8](repeating: 0x5D, count: count) }
    _ = try JSONValue(parsing: brackets(32))
    #expect(throws: HeaderProblem.self) { try JSONValue(parsing: brackets(33)) }
  }
}
