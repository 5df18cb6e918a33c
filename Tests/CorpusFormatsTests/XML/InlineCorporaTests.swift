import Annotations
import Foundation
import Testing

@testable import CorpusFormats

/// One file of `tools/goldens/xml_mentions.py`.
struct InlineCase: Decodable, CustomTestStringConvertible {
  var file: String
  var form: String
  var documents: Int
  var elements: Int
  var bytes: Int
  var text: String
  var kept: Int
  var mentions: String

  var testDescription: String { file }
  var input: CorpusInput {
    let path = CountedFile.corpora.appending(path: file).path
    return CorpusInput(CorpusFormat(rawValue: form) ?? .text, paths: [path], name: file)
  }

  static func all() throws -> [InlineCase] {
    struct File: Decodable { var cases: [InlineCase] }
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      File.self, from: Data(contentsOf: folder.appending(path: "Goldens/xml_mentions.json"))
    ).cases
  }
}

@Suite(
  "Inline annotation in real corpora",
  .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
struct InlineCorporaTests {
  @Test("texts and mentions are as an independent reader finds them", arguments: try InlineCase.all())
  func mentions(of file: InlineCase) throws {
    var reader = try file.input.reader()
    var (documents, spans, produced) = (0, 0, 0)
    var (text, lines): ([UInt8], String) = ([], "")
    while let read = try reader.next() {
      #expect(DocumentFault(of: read.document) == nil)
      documents += 1
      spans += read.spans.count
      produced += read.spans.reduce(0) { $0 + $1.produced }
      text += read.document.text
      for mention in read.document.mentions {
        lines += "\(mention.label) \(mention.hull.lowerBound) \(mention.hull.upperBound)\n"
      }
      for span in read.spans { #expect(span.line > 0 && span.column > 0) }
    }
    #expect(documents == file.documents)
    #expect(spans == file.elements)
    #expect(produced == file.kept)
    #expect(text.count == file.bytes)
    #expect(digest(text) == file.text)
    #expect(digest(Array(lines.utf8)) == file.mentions)
  }
}
