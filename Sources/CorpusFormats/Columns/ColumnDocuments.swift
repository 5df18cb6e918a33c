import Annotations
import Diagnostics

/// The documents of an IOB or CoNLL column file.
///
/// What the file's form is (separator, columns, comments, scheme, where documents begin) is found by its first MiB, unless
/// the options say it. Text is the tokens with one space between, or side by side where white space has tokens of its own;
/// a comment `# text = …` tells the text where the tokens fit it.
struct ColumnDocuments: DocumentReader {
  /// How much of a file its form is judged by.
  static let sampleSize = 1 << 20

  private var lines: LineReader
  private let shape: ColumnShape
  private var assembly: TokenizedAssembly
  private var fields: [Range<Int>] = []
  private var hasEnded = false

  /// The documents of lines that nobody has read from yet, and that refuse what is not UTF-8.
  ///
  /// - Parameter input: what stands before `#` in the ids of documents without a name.
  /// - Throws: `FileError<FileProblem>` when reading fails; `Located<CorpusProblem>` for UTF-16.
  init(lines: LineReader, input: String, options: ReadingOptions = ReadingOptions()) throws {
    self.lines = lines
    shape = ColumnShape(try self.lines.peek(Self.sampleSize), options.columns)
    let layers =
      switch shape.labels {
      case .columns(let columns): columns.count
      case .nested, .brackets: 1
      }
    assembly = TokenizedAssembly(
      input: input, documents: options.columns.documents, hasDocuments: shape.hasDocuments,
      layerNames: (1...max(layers, 1)).map { $0 == 1 ? options.layer : "\(options.layer)-\($0)" },
      decoder: MentionDecoder(scheme: shape.scheme, repair: options.columns.repair))
  }

  var name: String { lines.name }
  var bytesRead: Int { lines.bytesRead }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `Located<CorpusProblem>` for a row that is no word with a label; `FileError<FileProblem>` when reading fails.
  mutating func next() throws -> ReadDocument? {
    while !hasEnded {
      guard try lines.advance() else {
        hasEnded = true
        return try assembly.finish()
      }
      switch shape.lineKinds.kind(of: lines.buffer.span.extracting(lines.line)) {
      case .row: try addRow()
      case .blank:
        if let read = try assembly.blank() { return read }
      case .comment:
        try lines.validate()
        let comment = ColumnComment(lines.buffer[lines.line])
        if !comment.beginsDocument {
          assembly.note(comment)
        } else if let read = try assembly.mark(id: comment.documentID, line: lines.number) {
          return read
        }
      case .documentStart:
        if let read = try assembly.mark(id: nil, line: lines.number) { return read }
      }
    }
    return nil
  }

  private mutating func addRow() throws {
    RowSplitting.split(lines.buffer, lines.line, at: shape.separator, into: &fields)
    guard let word = shape.word.index(in: fields.count) else { throw missing("word column \(shape.word)") }
    if fields.count > shape.columns, !shape.mayGrow {
      let problem = CorpusProblem.moreColumns(usual: shape.columns, found: fields.count)
      throw lines.located(problem, at: fields[shape.columns].lowerBound)
    }
    try lines.validate()
    let token = assembly.builder.sentenceCount
    assembly.append(lines.buffer[fields[word]], spaced: !shape.joinsTokens, line: lines.number)
    switch shape.labels {
    case .columns(let columns):
      for (layer, column) in columns.enumerated() {
        guard fields.count > 1, let index = column.index(in: fields.count) else {
          throw missing("label column \(column)")
        }
        try addLabel(fields[index], layer: layer, word: token)
      }
    case .nested(let start):
      guard start < fields.count else { throw missing("label column \(start + 1)") }
      for level in 0..<fields.count - start { try addLabel(fields[start + level], layer: 0, level: level, word: token) }
    case .brackets(let column):
      guard let index = column.index(in: fields.count) else { throw missing("label column \(column)") }
      assembly.addBrackets(lines.buffer[fields[index]], layer: 0, at: lines.place(at: fields[index].lowerBound))
    }
  }

  /// Adds the tag of a field, or its tags, the first at `level`.
  private mutating func addLabel(_ field: Range<Int>, layer: Int, level: Int = 0, word: Int) throws {
    var (start, end) = (field.lowerBound, field.upperBound)
    while start < end, lines.buffer[start] == .space { start += 1 }
    while start < end, lines.buffer[end - 1] == .space { end -= 1 }
    if start == end { throw lines.located(.emptyLabel, at: field.lowerBound) }
    let separator = shape.tagSeparator ?? [.space]
    guard lines.buffer.span.extracting(start..<end).contains(separator) else {
      let column = lines.column(at: start)
      assembly.tags.add(
        lines.buffer, start..<end, layer: layer, level: level, word: word, line: lines.number, column: column)
      return
    }
    let parts = lines.buffer[start..<end].split(separator: separator).filter { !$0.isEmpty }
    for (index, part) in parts.enumerated() {
      let column = lines.column(at: part.startIndex)
      assembly.tags.add(
        lines.buffer, part.indices, layer: layer, level: level + index, word: word, line: lines.number, column: column)
    }
  }

  private func missing(_ wanted: String) -> Located<CorpusProblem> {
    let problem = CorpusProblem.missingColumn(
      wanted: fields.count < 2 ? "a word and a label" : wanted, found: fields.count,
      separator: shape.separator == .tab ? "TAB" : shape.separator == .spaces ? "spaces" : "white space")
    return lines.located(problem, at: lines.line.upperBound)
  }
}

// MARK: Remarks

extension ColumnDocuments {
  var remarks: [String] {
    var remarks: [String] = []
    if case .nested(let start) = shape.labels {
      remarks.append("columns from \(start + 1) on hold tags of mentions within mentions: one layer, overlapping")
    }
    let kept = columnsKept
    let dropped = (0..<shape.columns).filter { !kept.contains($0) }.map { "\($0 + 1)" }
    if !dropped.isEmpty {
      remarks.append("\(dropped.count == 1 ? "column" : "columns") \(dropped.joined(separator: ", ")) not kept")
    }
    if shape.joinsTokens { remarks.append("some tokens are white space: tokens stand side by side in the text") }
    return remarks + assembly.remarks
  }

  private var columnsKept: [Int] {
    let word = shape.word.index(in: shape.columns).map { [$0] } ?? []
    switch shape.labels {
    case .columns(let columns): return word + columns.compactMap { $0.index(in: shape.columns) }
    case .nested(let start): return word + Array(start..<max(start, shape.columns))
    case .brackets(let column): return word + [column.index(in: shape.columns)].compactMap { $0 }
    }
  }
}
