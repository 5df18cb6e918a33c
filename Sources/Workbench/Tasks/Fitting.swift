import Annotations
import CorpusFormats
import Foundation
import Kernels
import Layers
import Reports
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

/// A training task under way: its spec, where results go, its seed.
struct TrainingJob {
  var task: String
  var spec: RunSpec
  /// The merged spec with the seed that was drawn, if none was set.
  var configuration: SpecNode
  var results: ResultsFolder
  var seed: Int
}

extension Workbench {
  /// Logs the spec, makes the results folder, draws a seed if none is set.
  func begin(_ task: String, _ spec: RunSpec, _ effective: SpecNode) throws -> TrainingJob {
    report(.info("Spec file:\n\(effective.shown)", source: "\(task):93"))
    let results = try ResultsFolder(spec.experiment)
    report(.info("Experiments will be logged at \(results.path)", source: "exp_manager:186"))
    let seed = spec.seed ?? Int.random(in: 0..<1 << 31)
    if spec.seed == nil {
      report(.info("No seed is set; drew seed=\(seed). Give it to train the same model again.", source: "\(task):95"))
    }
    if spec.trainer.accelerators > 0 {
      report(
        .info(
          "No supported GPU: \(spec.trainer.workers) worker\(spec.trainer.workers == 1 ? "" : "s") on the processor's "
            + "cores do the work (\(Processor.productKernels) products).", source: "\(task):96"))
    }
    let configuration = spec.seed == nil ? effective.setting("seed", to: seed) : effective
    return TrainingJob(task: task, spec: spec, configuration: configuration, results: results, seed: seed)
  }

  /// Trains the model of `start` as the job's spec says.
  ///
  /// - Returns: the path of the best model.
  func fit(_ start: TrainingStart, _ job: TrainingJob) throws -> String {
    let (spec, labels, results) = (job.spec, start.labels, job.results)
    let encoder = SentenceEncoder(start.tokenizer, maxLength: start.maxSequenceLength)
    let data = DatasetReader(
      folder: spec.dataFolder, labels: labels, encoder: encoder, report: report, renaming: start.renaming)
    let training = try data.read(spec.training)
    let weights = ClassWeights(training.statistics, in: labels)
    report(.log(LabelLog.classWeights(weights)))
    let mask = LossMask(
      ignoreExtraTokens: start.ignoresExtraTokens, ignoreStartEnd: start.ignoresStartEnd,
      classWeights: start.weighsClasses ? weights.byId.map { Float($0) } : nil)
    data.logExample(training, mask: mask, maxLength: start.maxSequenceLength)
    let validation = try data.read(spec.validation)
    data.logExample(validation, mask: mask, maxLength: start.maxSequenceLength)

    let steps = TrainingPlan.steps(
      sentences: training.sentences.count, batchSize: spec.training.batchSize, accumulation: spec.trainer.accumulation,
      epochs: spec.trainer.epochs)
    let schedule = spec.optimization.schedule.schedule(base: spec.optimization.rate, steps: steps)
    logModel(start.classifier, job, schedule)
    var optimizer = spec.optimization.optimizer
    optimizer.clip = spec.trainer.clip
    let plan = TrainingPlan(
      epochs: spec.trainer.epochs, batchSize: spec.training.batchSize, validationBatchSize: spec.validation.batchSize,
      accumulation: spec.trainer.accumulation, shuffle: spec.training.shuffle,
      sanityBatches: spec.trainer.sanityBatches, mask: mask, optimizer: optimizer, schedule: schedule,
      seed: UInt64(job.seed), workers: spec.trainer.workers)
    let saver = CheckpointSaver(
      results: results, monitor: spec.experiment.monitor, labels: labels, tokenizer: start.tokenizer,
      maxSequenceLength: start.maxSequenceLength, configurationText: start.configurationText, seed: job.seed,
      key: spec.key, report: report)
    try results.write(job.configuration.shown, to: "spec.yaml")
    let best = try loop(plan, labels, start.classifier, training, validation, spec, saver)
    report(.info("Experiment logs saved to '\(results.path)'", source: "\(job.task):124"))
    report(.info("Trained model saved to '\(best)'", source: "\(job.task):127"))
    return best
  }

  private func loop(
    _ plan: TrainingPlan, _ labels: LabelSet, _ classifier: TokenClassifier, _ training: EncodedDataset,
    _ validation: EncodedDataset, _ spec: RunSpec, _ saver: CheckpointSaver
  ) throws -> String {
    let allWords = Double(training.words * plan.epochs)
    let finished = try TrainingRun(plan, labels: labels).run(
      classifier, training: training, validation: validation, isCancelled: isCancelled
    ) { event in
      switch event {
      case .sanityCheck(let result):
        report(.info("Validation sanity check: \(result.words) words", source: "token_classification_model:178"))
      case .step(let progress):
        let done = Double(progress.epoch * training.words + progress.words)
        let detail =
          "loss \(Text.fixed(progress.loss, 4)), lr \(Text.scientific(progress.rate)), step \(progress.step)"
        report(
          .progress(
            WorkProgress(
              title: "epoch \(progress.epoch + 1)/\(plan.epochs)", done: done, total: allWords, unit: "words",
              units: done, detail: detail)))
        if progress.step % spec.trainer.logEvery == 0 {
          report(
            .info(
              "epoch \(progress.epoch), step \(progress.step): train_loss \(Text.fixed(progress.loss, 6)), "
                + "lr \(Text.scientific(progress.rate))", source: "token_classification_model:150"))
        }
      case .validated(let epoch, let result, let model):
        report(.info(NeMoReport.text(result.tokens), source: "token_classification_model:178"))
        report(
          .info(
            "Entity level (exact match, \(TagDecoder.Method.viterbi.rawValue) decoding, O not counted):\n"
              + MentionReport.text(result.mentions), source: "evaluator:1"))
        try saver.save(model, epoch: epoch, result)
      }
    }
    guard finished else {
      throw WorkProblem.interrupted(
        saver.lastPath.map { "the model of the last whole epoch is \($0)" }
          ?? "no epoch was finished, nothing was saved")
    }
    return try saver.finish()
  }

  private func logModel(_ classifier: TokenClassifier, _ job: TrainingJob, _ schedule: LearningRateSchedule) {
    let (spec, optimizer) = (job.spec, job.spec.optimization.optimizer)
    let lines = [
      "Optimizer config = \(optimizer.name == .adam ? "Adam" : "AdamW") (", "Parameter Group 0", "    amsgrad: False",
      "    betas: (\(optimizer.beta1), \(optimizer.beta2))", "    eps: \(PythonRepr.float(Double(optimizer.epsilon)))",
      "    lr: \(PythonRepr.float(spec.optimization.rate))",
      "    weight_decay: \(PythonRepr.float(Double(optimizer.weightDecay)))",
      ")",
    ]
    report(.info(lines.joined(separator: "\n"), source: "modelPT:830"))
    if schedule.shape != .constant {
      report(
        .info(
          "Scheduler \"\(schedule.shape.rawValue)\" will be used during training (effective maximum steps = "
            + "\(schedule.maxSteps)), warmup_steps: \(schedule.warmupSteps)", source: "lr_scheduler:621"))
    }
    let count = classifier.parameterCount
    report(
      .info(
        "\(Text.short(count))     Trainable params\n0         Non-trainable params\n"
          + "\(Text.short(count))     Total params", source: "\(job.task):100"))
  }
}
