import ArgumentParser
import Workbench

/// `gloss corpus snapshot`
struct CorpusSnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Give the state of a corpus a name; nothing is copied.")
  @OptionGroup var store: StoreArguments
  @Argument(help: "The name.")
  var name: String
  @OptionGroup var state: StateFlag
  @Option(name: [.customShort("m"), .long], help: "Why, for the history.")
  var message = ""

  func run() throws {
    var selection = store.selection
    selection.state = state.state
    try Session.run("corpus snapshot", results: nil) {
      try $0.makeSnapshot(selection, name: name, description: message)
    }
  }
}

/// `gloss corpus undo`
struct CorpusUndo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Turn a change back; `gloss corpus history` numbers them.")
  @OptionGroup var store: StoreArguments
  @Argument(help: "The change's number.")
  var change: Int

  func run() throws {
    try Session.run("corpus undo", results: nil) { try $0.undoChange(store.selection, change: change) }
  }
}

/// `gloss corpus remove`
struct CorpusRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove documents; `undo` brings them back unless --purge ends it.")
  @OptionGroup var store: StoreArguments
  @OptionGroup var filter: FilterFlags
  @Flag(help: "All documents of the corpus.")
  var all = false
  @Flag(help: "Afterwards remove for good everything that is not live, and all snapshots of other states.")
  var purge = false

  func run() throws {
    try Session.run("corpus remove", results: nil) { workbench in
      let selection = filter.applied(to: store.selection)
      try workbench.removeDocuments(selection, all: all)
      if purge { try workbench.purge(selection, wholeCorpus: all) }
    }
  }
}
