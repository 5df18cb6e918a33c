extension CorpusFormat {
  /// A writer of the form at a path: a file, or a folder where each document is a file (`isFolder`).
  ///
  /// - Throws: `FileError<FileProblem>` for a path that cannot be written, `FormatProblem` for a form that is only read.
  public func writer(to path: String, _ options: WritingOptions = WritingOptions()) throws -> any DocumentWriter {
    try writer(in: .path(path), options)
  }

  func writer(in place: WritingPlace, _ options: WritingOptions) throws -> any DocumentWriter {
    switch self {
    case .doccano: return try JSONRowWriter(place, DoccanoEncoder(options))
    case .prodigy: return try JSONRowWriter(place, ProdigyEncoder(options))
    case .spacy: return try JSONRowWriter(place, SpacyEncoder(options))
    case .jsonSpans: return try JSONRowWriter(place, JSONSpansEncoder(options))
    case .labelStudio: return try JSONRowWriter(place, LabelStudioEncoder(options), isArray: true)
    case .biocJSON: return try BioCJSONWriter(place, options)
    case .gloss: return try JSONRowWriter(place, GlossEncoder(options))
    case .webanno: return try FolderWriter(place, WebAnnoEncoder(options))
    case .text: return try FolderWriter(place, TextEncoder(options))
    case .brat: return try FolderWriter(place, BratEncoder(options))
    case .pubtator: return try PubTatorWriter(place, options)
    case .i2b2Concepts: return try FolderWriter(place, I2B2ConceptEncoder(options))
    case .columns: return try ColumnDocumentWriter(place, options)
    case .conllu: return try ConlluWriter(place, options)
    case .textLabels: return try TextLabelsDocumentWriter(place, options)
    case .bioc: return try BioCWriter(place, options)
    case .gate: return try FolderWriter(place, GATEEncoder(options))
    case .xmi: return try FolderWriter(place, XMIEncoder(options))
    case .i2b2: return try FolderWriter(place, I2B2Encoder(options))
    case .tei: return try TEIWriter(place, options)
    case .inlineXML, .enamex, .cwb, .i2b2Inline: return try InlineWriter(place, self, options)
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
