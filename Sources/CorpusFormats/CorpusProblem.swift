import Diagnostics

/// What can be wrong inside a corpus file; always thrown as `Located<CorpusProblem>`.
public enum CorpusProblem: Error, Hashable, Sendable {
  /// A byte that is not UTF-8, at this byte of the line (from 1).
  case invalidUTF8(byte: UInt8, offset: Int)
  /// The file begins with a UTF-16 byte order mark.
  case utf16
  /// A line longer than the reader takes.
  case lineTooLong(limit: Int)
  /// A text of more than `limit` bytes.
  case textTooLong(limit: Int)
  /// A row has no such column; `wanted` is "word column 1" or the like.
  case missingColumn(wanted: String, found: Int, separator: String)
  /// A row with more or fewer columns than the first row.
  case columnCount(expected: Int, found: Int, firstRow: Int)
  /// A row with more columns than the file's others, whose last column is the label.
  case moreColumns(usual: Int, found: Int)
  /// A row without a word.
  case emptyWord
  /// A row without a label.
  case emptyLabel
  /// A word that the text file would fall apart at.
  case spaceInWord(String)
  /// A label that the labels file would fall apart at.
  case spaceInLabel(String)
  /// A label that the training file does not have.
  case unknownLabel(String, known: [String])
  /// Line `line` of a text file and of its labels file differ in length.
  case unequalWords(words: Int, labels: Int, labelsFile: String)
  /// A text file and its labels file differ in length.
  case unequalLines(longer: String, lines: Int, shorter: String, shorterLines: Int)
  /// A label that stands twice in `label_ids.csv`.
  case duplicateLabel(String, firstLine: Int)
  /// A bracket that closes nothing, or that is none.
  case bracket(String)
  /// A bracket that is not closed in its document.
  case openBracket(String)
  /// A CoNLL-U row with another number of columns than ten.
  case conlluColumns(found: Int)
  /// A CoNLL-U row whose first column is no number, range or empty node.
  case conlluID(String)
  /// A multiword token of CoNLL-U that ends before its words do.
  case multiword(String)
  /// `label_ids.csv` without the label of words outside every mention.
  case noOutsideLabel
}

extension CorpusProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .invalidUTF8(let byte, let offset):
      "byte 0x\(hexadecimal(byte)) (byte \(offset) of the line) is not UTF-8; convert the file first, for example "
        + "with iconv -f windows-1252 -t UTF-8"
    case .utf16: "the file is UTF-16, expected UTF-8; convert it first, for example with iconv -f UTF-16 -t UTF-8"
    case .textTooLong(let limit): "the text is longer than \(limit) bytes; cut it into several files"
    case .lineTooLong(let limit):
      "the line is longer than \(limit) bytes; is this a text file with one row or sentence a line?"
    case .missingColumn(let wanted, let found, let separator):
      "expected \(wanted), found \(found == 1 ? "one column" : "\(found) columns") separated by \(separator); "
        + "a row holds a word and its label, see the options separator, word_column and label_column"
    case .columnCount(let expected, let found, let firstRow):
      "\(found) columns, but line \(firstRow) has \(expected), so the last one may not be the label; name the column "
        + "(label_column), allow it (ragged_rows: true), or name the comments' prefix (comment_prefix)"
    case .moreColumns(let usual, let found):
      "\(found) columns, where the file's rows have \(usual), so that column \(usual) may not be the label here; name the "
        + "label's column, or the separator if words hold spaces"
    case .emptyWord: "the word is empty; set empty_words to a text that stands for it"
    case .emptyLabel: "the label is empty; write O for a word outside every mention"
    case .spaceInWord(let word):
      "the word '\(word)' holds white space, which the text file cannot keep apart from a word's end; set "
        + "spaces_in_words to a text that replaces it, such as '_'"
    case .spaceInLabel(let label): "the label '\(label)' holds white space; a label is one word such as B-PER or O"
    case .unknownLabel(let label, let known):
      "the label '\(label)' does not occur in the training data\(Suggestion.phrase(for: label, among: known)) "
        + "(known: \(known.joined(separator: ", ")))"
    case .unequalWords(let words, let labels, let labelsFile):
      "\(counted(words, "word")) here, but \(counted(labels, "label")) in the same line of \(labelsFile); "
        + "every word needs one label"
    case .unequalLines(let longer, let lines, let shorter, let shorterLines):
      "\(longer) has \(counted(lines, "line")), \(shorter) only \(shorterLines); every line needs its counterpart"
    case .duplicateLabel(let label, let firstLine):
      "the label '\(label)' stands in line \(firstLine) already; every label needs an id of its own"
    case .bracket(let bracket):
      "the bracket '\(bracket)' closes nothing that is open; brackets open at a mention's first token, as '(1-person', "
        + "and close at its last, as '1)'"
    case .openBracket(let key): "the bracket of '\(key)' is not closed in its document"
    case .conlluColumns(let found):
      "\(counted(found, "column")), expected the 10 of CoNLL-U, with one TAB between"
    case .conlluID(let id):
      "'\(id)' is no id of CoNLL-U; expected a number, a range such as 3-4, or an empty node such as 8.1"
    case .multiword(let id): "the multiword token \(id) ends before its words do"
    case .noOutsideLabel: "the label 'O' is missing; it stands for words outside every mention and must have an id"
    }
  }
}

/// "1 span", "2 spans".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count == 1 ? "0" + digits : digits
}
