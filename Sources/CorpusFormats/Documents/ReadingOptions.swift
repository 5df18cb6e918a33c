public import Annotations

/// How inputs are read. Each format takes what concerns it; the defaults read ordinary files.
public struct ReadingOptions: Hashable, Sendable {
  /// Column files.
  public var columns = ColumnReadingOptions()
  /// Standoff and JSON forms.
  public var standoff = StandoffOptions()
  /// XML forms.
  public var xml = XMLOptions()
  /// The layer that mentions go to.
  public var layer = "gold"

  /// The defaults.
  public init() {}
}

/// How mentions with offsets are read.
public struct StandoffOptions: Hashable, Sendable {
  /// What offsets count; `nil`: found by the surfaces, else as the format says.
  public var unit: OffsetUnit?
  /// The key of the label where a format has a choice: BioC's infon, brat's none. `nil`: the format's own.
  public var labelKey: String?
  /// The annotation sets, views or layers to take, by the source's names; `nil`: the format's own choice.
  public var sets: [String]?
  /// Keys of JSON forms; `nil`: the format's own.
  public var textKey: String?
  /// The key of a document's id.
  public var idKey: String?
  /// The key of a document's list of spans.
  public var spansKey: String?
  /// Whether spans that do not fit their surface are dropped and counted (`true`), or stop the reading.
  public var dropsMisfits = true

  /// The defaults.
  public init() {}
}

/// How XML is read.
public struct XMLOptions: Hashable, Sendable {
  /// What becomes of names within names.
  public enum Nesting: String, Hashable, Sendable, CaseIterable {
    /// All are kept, overlapping.
    case all
    /// Only the outermost.
    case outermost
    /// Only the innermost.
    case innermost
  }

  /// Which elements are mentions: `persName: PER`, `rs@type=person: PER`, `ENAMEX@TYPE` (the attribute's value is the
  /// label). Empty: the format's own table.
  public var mentions: [String] = []
  /// The element that is one document; `nil`: the whole file, or the format's own.
  public var documentElement: String?
  /// The elements whose text counts; empty: the format's own.
  public var textElements: [String] = []
  /// The attribute, or the child element, that holds a document's id.
  public var idAttribute: String?
  /// Elements that are left out with all they hold.
  public var ignoredElements: [String] = []
  /// Elements that end a line of text.
  public var blockElements: [String] = []
  /// Names within names.
  public var nesting = Nesting.all
  /// Whether runs of white space become one space; `nil`: as the format says.
  public var collapsesWhiteSpace: Bool?
  /// In a TEI `choice`: whether the editor's form (`corr`, `reg`, `expan`) is the text, or the source's.
  public var takesEditorsForm = true
  /// The deepest nesting of elements.
  public var maximumDepth = 1_000
  /// The largest text of one document, in bytes.
  public var maximumDocumentSize = 1 << 30

  /// The defaults.
  public init() {}
}
