import Annotations

/// Reads i2b2 2014: a file for each record, with its text in `TEXT` and an element for each span in `TAGS`.
///
/// Form: the de-identification track's `start` and `end` count characters of the text as an XML reader gives it (CRLF is
/// one LF), `end` is exclusive, and `text` is what they cover; other units are found by it. The label is the element's
/// name, or the value of the attribute that `labelKey` names (`TYPE` is the fine type). Other attributes stay with the
/// mention, except a `TYPE` that only repeats the label and empty comments.
struct I2B2Reader: DocumentReader {
  private var parser: I2B2Parser
  private let options: ReadingOptions
  private let inputName: String
  private var isDone = false
  private(set) var remarks: [String] = []

  init(path: String, name: String, options: ReadingOptions) throws {
    self.init(try XMLScanner(path: path, limits: XMLScanner.Limits(options.xml)), name: name, options: options)
  }

  init(_ scanner: XMLScanner, name: String, options: ReadingOptions) {
    (parser, self.options, inputName) = (I2B2Parser(scanner), options, name)
  }

  var name: String { parser.scanner.fileName }
  var bytesRead: Int { parser.scanner.bytesRead }

  mutating func next() throws -> ReadDocument? {
    guard !isDone else { return nil }
    isDone = true
    try parser.parse()
    let resolution = try I2B2Resolution(parser.record, options, file: name, id: fileDocumentId(inputName))
    remarks = resolution.remarks + XMLScanner.remark(on: parser.strangers)
    return resolution.read
  }
}
