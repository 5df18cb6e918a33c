import Annotations

/// Writes a column file: the word, a TAB, the tag, or brackets where mentions overlap; a blank line after each sentence. An
/// attribute of the mentions may stand between word and tag.
///
/// Documents are marked by `-DOCSTART-` rows unless the options say otherwise. Without a word in the options they are
/// marked if one of the first documents (1 MiB of them) is not exactly one sentence.
struct ColumnDocumentWriter: DocumentWriter {
  private enum Marks { case undecided, written, none }

  private let file: FormOutput
  private let options: WritingOptions
  private var spelling: TaggedSpelling
  private var marks: Marks
  /// Rows that wait for the decision, and where documents begin in them.
  private var pending: [UInt8] = []
  private var starts: [Int] = []
  private var isAtStart: Bool
  private var choice: EntityStyleChoice

  /// Two fields, of which hyphens are the border.
  private static let brackets = EntityStyle.Brackets(
    forbidden: Array("()|-".utf8), holdsAttributes: false, isForOverlap: false)
  private static let pendingLimit = 1 << 20
  private static let mark = Array("-DOCSTART-\tO\n\n".utf8)

  /// A writer of a file at a path; one that ends with `.gz` is packed.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    (file, isAtStart) = (try place.file(), place.documents == 0)
    self.options = options
    spelling = TaggedSpelling(.columns, options)
    marks = options.marksDocuments.map { $0 ? .written : .none } ?? .undecided
    choice = EntityStyleChoice(options, place, Self.brackets)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let ready = choice.take(try TaggedOutput.tokenized(document, .columns, options))
    guard let last = ready.last else { return try output(document).records }
    for document in ready.dropLast() { _ = try writeNow(document) }
    return try writeNow(last)
  }

  private func output(_ document: Document) throws -> TaggedOutput {
    try TaggedOutput(document, .columns, options, brackets: choice.bracketsInUse)
  }

  private mutating func writeNow(_ document: Document) throws -> [SpanRecord] {
    let output = try output(document)
    let isSentence = output.sentences.count == 1
    switch marks {
    case .undecided where !isSentence: try decide(.written)
    case .none where !isSentence && options.marksDocuments == nil:
      throw FormatProblem.unmarkedDocument(id: document.id, sentences: output.sentences.count)
    default: break
    }
    if marks == .undecided { starts.append(pending.count) }
    if marks == .written { pending += Self.mark }
    let attributes = options.attributeColumn.map { output.values(of: $0, options) } ?? [:]
    for sentence in output.sentences { append(sentence, of: output, attributes) }
    if marks != .undecided {
      try flush()
    } else if pending.count > Self.pendingLimit {
      try decide(.none)
    }
    return output.records
  }

  mutating func finish() throws {
    for document in choice.close() { _ = try writeNow(document) }
    if marks == .undecided { try decide(.none) }
    try file.commit()
  }

  var remarks: [String] { spelling.remarks }

  private mutating func append(
    _ sentence: Projection.Sentence, of output: TaggedOutput, _ attributes: [Int: [UInt8]]
  ) {
    let words = zip(output.words(of: sentence), spelling.labels(of: sentence))
    for (token, (word, label)) in zip(sentence.tokens, words) {
      spelling.append(word, to: &pending)
      pending.append(.tab)
      if options.attributeColumn != nil {
        pending += attributes[token] ?? [UInt8(ascii: "_")]
        pending.append(.tab)
      }
      pending += output.cells.map { $0.cell(token) ?? [UInt8(ascii: "_")] } ?? label
      pending.append(0x0A)
    }
    pending.append(0x0A)
  }

  private mutating func decide(_ decision: Marks) throws {
    marks = decision
    guard decision == .written else { return try flush() }
    var marked: [UInt8] = []
    for (start, end) in zip(starts, starts.dropFirst() + [pending.count]) { marked += Self.mark + pending[start..<end] }
    (pending, starts) = (marked, [])
    try flush()
  }

  private mutating func flush() throws {
    if isAtStart, !pending.isEmpty {
      isAtStart = false
      // Readers take off a byte order mark at a file's start; if the first word begins with one, it is another.
      if pending.starts(with: [0xEF, 0xBB, 0xBF]) { try file.write([0xEF, 0xBB, 0xBF] as [UInt8]) }
    }
    try file.write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
