import Annotations

// Two types, not one that is generic: only code for a scanner that is known when it is compiled is fast.

/// Documents of XML with elements around mentions.
struct InlineXMLReader: DocumentReader {
  private var extractor: InlineExtractor<XMLScanner>
  private let layer: String

  init(_ extractor: InlineExtractor<XMLScanner>, layer: String) { (self.extractor, self.layer) = (extractor, layer) }

  var name: String { extractor.scanner.fileName }
  var bytesRead: Int { extractor.scanner.bytesRead }
  var remarks: [String] { extractor.notes.remarks }

  mutating func next() throws -> ReadDocument? { try extractor.nextDocument(layer: layer) }
}

/// Documents of SGML with elements around mentions.
struct InlineSGMLReader: DocumentReader {
  private var extractor: InlineExtractor<SGMLScanner>
  private let layer: String

  init(_ extractor: InlineExtractor<SGMLScanner>, layer: String) { (self.extractor, self.layer) = (extractor, layer) }

  var name: String { extractor.scanner.fileName }
  var bytesRead: Int { extractor.scanner.bytesRead }
  var remarks: [String] { extractor.notes.remarks }

  mutating func next() throws -> ReadDocument? { try extractor.nextDocument(layer: layer) }
}

/// The readers of forms with elements around mentions.
enum InlineForms {
  /// A reader of bytes that may be in memory.
  ///
  /// - Throws: `MarkupOptionProblem`; `FormatProblem` for other forms.
  static func reader(_ buffer: MarkupBuffer, _ input: CorpusInput, _ options: ReadingOptions) throws
    -> any DocumentReader
  {
    guard let profile = try MarkupProfile.of(input.format)?.with(options.xml) else {
      throw FormatProblem.notReadable(input.format)
    }
    switch input.format {
    case .enamex, .i2b2Inline:
      let scanner = SGMLScanner(buffer, profile: profile, limits: XMLScanner.Limits(options.xml))
      return InlineSGMLReader(extractor(scanner, profile, input, options), layer: options.layer)
    default:
      let scanner = XMLScanner(buffer, limits: XMLScanner.Limits(options.xml))
      return InlineXMLReader(extractor(scanner, profile, input, options), layer: options.layer)
    }
  }

  private static func extractor<Scanner: MarkupScanner>(
    _ scanner: Scanner, _ profile: MarkupProfile, _ input: CorpusInput, _ options: ReadingOptions
  ) -> InlineExtractor<Scanner> {
    InlineExtractor(scanner, profile: profile, name: input.name, limit: options.xml.maximumDocumentSize)
  }
}
