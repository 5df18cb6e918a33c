public import Annotations
public import CorpusFormats

/// A text to tag, and where it came from.
public struct SourceDocument: Sendable {
  /// Where a document stands.
  public struct Origin: Hashable, Sendable {
    /// The path as it was given or found; `-` is standard input.
    public var path: String
    /// The line on which it begins, from 1; 0 if that is not known or means nothing.
    public var line: Int
    /// The form of the file; `nil`: a plain text, a line of one, or a row of JSON.
    public var format: CorpusFormat?

    /// An origin from its parts.
    public init(path: String, line: Int = 0, format: CorpusFormat? = nil) {
      (self.path, self.line, self.format) = (path, line, format)
    }
  }

  /// Its name in the results.
  public var id: String
  /// UTF-8.
  public var text: [UInt8]
  /// Sentences that the source tells, as bytes of the text, ascending without overlap; `nil`: they are to be found.
  public var sentences: [Range<Int>]?
  /// Words that the source tells, as bytes of the text, ascending without overlap, inside the sentences where these are
  /// given; `nil`: they are to be found.
  public var words: [Range<Int>]?
  /// What a reader of a corpus made of it: its layers and metadata, for renderings that keep them.
  public var original: Document?
  /// Where it came from.
  public var origin: Origin

  /// A document from its parts.
  public init(
    id: String, text: [UInt8], sentences: [Range<Int>]? = nil, words: [Range<Int>]? = nil, original: Document? = nil,
    origin: Origin = Origin(path: "-")
  ) {
    (self.id, self.text, self.sentences, self.words) = (id, text, sentences, words)
    (self.original, self.origin) = (original, origin)
  }
}

/// A document that could not be read, or an input that broke off: what stands in its place.
public struct FailedDocument: Hashable, Sendable {
  /// Its name; an input that broke off has its path.
  public var id: String
  /// Where it stands.
  public var origin: SourceDocument.Origin
  /// What was found, what was expected.
  public var reason: String

  /// A failure from its parts.
  public init(id: String, origin: SourceDocument.Origin, reason: String) {
    (self.id, self.origin, self.reason) = (id, origin, reason)
  }
}
