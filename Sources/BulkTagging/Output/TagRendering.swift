public import Taggers

/// What all documents of a run have in common.
public struct TagHeader: Hashable, Sendable {
  /// The name of the model's file.
  public var model: String
  /// The labels by id, as `TaggedDocument.Sentence.tags` spells them.
  public var labels: [String]

  /// What scores are, and which mentions were left out.
  public var scores: ScoreHeader

  /// A header from its parts.
  public init(model: String, labels: [String], scores: ScoreHeader = ScoreHeader(ScorePolicy())) {
    (self.model, self.labels, self.scores) = (model, labels, scores)
  }
}

/// How results become bytes.
///
/// A rendering is a pure value: the same document gives the same bytes in any company and order. Files, journal, packing and
/// the cutting into several files belong to `TagFiles`; each of these files has `begin` and `end` of its own. Where results of an
/// earlier run are taken over, their bytes are copied: no byte of a document may depend on another document.
public protocol TagRendering: Sendable {
  /// The names of the streams that come out side by side, such as `["jsonl"]` or `["text", "labels"]`; never empty.
  var streams: [String] { get }

  /// Everything that its bytes depend on besides the documents, such as the unit of offsets: results are taken over from
  /// an earlier run only if this is the same.
  var identity: String { get }

  /// The path of each stream for an output that the user called `path`.
  func paths(_ path: String) -> [String]

  /// What stands before the first document, for each stream.
  func begin(_ header: TagHeader) throws -> [[UInt8]]

  /// What stands between two documents of a file, for each stream, and not before the first or after the last: the comma of a
  /// JSON array; nothing in most forms.
  var separators: [[UInt8]] { get }

  /// The bytes of a document, for each stream.
  ///
  /// - Throws: what keeps this form from holding the document; it is then recorded as failed, and the run goes on.
  func render(_ document: TaggedDocument) throws -> [[UInt8]]

  /// The same in pieces, stream by stream, for documents whose results are long.
  ///
  /// - Parameter write: takes a piece of the stream of a number. What it throws ends the rendering.
  /// - Throws: as `render(_:)`, and then before the first piece.
  func render(_ document: TaggedDocument, to write: (Int, [UInt8]) throws -> Void) throws

  /// What stands for a document that could not be read, for each stream; nothing in most forms.
  func render(_ failure: FailedDocument) -> [[UInt8]]

  /// What stands behind the last document, for each stream.
  func end() throws -> [[UInt8]]
}

extension TagRendering {
  /// One piece a stream.
  public func render(_ document: TaggedDocument, to write: (Int, [UInt8]) throws -> Void) throws {
    for (stream, bytes) in try render(document).enumerated() { try write(stream, bytes) }
  }
  /// Nothing.
  public func begin(_ header: TagHeader) throws -> [[UInt8]] { streams.map { _ in [] } }
  /// Nothing.
  public var separators: [[UInt8]] { streams.map { _ in [] } }
  /// Nothing.
  public func render(_ failure: FailedDocument) -> [[UInt8]] { streams.map { _ in [] } }
  /// Nothing.
  public func end() throws -> [[UInt8]] { streams.map { _ in [] } }

  /// The path itself, and for more than one stream `path.NAME`.
  public func paths(_ path: String) -> [String] { streams.count == 1 ? [path] : streams.map { "\(path).\($0)" } }
}
