import ArgumentParser
import Workbench

/// `gloss quantize`
struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put 8-bit weights into a model's archive, for faster tagging, and measure what that changes.",
    discussion: """
      The 8-bit weights are fitted to the sentences of --data or --corpus: rounding errors of weights make up for each other on what \
      goes into each product there, columns that go in are brought to like ranges, and biases take what is off on the average. Up to \
      65,536 sub-tokens are looked at; labels are not. Without data weights become the nearest 8-bit numbers. \
      Prints F1 of the 8-bit mentions against those of fp32, F1 of both against the labels of the data, and words/s of both; where \
      the processor has products of bfloat16 numbers, how bf16 compares, too, for --precision bf16. \
      Sentences of which another reading is nearly as good are computed again when tagging; how near they have to be \
      is chosen so that --agreement is reached, unless more than a tenth of the text were computed twice. \
      Where more than --limit is lost, the layers that do most harm stay out of int8; where that does not help, nothing is written. \
      The weights in fp32 stay in the archive.
      """)

  @Option(name: [.short, .long], help: "The trained model (.tlt).")
  var model: String
  @Option(name: [.short, .long], help: "The archive that is written. (default: the model itself)")
  var output: String?
  @OptionGroup var key: KeyOptions
  @Option(
    help: "Sentences to fit to and to measure on, one a line, words between blanks: the dev text of dataset_convert.")
  var data: String?
  @Option(help: "Their labels, a line a sentence. (default: the labels that fp32 gives)")
  var labels: String?
  @Option(help: "A corpus store in place of --data and --labels.")
  var corpus: String?
  @Option(help: "The corpus in the store.")
  var corpusName = "default"
  @Option(help: "The split of the corpus to measure on.")
  var split = "dev"
  @Option(help: "Points of F1 that may be lost.")
  var limit = 0.3
  @Option(help: "F1 of int8 against fp32, in percent, for which close calls are computed again; 0: none is.")
  var agreement = 99.8
  @Option(help: "Threads. (default: one a core)")
  var workers: Int?

  func validate() throws {
    if labels != nil, data == nil { throw ValidationError("--labels needs --data") }
    if corpus != nil, data != nil { throw ValidationError("--corpus takes the place of --data; leave one out") }
    if !(0...100).contains(limit) { throw ValidationError("--limit must be 0 to 100, found \(limit)") }
    if !(0...100).contains(agreement) {
      throw ValidationError("--agreement must be 0 to 100, found \(agreement)")
    }
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers must be 1 to 256, found \(workers)")
    }
  }

  func run() throws {
    var request = QuantizeRequest(model: model)
    (request.output, request.text, request.labels) = (output, data, labels)
    request.corpus = corpus.map { ($0, corpusName, split) }
    (request.limit, request.agreement, request.workers) = (limit, agreement, workers)
    try Session.run("quantize", results: nil) {
      request.key = try key.passphraseOfFlagsOrEnvironment()
      try $0.quantize(request)
    }
  }
}
