import Annotations
import Files
import Foundation
import Scoring
import Taggers
import Tokenization
import Training

/// Keeps a run's model and checkpoints, each whole at any moment and named as in TAO.
///
/// - `trained-model.tlt`: the model of the best epoch (or of the last, if `save_best_model` is off), written as soon as it
///   is known;
/// - `trained-model---val_entity_f1=91.20-epoch=3.ckpt`: the best few, written after validation;
/// - `trained-model-last.ckpt`: the newest state, written after validation and now and then in between.
///
/// After a validation come the model, the last state, the checkpoint among the best, and what is no longer wanted is
/// removed. A kill between any two of them leaves a last state from which the rest is made again: the state lists the
/// checkpoint that may be missing, and what may be left over.
final class CheckpointSaver {
  /// What every model of a run has in common.
  struct Kind {
    var labels: LabelSet
    var tokenizer: Tokenizer
    var maxSequenceLength: Int
    var configurationText: String
    var seed: Int
    var facts: RunFacts
    var key: String?
    /// The state of the corpus store that the data came from; empty for files.
    var corpus: [String: JSONValue] = [:]
  }

  private let spec: CheckpointSpec
  private let name: String
  private let folder: ExperimentFolder
  private let template: CheckpointName
  private let kind: Kind
  private let report: WorkReporter
  private var ledger: CheckpointLedger
  private var lastSave = ContinuousClock.now
  private var lastSaveTook = Duration.zero
  private var savedPosition: TrainingPosition?

  /// Writing takes at most this share of the time.
  private static let restFactor = 50

  /// A saver for a run that begins, or goes on with a ledger.
  ///
  /// - Throws: `FileError<FileProblem>`: the folder of checkpoints cannot be made.
  init(
    _ spec: CheckpointSpec, name: String, in results: ExperimentFolder, kind: Kind, ledger: CheckpointLedger?,
    report: @escaping WorkReporter
  ) throws {
    (self.spec, self.name, self.kind, self.report) = (spec, name, kind, report)
    folder = Self.folder(spec, in: results)
    template = spec.template.map(CheckpointName.init) ?? .standard(spec.monitor)
    try FilePath.makeFolder(folder.path)
    try FilePath.makeFolder(Self.modelFolder(results).path)
    modelPath = Self.modelPath(spec, name: name, in: results)
    if let ledger {
      self.ledger = ledger
      for file in ledger.obsolete { try? FileManager.default.removeItem(atPath: folder.file(file)) }
    } else {
      let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
      let foreign = files.filter { $0.hasSuffix(".ckpt") && !$0.hasSuffix("last.ckpt") }
      self.ledger = CheckpointLedger(
        ranking: CheckpointRanking(spec.direction, limit: spec.isOn ? spec.keeps : 0), foreign: foreign)
    }
  }

  /// Where the model is, or will be.
  let modelPath: String

  /// Where a run's checkpoints are.
  static func folder(_ spec: CheckpointSpec, in results: ExperimentFolder) -> ExperimentFolder {
    spec.folder.map(ExperimentFolder.init(path:)) ?? modelFolder(results)
  }

  /// Where a run's model is.
  static func modelPath(_ spec: CheckpointSpec, name: String, in results: ExperimentFolder) -> String {
    modelFolder(results).file(name + spec.postfix)
  }

  private static func modelFolder(_ results: ExperimentFolder) -> ExperimentFolder {
    ExperimentFolder(path: results.file("checkpoints"))
  }

  private var lastPath: String { folder.file((spec.prefix ?? name) + "-last.ckpt") }

  /// Saves what a validation asks for.
  func validated(_ run: TrainingRun, epoch: Int, _ result: Evaluator.Result, _ classifier: TokenClassifier) throws {
    let (step, value) = (run.position.step, spec.monitor.value(of: result))
    let isBest = ledger.observe(value, epoch: epoch, step: step)
    var model = model(classifier, Self.metrics(result, epoch: epoch, step: step))
    // Each model has its own, so that a run that goes on leaves the same bytes.
    model.calibration = Calibrator(labels: kind.labels).calibration(result.evidence)
    if isBest || !spec.savesBest { try model.write(to: modelPath, key: kind.key) }
    tell(value, epoch: epoch, isBest: isBest)
    guard spec.isOn else { return }
    let isAtPeriod = (epoch + 1) % spec.period == 0 || run.plan.isOver(at: run.position)
    let stem = (spec.prefix ?? name) + "-" + template.filled(epoch: epoch, step: step) { $0.value(of: result) }
    let file = isAtPeriod ? ledger.admit(value, stem: stem, epoch: epoch, step: step) : nil
    let record = record(run)
    let state = try spec.savesLast || (file != nil && !spec.keepsWeightsOnly) ? run.trainer.state() : nil
    if spec.savesLast { try saveLast(run, model, record, state) }
    if let file {
      let path = folder.file(file)
      try TrainingCheckpoint.write(
        model, record, state: spec.keepsWeightsOnly ? nil : state, key: kind.key, to: path)
      tellSaved(path, value, epoch: epoch, step: step)
    }
    for file in ledger.obsolete { try? FileManager.default.removeItem(atPath: folder.file(file)) }
  }

