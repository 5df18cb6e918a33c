import Annotations

extension CorpusInput {
  /// A reader of the input.
  ///
  /// - Throws: `FileError<FileProblem>` for files that cannot be opened, `FormatProblem` for a form that is only written.
  public func reader(_ options: ReadingOptions = ReadingOptions()) throws -> any DocumentReader {
    let reader = try formReader(options)
    guard let split else { return reader }
    return SplitReader(reader, split: split)
  }

  private func formReader(_ options: ReadingOptions) throws -> any DocumentReader {
    switch format {
    case .doccano: return try JSONRowReader(self, DoccanoDecoder(options), options, usual: .utf16)
    case .prodigy: return try JSONRowReader(self, ProdigyDecoder(options), options)
    case .spacy: return try JSONRowReader(self, SpacyDecoder(options), options)
    case .jsonSpans: return try JSONRowReader(self, JSONSpansDecoder(options), options)
    case .labelStudio: return try JSONRowReader(self, LabelStudioDecoder(options), options)
    case .biocJSON: return try BioCJSONReader(path: path, name: name, options: options)
    case .gloss: return try GlossReader(self, options)
    case .webanno: return FolderReader(self, options, WebAnnoDecoder.self)
    case .text: return FolderReader(self, options, TextDecoder.self)
    case .brat: return FolderReader(self, options, BratDecoder.self)
    case .pubtator: return try PubTatorReader(self, options)
    case .i2b2Concepts: return FolderReader(self, options, I2B2ConceptDecoder.self)
    case .columns: return try ColumnDocuments(lines: LineReader(path: path), input: name, options: options)
    case .conllu: return try ConlluDocuments(lines: LineReader(path: path), input: name, options: options)
    case .textLabels:
      // A single path names the pair.
      let pair = paths.count > 1 ? (paths[0], paths[1]) : (TextLabelsPaths(path).text, TextLabelsPaths(path).labels)
      return try TextLabelsDocuments(
        text: LineReader(path: pair.0), labels: LineReader(path: pair.1), input: name, options: options)
    case .bioc: return try BioCReader(path: path, name: name, options: options)
    case .gate: return try GATEReader(path: path, name: name, options: options)
    case .xmi: return try XMIReader(path: path, name: name, options: options)
    case .i2b2: return try I2B2Reader(path: path, name: name, options: options)
    case .inlineXML, .enamex, .tei, .cwb, .i2b2Inline:
      return try InlineForms.reader(MarkupBuffer(path: path), self, options)
    }
  }

  /// The path of a form that is one file.
  private var path: String { paths.first ?? "" }
}
