import Annotations
import Diagnostics

/// The documents of a pair such as `text_train.txt` and `labels_train.txt`: each line one, or all lines together.
struct TextLabelsDocuments: DocumentReader {
  private var text: LineReader
  private var labels: LineReader
  private var assembly: TokenizedAssembly
  private var emptyLines = 0
  private var hasEnded = false
  private var words: [Range<Int>] = []
  private var tags: [Range<Int>] = []

  /// The documents of lines that nobody has read from yet, and that refuse what is not UTF-8.
  ///
  /// - Parameter input: what stands before `#` in the ids of documents.
  init(text: LineReader, labels: LineReader, input: String, options: ReadingOptions = ReadingOptions()) throws {
    (self.text, self.labels) = (text, labels)
    let sample = try self.labels.peek(ColumnDocuments.sampleSize)
    let scheme = options.columns.scheme ?? Self.scheme(sample)
    assembly = TokenizedAssembly(
      input: input, documents: options.columns.documents, hasDocuments: false, layerNames: [options.layer],
      decoder: MentionDecoder(scheme: scheme, repair: options.columns.repair))
  }

  private static func scheme(_ bytes: [UInt8]) -> TagScheme {
    var evidence = TagEvidence()
    var table = LabelTable(scheme: .iob2)
    for line in bytes.split(separator: 0x0A) {
      for label in line.split(separator: .space) {
        let index = table.index(of: label.span)
        evidence.add(table.entries[index].prefix, type: table.entries[index].evidenceType, place: 0)
      }
      evidence.endSentence()
    }
    return evidence.findings[0].scheme
  }

  var name: String { text.name }
  var bytesRead: Int { text.bytesRead + labels.bytesRead }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `Located<CorpusProblem>` where the files do not fit together; `FileError<FileProblem>` when reading fails.
  mutating func next() throws -> ReadDocument? {
    while !hasEnded {
      guard try TextLabelsCorpus.advance(&text, &labels) else {
        hasEnded = true
        return try assembly.finish()
      }
      try addLine()
      if words.isEmpty {
        emptyLines += 1
      } else if let read = try assembly.blank() {
        return read
      }
    }
    return nil
  }

  private mutating func addLine() throws {
    RowSplitting.split(text.buffer, text.line, at: .whitespace, into: &words)
    RowSplitting.split(labels.buffer, labels.line, at: .whitespace, into: &tags)
    guard words.count == tags.count else {
      let problem = CorpusProblem.unequalWords(words: words.count, labels: tags.count, labelsFile: labels.name)
      throw Located(problem, at: Place(file: text.name, line: text.number))
    }
    try text.validate()
    try labels.validate()
    var column = 1
    var counted = labels.line.lowerBound
    for (index, (word, tag)) in zip(words, tags).enumerated() {
      assembly.append(text.buffer[word], spaced: true, line: text.number)
      // Columns are counted on from tag to tag: a line is long.
      column += labels.scalars(counted..<tag.lowerBound)
      counted = tag.lowerBound
      assembly.tags.add(labels.buffer, tag, layer: 0, word: index, line: labels.number, column: column)
    }
  }

  var remarks: [String] {
    assembly.remarks + (emptyLines == 0 ? [] : ["\(emptyLines) lines without words passed over"])
  }
}
