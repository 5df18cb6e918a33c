import Annotations
import Diagnostics
import JSONText

/// What a form of JSON makes of one object.
protocol JSONRowDecoder {
  /// What people should know of the file, after the last object.
  var remarks: [String] { get }

  /// The document that a value tells, usually an object; `nil` for one that is left out.
  mutating func decode(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument?
}

/// Documents of a file whose top level is a row of objects or an array of them.
struct JSONRowReader<Decoder: JSONRowDecoder>: DocumentReader {
  private var source: JSONSource
  private var decoder: Decoder
  private var resolver: OffsetResolver
  private let input: CorpusInput
  private var number = 0

  init(
    _ input: CorpusInput, _ decoder: Decoder, _ options: ReadingOptions, usual: OffsetUnit = .codePoint
  ) throws {
    source = try JSONSource(path: input.paths.first ?? "")
    (self.input, self.decoder) = (input, decoder)
    resolver = OffsetResolver(file: source.name, options.standoff, usual: usual)
  }

  var name: String { source.name }
  var bytesRead: Int { source.bytesRead }
  var remarks: [String] { resolver.remarks + decoder.remarks }

  mutating func next() throws -> ReadDocument? {
    while let row = try source.next() {
      number += 1
      let line = source.place(row).line
      guard var document = try decoder.decode(row, &source) else { continue }
      document.line = line
      return try document.resolved(id: "\(input.name)#\(number)", &resolver)
    }
    return nil
  }
}
