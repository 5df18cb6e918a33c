import Foundation
import Testing

@testable import CorpusFormats

@Suite("Python's ways of writing and splitting")
struct PythonTests {
  private struct Golden: Decodable {
    var floats: [[String]]
    var strings: [[String]]
    var whitespace: [UInt32]
    enum CodingKeys: String, CodingKey {
      case floats, strings
      case whitespace = "white space"
    }
  }

  private let golden: Golden

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/python.json")
    golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  @Test("floats are written as Python writes them")
  func floats() throws {
    for pair in golden.floats {
      let value = try #require(Double(pair[0]))
      #expect(PythonRepr.float(value) == pair[1])
    }
    #expect([.nan, .infinity, -.infinity].map(PythonRepr.float) == ["nan", "inf", "-inf"])
  }

  @Test("strings are quoted and escaped as Python does it")
  func strings() {
    for pair in golden.strings { #expect(PythonRepr.string(pair[0]) == pair[1]) }
  }

  @Test("white space is Python's, in scalars and in UTF-8")
  func whitespace() {
    let expected = Set(golden.whitespace)
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(scalar).utf8)
      let length = PythonWhitespace.length(at: 0, in: bytes.span)
      // A million expectations would take minutes to record.
      guard
        scalar.isPythonWhitespace != expected.contains(value) || length != (expected.contains(value) ? bytes.count : 0)
      else { continue }
      Issue.record("U+\(String(value, radix: 16)): \(length)")
    }
  }
}
