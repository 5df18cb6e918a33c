import ArgumentParser
import Foundation
import Workbench

/// The store and the corpus in it.
struct StoreArguments: ParsableArguments {
  @Argument(help: "The store: an SQLite file.")
  var store: String
  @Option(name: [.short, .long], help: "The corpus in the store.")
  var corpus = "default"

  /// All documents of the corpus.
  var selection: CorpusSelection { CorpusSelection(store: store, corpus: corpus) }
}

/// Which documents are meant.
struct FilterFlags: ParsableArguments {
  @Option(help: "Only documents of this split; none: of no split.")
  var split: String?
  @Option(help: "Only documents whose id fits this pattern (*, ?, [a-z]).")
  var ids: String?
  @Option(help: "Only documents whose source file's path fits this pattern.")
  var source: String?
  @Option(help: "Only documents with a mention of this label.")
  var label: String?
  @Option(help: "Only documents with this layer.")
  var withLayer: String?
  @Option(help: "Only documents without this layer.")
  var withoutLayer: String?
  @Option(help: "At most so many documents.")
  var limit: Int?

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative, found \(limit)") }
  }

  /// The documents of a selection that fit.
  func applied(to selection: CorpusSelection) -> CorpusSelection {
    var selection = selection
    (selection.split, selection.ids, selection.source, selection.label) = (split, ids, source, label)
    (selection.layer, selection.withoutLayer, selection.limit) = (withLayer, withoutLayer, limit)
    return selection
  }
}

/// A state of the corpus.
struct StateFlag: ParsableArguments {
  @Option(name: .customLong("at"), help: "The state: a snapshot's name or a change's number. (default: as it is now)")
  var state: String?
}

/// Whether text on standard output may be coloured: a terminal, and nobody said no (https://no-color.org).
enum Colours {
  static var areWanted: Bool {
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
  }
}
