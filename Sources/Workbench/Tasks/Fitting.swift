import Annotations
import CorpusFormats
import Files
import Foundation
import Layers
import Specs
import Taggers
import Tokenization
import Training

/// The model that a training starts from, and how its examples are made.
struct TrainingStart {
  var classifier: TokenClassifier
  var tokenizer: Tokenizer
  var labels: LabelSet
  var maxSequenceLength: Int
  var ignoresExtraTokens: Bool
  var ignoresStartEnd: Bool
  var weighsClasses: Bool
  /// The `model_config.yaml` of the models that come out.
  var configurationText: String
  /// What becomes of the labels of the data on the way in.
  var renaming = LabelMap.identity
}

extension Workbench {
  /// Trains the model of `start` as the job's spec says.
  ///
  /// - Returns: the path of the model.
  func fit(_ start: TrainingStart, _ job: TrainingJob) throws -> String {
    let (spec, labels) = (job.spec, start.labels)
    let encoder = SentenceEncoder(start.tokenizer, maxLength: start.maxSequenceLength)
    let data = DatasetReader(
      folder: spec.data.folder, labels: labels, encoder: encoder, report: report, renaming: start.renaming)
    let training = try data.read(spec.training)
    let weights = ClassWeights(training.statistics, in: labels)
    report(.log(LabelLog.classWeights(weights)))
    let mask = LossMask(
      ignoreExtraTokens: start.ignoresExtraTokens, ignoreStartEnd: start.ignoresStartEnd,
      classWeights: start.weighsClasses ? weights.byId.map { Float($0) } : nil)
    data.logExample(training, mask: mask, maxLength: start.maxSequenceLength)
    let validation = try data.read(spec.validation)
    data.logExample(validation, mask: mask, maxLength: start.maxSequenceLength)

    let plan = try plan(
      job, mask, sentences: training.sentences.count, layers: start.classifier.encoder.layers.count)
    logModel(start.classifier, job, plan.schedule)
    let facts = try RunFacts(
      configuration: job.configuration, seed: job.seed, classifier: start.classifier, labels: labels,
      files: data.files(spec.training, as: "training data") + data.files(spec.validation, as: "validation data"),
      datasets: [("training data as sub-tokens", training), ("validation data as sub-tokens", validation)])
    try checkUnchanged(job, facts, plan)
    let saver = try CheckpointSaver(
      spec.experiment.checkpoints, name: spec.experiment.name, in: job.results,
      kind: CheckpointSaver.Kind(
        labels: labels, tokenizer: start.tokenizer, maxSequenceLength: start.maxSequenceLength,
        configurationText: start.configurationText, seed: job.seed, facts: facts, key: spec.key, corpus: job.corpus),
      ledger: job.checkpoint?.record.ledger, report: report)
    if let checkpoint = job.checkpoint { try saver.repair(from: checkpoint) }
    let run = try run(plan, start, job, training, validation)
    try train(run, job, saver)
    report(.info("Experiment logs saved to '\(job.results.path)'", source: "\(job.task):124"))
    report(.info("Trained model saved to '\(saver.modelPath)'", source: "\(job.task):127"))
    return saver.modelPath
  }

  private func plan(_ job: TrainingJob, _ mask: LossMask, sentences: Int, layers: Int) throws -> TrainingPlan {
    let (spec, trainer) = (job.spec, job.spec.trainer)
    let shape = EpochShape(
      sentences: sentences, batchSize: spec.training.batchSize, dropsLast: spec.training.dropsLast,
      limit: trainer.trainingLimit, accumulation: trainer.accumulation)
    guard shape.batches > 0 else {
      throw ExperimentProblem.noBatches(sentences: sentences, batchSize: spec.training.batchSize)
    }
    let epochs = trainer.epochs ?? ((trainer.maxSteps ?? 1) + shape.steps - 1) / shape.steps
    let schedule = spec.optimization.schedule.schedule(
      base: spec.optimization.rate, steps: trainer.maxSteps ?? shape.steps * epochs)
    let optimizer = try spec.optimization.optimizer(clip: trainer.clip, layers: layers)
    var plan = TrainingPlan(
      epochs: epochs, batchSize: spec.training.batchSize, validationBatchSize: spec.validation.batchSize,
      accumulation: trainer.accumulation, shuffle: spec.training.shuffle,
      sanityBatches: trainer.sanityBatches ?? Int.max / max(spec.validation.batchSize, 1), mask: mask,
      optimizer: optimizer, schedule: schedule, seed: UInt64(job.seed), workers: trainer.workers)
    (plan.minEpochs, plan.maxSteps) = (trainer.minEpochs, trainer.maxSteps)
    plan.dropsLast = spec.training.dropsLast
    plan.plateauScore = spec.optimization.schedule.monitor
    (plan.trainingLimit, plan.validationLimit) = (trainer.trainingLimit, trainer.validationLimit)
    (plan.validationInterval, plan.epochsPerValidation) = (trainer.validationInterval, trainer.epochsPerValidation)
    return plan
  }

