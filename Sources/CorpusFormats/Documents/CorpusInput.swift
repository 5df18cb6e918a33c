/// The files that belong together as one input of a format: one, or a pair such as a text and its annotations.
public struct CorpusInput: Hashable, Sendable {
  /// The form of the files.
  public var format: CorpusFormat
  /// The paths: the text first where there are two. `-` is standard input.
  public var paths: [String]
  /// What stands before `#` in the ids of documents without a name of their own: the path below the folder that was named.
  public var name: String
  /// The part of the corpus, if the files' names tell: `train`, `dev`, `test`. Documents that say nothing of it get it.
  public var split: String?

  /// An input from its parts.
  public init(_ format: CorpusFormat, paths: [String], name: String, split: String? = nil) {
    (self.format, self.paths, self.name, self.split) = (format, paths, name, split)
  }
}
