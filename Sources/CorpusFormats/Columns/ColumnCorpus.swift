public import Annotations
import Diagnostics

/// The sentences of an IOB or CoNLL column file, one at a time: a row a word, a blank line after a sentence.
///
/// Blank lines may hold white space, come in runs, and be missing at the end. A row whose first column is
/// `-DOCSTART-` begins a document and is no sentence. Labels are taken as they are (`B-creative-work,B-person` too).
///
///     var corpus = try ColumnCorpus(path: "train.txt")
///     while let sentence = try corpus.next() { … sentence.tagged.words … }
public struct ColumnCorpus {
  /// A sentence and where it stood.
  public struct Sentence: Hashable, Sendable {
    /// Its words and labels.
    public var tagged: TaggedSentence
    /// The line of each word, from 1.
    public var lines: [Int]
    /// Whether a `-DOCSTART-` row stood since the sentence before.
    public var startsDocument: Bool
  }

  /// The options in use.
  public let options: Options
  /// The path, or the name that stands for the input in messages.
  public var name: String { lines.name }
  /// How many bytes of the input have been taken in so far.
  public var bytesRead: Int { lines.bytesRead }

  private var lines: LineReader
  private let knownLabels: LabelSet?
  private let lineKinds: ColumnLine
  private var separator: Separator
  private var firstRow: (line: Int, columns: Int)?
  private var startsDocument = false

  /// The sentences of the file at `path`; `-` stands for standard input.
  ///
  /// - Parameter knownLabels: if given, any other label is an error.
  /// - Throws: `FileError<FileProblem>` if there is no such file, it is a directory, or it may not be read.
  public init(path: String, options: Options = Options(), knownLabels: LabelSet? = nil) throws {
    self.init(lines: try LineReader(path: path), options: options, knownLabels: knownLabels)
  }

  /// The sentences in lines that nobody has read from yet.
  public init(lines: LineReader, options: Options = Options(), knownLabels: LabelSet? = nil) {
    (self.lines, self.options, self.knownLabels) = (lines, options, knownLabels)
    lineKinds = ColumnLine(commentPrefixes: options.commentPrefix.map { [Array($0.utf8)] } ?? [])
    separator = options.separator
  }

  /// The next sentence, or `nil` after the last. After an error the cursor is of no further use.
  ///
  /// - Throws: `Located<CorpusProblem>` for a row that is no word with a label; `FileError<FileProblem>` when reading fails.
  public mutating func next() throws -> Sentence? {
    var words: [String] = []
    var labels: [String] = []
    var numbers: [Int] = []
    var fields: [Range<Int>] = []
    while try lines.advance() {
      switch lineKinds.kind(of: lines.buffer.span.extracting(lines.line)) {
      case .comment: continue
      case .blank:
        if !words.isEmpty { return take(words, labels, numbers) }
      case .documentStart:
        guard words.isEmpty else {
          let sentence = take(words, labels, numbers)
          startsDocument = true
          return sentence
        }
        startsDocument = true
      case .row:
        if separator == .automatic { separator = lines.buffer[lines.line].contains(.tab) ? .tab : .spaces }
        RowSplitting.split(lines.buffer, lines.line, at: separator, into: &fields)
        try checkColumnCount(fields)
        let word = try word(fields)
        labels.append(try label(fields))
        words.append(word)
        numbers.append(lines.number)
      }
    }
    return words.isEmpty ? nil : take(words, labels, numbers)
  }

  private mutating func take(_ words: [String], _ labels: [String], _ numbers: [Int]) -> Sentence {
    defer { startsDocument = false }
    return Sentence(
      tagged: TaggedSentence(words: words, labels: labels), lines: numbers, startsDocument: startsDocument)
  }
}

// MARK: Lines

extension ColumnCorpus {
  /// Refuses a row of another length than the first, where a column is counted from the end.
  private mutating func checkColumnCount(_ fields: [Range<Int>]) throws {
    guard options.labelColumn.isCountedFromEnd || options.wordColumn.isCountedFromEnd, !options.raggedRows else {
      return
    }
    guard let firstRow else {
      firstRow = (lines.number, fields.count)
      return
    }
    guard fields.count == firstRow.columns || fields.count < 2 else {
      let problem = CorpusProblem.columnCount(
        expected: firstRow.columns, found: fields.count, firstRow: firstRow.line)
      // Points at the first column too many, or at the end of a row with too few.
      let place = fields.count > firstRow.columns ? fields[firstRow.columns].lowerBound : lines.line.upperBound
      throw lines.located(problem, at: place)
    }
  }
}

// MARK: Words and labels

extension ColumnCorpus {
  private func word(_ fields: [Range<Int>]) throws -> String {
    let range = try column(options.wordColumn, named: "word", of: fields)
    if range.isEmpty {
      switch options.emptyWords {
      case .refuse: throw lines.located(.emptyWord, at: range.lowerBound)
      case .keep: return ""
      case .replace(let text): return text
      }
    }
    let word = try lines.text(range)
    guard options.spacesInWords != .keep, separator != .whitespace,
      let space = PythonWhitespace.first(in: lines.buffer.span.extracting(range))
    else { return word }
    if case .replace(let text) = options.spacesInWords { return PythonWhitespace.replace(in: word, with: text) }
    throw lines.located(.spaceInWord(word), at: range.lowerBound + space)
  }

  private func label(_ fields: [Range<Int>]) throws -> String {
    let range = trimmed(try column(options.labelColumn, named: "label", of: fields))
    if range.isEmpty { throw lines.located(.emptyLabel, at: range.lowerBound) }
    let label = try lines.text(range)
    if let space = PythonWhitespace.first(in: lines.buffer.span.extracting(range)) {
      throw lines.located(.spaceInLabel(label), at: range.lowerBound + space)
    }
    if let knownLabels, knownLabels.id(of: label) == nil {
      throw lines.located(.unknownLabel(label, known: knownLabels.names), at: range.lowerBound)
    }
    return label
  }

  private func column(_ column: Column, named name: String, of fields: [Range<Int>]) throws -> Range<Int> {
    // One column would be word and label at once, and NeMo indeed takes it so.
    guard let index = column.index(in: fields.count), fields.count > 1 || options.wordColumn == options.labelColumn
    else {
      let problem = CorpusProblem.missingColumn(
        wanted: fields.count < 2 ? "a word and a label" : "\(name) column \(column)", found: fields.count,
        separator: separator == .tab ? "TAB" : separator == .spaces ? "spaces" : "white space")
      throw lines.located(problem, at: lines.line.upperBound)
    }
    return fields[index]
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, lines.buffer[start] == .space { start += 1 }
    while start < end, lines.buffer[end - 1] == .space { end -= 1 }
    return start..<end
  }
}
