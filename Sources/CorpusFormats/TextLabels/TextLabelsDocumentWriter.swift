import Annotations
import Files

/// Writes a pair of files, a sentence a line: words in one, tags in the other, spaces between.
///
/// The borders of documents of several sentences are not kept.
struct TextLabelsDocumentWriter: DocumentWriter {
  private let text: AtomicFile
  private let labels: AtomicFile
  private let options: WritingOptions
  private var spelling: TaggedSpelling
  private var isAtStart = true
  private var line: [UInt8] = []

  /// A writer of the pair that a path names: see `TextLabelsPaths`.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String, options: WritingOptions) throws {
    let paths = TextLabelsPaths(path)
    text = try AtomicFile(paths.text, packing: .byName)
    labels = try AtomicFile(paths.labels, packing: .byName)
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

  mutating func finish() throws { try AtomicFile.commit([text, labels]) }

  var remarks: [String] { spelling.remarks }
}
