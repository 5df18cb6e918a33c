import Annotations
public import ArgumentParser
import CorpusFormats
import Workbench

/// `gloss corpus import`
struct CorpusImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring files of any form into a corpus.",
    discussion: """
      Forms are told by content: \(CorpusFormat.allCases.map(\.rawValue).joined(separator: ", ")). Folders are read with all \
      that they hold, .gz files as they are. What `gloss tag` wrote as JSON Lines becomes a layer of the documents of its ids. \
      Interrupted, the same command goes on; files that were read already are passed over. Exit status 2: something was lost that nobody asked to lose.
      """)
  @OptionGroup var store: StoreArguments
  @Argument(help: "Files and folders; - is standard input.")
  var paths: [String]
  @Option(help: "The split of all documents. (default: what documents and file names say)")
  var split: String?
  @Option(help: "The layer that results of gloss tag become. (default: named after their model)")
  var layer: String?
  @Option(help: "Keep the files' bytes, to write mentions back into them: auto (XML), always, never.")
  var keepSource = CorpusImportRequest.Keeping.auto
  @Flag(help: "Accept losses; they are counted all the same.")
  var allowLoss = false
  @Flag(help: "Leave out files that cannot be read, and go on.")
  var skipBroken = false
  @Flag(help: "JSON in place of a table.")
  var json = false
  @OptionGroup(title: "How files are read") var reading: ReadingFlags

  func run() throws {
    var request = CorpusImportRequest(paths: paths)
    (request.format, request.reading, request.split) = (reading.format, reading.options, split)
    (request.keeping, request.allowsLoss, request.skipsBroken) = (keepSource, allowLoss, skipBroken)
    (request.json, request.layer) = (json, layer)
    try Session.run("corpus import", results: nil) { try $0.importCorpus(store.selection, request) }
  }
}

/// `gloss corpus export`
struct CorpusExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write documents of a corpus to files.",
    discussion: """
      With --originals the files that documents came from are written again below OUT, with the mentions that the corpus has \
      now and everything else byte for byte. Exit status 2: something was lost that nobody asked to lose.
      """)
  @OptionGroup var store: StoreArguments
  @Argument(help: "The file; a folder for forms with a file a document.")
  var out: String
  @Option(name: [.customShort("f"), .long], help: "The form.")
  var format: CorpusFormat?
  @Flag(help: "Write the original files again.")
  var originals = false
  @Flag(help: "Files of their own for each split, below the folder OUT.")
  var bySplit = false
  @Option(help: "A file for the ledger: a row a mention.")
  var ledger: String?
  @Flag(help: "Accept losses; they are counted all the same.")
  var allowLoss = false
  @Flag(help: "JSON in place of lines.")
  var json = false
  @OptionGroup var state: StateFlag
  @OptionGroup var filter: FilterFlags
  @OptionGroup(title: "How documents are written") var writing: WritingFlags

  func validate() throws {
    if originals == (format != nil) { throw ValidationError("expected --format FORM or --originals, one of them") }
  }

  func run() throws {
    var selection = filter.applied(to: store.selection)
    selection.state = state.state
    try Session.run("corpus export", results: nil) { workbench in
      guard let format else {
        return try workbench.writeBack(
          selection, to: out, layer: writing.layer, reading: ReadingOptions(), allowsLoss: allowLoss)
      }
      var request = CorpusExportRequest(format: format, path: out)
      (request.writing, request.bySplit, request.ledger) = (writing.options, bySplit, ledger)
      (request.allowsLoss, request.json) = (allowLoss, json)
      try workbench.exportCorpus(selection, request)
    }
  }
}

/// `gloss corpus ledger`
struct CorpusLedger: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "List the spans of sources that imports did not keep as they were.")
  @OptionGroup var store: StoreArguments
  @Option(help: "Only of this document.")
  var document: String?
  @Option(help: "Only of this label.")
  var label: String?
  @Option(help: "Only: \(SpanRecord.Fate.allCases.dropFirst().map(\.rawValue).joined(separator: ", ")).")
  var fate: SpanRecord.Fate?
  @Flag(help: "Only what nobody asked for.")
  var unexplained = false

  func run() throws {
    var selection = store.selection
    selection.label = label
    try Session.run("corpus ledger", results: nil) {
      try $0.showLedger(selection, document: document, fate: fate, unexplained: unexplained)
    }
  }
}

/// `gloss convert`
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Convert annotated documents from one form to another, and prove that nothing was lost.",
    discussion: """
      Reads IN, writes OUT, reads OUT again and compares. Every span has a row in the ledger, and the totals add up. Exit \
      status 2: something was lost that nobody asked to lose.
      """)
  @Argument(help: "A file or folder.")
  var input: String
  @Argument(help: "The file; a folder for forms with a file a document.")
  var output: String
  @Option(help: "The form of IN. (default: told by content)")
  var from: CorpusFormat?
  @Option(help: "The form of OUT.")
  var to: CorpusFormat
  @Option(help: "A file for the ledger.")
  var ledger: String?
  @Flag(help: "Accept losses; they are counted all the same.")
  var allowLoss = false
  @Flag(help: "Leave out files that cannot be read, and go on.")
  var skipBroken = false
  @Flag(help: "JSON in place of lines.")
  var json = false
  @OptionGroup(title: "How files are read") var reading: ReadingFlags
  @OptionGroup(title: "How documents are written") var writing: WritingFlags

  func run() throws {
    var request = ConversionRequest(inputs: [input], output: output, to: to)
    (request.from, request.reading, request.writing) = (from ?? reading.format, reading.options, writing.options)
    (request.ledger, request.allowsLoss, request.skipsBroken) = (ledger, allowLoss, skipBroken)
    request.json = json
    try Session.run("convert", results: nil) { try $0.convertDocuments(request) }
  }
}

extension CorpusImportRequest.Keeping: ExpressibleByArgument {}
extension SpanRecord.Fate: ExpressibleByArgument {}
