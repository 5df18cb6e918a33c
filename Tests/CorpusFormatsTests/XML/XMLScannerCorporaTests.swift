import Foundation
import Testing

@testable import CorpusFormats

/// One file of `tools/goldens/xml_events.py`.
struct XMLEventCase: Decodable, CustomTestStringConvertible {
  var file: String
  var events: Int?
  var bytes: Int?
  var digest: String?
  var refused: String?

  var testDescription: String { file }
  var path: String { CountedFile.corpora.appending(path: file).path }

  static func all() throws -> [XMLEventCase] {
    struct File: Decodable { var cases: [XMLEventCase] }
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      File.self, from: Data(contentsOf: folder.appending(path: "Goldens/xml_events.json"))
    )
    .cases
  }
}

@Suite(
  "XML scanner on real corpora",
  .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
struct XMLScannerCorporaTests {
  @Test("events are those of libxml2, and files that it refuses are refused", arguments: try XMLEventCase.all())
  func events(of file: XMLEventCase) throws {
    guard file.refused == nil else {
      #expect(throws: (any Error).self) { try eventLines(XMLScanner(path: file.path)) }
      return
    }
    let events = try eventLines(XMLScanner(path: file.path))
    #expect(events.count == file.bytes)
    #expect(digest(events) == file.digest)
  }

  @Test("in memory and in small pieces the events are the same", arguments: try XMLEventCase.all(), [7, 1000])
  func pieces(of file: XMLEventCase, length: Int) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    guard file.refused == nil, bytes.count < length * 1500 else { return }
    let pieces = XMLScanner(MarkupBuffer.pieces(of: bytes, length: length))
    let events = try eventLines(pieces)
    #expect(digest(events) == file.digest)
    #expect(events == (try eventLines(XMLScanner(bytes: bytes, name: "memory"))))
  }

  @Test("the ranges of events follow one another through the whole file", arguments: try XMLEventCase.all())
  func ranges(of file: XMLEventCase) throws {
    guard file.refused == nil else { return }
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    var scanner = try XMLScanner(path: file.path)
    var end = 0
    while let event = try scanner.next() {
      let range = scanner.source
      #expect(range.lowerBound >= end && range.upperBound <= bytes.count)
      // Between events stand only the mark, the declaration and white space around the root.
      let gap = String(decoding: bytes[end..<range.lowerBound].filter { $0 != 0 }, as: UTF8.self)
      let rest = gap.trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(gap.isEmpty || scanner.depth <= 1 && (rest.isEmpty || end == 0 && rest.hasSuffix("?>")))
      if scanner.encoding == .utf8 {
        for attribute in scanner.attributes where event == .startElement {
          let value = Array(bytes[attribute.valueSource])
          #expect(value == Array(scanner.bytes(attribute)) || value.contains(0x26) || value.contains(0x0A))
        }
      }
      end = range.upperBound
    }
    #expect(bytes[end...].allSatisfy { $0.isXMLSpace })
  }
}
