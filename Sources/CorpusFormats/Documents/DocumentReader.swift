public import Annotations

/// A document as a reader found it, and what became of each span of its source.
public struct ReadDocument: Sendable {
  /// The document; it holds the invariants of `Document`.
  public var document: Document
  /// One record for each span that the source has, in its order. The sum of `produced` is the number of mentions in all
  /// layers.
  public var spans: [SpanRecord]
  /// The line on which the document begins, from 1; 0 if it is not known.
  public var line: Int

  /// A document from its parts.
  public init(_ document: Document, spans: [SpanRecord], line: Int = 0) {
    (self.document, self.spans, self.line) = (document, spans, line)
  }
}

/// A cursor over the documents of one input; it holds one document in memory, not the input.
///
/// After an error a cursor is of no further use.
public protocol DocumentReader {
  /// The path, or the name that stands for the input in messages.
  var name: String { get }
  /// Bytes of the input taken in so far, for progress.
  var bytesRead: Int { get }
  /// What people should know of the file as a whole: the scheme and the offset unit that were found, columns that are not
  /// kept. Complete after the last document.
  var remarks: [String] { get }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `Located` with this target's problems for a malformed input; `FileError<FileProblem>` when reading fails.
  mutating func next() throws -> ReadDocument?
}

/// Documents on their way into files of one format.
public protocol DocumentWriter {
  /// Appends a document.
  ///
  /// - Returns: one record for each mention of the layers that are written.
  /// - Throws: `FileError<FileProblem>`; a problem of this target where the format cannot hold the document at all.
  mutating func write(_ document: Document) throws -> [SpanRecord]

  /// Puts the files into their places. Without it nothing appears.
  mutating func finish() throws

  /// What people should know of what was written: words that the form could not hold as they were. Complete after the last
  /// document.
  var remarks: [String] { get }
}

extension DocumentWriter {
  /// Nothing.
  public var remarks: [String] { [] }
}
