import Annotations

/// Writes a pair of files, a sentence a line: words in one, tags in the other, spaces between.
///
/// The borders of documents of several sentences are not kept.
struct TextLabelsDocumentWriter: DocumentWriter {
  private let text: FormOutput
  private let labels: FormOutput
  private let options: WritingOptions
  private var spelling: TaggedSpelling
  private var isAtStart: Bool
  private var line: [UInt8] = []

  /// A writer of the pair that a path names: see `TextLabelsPaths`.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    text = try place.file { TextLabelsPaths($0).text }
    labels = try place.file { TextLabelsPaths($0).labels }
    isAtStart = place.documents == 0
    self.options = options
    spelling = TaggedSpelling(.textLabels, options)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let output = try TaggedOutput(document, .textLabels, options)
    for sentence in output.sentences {
      line.removeAll(keepingCapacity: true)
      for (index, word) in output.words(of: sentence).enumerated() {
        if index > 0 { line.append(.space) }
        spelling.append(word, to: &line)
      }
      line.append(0x0A)
      if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { try text.write([0xEF, 0xBB, 0xBF] as [UInt8]) }
      isAtStart = false
      try text.write(line)
      try labels.write(Array(spelling.labels(of: sentence).joined(separator: [.space])) + [0x0A])
    }
    return output.records
  }

  mutating func finish() throws { try FormOutput.commit([text, labels]) }

  var remarks: [String] { spelling.remarks }
}
