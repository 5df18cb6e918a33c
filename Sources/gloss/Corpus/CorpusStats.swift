import ArgumentParser
import Workbench

/// `gloss corpus stats`
struct CorpusStats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count documents, tokens, mentions, labels, lengths; weigh classes.")
  @OptionGroup var store: StoreArguments
  @Option(help: "The layer that is counted. (default: the first)")
  var layer: String?
  @OptionGroup var state: StateFlag
  @OptionGroup var filter: FilterFlags
  @Flag(help: "JSON in place of tables.")
  var json = false
  @Option(help: "Also write a page with charts for a browser.")
  var html: String?

  func run() throws {
    var selection = filter.applied(to: store.selection)
    selection.state = state.state
    try Session.run("corpus stats", results: nil) {
      try $0.showStatistics(selection, layer: layer, json: json, page: html)
    }
  }
}
