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

      With --output the run keeps a journal beside it (OUTPUT.journal.part): after kill -9, loss of power or a full disk the \
      same command goes on, and the output is what it would have been. Afterwards OUTPUT.journal stays: the same command over \
      a changed collection tags only documents that are new or changed. Documents that cannot be read do not stop it: they \
      are listed in OUTPUT.errors.jsonl.

      Exit status: 0 all was tagged; 3 all but documents that could not be read; 130 interrupted (Ctrl-C, SIGTERM), the same \
      command goes on; 1 it could not run; 64 wrong usage.
      """)

  @Option(name: [.short, .long], help: "The trained model (.tlt).")
  var model: String?
  @OptionGroup var key: KeyOptions
  @OptionGroup var precision: PrecisionOption
  @OptionGroup(title: "Input") var input: TagInputOptions
  @OptionGroup(title: "Output") var output: TagOutputOptions
  @OptionGroup(title: "Scores") var scores: ScoreOptions
  @OptionGroup(title: "Run") var running: TagRunOptions
  @Argument(help: "Files, folders, patterns such as 'notes/**/*.txt'; - or nothing is standard input.")
  var files: [String] = []

  func validate() throws {
    if model == nil, !running.merge { throw ValidationError("Missing expected argument '--model <model>'") }
    if input.corpus != nil, !files.isEmpty { throw ValidationError("--corpus takes the place of files; leave one out") }
    if running.merge, output.output == nil { throw ValidationError("--merge needs the --output that the parts have") }
    if running.merge, running.shard != nil {
      throw ValidationError("--merge puts all parts together; leave --shard out")
    }
    if running.shard != nil, output.output == nil, !running.dryRun { throw ValidationError("--shard needs --output") }
  }

  func run() throws {
    var request = TagRequest(model: model ?? "", inputs: files.isEmpty ? ["-"] : files)
    request.precision = precision.precision
    input.apply(to: &request)
    output.apply(to: &request)
    request.scores = try scores.request()
    try running.apply(to: &request)
    try Session.run("tag", results: nil, style: running.style) {
      request.key = try key.passphraseOfFlagsOrEnvironment()
      try $0.tag(request)
    }
  }
}

extension OffsetUnit: ExpressibleByArgument {}
