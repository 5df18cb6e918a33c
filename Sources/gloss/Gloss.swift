import ArgumentParser
import Workbench

/// The program.
@main
struct Gloss: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gloss",
    abstract: "Train a token classifier on tagged text, and tag documents in bulk with it, offline.",
    discussion: """
      The tasks speak the command language of NVIDIA TAO's token_classification: -e names a spec file, and key=value \
      arguments override its fields. `gloss TASK` and `gloss token_classification TASK` are the same.
      """,
    version: Workbench.version,
    subcommands: Gloss.tasks + [
      Tag.self, Calibrate.self, Quantize.self, Segment.self, Tokenize.self, CorpusCommand.self, Convert.self,
      TokenClassification.self,
    ])

  /// The tasks that TAO's users know.
  static let tasks: [any ParsableCommand.Type] = [
    DownloadSpecs.self, DatasetConvert.self, Train.self, Finetune.self, Evaluate.self, Infer.self, Export.self,
  ]
}

/// `gloss token_classification TASK`, as TAO's users type it.
struct TokenClassification: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token_classification", abstract: "The same tasks, under the name that TAO gives them.",
    subcommands: Gloss.tasks)
}
