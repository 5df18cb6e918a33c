import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// All that a reader gives.
struct ReadCorpus {
  var documents: [Document] = []
  var records: [SpanRecord] = []
  var lines: [Int] = []
  var remarks: [String] = []

  init(_ reader: any DocumentReader) throws {
    var reader = reader
    while let next = try reader.next() {
      #expect(DocumentFault(of: next.document) == nil)
      #expect(next.spans.map(\.produced).reduce(0, +) == next.document.layers.map(\.mentions.count).reduce(0, +))
      documents.append(next.document)
      records += next.spans
      lines.append(next.line)
    }
    remarks = reader.remarks
  }

  init(_ format: CorpusFormat, _ text: String, _ options: ReadingOptions = ReadingOptions(), name: String = "test.xml")
    throws
  {
    let buffer = MarkupBuffer(bytes: Array(text.utf8), name: name)
    try self.init(XMLWriteBack.reader(buffer, CorpusInput(format, paths: [name], name: name), options))
  }

  init(_ format: CorpusFormat, path: String, _ options: ReadingOptions = ReadingOptions()) throws {
    try self.init(CorpusInput(format, paths: [path], name: path).reader(options))
  }

  func count(_ fate: SpanRecord.Fate, _ reason: SpanReason? = nil) -> Int {
    records.count { $0.fate == fate && (reason == nil || $0.reason == reason) }
  }

  /// Mentions as `label:text`, of all documents.
  var mentions: [String] {
    documents.flatMap { document in document.mentions.map { "\($0.label):\(document.surface(of: $0))" } }
  }
}

/// Counts of `tools/goldens/standoff_xml.py`.
struct StandoffXMLGolden: Decodable {
  struct BioC: Decodable, CustomTestStringConvertible {
    var file: String
    var labels: [String: Int]
    var annotations: Int?
    var discontinuous: Int?
    var documents: Int
    var passages: Int
    var sentences: Int
    var relations: Int
    var elsewhere: Int?
    var kept: Int?
    var unlabelled: Int?

    var testDescription: String { file }
    var path: String { CountedFile.corpora.appending(path: file).path }
  }

  struct I2B2: Decodable {
    var coarse: [String: Int]
    var fine: [String: Int]
    var characters: Int
    var records: Int
  }

  /// A label, where it starts and ends in code points, and its text.
  struct Span: Decodable, Hashable {
    var label: String?
    var start: Int
    var end: Int
    var text: String

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      label = try list.decodeIfPresent(String.self)
      (start, end) = (try list.decode(Int.self), try list.decode(Int.self))
      text = try list.decode(String.self)
    }

    init(_ label: String?, _ range: Range<Int>, _ document: Document) {
      let offsets = UnitOffsets(document.text, .codePoint)
      (self.label, start, end) = (
        label, offsets.offset(ofByte: range.lowerBound), offsets.offset(ofByte: range.upperBound)
      )
      text = document.string(range)
    }
  }

  struct Cassis: Decodable {
    var text: String
    var entities: [Span]
    var drugs: [Span]
    var tokens: [Span]
    var sentences: [Span]
    var other: [Span]
  }

  struct GATE: Decodable {
    var text: String
    var standard: [Span]
    var key: [Span]
    var markups: [Span]

    enum CodingKeys: String, CodingKey {
      case text
      case standard = ""
      case key = "Key"
      case markups = "Original markups"
    }
  }

  var bioc: [BioC]
  var i2b2: I2B2
  var cassis: Cassis
  var gate: GATE

  /// A file beside the table.
  static func file(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "Goldens/\(name)"), encoding: .utf8)
  }

  static func read() throws -> StandoffXMLGolden {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      StandoffXMLGolden.self, from: Data(contentsOf: folder.appending(path: "Goldens/standoff_xml.json")))
  }
}

/// Writes documents to a path.
@discardableResult
func write(
  _ documents: [Document], _ format: CorpusFormat, to path: String, _ options: WritingOptions = WritingOptions()
) throws -> [SpanRecord] {
  var writer = try format.writer(to: path, options)
  var records: [SpanRecord] = []
  for document in documents { records += try writer.write(document) }
  try writer.finish()
  return records
}

/// Changes the mentions of a file in memory.
func writeBack(
  _ format: CorpusFormat, _ text: String, _ options: ReadingOptions = ReadingOptions(),
  _ change: @escaping (inout Document) throws -> Void
) throws -> String {
  let input = CorpusInput(format, paths: ["test.xml"], name: "test.xml")
  let bytes = try XMLWriteBack.write(Array(text.utf8), as: input, reading: options) { document in
    var document = document
    try change(&document)
    return document
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The bytes of the only place of a text in a document.
func place(of text: String, in document: Document) throws -> Range<Int> {
  let found = SurfaceCheck.occurrences(of: Array(text.utf8)[...], in: document.text, within: 0..<document.text.count)
  return try #require(found.count == 1 ? found.first : nil, "'\(text)' stands \(found.count) times")
}

extension SpanRecord {
  /// For comparisons: fate, reason, detail, and where it stands.
  var line1: String {
    "\(line):\(column) \(fate.rawValue)" + (reason.map { " \($0.rawValue)" } ?? "")
      + (detail.isEmpty ? "" : ": \(detail)")
  }
}
