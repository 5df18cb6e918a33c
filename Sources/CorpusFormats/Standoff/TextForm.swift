import Annotations

/// Plain text: a file is a document without mentions.
enum TextDecoder: FolderDecoder {
  static func decode(_ input: CorpusInput, _ options: ReadingOptions) throws -> DecodedFiles {
    let content = try TextFile.read(input.paths.first ?? "")
    var document = Document(id: TextFile.id(input.name, endings: [".txt", ".md", ".text"]), text: content.text)
    document.layers = [AnnotationLayer(name: options.layer)]
    return DecodedFiles(read: ReadDocument(document, spans: [], line: 1), bytesRead: content.bytesRead)
  }
}

/// Writes the texts of documents, a file each; their mentions are dropped.
struct TextEncoder: FolderEncoder {
  static let keeps: Set<WritingNotes.Part> = []
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    let records = (document.layer(options.layer)?.mentions ?? []).map { mention in
      // Whoever asks for plain text asks for no mentions.
      SpanRecord(
        .dropped, .notRepresentable, detail: "plain text has no mentions", isRequested: true, label: mention.label,
        surface: document.surface(of: mention))
    }
    return ([(".txt", TextFile.bytes(of: document.text))], records)
  }
}
