import Annotations
import Diagnostics
import Files

/// Reads BioC XML: a collection of documents in one file, of which one is in memory at a time.
///
/// Form: the document type definitions of BioC (versions 1 and 2). Offsets count code points, UTF-16 units or UTF-8 bytes,
/// whichever makes the annotations cover their `text`. What `Document` has no place for stands in its metadata: see
/// `BioCMetadata`.
struct BioCReader: DocumentReader {
  private var parser: BioCParser
  private let options: ReadingOptions
  private let inputName: String
  private var number = 0
  private var summary = BioCSummary()

  /// A reader of the file at a path; `-` stands for standard input.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String, name: String, options: ReadingOptions = ReadingOptions()) throws {
    self.init(
      try XMLScanner(path: path, limits: XMLScanner.Limits(options.xml)), name: name, options: options)
  }

  init(_ scanner: XMLScanner, name: String, options: ReadingOptions = ReadingOptions()) {
    (parser, self.options, inputName) = (BioCParser(scanner), options, name)
  }

  var name: String { parser.scanner.fileName }
  var bytesRead: Int { parser.scanner.bytesRead }
  var remarks: [String] { summary.remarks + XMLScanner.remark(on: parser.strangers) }

  mutating func next() throws -> ReadDocument? {
    guard let source = try parser.next() else { return nil }
    number += 1
    let resolution = try BioCResolution(
      source, parser.collection, options, file: name, fallbackId: "\(inputName)#\(number)", summary: &summary)
    return ReadDocument(resolution.document, spans: resolution.records, line: source.line)
  }
}

/// What was found in a file of BioC as a whole.
struct BioCSummary: Hashable, Sendable {
  /// The unit that fitted best so far where units differ.
  var unit: OffsetUnit?
  /// Documents whose annotations showed their unit.
  var units: [OffsetUnit: Int] = [:]
  var shifted = 0
  var displaced = 0
  var missingLabels = 0
  var lostSentences = 0

  var remarks: [String] {
    var remarks: [String] = []
    if !units.isEmpty {
      let found = OffsetUnit.allCases.compactMap { unit in
        units[unit].map { "\(unit.phrase) (\(counted($0, "document")))" }
      }
      remarks.append("offsets count " + found.joined(separator: ", "))
    }
    if shifted > 0 {
      remarks.append(
        "the offsets of \(shifted) passages or sentences are wrong, as all their annotations show; corrected")
    }
    if displaced > 0 {
      remarks.append(
        "\(displaced) passages or sentences begin before the one before them ends, or more than "
          + "\(BioCLayout.longestGap) characters behind it; they follow it after one character")
    }
    if lostSentences > 0 {
      remarks.append("\(lostSentences) sentences are not in the text of their passage; left out")
    }
    return remarks
  }
}
