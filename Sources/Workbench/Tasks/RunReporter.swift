import Annotations
import Reports
import Scoring
import Taggers
import Training

/// Turns the events of a training run into log lines, progress and curves.
struct RunReporter {
  let report: WorkReporter
  let logEvery: Int
  let curves: TensorBoardLog?

  /// The first validation, whose scores mean nothing.
  func sanityCheck(_ result: Evaluator.Result) {
    report(
      .info(
        "Validation sanity check: \(result.words) words, before the first step; not counted anywhere",
        source: "lightning"))
    report(.info(NeMoReport.text(result.tokens), source: "token_classification_model:178"))
  }

  /// A step.
  ///
  /// - Throws: `ExperimentProblem.notANumber`.
  func step(_ progress: TrainingRun.Progress, of plan: TrainingPlan, _ shape: EpochShape) throws {
    guard progress.loss.isFinite else { throw ExperimentProblem.notANumber(step: progress.step) }
    let steps = min(shape.steps * plan.epochs, plan.maxSteps ?? .max)
    let detail = "loss \(Text.fixed(progress.loss, 4)), lr \(Text.scientific(progress.rate)), step \(progress.step)"
    report(
      .progress(
        WorkProgress(
          title: "epoch \(progress.epoch + 1)/\(plan.epochs)", done: Double(progress.step), total: Double(steps),
          unit: "words", units: Double(progress.words), detail: detail)))
    guard progress.step % logEvery == 0 else { return }
    curves?.step(progress)
    report(
      .info(
        "epoch \(progress.epoch), step \(progress.step): train_loss \(Text.fixed(progress.loss, 6)), "
          + "lr \(Text.scientific(progress.rate))", source: "token_classification_model:150"))
  }

  /// What early stopping makes of a validation.
  func earlyStopping(_ rule: EarlyStopping?) {
    guard let rule else { return }
    let best = rule.best.map { Text.fixed($0, 6) } ?? "none yet"
    report(
      .info(
        "Early stopping: best \(rule.metric.rawValue) \(best), \(rule.waited) of \(rule.patience) validations without "
          + "improvement", source: "lightning"))
  }

  /// A validation.
  func validated(_ result: Evaluator.Result, epoch: Int, step: Int) {
    curves?.validation(result, epoch: epoch, step: step)
    report(.info(NeMoReport.text(result.tokens), source: "token_classification_model:178"))
    let scores = result.tokens.macro
    let entity = result.mentions.micro
    report(
      .info(
        "epoch \(epoch), step \(step): val_loss \(Text.fixed(result.loss, 6)), precision "
          + "\(Text.fixed(scores.precision ?? 0, 2)), recall \(Text.fixed(scores.recall ?? 0, 2)), f1 "
          + "\(Text.fixed(scores.f1 ?? 0, 2)), val_entity_f1 \(Text.fixed((entity.f1 ?? 0) * 100, 2))",
        source: "token_classification_model:186"))
    report(
      .info(
        "Entity level (exact match, \(TagDecoder.Method.viterbi.rawValue) decoding, O not counted):\n"
          + MentionReport.text(result.mentions), source: "evaluator:1"))
  }
}
