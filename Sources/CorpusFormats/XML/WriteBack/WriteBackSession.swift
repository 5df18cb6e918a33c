public import Annotations
import Files

/// Writes a marked-up file again while somebody brings its documents with other mentions, in the order of the file.
///
///     var session = try WriteBackSession(input, to: path)
///     var reader = try input.reader(reading)              // with the same options
///     while let read = try reader.next() {                // may run as far ahead as one likes
///       try session.write(tagged(read.document))          // its first layer holds the mentions that shall be there
///     }
///     try session.finish()
///
/// Every byte that no mention needs otherwise stays as it is. Documents that nobody brings stay as they are. Memory is a
/// document or two and 24 bytes for each before, not the file; but GATE and UIMA files, whose annotations may stand anywhere,
/// are held whole. Without `finish` nothing appears.
public struct WriteBackSession {
  private let input: CorpusInput
  private let reading: ReadingOptions
  private let file: AtomicFile
  private var run: WriteBackRun
  private var waiting: [Document] = []
  private var output: [UInt8] = []

  /// Begins the file at `path`; one that ends with `.gz` is packed, whatever the original is. Both may be the same file.
  ///
  /// - Throws: `WriteBackProblem.notAFile` for standard input, `.format` for a form without elements of its own to change
  ///   (`XMLWriteBack.supports`); `FileError<FileProblem>`.
  public init(
    _ input: CorpusInput, to path: String, reading: ReadingOptions = ReadingOptions(),
    writing: WritingOptions = WritingOptions()
  ) throws {
    guard let original = input.paths.first, original != "-" else { throw WriteBackProblem.notAFile }
    let editor = try XMLWriteBack.editor(MarkupBuffer(try ByteReader(path: original)), input, reading, writing)
    file = try AtomicFile(path, packing: .byName)
    run = WriteBackRun(editor, SourceRewriter(try ByteReader(path: original)))
    (self.input, self.reading) = (input, reading)
  }

  /// Writes the next document of the file with the mentions of the first layer of `document`.
  ///
  /// - Returns: what became of the documents that are settled now: this one, or none where the form needs all of them first.
  /// - Throws: `WriteBackProblem.textDiffers` if the file's next document has another text, `.tooManyDocuments` if it has
  ///   none left; `DocumentFault` for mentions outside of the text; what reading throws; `FileError<FileProblem>`.
  @discardableResult
  public mutating func write(_ document: Document) throws -> [XMLWriteBack.Outcome] {
    waiting.append(document)
    guard !run.revisesAllAtOnce else { return [] }
    guard let outcome = try advance() else { throw WriteBackProblem.tooManyDocuments(next: document.id) }
    return [outcome]
  }

  /// Leaves the rest as it is, reads what was written again, and puts it into its place if it has exactly the mentions that
  /// the outcomes tell.
  ///
  /// - Returns: what became of the documents that were not told of before.
  /// - Throws: `WriteBackProblem`; what reading throws; `FileError<FileProblem>`. The target is then as it was.
  @discardableResult
  public mutating func finish() throws -> [XMLWriteBack.Outcome] {
    var outcomes: [XMLWriteBack.Outcome] = []
    while let outcome = try advance() { outcomes.append(outcome) }
    if let document = waiting.first { throw WriteBackProblem.tooManyDocuments(next: document.id) }
    while try run.rest(into: &output) { try flush() }
    try run.check(XMLWriteBack.reader(MarkupBuffer(try file.readBack()), input, reading))
    try file.commit()
    return outcomes
  }

  /// Writes the next document as whoever waits for it wants it; `nil` after the last.
  private mutating func advance() throws -> XMLWriteBack.Outcome? {
    var waiting = waiting
    let outcome = try next { _ in waiting.isEmpty ? nil : waiting.removeFirst() }
    self.waiting = waiting
    return outcome
  }

  /// Writes the next document as `revise` wants it; `nil` after the last.
  mutating func next(_ revise: (Document) throws -> Document?) throws -> XMLWriteBack.Outcome? {
    let outcome = try run.next(revise, into: &output)
    try flush()
    return outcome
  }

  private mutating func flush() throws {
    guard !output.isEmpty else { return }
    try file.write(output)
    output.removeAll(keepingCapacity: true)
  }
}
