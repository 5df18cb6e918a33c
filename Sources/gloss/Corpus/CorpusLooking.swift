import ArgumentParser
import Workbench

/// `gloss corpus list`
struct CorpusList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the corpora of a store, or the documents of one.")
  @OptionGroup var store: StoreArguments
  @Flag(help: "List documents, a line each.")
  var documents = false
  @OptionGroup var state: StateFlag
  @OptionGroup var filter: FilterFlags
  @Flag(help: "JSON in place of a table.")
  var json = false

  func run() throws {
    var selection = filter.applied(to: store.selection)
    selection.state = state.state
    try Session.run("corpus list", results: nil) {
      try $0.listCorpora(selection, documents: documents, json: json)
    }
  }
}

/// `gloss corpus show`
struct CorpusShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show documents with their mentions marked.")
  @OptionGroup var store: StoreArguments
  @Argument(help: "The documents' ids.")
  var ids: [String]
  @Option(help: "The layer that is marked. (default: the first)")
  var layer: String?
  @OptionGroup var state: StateFlag

  func run() throws {
    var selection = store.selection
    selection.state = state.state
    try Session.run("corpus show", results: nil) {
      try $0.showDocuments(selection, ids: ids, layer: layer, colours: Colours.areWanted)
    }
  }
}

/// `gloss corpus search`
struct CorpusSearch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find documents by the words of their text, or mentions by label and text.",
    discussion: """
      Words, "phrases", beginnings (immun*), AND, OR, NOT and brackets; case and accents do not matter. Without words, \
      --label and --surface search for mentions, a line each: id, first and last byte, label, text.
      """)
  @OptionGroup var store: StoreArguments
  @Argument(help: "What the text must hold.")
  var words: [String] = []
  @Option(help: "Mentions that cover this text.")
  var surface: String?
  @Flag(help: "A and a are the same in --surface.")
  var ignoreCase = false
  @OptionGroup var state: StateFlag
  @OptionGroup var filter: FilterFlags
  @Flag(help: "A JSON object a hit.")
  var json = false

  func validate() throws {
    if words.isEmpty, surface == nil, filter.label == nil {
      throw ValidationError("expected words to search for, or --label or --surface for mentions")
    }
    if !words.isEmpty, surface != nil { throw ValidationError("words and --surface exclude each other") }
  }

  func run() throws {
    var selection = filter.applied(to: store.selection)
    (selection.state, selection.limit) = (state.state, nil)
    var request = CorpusSearchRequest()
    request.words = words.isEmpty ? nil : words.joined(separator: " ")
    (request.surface, request.ignoresCase, request.json) = (surface, ignoreCase, json)
    request.limit = filter.limit ?? 20
    try Session.run("corpus search", results: nil) {
      try $0.searchCorpus(selection, request, colours: Colours.areWanted)
    }
  }
}

/// `gloss corpus history`
struct CorpusHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show what happened to a corpus, or to one document.")
  @OptionGroup var store: StoreArguments
  @Option(help: "The document's id.")
  var document: String?

  func run() throws {
    try Session.run("corpus history", results: nil) { try $0.showHistory(store.selection, document: document) }
  }
}

/// `gloss corpus diff`
struct CorpusDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two states of a corpus, by label, with examples.")
  @OptionGroup var store: StoreArguments
  @Argument(help: "The earlier state: a snapshot's name or a change's number (0: empty).")
  var from: String
  @Argument(help: "The later state. (default: as it is now)")
  var to = "live"
  @Option(help: "So many changes of each kind and label are shown.")
  var examples = 5
  @Flag(help: "JSON in place of tables.")
  var json = false

  func run() throws {
    try Session.run("corpus diff", results: nil) {
      try $0.showDifference(store.selection, from: from, to: to, examples: examples, json: json)
    }
  }
}

/// `gloss corpus verify`
struct CorpusVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check a store from end to end.",
    discussion:
      "SQLite's own checks, every document in every state, hashes, counts, snapshots. Exit status 1: findings.")
  @OptionGroup var store: StoreArguments

  func run() throws {
    try Session.run("corpus verify", results: nil) { try $0.verifyStore(store.selection) }
  }
}
