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
  /// records say. `WriteBackSession` is the same for those who bring documents rather than wait to be asked.
  ///
  /// - Throws: `WriteBackProblem`; what reading the file throws; `FileError<FileProblem>`.
  public static func write(
    _ input: CorpusInput, to path: String, reading: ReadingOptions = ReadingOptions(),
    writing: WritingOptions = WritingOptions(), revise: (Document) throws -> Document?,
    report: (Outcome) throws -> Void = { _ in }
  ) throws {
    var session = try WriteBackSession(input, to: path, reading: reading, writing: writing)
    while let outcome = try session.next(revise) { try report(outcome) }
    try session.finish()
  }

  /// The same in memory.
  static func write(
    _ bytes: [UInt8], as input: CorpusInput, reading: ReadingOptions = ReadingOptions(),
    writing: WritingOptions = WritingOptions(), revise: (Document) throws -> Document?,
    report: (Outcome) throws -> Void = { _ in }
  ) throws -> [UInt8] {
    var run = WriteBackRun(
      try editor(MarkupBuffer(bytes: bytes, name: input.name), input, reading, writing), SourceRewriter(bytes: bytes))
    var output: [UInt8] = []
    while let outcome = try run.next(revise, into: &output) { try report(outcome) }
    while try run.rest(into: &output) {}
    try run.check(reader(MarkupBuffer(bytes: output, name: input.name), input, reading))
    return output
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
