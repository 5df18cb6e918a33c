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
    if isSGML(input.format) {
      let scanner = SGMLScanner(buffer, profile: profile, limits: XMLScanner.Limits(options.xml))
      return InlineSGMLReader(extractor(scanner, profile, input, options), layer: options.layer)
    }
    let scanner = XMLScanner(buffer, limits: XMLScanner.Limits(options.xml))
    return InlineXMLReader(extractor(scanner, profile, input, options), layer: options.layer)
  }

  /// What changes mentions of a file where they stand.
  ///
  /// - Throws: `MarkupOptionProblem`; `WriteBackProblem` for other forms.
  static func editor(
    _ buffer: MarkupBuffer, _ input: CorpusInput, _ reading: ReadingOptions, _ policy: ProjectionPolicy
  ) throws -> any SourceEditor {
    guard let profile = try MarkupProfile.of(input.format)?.with(reading.xml) else {
      throw WriteBackProblem.format(input.format)
    }
    if isSGML(input.format) {
      let scanner = SGMLScanner(buffer, profile: profile, limits: XMLScanner.Limits(reading.xml))
      return InlineSGMLEditor(extractor(scanner, profile, input, reading, keepsSource: true), policy)
    }
    let scanner = XMLScanner(buffer, limits: XMLScanner.Limits(reading.xml))
    return InlineXMLEditor(extractor(scanner, profile, input, reading, keepsSource: true), policy)
  }

  /// Whether files of a form are read as SGML.
  static func isSGML(_ format: CorpusFormat) -> Bool { format == .enamex || format == .i2b2Inline }

  private static func extractor<Scanner: MarkupScanner>(
    _ scanner: Scanner, _ profile: MarkupProfile, _ input: CorpusInput, _ options: ReadingOptions,
    keepsSource: Bool = false
  ) -> InlineExtractor<Scanner> {
    InlineExtractor(
      scanner, profile: profile, name: input.name, limit: options.xml.maximumDocumentSize, keepsSource: keepsSource)
  }
}
