import Annotations

/// Reads GATE XML: one document a file, with nodes in its text and annotations that name them.
///
/// Form: what GATE writes as "GATE XML" (`GateDocument`, version 3) and its StAX reader reads. Ends of annotations are
/// resolved by the names of nodes, so that no unit has to be known. Taken is the default annotation set, or those that the
/// options name (the empty name is the default set); several become layers of their names.
struct GATEReader: DocumentReader {
  private var parser: GATEParser
  private let options: ReadingOptions
  private let inputName: String
  private var isDone = false
  private(set) var remarks: [String] = []

  init(path: String, name: String, options: ReadingOptions) throws {
    self.init(try XMLScanner(path: path, limits: XMLScanner.Limits(options.xml)), name: name, options: options)
  }

  init(_ scanner: XMLScanner, name: String, options: ReadingOptions) {
    (parser, self.options, inputName) = (GATEParser(scanner), options, name)
  }

  var name: String { parser.scanner.fileName }
  var bytesRead: Int { parser.scanner.bytesRead }

  mutating func next() throws -> ReadDocument? {
    guard !isDone else { return nil }
    isDone = true
    try parser.parse()
    let resolution = GATEResolution(parser.document, options, id: fileDocumentId(inputName))
    remarks = resolution.remarks + XMLScanner.remark(on: parser.strangers)
    return ReadDocument(resolution.document, spans: resolution.records, line: 1)
  }
}

/// The id of a document that is a file of its own: the file's name without the endings of its form.
func fileDocumentId(_ name: String) -> String {
  var name = name[...]
  for ending in [".gz", ".xml", ".xmi"] where name.lowercased().hasSuffix(ending) {
    let rest = name.dropLast(ending.count)
    if !rest.isEmpty, rest.last != "/" { name = rest }
  }
  return String(name)
}