  /// Makes up for a kill between the last state and the checkpoint that it lists: both are of the same moment.
  func repair(from last: TrainingCheckpoint) throws {
    guard URL(filePath: last.path).standardizedFileURL == URL(filePath: lastPath).standardizedFileURL else { return }
    for entry in ledger.ranking.entries where entry.step == last.record.position.step {
      let path = folder.file(entry.file)
      guard FileKind(of: path) == nil else { continue }
      try last.copy(to: path, withOptimizer: !spec.keepsWeightsOnly, key: kind.key)
    }
  }

  /// Saves the newest state if it is time to.
  func safePoint(_ run: TrainingRun) throws {
    guard spec.isOn, spec.savesLast, savedPosition != run.position else { return }
    let isStep = spec.stepsBetween.map { run.position.step.isMultiple(of: $0) } ?? false
    let seconds = Duration.seconds(spec.secondsBetween)
    let isTime =
      spec.secondsBetween > 0 && ContinuousClock.now - lastSave > max(seconds, lastSaveTook * Self.restFactor)
    if isStep || isTime { try saveNow(run) }
  }

  /// Saves the newest state of a run that was asked to stop.
  ///
  /// - Returns: where it is; `nil` if the spec keeps no last state.
  func interrupted(_ run: TrainingRun) throws -> String? {
    guard spec.isOn, spec.savesLast else { return nil }
    if savedPosition != run.position { try saveNow(run) }
    return lastPath
  }

  /// Says which epoch the model is of.
  func finish() {
    guard let best = ledger.best else { return }
    let which = "epoch \(best.epoch), the best by \(spec.monitor.rawValue)"
    report(
      .info(
        spec.savesBest
          ? "The saved model is that of \(which)"
          : "The saved model is that of the last epoch (save_best_model: false); \(which)", source: "exp_manager:2"))
  }

  /// Writes the model of a finished run again, from its checkpoints.
  ///
  /// - Throws: `FileError<FileProblem>` if neither checkpoint nor model is there.
  func restoreModel(from last: TrainingCheckpoint) throws {
    if !spec.savesBest {
      try last.model.write(to: modelPath, key: kind.key)
    } else if let best = ledger.ranking.best, best.step == ledger.best?.step {
      // Beside the last one, which may be of another place.
      let path = URL(filePath: last.path).deletingLastPathComponent().appending(path: best.file)
      try TaggerModel(path: path.path(percentEncoded: false), key: kind.key).write(to: modelPath, key: kind.key)
    } else {
      // The best epoch has no checkpoint (save_top_k: 0, period), so the model must still be there.
      _ = try TaggerModel(path: modelPath, key: kind.key)
    }
  }

  private func saveNow(_ run: TrainingRun) throws {
    let state = try run.trainer.state()
    let model = model(run.trainer.model, ["step": .integer(run.position.step)])
    try saveLast(run, model, record(run), state)
  }

  private func saveLast(
    _ run: TrainingRun, _ model: TaggerModel, _ record: TrainingCheckpoint.Record, _ state: TrainerState?
  ) throws {
    let start = ContinuousClock.now
    try TrainingCheckpoint.write(model, record, state: state, key: kind.key, to: lastPath)
    savedPosition = run.position
    lastSave = ContinuousClock.now
    lastSaveTook = lastSave - start
  }

  private func record(_ run: TrainingRun) -> TrainingCheckpoint.Record {
    TrainingCheckpoint.Record(
      position: run.position, seed: kind.seed, facts: kind.facts, earlyStopping: run.earlyStopping, ledger: ledger)
  }

  private func model(_ classifier: TokenClassifier, _ metrics: [String: JSONValue]) -> TaggerModel {
    TaggerModel(
      classifier: classifier, labels: kind.labels, tokenizer: kind.tokenizer, maxSequenceLength: kind.maxSequenceLength,
      configurationText: kind.configurationText,
      origin: ArchiveManifest.Origin(
        toolVersion: Workbench.version, corpus: kind.corpus, metrics: metrics, seed: kind.seed))
  }

  /// The scores in a manifest, rounded, so that it reads well and compares well.
  private static func metrics(_ result: Evaluator.Result, epoch: Int, step: Int) -> [String: JSONValue] {
    var metrics: [String: JSONValue] = [
      "epoch": .integer(epoch), "step": .integer(step), "val_words": .integer(result.words),
    ]
    for metric in ValidationMetric.allCases {
      if let value = metric.value(of: result) { metrics[metric.rawValue] = .number((value * 1e6).rounded() / 1e6) }
    }
    return metrics
  }

  private func tell(_ value: Double?, epoch: Int, isBest: Bool) {
    let shown = "Epoch \(epoch): \(spec.monitor.rawValue) \(value.map { Text.fixed($0, 6) } ?? "nan")"
    let best = isBest ? "the best so far" : "the best stays that of epoch \(ledger.best?.epoch ?? 0)"
    report(.info("\(shown); \(best)", source: "exp_manager:1"))
  }

  private func tellSaved(_ path: String, _ value: Double?, epoch: Int, step: Int) {
    guard spec.isVerbose else { return }
    let among = spec.keeps < 0 ? "" : " as one of the best \(spec.keeps)"
    report(
      .info(
        "Epoch \(epoch), global step \(step): \(spec.monitor.rawValue) \(value.map { Text.fixed($0, 5) } ?? "nan"), "
          + "saved '\(path)'\(among)", source: "lightning"))
  }
}
