public import Annotations
import Diagnostics
public import Files

/// Writes a pair of files such as `text_train.txt` and `labels_train.txt`, one sentence a line.
///
/// Words and labels are joined by single spaces and every line ends with LF (NeMo leaves a space at each line's end and
/// may leave out the last LF; its readers take both). The files appear at their places on `commit`.
public struct TextLabelsWriter {
  /// The file of words.
  public let text: AtomicFile
  /// The file of labels.
  public let labels: AtomicFile
  /// How many sentences have been written.
  public private(set) var sentences = 0
  private var buffer: [UInt8] = []

  /// Begins both files.
  ///
  /// - Throws: `FileError<FileProblem>` if a directory is missing or may not be written.
  public init(textPath: String, labelsPath: String) throws {
    text = try AtomicFile(textPath)
    labels = try AtomicFile(labelsPath)
  }

  /// Appends a sentence.
  ///
  /// - Throws: `Located<CorpusProblem>` for a word or label that is empty or holds white space (the place is that of
  ///   the line being written); `FileError<FileProblem>` when writing fails.
  public mutating func write(_ sentence: TaggedSentence) throws {
    try joinWords(sentence.words, empty: .emptyWord, path: text.path) { .spaceInWord($0) }
    try text.write(buffer)
    try joinWords(sentence.labels, empty: .emptyLabel, path: labels.path) { .spaceInLabel($0) }
    try labels.write(buffer)
    sentences += 1
  }

  /// Makes both files appear at their places.
  ///
  /// - Throws: `FileError<FileProblem>`; what stood there before stands there still.
  public func commit() throws { try AtomicFile.commit([text, labels]) }

  private mutating func joinWords(
    _ words: [String], empty: CorpusProblem, path: String, spaced: (String) -> CorpusProblem
  ) throws {
    buffer.removeAll(keepingCapacity: true)
    for word in words {
      if !buffer.isEmpty { buffer.append(0x20) }
      let start = buffer.count
      buffer.append(contentsOf: word.utf8)
      let hasSpace = PythonWhitespace.first(in: buffer.span.extracting(start..<buffer.count)) != nil
      guard start < buffer.count, !hasSpace else {
        let column = String(decoding: buffer[..<start], as: UTF8.self).unicodeScalars.count + 1
        let place = Place(file: path, line: sentences + 1, column: column)
        throw Located(hasSpace ? spaced(word) : empty, at: place)
      }
    }
    buffer.append(0x0A)
  }
}
