import ArgumentParser
import CorpusAnalysis
import Workbench

/// `gloss corpus map`
struct CorpusMap: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Rename, merge, drop or divide labels as a YAML file says.",
    discussion: """
      PER: PERSON renames (several labels may go to one), MISC: null drops, a list of cases divides: each has 'becomes', and \
      'surface' (a pattern in the mention's text) or 'attribute' with 'value' or 'matches'. Without --apply nothing is \
      written; applied, it is one change, which `gloss corpus undo` turns back.
      """)
  @OptionGroup var store: StoreArguments
  @Argument(help: "The YAML file.")
  var map: String
  @Flag(help: "Do it.")
  var apply = false
  @Option(help: "The layer. (default: the first)")
  var layer: String?
  @OptionGroup var filter: FilterFlags
  @Flag(help: "JSON in place of a table.")
  var json = false

  func run() throws {
    try Session.run("corpus map", results: nil) {
      try $0.mapLabels(filter.applied(to: store.selection), map: map, layer: layer, applies: apply, json: json)
    }
  }
}

/// `gloss corpus split`
struct CorpusSplit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Divide a corpus into train, dev and test.",
    discussion: """
      Whole documents; each label gets its share everywhere; documents that are equal or nearly so stay together, and so do \
      those of one --group. The same seed gives the same division whatever the order of the documents.
      """)
  @OptionGroup var store: StoreArguments
  @Option(help: "The parts and their shares.")
  var parts = "train=0.8,dev=0.1,test=0.1"
  @Option(help: "Another seed gives another division.")
  var seed: UInt64 = 0
  @Option(help: "The layer whose labels count. (default: the first)")
  var layer: String?
  @Option(help: "A key of the metadata whose value ties documents together, such as a patient.")
  var group: String?
  @Option(help: "From which share of common word triples on documents stay together; 0: only equal ids do.")
  var similarity = 0.8
  @Flag(help: "Only show what would be.")
  var dryRun = false
  @OptionGroup var filter: FilterFlags
  @Flag(help: "JSON in place of tables.")
  var json = false

  func validate() throws { _ = try options() }

  private func options() throws -> CorpusSplitter.Options {
    var options = CorpusSplitter.Options()
    options.parts = try parts.split(separator: ",").map { part in
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, let share = Double(sides[1]), share > 0, share.isFinite else {
        throw ValidationError("--parts must be NAME=SHARE,NAME=SHARE,…, found '\(part)'")
      }
      return CorpusSplitter.Part(String(sides[0]), share: share)
    }
    guard similarity == 0 || (0.1...1).contains(similarity) else {
      throw ValidationError("--similarity must be 0, or 0.1 to 1, found \(similarity)")
    }
    (options.seed, options.layer, options.groupKey) = (seed, layer, group)
    if similarity == 0 { options.duplicates = nil } else { options.duplicates?.threshold = similarity }
    return options
  }

  func run() throws {
    let options = try options()
    try Session.run("corpus split", results: nil) {
      try $0.splitCorpus(filter.applied(to: store.selection), options, isDryRun: dryRun, json: json)
    }
  }
}
