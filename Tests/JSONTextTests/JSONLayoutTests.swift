import JSONText
import TestSupport
import Testing

@Suite("JSON laid out for people")
struct JSONLayoutTests {
  @Test("levels are indented, small groups stay on a line")
  func layout() throws {
    let text = #"{"a":[1,2,3],"b":[1,2,3,4,5],"c":{"d":null,"e":"é\n"},"f":[],"g":[{"h":{}}]}"#
    let laidOut = try JSON(parsing: Array(text.utf8)).indentedText
    #expect(
      laidOut == """
        {
          "a": [1, 2, 3],
          "b": [
            1,
            2,
            3,
            4,
            5
          ],
          "c": {"d": null, "e": "é\\n"},
          "f": [],
          "g": [
            {"h": {}}
          ]
        }

        """)
  }

  @Test("what is laid out reads back as the same value", arguments: 0..<50 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let value = random.json(depth: 0)
    let read = try JSON(parsing: Array(value.indentedText.utf8))
    #expect(JSONTests.shape(read) == JSONTests.shape(value))
  }
}
