public import Annotations
import Kernels
public import Taggers

/// Epochs of training with validation in between. It tells what happens as events and never prints.
///
/// Between two events the run stands at a `position`; a run that is made anew with the trainer's state and the position
/// of such a moment goes on with the same bits.
public final class TrainingRun {
  /// What happens, in order.
  public enum Event {
    /// Validation on a few batches before the first step; its scores mean nothing.
    case sanityCheck(Evaluator.Result)
    /// An optimizer step.
    case step(Progress)
    /// Validation in or after an epoch (from 0), with the model as it is then. `position` is already past it.
    case validated(epoch: Int, Evaluator.Result, TokenClassifier)
    /// All that belongs to the last step is done: the run can be gone on from here.
    case safePoint
  }

  /// How far a run is.
  public struct Progress: Sendable {
    /// The epoch, from 0.
    public var epoch: Int
    /// Batches of this epoch that are done.
    public var batches: Int
    /// All batches of an epoch.
    public var batchesOfEpoch: Int
    /// Optimizer steps so far in the run.
    public var step: Int
    /// Words trained on since the run began or was resumed.
    public var words: Int
    /// The loss of this step.
    public var loss: Double
    /// The learning rate of this step.
    public var rate: Double
  }

  /// How a run ended.
  public enum Ending: Hashable, Sendable {
    /// All epochs or steps are done.
    case completed
    /// Validation did not become better, for this reason.
    case stoppedEarly(String)
    /// It was asked to stop, and can be gone on with from its position.
    case interrupted
  }

  /// The plan.
  public let plan: TrainingPlan
  /// The labels by id.
  public let labels: LabelSet
  /// The model and the optimizer.
  public let trainer: Trainer
  /// Where the run stands.
  public private(set) var position: TrainingPosition
  /// What may end the run early.
  public private(set) var earlyStopping: EarlyStopping?
  private let training: EncodedDataset
  private let validation: EncodedDataset
  private var evaluator: Evaluator
  /// The epoch's shape.
  public let shape: EpochShape

  /// A run of a plan, from the beginning or from where another one stood.
  public init(
    _ plan: TrainingPlan, labels: LabelSet, trainer: Trainer, training: EncodedDataset, validation: EncodedDataset,
    position: TrainingPosition = TrainingPosition(), earlyStopping: EarlyStopping? = nil
  ) {
    (self.plan, self.labels, self.trainer) = (plan, labels, trainer)
    (self.training, self.validation) = (training, validation)
    (self.position, self.earlyStopping) = (position, earlyStopping)
    precondition(!training.sentences.isEmpty && plan.epochShape(sentences: training.sentences.count).batches > 0)
    shape = plan.epochShape(sentences: training.sentences.count)
    evaluator = Evaluator(
      labels: labels, mask: plan.mask, batchSize: plan.validationBatchSize, decoding: .viterbi, workers: plan.workers)
    evaluator.keepsEvidence = true
  }

  /// Trains to the end.
  ///
  /// - Parameters:
  ///   - isCancelled: asked before every step; when it says so, the run ends.
  ///   - report: called with every event; what it throws ends the run.
  public func run(isCancelled: () -> Bool = { false }, report: (Event) throws -> Void) throws -> Ending {
    if position == TrainingPosition(), plan.sanityBatches > 0 {
      try report(.sanityCheck(try evaluate(.batches(plan.sanityBatches))))
    }
    let examples = training.examples(plan.mask)
    var words = 0
    var (order, orderOfEpoch) = ([Int](), -1)
    while true {
      if let reason = earlyStopping?.reason { return .stoppedEarly(reason) }
      if plan.isOver(at: position) { return .completed }
      if isCancelled() { return .interrupted }
      if orderOfEpoch != position.epoch {
        (order, orderOfEpoch) = (self.order(epoch: position.epoch), position.epoch)
      }
      let (epoch, before) = (position.epoch, position.batch)
      var batches: [[TrainingExample]] = []
      while batches.count < plan.accumulation, position.batch < shape.batches {
        let start = position.batch * plan.batchSize
        let batch = order[start..<min(start + plan.batchSize, order.count)]
        batches.append(batch.flatMap { examples[$0] })
        words += batch.reduce(0) { $0 + training.sentences[$1].labels.count }
        position.batch += 1
      }
      let result = try trainer.train(on: batches)
      position.step = trainer.step
      try report(
        .step(
          Progress(
            epoch: epoch, batches: position.batch, batchesOfEpoch: shape.batches, step: position.step, words: words,
            loss: result.loss, rate: result.rate)))
      var isDue = plan.isValidationDue(epoch: epoch, from: before, to: position.batch, of: shape.batches)
      if position.batch == shape.batches { (position.epoch, position.batch) = (epoch + 1, 0) }
      // What the run ends with has scores, wherever the last validation was.
      isDue = isDue || plan.isOver(at: position)
      if isDue {
        try trainer.settle()
        let scores = try evaluate(plan.validationLimit)
        // A value that is not a number is no improvement on anything.
        // Once an epoch, however often there is validation: Lightning's interval for such a schedule.
        if position.batch == 0 { trainer.observe(plan.plateauScore.value(of: scores) ?? .nan) }
        if let metric = earlyStopping?.metric {
          earlyStopping?.observe(metric.value(of: scores))
          if position.epoch < plan.minEpochs { earlyStopping?.goOn() }
        }
        try report(.validated(epoch: epoch, scores, trainer.model))
      }
      try report(.safePoint)
    }
  }

  /// Scores the first batches of the validation data.
  private func evaluate(_ limit: BatchLimit) throws -> Evaluator.Result {
    let size = plan.validationBatchSize
    let batches = limit.count(of: (validation.sentences.count + size - 1) / size)
    return try evaluator.evaluate(
      EngineChain(TaggingEngine(trainer.model)), validation.sentences.prefix(batches * size))
  }

  private func order(epoch: Int) -> [Int] {
    let count = training.sentences.count
    guard plan.shuffle else { return Array(0..<count) }
    var stream = PhiloxStream(seed: plan.seed, stream: 1000 + UInt32(truncatingIfNeeded: epoch))
    return Array(0..<count).shuffled(using: &stream)
  }
}
