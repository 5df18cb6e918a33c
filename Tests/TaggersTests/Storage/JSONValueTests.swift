import Taggers
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
      ("", "found the end at byte 0, expected a value"),
      ("{,}", "found ',' at byte 1, expected a name in quotes"),
      ("[1,]", "found ']' at byte 3, expected a value"),
      ("01", "found '1' at byte 1, expected the end"),
      ("tru", "found 't' at byte 0, expected 'true'"),
      ("1e999", "found '1' at byte 0, expected a number that a Double can hold"),
      ("\"a\u{1}\"", "found byte 0x1 at byte 2, expected the rest of a string"),
      (#""\ud800""#, "the string at byte 0 is not well-formed UTF-8 or has a bad escape"),
      (#""\u12+4""#, "the string at byte 0 is not well-formed UTF-8 or has a bad escape"),
      (#"{"a":1,"a":1}"#, "the name 'a' occurs twice in one object"),
    ])
  func broken(text: String, problem: String) {
    #expect(message { _ = try JSONValue(parsing: text.utf8) } == problem)
  }

  @Test("bytes that are no UTF-8 are refused")
  func encoding() {
    #expect(throws: JSONProblem.badString(offset: 0)) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
  }
}
