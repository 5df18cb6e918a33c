import Annotations

/// Writes documents into one file of a form with elements around mentions.
struct InlineWriter: DocumentWriter {
  private let file: FormOutput
  private let form: InlineForm
  private let tail: String

  /// A writer of a file at a path; one that ends with `.gz` is packed.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ format: CorpusFormat, _ options: WritingOptions) throws {
    form = try InlineForm(format, options)
    file = try place.file()
    let head: String
    switch format {
    case .inlineXML: (head, tail) = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<corpus>\n", "</corpus>\n")
    case .i2b2Inline: (head, tail) = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ROOT>\n", "</ROOT>\n")
    case .cwb: (head, tail) = ("<corpus>\n", "</corpus>\n")
    default: (head, tail) = ("", "")
    }
    if place.documents == 0 { try file.write(head) }
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let (markup, spans) = try form.markup(document)
    try file.write(markup)
    try file.write("\n")
    return spans
  }

  mutating func finish() throws {
    try file.write(tail)
    try file.commit()
  }
}

/// Writes documents as TEI files in a folder.
struct TEIWriter: DocumentWriter {
  private let folder: FolderOutput
  private let form: InlineForm

  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    form = try InlineForm(.tei, options)
    folder = try place.folder()
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let (markup, spans) = try form.markup(document)
    let head = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    try folder.write(id: document.id, [(".xml", head + markup + [0x0A])])
    return spans
  }

  mutating func finish() throws { try folder.finish() }
}
