public import Annotations

/// How column files become documents. What is `nil` or empty is found by the file's content.
public struct ColumnReadingOptions: Hashable, Sendable {
  /// What a document is.
  public enum Documents: String, Hashable, Sendable, CaseIterable {
    /// What stands between `-DOCSTART-` rows or behind `# newdoc` comments; a sentence where the file has neither.
    case marked
    /// Each sentence.
    case sentences
    /// The whole file.
    case file
  }

  /// What stands between columns.
  public var separator = ColumnCorpus.Separator.automatic
  /// Where the word is.
  public var wordColumn: ColumnCorpus.Column?
  /// Where the labels are; several columns give a layer each.
  public var labelColumns: [ColumnCorpus.Column] = []
  /// Lines that begin so are no rows; `""`: every line is a row.
  public var commentPrefix: String?
  /// What a document is.
  public var documents = Documents.marked
  /// The scheme of the tags.
  public var scheme: TagScheme?
  /// What becomes of tags that break it.
  public var repair = TagRepair.start
  /// What stands between the tags of one word where a label column holds several: their mentions overlap in one layer.
  /// `nil`: a space between TABs; a comma belongs to its label.
  public var tagSeparator: String?
  /// Whether tokens stand side by side in the text, because white space has tokens of its own.
  public var joinsTokens: Bool?
  /// CoNLL-U: the keys of the last column that hold entities, the first for the layer `ReadingOptions.layer`. Empty: those
  /// of `NE`, `NER`, `ENE` and `Entity` that the file has.
  public var entityKeys: [String] = []

  /// Everything found by content.
  public init() {}
}
