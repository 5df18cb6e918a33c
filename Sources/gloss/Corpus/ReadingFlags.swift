import Annotations
public import ArgumentParser
import CorpusFormats

/// How inputs are read.
struct ReadingFlags: ParsableArguments {
  @Option(name: [.customShort("f"), .long], help: "The form of the input. (default: found by its content)")
  var format: CorpusFormat?

  @Option(help: "Column files: what stands between columns: automatic, tab, spaces, whitespace.")
  var separator: ColumnSeparator = .automatic
  @Option(
    help: "Column files: the word's column, from 1; negative counts from the end. (default: found by its content)")
  var wordColumn: Int?
  @Option(
    name: .customLong("label-column"),
    help: "Column files: a label's column; several times, a layer each. (default: found by their content)")
  var labelColumns: [Int] = []
  @Option(help: "Column files: lines that begin so are no rows. (default: found by their content)")
  var commentPrefix: String?
  @Option(
    help: "Column files: what a document is: \(Self.names(ColumnReadingOptions.Documents.self)).")
  var documents = ColumnReadingOptions.Documents.marked
  @Option(help: "The scheme of the tags that are read: \(Self.names(TagScheme.self)). (default: found by the tags)")
  var inputScheme: TagScheme?
  @Option(help: "What becomes of tags that break their scheme: \(Self.names(TagRepair.self)).")
  var repair = TagRepair.start
  @Option(help: "Column files: what stands between several tags of one word, such as a comma.")
  var tagSeparator: String?
  @Option(
    name: .customLong("entity-key"),
    help: "CoNLL-U: a key of the last column that holds entities; several times, a layer each. (default: those it has)")
  var entityKeys: [String] = []

  @Option(help: "What offsets count: codepoint, utf16, utf8. (default: found by the surfaces)")
  var unit: OffsetUnit?
  @Option(help: "The key of the label: a BioC infon, a GATE or UIMA feature, a JSON key.")
  var labelKey: String?
  @Option(name: .customLong("set"), help: "An annotation set, view or layer to take; may be given several times.")
  var sets: [String] = []
  @Option(help: "JSON forms: the key of the text.")
  var textKey: String?
  @Option(help: "JSON forms: the key of a document's id.")
  var idKey: String?
  @Option(help: "JSON forms: the key of a document's list of spans.")
  var spansKey: String?
  @Flag(help: "Stop at a span whose text is not what the source says, instead of dropping and counting it.")
  var strict = false

  @Option(
    name: .customLong("mention"),
    help: "XML: an element that is a mention: 'persName: PER', 'rs@type=person: PER', 'ENAMEX@TYPE'; several times.")
  var mentions: [String] = []
  @Option(help: "XML: the element that is one document.")
  var documentElement: String?
  @Option(name: .customLong("text-element"), help: "XML: an element whose text counts; several times.")
  var textElements: [String] = []
  @Option(help: "XML: the attribute or child element that holds a document's id.")
  var idAttribute: String?
  @Option(name: .customLong("ignore-element"), help: "XML: an element that is left out with all it holds.")
  var ignoredElements: [String] = []
  @Option(name: .customLong("block-element"), help: "XML: an element that ends a line of text.")
  var blockElements: [String] = []
  @Option(help: "XML: names within names: \(XMLOptions.Nesting.allCases.map(\.rawValue).joined(separator: ", ")).")
  var nesting = XMLOptions.Nesting.all
  @Flag(help: "TEI: in a choice, the source's form is the text and not the editor's.")
  var sourceForm = false

  func validate() throws {
    if wordColumn == 0 || labelColumns.contains(0) {
      throw ValidationError("columns count from 1, or from -1 at the end; found 0")
    }
  }

  /// The options of the readers.
  var options: ReadingOptions {
    var options = ReadingOptions()
    options.columns.separator = separator.value
    options.columns.wordColumn = wordColumn.map(Self.column)
    options.columns.labelColumns = labelColumns.map(Self.column)
    (options.columns.commentPrefix, options.columns.documents) = (commentPrefix, documents)
    (options.columns.scheme, options.columns.repair) = (inputScheme, repair)
    (options.columns.tagSeparator, options.columns.entityKeys) = (tagSeparator, entityKeys)
    options.standoff.unit = unit
    options.standoff.labelKey = labelKey
    options.standoff.sets = sets.isEmpty ? nil : sets
    (options.standoff.textKey, options.standoff.idKey, options.standoff.spansKey) = (textKey, idKey, spansKey)
    options.standoff.dropsMisfits = !strict
    options.xml.mentions = mentions
    (options.xml.documentElement, options.xml.idAttribute) = (documentElement, idAttribute)
    (options.xml.textElements, options.xml.ignoredElements) = (textElements, ignoredElements)
    (options.xml.blockElements, options.xml.nesting) = (blockElements, nesting)
    options.xml.takesEditorsForm = !sourceForm
    return options
  }

  private static func names<T: CaseIterable & RawRepresentable>(_ type: T.Type) -> String where T.RawValue == String {
    type.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func column(_ number: Int) -> ColumnCorpus.Column {
    number < 0 ? .fromEnd(number == .min ? .max : -number) : .number(number)
  }
}

/// What stands between columns, as it is typed.
enum ColumnSeparator: String, CaseIterable, ExpressibleByArgument {
  case automatic, tab, spaces, whitespace

  var value: ColumnCorpus.Separator {
    switch self {
    case .automatic: .automatic
    case .tab: .tab
    case .spaces: .spaces
    case .whitespace: .whitespace
    }
  }
}

extension CorpusFormat: ExpressibleByArgument {}
extension XMLOptions.Nesting: ExpressibleByArgument {}
extension ColumnReadingOptions.Documents: ExpressibleByArgument {}
extension TagRepair: ExpressibleByArgument {}
