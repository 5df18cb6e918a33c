public import CorpusFormats

/// How inputs become documents.
public struct InputOptions: Hashable, Sendable {
  /// What documents are.
  public var form = InputForm.automatic
  /// Whether words come from the source: those of a corpus with tokens, or what stands between the blanks of a line.
  public var pretokenized = false
  /// JSON Lines: the member that holds the text.
  public var textField = "text"
  /// JSON Lines: the member that holds the id, a string or a whole number; where it is missing the id is `path:line`.
  public var idField = "id"
  /// How corpora are read.
  public var reading = ReadingOptions()
  /// The longest line and the largest text of a file in bytes; longer ones are failures.
  public var longestDocument = 1 << 30

  /// The defaults.
  public init() {}

  /// What results depend on, in words.
  public var identity: String {
    "\(form.name), text in '\(textField)', id in '\(idField)'" + (pretokenized ? ", given words" : "")
      + (reading == ReadingOptions() ? "" : ", \(reading)")
  }
}
