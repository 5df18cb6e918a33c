public import Annotations

/// Documents of a form as pieces of bytes, for whoever writes, packs, cuts and resumes files himself.
///
///     var rendering = try DocumentRendering(.bioc, options)
///     let piece = try rendering.render(document)   // the first one begins with the form's head
///     let end = try rendering.finish()
///
/// The bytes are those that `CorpusFormat.writer` puts into files, and do not depend on how often somebody began again.
public struct DocumentRendering {
  /// What came of a document.
  public struct Piece: Hashable, Sendable {
    /// What is appended to each file of the form; TAO's pair has two, forms with a file a document none.
    public var streams: [[UInt8]]
    /// The files of the document, for forms with a file a document.
    public var files: [WrittenFile]
    /// One record for each mention of the layers that are written.
    public var spans: [SpanRecord]
  }

  /// The form.
  public let format: CorpusFormat
  private var writer: any DocumentWriter
  private let pieces: WrittenPieces

  /// A rendering of a form.
  ///
  /// - Parameter documents: how many documents were rendered before, with the same options, in the same file: the head is
  ///   not given again then. Column files must say whether they mark documents (`marksDocuments`), since the first
  ///   documents are not at hand any more.
  /// - Throws: `FormatProblem` for a form that is only read, or one whose end depends on all documents.
  public init(_ format: CorpusFormat, _ options: WritingOptions = WritingOptions(), after documents: Int = 0) throws {
    guard format.isRendered else { throw FormatProblem.notRendered(format) }
    self.format = format
    pieces = WrittenPieces()
    writer = try format.writer(in: .pieces(pieces, after: documents), options)
  }

  /// The bytes of a document.
  ///
  /// - Throws: what writers throw.
  public mutating func render(_ document: Document) throws -> Piece {
    let spans = try writer.write(document)
    let (streams, files) = pieces.take()
    return Piece(streams: streams, files: files, spans: spans)
  }

  /// The end of the file.
  public mutating func finish() throws -> Piece {
    try writer.finish()
    let (streams, files) = pieces.take()
    return Piece(streams: streams, files: files, spans: [])
  }

  /// What people should know of what was written.
  public var remarks: [String] { writer.remarks }
}

extension CorpusFormat {
  /// Whether documents of the form can be written piece by piece. Not XMI, whose type system names what all documents have.
  public var isRendered: Bool { self != .xmi }
}
