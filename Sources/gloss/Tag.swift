import Annotations
public import ArgumentParser
import Workbench

/// `gloss tag`
struct Tag: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tag raw texts: JSON Lines with the mentions of each document.",
    discussion: """
      Finds sentences and words by itself; long sentences are read in overlapping windows, and every word is scored. The \
      first line of the output is a header object that names the unit of the offsets.
      """)

  @Option(name: [.short, .long], help: "The trained model (.tlt).")
  var model: String
  @Option(name: [.short, .long], help: "The file that receives the results. (default: standard output)")
  var output: String?
  @OptionGroup var key: KeyOptions
  @OptionGroup var precision: PrecisionOption
  @Flag(help: "Each line is a document; its id is FILE:LINE.")
  var lines = false
  @Flag(help: "Each line is a document of one sentence, its words separated by blanks: they are kept as they are.")
  var pretokenized = false
  @Option(help: "What offsets count: \(OffsetUnit.allCases.map(\.rawValue).joined(separator: ", ")).")
  var offsets = OffsetUnit.codePoint
  @Option(help: "Threads. (default: one a core)")
  var workers: Int?
  @Option(help: "Sub-tokens a batch. (default: 1024)")
  var batchTokens: Int?
  @Argument(help: "Text files; - or nothing is standard input.")
  var files: [String] = []

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers must be 1 to 256, found \(workers)")
    }
    if let batchTokens, !(16...1_000_000).contains(batchTokens) {
      throw ValidationError("--batch-tokens must be 16 to 1000000, found \(batchTokens)")
    }
  }

  func run() throws {
    var request = TagRequest(model: model, inputs: files.isEmpty ? ["-"] : files)
    (request.output, request.linesAreDocuments) = (output, lines)
    request.precision = precision.precision
    request.pretokenized = pretokenized
    (request.offsets, request.workers, request.batchTokens) = (offsets, workers, batchTokens)
    try Session.run("tag", results: nil) {
      request.key = try key.passphraseOfFlagsOrEnvironment()
      try $0.tag(request)
    }
  }
}

extension OffsetUnit: ExpressibleByArgument {}
