import Files
import Foundation
import Kernels
import Specs
import Taggers
import Training

/// A training task under way: its spec, where results go, its seed, and what it goes on from.
struct TrainingJob {
  var task: String
  var spec: RunSpec
  /// The merged spec with the seed that was drawn, if none was set.
  var configuration: SpecNode
  var results: ExperimentFolder
  var seed: Int
  /// The checkpoint that the run goes on from; `nil` for a run that begins.
  var checkpoint: TrainingCheckpoint?
  /// The state of the corpus store that the data came from; empty for files.
  var corpus: [String: JSONValue] = [:]
}

extension Workbench {
  /// Runs a task with a log that goes into its results folder as soon as that is known.
  func logged<Result>(_ body: (Workbench) throws -> Result) throws -> Result {
    let log = ExperimentLog(report)
    var workbench = self
    (workbench.report, workbench.log) = (log.report, log)
    do {
      return try body(workbench)
    } catch {
      log.fail(error)
      throw error
    }
  }

  /// Logs the spec, makes the results folder, finds what the run goes on from, draws a seed if none is set.
  func begin(_ task: String, _ spec: RunSpec, _ effective: SpecNode) throws -> TrainingJob {
    report(.info("Spec file:\n\(effective.shown)", source: "\(task):93"))
    let experiment = spec.experiment
    let results = ExperimentFolder(
      experiment.folder, name: experiment.name, resumes: experiment.resuming.ifExists, environment: environment,
      clock: LogLine.fileClock())
    let checkpointFolder = CheckpointSaver.folder(experiment.checkpoints, in: results).path
    let (path, missing) = try experiment.resuming.checkpoint(in: checkpointFolder)
    let checkpoint = try path.map { try TrainingCheckpoint(path: $0, key: spec.key) }
    try prepare(results, experiment, spec.key, resumes: checkpoint != nil)
    if let missing { report(.log(.warning, source: "exp_manager:202", message: missing)) }
    let seed = spec.seed ?? checkpoint?.record.seed ?? Int.random(in: 0..<1 << 31)
    if spec.seed == nil, checkpoint == nil {
      report(.info("No seed is set; drew seed=\(seed). Give it to train the same model again.", source: "\(task):95"))
    }
    logDevices(spec.trainer, task)
    for note in spec.notes { report(.info(note, source: "\(task):97")) }
    let configuration = spec.seed == nil ? effective.setting("seed", to: seed) : effective
    try results.write(configuration.shown, to: "spec.yaml")
    var job = TrainingJob(
      task: task, spec: spec, configuration: configuration, results: results, seed: seed, checkpoint: checkpoint)
    if let corpus = spec.data.corpus {
      let data = try CorpusDataset(
        corpus, training: spec.training.split, others: [spec.validation.split], folder: results.file("corpus"), report)
      (job.spec.data.folder, job.corpus) = (data.folder, data.facts)
    }
    return job
  }

  /// Opens the log of a task that has a results folder and no experiment in it.
  func openLog(_ spec: TaskFolderSpec) throws {
    guard spec.folder != "./" else { return }
    let folder = ExperimentFolder(path: spec.folder)
    try FilePath.makeFolder(folder.path)
    try log?.open(in: folder)
  }

  /// Makes the results folder and writes what stands there before the work begins.
  private func prepare(
    _ results: ExperimentFolder, _ experiment: ExperimentSpec, _ key: String?, resumes: Bool
  ) throws {
    var warnings = results.warnings
    if experiment.folder.explicit != nil, FileManager.default.fileExists(atPath: results.path), !resumes {
      warnings.append("the results folder \(results.path) already exists; files in it may be written over")
    }
    try FilePath.makeFolder(results.path)
    let moved = resumes ? try results.moveFilesOfEarlierRun() : nil
    try log?.open(in: results)
    for warning in warnings { report(.log(.warning, source: "exp_manager:184", message: warning)) }
    report(.info("Experiments will be logged at \(results.path)", source: "exp_manager:186"))
    if let moved { report(.info("The files of the earlier run are in \(moved)", source: "exp_manager:188")) }
    if !arguments.isEmpty { try results.write(CommandLineText.masked(arguments) + "\n", to: "cmd-args.log") }
    if var git = GitState.description() {
      if let key, !key.isEmpty { git = git.replacing(key, with: "*****") }
      try results.write(git, to: "git-info.log")
    }
    try results.copy(experiment.filesToCopy)
  }

  private func logDevices(_ trainer: TrainerSpec, _ task: String) {
    guard trainer.accelerators > 0 else { return }
    report(
      .info(
        "No supported GPU: \(trainer.workers) worker\(trainer.workers == 1 ? "" : "s") on the processor's "
          + "cores do the work (\(Processor.productKernels) products).", source: "lightning"))
  }
}

extension ExperimentSpec.Resuming {
  /// The checkpoint to go on from, by NeMo's rules; or what the log should say if there is none.
  ///
  /// - Throws: `ExperimentProblem`: none although the spec insists on one, several, or one of a run that has ended.
  func checkpoint(in folder: String) throws(ExperimentProblem) -> (path: String?, missing: String?) {
    if let from { return (from, nil) }
    guard ifExists else { return (nil, nil) }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    func files(_ ending: String) -> [String] {
      names.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.map { ExperimentFolder.join(folder, $0) }
    }
    let ended = files("end.ckpt")
    if !ended.isEmpty {
      guard pastEnd else { throw .ended(ended) }
      guard ended.count == 1 else { throw .severalLast(ended) }
      return (ended.first, nil)
    }
    let last = files("last.ckpt")
    guard last.count <= 1 else { throw .severalLast(last) }
    if let path = last.first { return (path, nil) }
    guard ignoresMissing else { throw .nothingToResume(folder: folder) }
    return (nil, "No checkpoint *last.ckpt in \(folder) to go on from: training from the beginning")
  }
}
