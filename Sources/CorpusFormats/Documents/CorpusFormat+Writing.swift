extension CorpusFormat {
  /// A writer of the form at a path: a file, or a folder where each document is a file (`isFolder`).
  ///
  /// - Throws: `FileError<FileProblem>` for a path that cannot be written, `FormatProblem` for a form that is only read.
  public func writer(to path: String, _ options: WritingOptions = WritingOptions()) throws -> any DocumentWriter {
    switch self {
    case .doccano: return try JSONRowWriter(path, DoccanoEncoder(options))
    case .prodigy: return try JSONRowWriter(path, ProdigyEncoder(options))
    case .spacy: return try JSONRowWriter(path, SpacyEncoder(options))
    case .jsonSpans: return try JSONRowWriter(path, JSONSpansEncoder(options))
    case .labelStudio: return try JSONRowWriter(path, LabelStudioEncoder(options), isArray: true)
    case .biocJSON: return try BioCJSONWriter(path: path, options: options)
    case .gloss: return try JSONRowWriter(path, GlossEncoder(options))
    case .webanno: return try WebAnnoWriter(path, options)
    case .text: return try TextWriter(path, options)
    case .brat: return try BratWriter(path, options)
    case .pubtator: return try PubTatorWriter(path, options)
    case .i2b2Concepts: return try I2B2ConceptWriter(path, options)
    case .columns: return try ColumnDocumentWriter(path: path, options: options)
    case .conllu: return try ConlluWriter(path: path, options: options)
    case .textLabels: return try TextLabelsDocumentWriter(path: path, options: options)
    case .bioc: return try BioCWriter(path: path, options: options)
    case .gate: return try GATEWriter(path: path, options: options)
    case .xmi: return try XMIWriter(path: path, options: options)
    case .i2b2: return try I2B2Writer(path: path, options: options)
    case .tei: return try TEIWriter(path, options)
    case .inlineXML, .enamex, .cwb, .i2b2Inline: return try InlineWriter(path, self, options)
    }
  }

  /// Whether each document is a file, or a pair of files, of its own in a folder.
  public var isFolder: Bool {
    switch self {
    case .brat, .i2b2, .i2b2Concepts, .webanno, .xmi, .gate, .tei, .text: true
    default: false
    }
  }
}
