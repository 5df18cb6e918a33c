public import Annotations
import Files

/// "XML in, the same XML out": writes a marked-up file again with other mentions, everything else byte for byte.
public enum XMLWriteBack {
  /// What became of one document.
  public struct Outcome: Hashable, Sendable {
    /// Its id.
    public var id: String
    /// One record for each mention that should be in the file.
    public var spans: [SpanRecord]
    /// How many places of the file changed.
    public var changes: Int
  }

  /// Writes `input` to `path` with the mentions of the documents that `revise` gives.
  ///
  /// `revise` is handed each document as the file has it, and gives it back with other mentions in its first layer, or
  /// `nil` to leave it. The result is read again before it comes into its place: it has exactly the mentions that the
  /// records say. Memory is a document or two, not the file.
  ///
  /// - Throws: `WriteBackProblem`; what reading the file throws; `FileError<FileProblem>`.
  public static func write(
    _ input: CorpusInput, to path: String, reading: ReadingOptions = ReadingOptions(),
    writing: WritingOptions = WritingOptions(), revise: @escaping (Document) throws -> Document?,
    report: (Outcome) throws -> Void = { _ in }
  ) throws {
    guard let original = input.paths.first, original != "-" else { throw WriteBackProblem.notAFile }
    let editor = try editor(MarkupBuffer(try ByteReader(path: original)), input, reading, writing)
    let file = try AtomicFile(path, packing: .byName)
    let edited = EditedSource(
      editor: editor, rewriter: SourceRewriter(try ByteReader(path: original)), revise: revise)
    let again = MarkupBuffer(name: path) { buffer in
      let before = buffer.count
      let count = try edited.read(into: &buffer)
      try file.write(buffer[before...])
      return count
    }
    try check(again, edited, input, reading, report)
    try file.commit()
  }

  /// The same in memory.
  static func write(
    _ bytes: [UInt8], as input: CorpusInput, reading: ReadingOptions = ReadingOptions(),
    writing: WritingOptions = WritingOptions(), revise: @escaping (Document) throws -> Document?,
    report: (Outcome) throws -> Void = { _ in }
  ) throws -> [UInt8] {
    let editor = try editor(MarkupBuffer(bytes: bytes, name: input.name), input, reading, writing)
    let edited = EditedSource(editor: editor, rewriter: SourceRewriter(bytes: bytes), revise: revise)
    var output: [UInt8] = []
    let again = MarkupBuffer(name: input.name) { buffer in
      let before = buffer.count
      let count = try edited.read(into: &buffer)
      output += buffer[before...]
      return count
    }
    try check(again, edited, input, reading, report)
    return output
  }

  /// Reads the edited bytes again and compares each document with what it should be.
  private static func check(
    _ buffer: MarkupBuffer, _ edited: EditedSource, _ input: CorpusInput, _ reading: ReadingOptions,
    _ report: (Outcome) throws -> Void
  ) throws {
    var reader = try reader(buffer, input, reading)
    while let read = try reader.next() {
      guard let expected = edited.takeExpected() else {
        throw WriteBackProblem.differsWhenReadAgain(document: read.document.id, detail: "one document too many")
      }
      try expected.check(read.document)
      try report(Outcome(id: expected.document.id, spans: expected.spans, changes: expected.changes))
    }
    while try edited.readOn() {}
    if let expected = edited.takeExpected() {
      throw WriteBackProblem.differsWhenReadAgain(document: expected.document.id, detail: "it is missing")
    }
  }
}

extension XMLWriteBack {
  /// Whether files of a form can be written back.
  public static func supports(_ format: CorpusFormat) -> Bool {
    switch format {
    // Each form has a case here, in `editor` and in `reader`.
    case .bioc, .gate, .xmi, .i2b2: true
    case .inlineXML, .enamex, .tei, .cwb, .i2b2Inline: true
    default: false
    }
  }

  /// The form's own way from documents to edits.
  static func editor(
    _ buffer: MarkupBuffer, _ input: CorpusInput, _ reading: ReadingOptions, _ writing: WritingOptions
  ) throws -> any SourceEditor {
    if MarkupProfile.of(input.format) != nil {
      return try InlineForms.editor(buffer, input, reading, writing.projection)
    }
    let scanner = XMLScanner(buffer, limits: XMLScanner.Limits(reading.xml))
    switch input.format {
    case .bioc: return BioCEditor(scanner, name: input.name, options: reading)
    case .gate: return GATEEditor(scanner, name: input.name, reading: reading, writing: writing)
    case .xmi: return XMIEditor(scanner, name: input.name, reading: reading, writing: writing)
    case .i2b2: return I2B2Editor(scanner, name: input.name, reading: reading, writing: writing)
    default: throw WriteBackProblem.format(input.format)
    }
  }

  /// The form's reader over bytes that are no file yet.
  static func reader(
    _ buffer: MarkupBuffer, _ input: CorpusInput, _ reading: ReadingOptions
  ) throws -> any DocumentReader {
    if MarkupProfile.of(input.format) != nil { return try InlineForms.reader(buffer, input, reading) }
    let scanner = XMLScanner(buffer, limits: XMLScanner.Limits(reading.xml))
    switch input.format {
    case .bioc: return BioCReader(scanner, name: input.name, options: reading)
    case .gate: return GATEReader(scanner, name: input.name, options: reading)
    case .xmi: return XMIReader(scanner, name: input.name, options: reading)
    case .i2b2: return I2B2Reader(scanner, name: input.name, options: reading)
    default: throw WriteBackProblem.format(input.format)
    }
  }
}
