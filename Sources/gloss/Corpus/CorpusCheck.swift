public import ArgumentParser
import CorpusAnalysis
import Workbench

/// `gloss corpus check`
struct CorpusCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for what spoils training and figures: the corpus doctor.",
    discussion: """
      Illegal tags, one text with several labels, texts that leak between splits (exact and near), mentions longer than a \
      window, labels too rare to measure, white space at edges, encoding damage, empty documents, labels that differ in case. \
      Exit status 1: findings of the severity that counts.
      """)
  @OptionGroup var store: StoreArguments
  @Option(help: "The layer that is looked at. (default: the first)")
  var layer: String?
  @Option(help: "The most sub-tokens that a model's window holds; 0: lengths do not matter.")
  var window = 510
  @Option(help: "An encoder's folder or a tokenizer, to count sub-tokens with. (default: a token counts as one)")
  var tokenizer: String?
  @Option(help: "From which share of common word triples on texts are near duplicates.")
  var similarity = 0.8
  @Option(help: "What is an error: note, warning, error.")
  var failOn = Finding.Severity.error
  @OptionGroup var state: StateFlag
  @OptionGroup var filter: FilterFlags
  @Flag(help: "JSON in place of prose.")
  var json = false

  func validate() throws {
    if window < 0 { throw ValidationError("--window must not be negative, found \(window)") }
    if !(0.1...1).contains(similarity) {
      throw ValidationError("--similarity must be 0.1 to 1, found \(similarity)")
    }
  }

  func run() throws {
    var selection = filter.applied(to: store.selection)
    selection.state = state.state
    var request = CorpusCheckRequest()
    (request.layer, request.window, request.tokenizer) = (layer, window == 0 ? nil : window, tokenizer)
    (request.similarity, request.failsOn, request.json) = (similarity, failOn, json)
    try Session.run("corpus check", results: nil) { try $0.checkCorpus(selection, request) }
  }
}

extension Finding.Severity: ExpressibleByArgument {}
