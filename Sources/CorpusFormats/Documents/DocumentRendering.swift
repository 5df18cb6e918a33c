public import Annotations

/// Documents of a form as pieces of bytes, for whoever writes, packs, cuts and resumes files himself.
///
/// A file is the head, the documents' pieces with the separator between them, and the tail. A piece does not depend on other
/// documents. Otherwise than `CorpusFormat.writer` it says nothing of the collection that the first document came from.
public struct DocumentRendering: Sendable {
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
  /// How documents are written.
  public let options: WritingOptions
  /// What stands before the first document in each file of the form.
  public let head: [[UInt8]]
  /// What stands between two documents.
  public let separator: [UInt8]
  /// What stands behind the last document in each file of the form.
  public let tail: [[UInt8]]

  /// A rendering of a form. Column files mark documents unless the options say otherwise.
  ///
  /// - Parameter isUniform: whether what documents have is known beforehand, so that `closing` can tell it.
  /// - Throws: `FormatProblem` for a form that is only read, or one that says something of all documents that is not known.
  public init(
    _ format: CorpusFormat, _ options: WritingOptions = WritingOptions(), isUniform: Bool = false
  ) throws {
    guard format.isRendered || isUniform else { throw FormatProblem.notRendered(format) }
    var options = options
    options.marksDocuments = options.marksDocuments ?? true
    (self.format, self.options) = (format, options)
    separator = format.isArray ? [UInt8(ascii: ",")] : []
    func end(after documents: Int) throws -> [[UInt8]] {
      let pieces = WrittenPieces()
      var writer = try format.writer(in: .pieces(pieces, after: documents), options)
      try writer.finish()
      return pieces.take().streams
    }
    tail = try end(after: 1)
    // A file without documents is the head and an end, which in an array has no line break of its own.
    head = try zip(end(after: 0), tail).map { empty, tail in
      let common = zip(empty.reversed(), tail.reversed()).prefix { $0 == $1 }.count
      return Array(empty.dropLast(common))
    }
  }

  /// The bytes of a document.
  ///
  /// - Throws: what writers throw.
  public func render(_ document: Document) throws -> Piece {
    let pieces = WrittenPieces()
    var writer = try format.writer(in: .pieces(pieces, after: 1), options)
    let spans = try writer.write(document)
    var (streams, files) = pieces.take()
    if !separator.isEmpty { for index in streams.indices { streams[index].removeFirst(separator.count) } }
    return Piece(streams: streams, files: files, spans: spans)
  }

  /// The files that stand beside those of the documents, such as the type system of XMI.
  ///
  /// - Parameter document: one that has what all have.
  public func closing(like document: Document) throws -> [WrittenFile] {
    guard !format.isRendered else { return [] }
    let pieces = WrittenPieces()
    var writer = try format.writer(in: .pieces(pieces, after: 1), options)
    _ = try writer.write(document)
    _ = pieces.take()
    try writer.finish()
    return pieces.take().files
  }
}

extension CorpusFormat {
  /// Whether documents of the form can be written one by one. Not XMI, whose type system names what all documents have.
  public var isRendered: Bool { self != .xmi }

  /// Whether documents are the elements of a JSON array.
  fileprivate var isArray: Bool { self == .biocJSON || self == .labelStudio }

  /// Whether the form has tags or offsets of tokens, so that it needs some.
  public var isTokenized: Bool {
    switch self {
    case .columns, .conllu, .textLabels, .cwb, .webanno, .i2b2Concepts, .prodigy: true
    default: false
    }
  }
}