  /// A run goes on only with what it began with, unless the user says otherwise.
  private func checkUnchanged(_ job: TrainingJob, _ facts: RunFacts, _ plan: TrainingPlan) throws {
    guard let checkpoint = job.checkpoint else { return }
    let changes = checkpoint.record.facts.changes(to: facts)
    if !changes.isEmpty {
      guard job.spec.experiment.resuming.ifChanged else {
        throw ExperimentProblem.changed(checkpoint: checkpoint.path, changes)
      }
      let list = changes.map { "\n\($0)" }.joined()
      report(.log(.warning, source: "exp_manager:230", message: "Going on although this changed:\(list)"))
    }
    let position = checkpoint.record.position
    if position.epoch > plan.epochs {
      throw ExperimentProblem.beyond(checkpoint: checkpoint.path, epoch: position.epoch, epochs: plan.epochs)
    }
  }

  /// The run, from the beginning or from the job's checkpoint.
  private func run(
    _ plan: TrainingPlan, _ start: TrainingStart, _ job: TrainingJob, _ training: EncodedDataset,
    _ validation: EncodedDataset
  ) throws -> TrainingRun {
    let rule = job.spec.experiment.earlyStopping
    func trainer(_ model: TokenClassifier) -> Trainer {
      Trainer(model, optimizer: plan.optimizer, schedule: plan.schedule, seed: plan.seed, workers: plan.workers)
    }
    guard let checkpoint = job.checkpoint else {
      return TrainingRun(
        plan, labels: start.labels, trainer: trainer(start.classifier), training: training, validation: validation,
        earlyStopping: rule)
    }
    guard checkpoint.model.labels == start.labels else {
      throw FileError(CheckpointProblem.form, file: checkpoint.path)
    }
    let record = checkpoint.record
    let resumed = trainer(checkpoint.model.classifier)
    try checkpoint.restore(resumed)
    let position = record.position
    report(
      .info(
        "Going on from '\(checkpoint.path)': epoch \(position.epoch), batch \(position.batch), step \(position.step)",
        source: "exp_manager:220"))
    let seen = record.earlyStopping.flatMap { old in rule.map { old.isSameRule(as: $0) } == true ? old : nil }
    return TrainingRun(
      plan, labels: start.labels, trainer: resumed, training: training, validation: validation, position: position,
      earlyStopping: seen ?? rule)
  }

  /// Runs to the end, with everything that is shown and saved on the way.
  private func train(_ run: TrainingRun, _ job: TrainingJob, _ saver: CheckpointSaver) throws {
    if let checkpoint = job.checkpoint, run.earlyStopping?.reason != nil || run.plan.isOver(at: run.position) {
      report(
        .info(
          "This run has ended already (epoch \(run.position.epoch) of \(run.plan.epochs), step \(run.position.step)): there "
            + "is nothing to train. Its model is written again from its checkpoints. For a new training name another "
            + "folder with -r, or write exp_manager.resume_if_exists=false.", source: "exp_manager:225"))
      try saver.restoreModel(from: checkpoint)
      saver.finish()
      return
    }
    let curves = job.spec.experiment.writesTensorBoard ? try TensorBoardLog(in: job.results) : nil
    curves?.spec(job.configuration.shown)
    let reporter = RunReporter(report: report, logEvery: job.spec.trainer.logEvery, curves: curves)
    let ending = try run.run(isCancelled: isCancelled) { event in
      switch event {
      case .sanityCheck(let result): reporter.sanityCheck(result)
      case .step(let progress): try reporter.step(progress, of: run.plan, run.shape)
      case .validated(let epoch, let result, let model):
        reporter.validated(result, epoch: epoch, step: run.position.step)
        if job.spec.experiment.earlyStoppingIsVerbose { reporter.earlyStopping(run.earlyStopping) }
        try saver.validated(run, epoch: epoch, result, model)
      case .safePoint: try saver.safePoint(run)
      }
    }
    switch ending {
    case .completed: break
    case .stoppedEarly(let reason): report(.info("Early stopping: \(reason)", source: "lightning"))
    case .interrupted:
      throw WorkProblem.interrupted(
        try saver.interrupted(run).map { "the state is in \($0); the same command goes on from there" }
          ?? "this run keeps no last state (save_last: false), so it cannot be gone on with")
    }
    saver.finish()
  }

  private func logModel(_ classifier: TokenClassifier, _ job: TrainingJob, _ schedule: LearningRateSchedule) {
    let optimization = job.spec.optimization
    report(.info(OptimizationLog.optimizer(optimization), source: "modelPT:830"))
    let groups = optimization.optimizer.groups
    if let text = OptimizationLog.groups(groups) { report(.info(text, source: "modelPT:830")) }
    report(.info(OptimizationLog.schedule(optimization.schedule, schedule), source: "lr_scheduler:621"))
    report(.info(OptimizationLog.parameters(classifier, groups), source: "lightning"))
  }
}
