import ArgumentParser

/// `gloss corpus …`
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Keep annotated documents in a store: bring them in, look, correct, compare, take them out.",
    discussion: """
      A store is one SQLite file with any number of corpora, and with everything that ever happened to them: each change \
      can be looked at and undone, and a snapshot is a name for a state. Every span of what comes in or goes out is \
      counted; a loss that nobody asked for makes the exit status 2.
      """,
    groupedSubcommands: [
      CommandGroup(name: "Moving:", subcommands: [CorpusImport.self, CorpusExport.self, CorpusLedger.self]),
      CommandGroup(
        name: "Looking:",
        subcommands: [
          CorpusList.self, CorpusShow.self, CorpusSearch.self, CorpusStats.self, CorpusCheck.self, CorpusHistory.self,
          CorpusDiff.self,
          CorpusVerify.self,
        ]),
      CommandGroup(
        name: "Changing:",
        subcommands: [CorpusMap.self, CorpusSplit.self, CorpusSnapshot.self, CorpusUndo.self, CorpusRemove.self]),
    ])
}
