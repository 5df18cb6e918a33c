public import Annotations

/// How documents are written. Each format takes what concerns it.
public struct WritingOptions: Hashable, Sendable {
  /// The layer that is written; `nil`: the first, or all where the format holds several.
  public var layer: String?
  /// What offsets count; `nil`: what the format's readers expect.
  public var unit: OffsetUnit?
  /// How mentions become one tag a token.
  public var projection = ProjectionPolicy()
  /// The scheme of tags.
  public var scheme = TagScheme.iob2
  /// How documents without tokens get some, for forms that need them.
  public var tokenizer: DocumentTokenizer?
  /// What each character of white space becomes in a word that the form cannot hold otherwise. `nil`: `_`, and each such
  /// word counts as a loss that nobody asked for.
  public var spacesInWords: String?
  /// What an empty word becomes where the form holds none. `nil`: `_`, counted likewise.
  public var emptyWords: String?
  /// Column files: an attribute of mentions that stands between word and tag, `_` where there is none; `nil`: no such column.
  public var attributeColumn: String?
  /// Whether column files begin documents with `-DOCSTART-` rows; `nil`: if any document has more than one sentence.
  public var marksDocuments: Bool?
  /// Whether CoNLL-U and column files have brackets, `(1-person … 1)`, which hold mentions within mentions, rather than tags.
  /// `nil`: if one of the first documents (some 100 KiB of text) came from brackets, or, for CoNLL-U, has overlapping or
  /// discontinuous mentions, and overlap is not to be resolved.
  public var nestsEntities: Bool?

  /// The defaults.
  public init() {}
}
