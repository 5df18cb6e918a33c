public import Annotations
import Diagnostics

/// The sentences of a pair of files such as `text_train.txt` and `labels_train.txt`: line by line, a sentence's words
/// in one and its labels in the other, both split at white space as NeMo splits them.
public struct TextLabelsCorpus {
  /// A sentence and the line where it stood in both files, from 1.
  public struct Sentence: Hashable, Sendable {
    /// Its words and labels.
    public var tagged: TaggedSentence
    /// The line, from 1.
    public var line: Int
  }

  /// How many lines without words have been passed over so far.
  public private(set) var emptyLines = 0
  /// How many bytes of both files have been taken in so far.
  public var bytesRead: Int { text.bytesRead + labels.bytesRead }

  private var text: LineReader
  private var labels: LineReader

  /// The sentences of the files at two paths.
  ///
  /// - Throws: `FileError<FileProblem>` if one of them is missing, a directory, or may not be read.
  public init(textPath: String, labelsPath: String) throws {
    self.init(text: try LineReader(path: textPath), labels: try LineReader(path: labelsPath))
  }

  /// The sentences in lines that nobody has read from yet.
  public init(text: LineReader, labels: LineReader) { (self.text, self.labels) = (text, labels) }

  /// The next sentence that has words, or `nil` after the last. After an error the cursor is of no further use.
  ///
  /// - Throws: `Located<CorpusProblem>` where the files do not fit together; `FileError<FileProblem>` when reading fails.
  public mutating func next() throws -> Sentence? {
    while try Self.advance(&text, &labels) {
      let words = try split(text)
      let labels = try split(labels)
      guard words.count == labels.count else {
        let problem = CorpusProblem.unequalWords(
          words: words.count, labels: labels.count, labelsFile: self.labels.name)
        throw Located(problem, at: Place(file: text.name, line: text.number))
      }
      guard !words.isEmpty else {
        emptyLines += 1
        continue
      }
      return Sentence(tagged: TaggedSentence(words: words, labels: labels), line: text.number)
    }
    return nil
  }

  /// Moves both files to their next line; `false` after the last.
  ///
  /// - Throws: `Located<CorpusProblem>` where one goes on and the other has ended; `FileError<FileProblem>`.
  static func advance(_ text: inout LineReader, _ labels: inout LineReader) throws -> Bool {
    switch (try text.advance(), try labels.advance()) {
    case (false, false): return false
    case (true, true): return true
    case (true, false): throw try unequalLines(&text, than: labels)
    case (false, true): throw try unequalLines(&labels, than: text)
    }
  }

  private func split(_ lines: LineReader) throws -> [String] {
    var fields: [Range<Int>] = []
    let bytes = lines.buffer.span.extracting(lines.line)
    PythonWhitespace.split(bytes, offset: lines.line.lowerBound, into: &fields)
    return try fields.map { try lines.text($0) }
  }

  /// The complaint about a file that goes on where the other has ended; reads it to its end to tell its length.
  private static func unequalLines(_ longer: inout LineReader, than shorter: LineReader) throws -> Located<
    CorpusProblem
  > {
    let firstUnmatched = longer.number
    while try longer.advance() {}
    let problem = CorpusProblem.unequalLines(
      longer: longer.name, lines: longer.number, shorter: shorter.name, shorterLines: shorter.number)
    return Located(problem, at: Place(file: longer.name, line: firstUnmatched))
  }
}
