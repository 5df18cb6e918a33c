import Foundation
import JSONText
import TestSupport
import Testing

@Suite("Streams of JSON values")
struct JSONStreamTests {
  /// A stream that gets its bytes in pieces of one length.
  static func stream(_ text: [UInt8], pieces: Int, streaming: String? = nil, options: JSONOptions = JSONOptions())
    -> JSONStream
  {
    var rest = text[...]
    return JSONStream(streaming: streaming, options: options) { buffer in
      let piece = rest.prefix(pieces)
      buffer += piece
      rest = rest.dropFirst(pieces)
      return piece.count
    }
  }

  static func all(_ stream: JSONStream) throws -> [String] {
    var stream = stream
    var shapes: [String] = []
    while let value = try stream.next() { shapes.append(JSONTests.shape(value)) }
    return shapes
  }

  @Test("lines and arrays give the same values however their bytes come", arguments: [1, 2, 3, 5, 7, 64, 4096])
  func pieces(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let values = (0..<50).map { _ in random.json(depth: 0) }
    var lines = JSONOutput()
    var array = JSONOutput()
    for value in values {
      lines.value(value)
      lines.endLine()
    }
    array.array { output in for value in values { output.value(value) } }
    let expected = values.map(JSONTests.shape)
    // A row that begins with a bracket would be taken for an array.
    let row = Array("{}\r\n\n".utf8) + lines.bytes
    #expect(
      try Self.all(Self.stream(row, pieces: count)).dropFirst().elementsEqual(expected) {
        $0.utf8.elementsEqual($1.utf8)
      })
    #expect(
      try Self.all(Self.stream(array.bytes, pieces: count)).elementsEqual(expected) { $0.utf8.elementsEqual($1.utf8) })
  }

  @Test("the elements of one member come one by one", arguments: [1, 4, 1000], ["", "[", "{\"source\":\"y\"}\n"])
  func member(count: Int, before: String) throws {
    let object = #"{"source":"x","documents":[{"id":1},{"id":2}],"infons":{"documents":[]}}"#
    let text = before + object + (before == "[" ? ", {}]" : "")
    var stream = Self.stream(Array(text.utf8), pieces: count, streaming: "documents")
    var events: [String] = []
    while let event = try stream.nextEvent() {
      switch event {
      case .value(let value): events.append(JSONTests.shape(value))
      case .member(let member): events.append("\(member.name)=\(JSONTests.shape(member.value))")
      case .element(let value): events.append("+\(JSONTests.shape(value))")
      case .end: events.append("end")
      }
    }
    let first = before.hasPrefix("{") ? ["source='y'", "end"] : []
    let last = before == "[" ? ["end"] : []
    #expect(events == first + ["source='x'", "+{id:i1}", "+{id:i2}", "infons={documents:[]}", "end"] + last)
  }

  @Test("places count lines and scalars, after any number of values", arguments: [1, 3, 1000])
  func places(count: Int) throws {
    let padding = String(repeating: "{\"é😀\": \"x\"}\r\n", count: 20_000)
    var stream = Self.stream(Array((padding + "  {\"ü\":\n \"ß\", \"b\":[1]}").utf8), pieces: max(count, 300))
    for _ in 0..<20_000 { _ = try stream.next() }
    let value = try #require(try stream.next())
    let element = try #require(value["b"]?.elements?.first)
    #expect(stream.place(of: element.range.lowerBound) == (20_002, 12))
    #expect(stream.place(of: value.range.lowerBound) == (20_001, 3))
    #expect(String(decoding: stream.text(of: try #require(value["b"])), as: UTF8.self) == "[1]")
  }

  @Test(
    "what is malformed is refused with its place, before and after good values",
    arguments: [
      ("{\"a\":1}\n{\"a\":", "2:6: found the end of the input, expected a value"),
      (
        "{}\n{\"a\": \"x\n{}",
        "2:9: found the control character 0x0A inside a string, where it must be escaped; "
          + "does the string lack its closing quote?"
      ),
      ("[1, 2", "1:6: found the end of the input, expected ',' or ']'"),
      ("[1 2]", "1:4: found '2', expected ',' or ']'"),
      ("[1,]", "1:4: found ']', expected a value"),
      ("[1] 2", "1:5: found '2', expected the end of the text after the array"),
      ("{}\n}", "2:1: found '}', expected a value"),
      ("{}\n12e", "2:4: found the end of the input, expected a digit"),
    ], [1, 4, 4096])
  func refused(_ example: (String, String), pieces: Int) throws {
    var stream = Self.stream(Array(example.0.utf8), pieces: pieces)
    do {
      while try stream.next() != nil {}
      Issue.record("'\(example.0)' was read")
    } catch let error as JSONError {
      #expect("\(error.line):\(error.column): \(error.problem)" == example.1)
    }
  }

  @Test("every cut of a text is an error with a place inside it, or a row that ends early")
  func cuts() throws {
    let text = Array(#"[{"a":"é\ud83d\ude00\n","b":[1.5e3,true,null]},"x"]"#.utf8)
    for count in 1..<text.count {
      var stream = Self.stream(Array(text[..<count]), pieces: 3)
      do {
        while try stream.next() != nil {}
        Issue.record("the first \(count) bytes were read")
      } catch let error as JSONError {
        #expect(error.line == 1 && (1...count + 1).contains(error.column))
      }
    }
  }

  @Test("a value beyond the limit is refused before memory holds it")
  func limit() throws {
    var options = JSONOptions()
    options.maximumLength = 1000
    var given = 0
    var stream = JSONStream(options: options) { buffer in
      buffer += [UInt8](repeating: 0x20, count: 99) + [0x5B]
      given += 100
      return 100
    }
    #expect(throws: JSONError.self) { while try stream.next() != nil {} }
    #expect(given < 10_000)
  }

  @Test("an empty text has no values")
  func empty() throws {
    #expect(try Self.all(JSONStream([])) == [])
    #expect(try Self.all(JSONStream(Array(" \n".utf8))) == [])
    #expect(try Self.all(JSONStream(Array("[]".utf8))) == [])
  }
}
