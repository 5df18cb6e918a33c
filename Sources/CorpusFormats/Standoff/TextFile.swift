import Annotations
import Diagnostics
import Files

/// Whole text files.
enum TextFile {
  /// The bytes of a UTF-8 file, without a byte order mark; line breaks stay as they are.
  ///
  /// - Throws: `FileError<FileProblem>`; `Located<CorpusProblem>` for what is not UTF-8.
  static func read(_ path: String) throws -> (text: [UInt8], bytesRead: Int) {
    var lines = try LineReader(path: path, breaks: .lineFeed)
    let text = try lines.rest()
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      let bad = error.byteOffsets.lowerBound
      let before = text[..<bad]
      let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let line = before.count { $0 == 0x0A } + 1
      let column = text[start..<bad].count { $0 & 0xC0 != 0x80 } + 1
      throw Located(
        CorpusProblem.invalidUTF8(byte: text[bad], offset: bad - start + 1),
        at: Place(file: lines.name, line: line, column: column))
    }
    return (text, lines.bytesRead)
  }

  /// A document's id from its file's name: without an ending that the form gives to its files.
  static func id(_ name: String, endings: [String]) -> String {
    for ending in endings where name.lowercased().hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}

/// Plain text: a file is a document without mentions.
struct TextReader: DocumentReader {
  let name: String
  private(set) var bytesRead = 0
  let remarks: [String] = []
  private let input: CorpusInput
  private let layer: String
  private var isRead = false

  init(_ input: CorpusInput, _ options: ReadingOptions) throws {
    (self.input, layer) = (input, options.layer)
    name = input.paths.first ?? ""
  }

  mutating func next() throws -> ReadDocument? {
    guard !isRead else { return nil }
    isRead = true
    let (text, count) = try TextFile.read(name)
    bytesRead = count
    var document = Document(id: TextFile.id(input.name, endings: [".txt", ".md", ".text"]), text: text)
    document.layers = [AnnotationLayer(name: layer)]
    return ReadDocument(document, spans: [], line: 1)
  }
}

/// Writes the texts of documents, a file each; their mentions are dropped.
struct TextWriter: DocumentWriter {
  private let folder: DocumentFolder
  private let options: WritingOptions

  init(_ path: String, _ options: WritingOptions) throws {
    (folder, self.options) = (try DocumentFolder(path), options)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    try folder.write(id: document.id, [(".txt", document.text)])
    return (document.layer(options.layer)?.mentions ?? []).map { mention in
      // Whoever asks for plain text asks for no mentions.
      SpanRecord(
        .dropped, .notRepresentable, detail: "plain text has no mentions", isRequested: true, label: mention.label,
        surface: document.surface(of: mention))
    }
  }

  mutating func finish() throws { try folder.finish() }
}
