import CorpusFormats
import Specs

/// The spec of `dataset_convert`.
struct ConversionSpec {
  var conversion: DatasetConversion
  var resultsFolder: String?

  init(_ reader: SpecReader) {
    let root = reader.root
    var columns = ColumnCorpus.Options()
    conversion = DatasetConversion(
      sourceDirectory: root.requiredString("source_data_dir"), targetDirectory: root.requiredString("target_data_dir"))
    conversion.files = root.strings("list_of_file_names", default: ["train.txt", "dev.txt"])
    conversion.trainFile = root.string("train_file_name", default: "train.txt")
    conversion.maxLength = root.int("max_length", default: -1)
    root.check(
      conversion.maxLength == -1 || conversion.maxLength > 0, key: "max_length",
      "must be -1 (no limit) or the number of words of the longest example")
    switch root.choice("separator", among: ["automatic", "tab", "spaces", "whitespace"], default: "automatic") {
    case "tab": columns.separator = .tab
    case "spaces": columns.separator = .spaces
    case "whitespace": columns.separator = .whitespace
    default: columns.separator = .automatic
    }
    columns.wordColumn = Self.column(root, "word_column", default: 1)
    columns.labelColumn = Self.column(root, "label_column", default: -1)
    columns.commentPrefix = root.optionalString("comment_prefix")
    columns.spacesInWords = Self.replacement(root, "spaces_in_words")
    columns.emptyWords = Self.replacement(root, "empty_words")
    columns.raggedRows = root.bool("ragged_rows", default: false)
    conversion.columns = columns
    conversion.renaming = root.labelMap()
    resultsFolder = TaskFolderSpec(root.section("exp_manager"), task: "dataset_convert").folder
    // Taken on every task; there is nothing to encrypt in this one.
    _ = root.optionalString("encryption_key")
  }

  /// Columns count from 1; negative numbers count from the end.
  private static func column(_ section: SpecSection, _ key: String, default standard: Int) -> ColumnCorpus.Column {
    let number = section.int(key, default: standard)
    section.check(number != 0, key: key, "must not be 0: columns count from 1, or from -1 at the end")
    return number < 0 ? .fromEnd(-number) : .number(max(number, 1))
  }

  private static func replacement(_ section: SpecSection, _ key: String) -> ColumnCorpus.Replacement {
    let text = section.optionalString(key)
    section.check(text?.contains { $0.isWhitespace } != true, key: key, "must hold no white space itself")
    return text.map { .replace(with: $0) } ?? .refuse
  }
}
