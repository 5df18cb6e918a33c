public import Annotations
import Kernels
public import Taggers

/// Everything that decides a training run besides data and model: two equal plans give two equal runs.
public struct TrainingPlan: Sendable {
  /// Passes over the training data.
  public var epochs: Int
  /// Sentences a batch.
  public var batchSize: Int
  /// Sentences a batch in validation.
  public var validationBatchSize: Int
  /// Batches an optimizer step.
  public var accumulation: Int
  /// Whether each epoch has its own order.
  public var shuffle: Bool
  /// Batches of validation before the first step.
  public var sanityBatches: Int
  /// What counts in the loss.
  public var mask: LossMask
  /// The optimizer.
  public var optimizer: OptimizerSpecification
  /// The learning rates.
  public var schedule: LearningRateSchedule
  /// What `ReduceLROnPlateau` looks at after each validation.
  public var plateauScore = PlateauScore.loss
  /// Decides initial weights, orders and dropout.
  public var seed: UInt64
  /// Threads. Another number gives other rounding.
  public var workers: Int

  /// A plan from its parts.
  public init(
    epochs: Int, batchSize: Int, validationBatchSize: Int, accumulation: Int, shuffle: Bool, sanityBatches: Int,
    mask: LossMask, optimizer: OptimizerSpecification, schedule: LearningRateSchedule, seed: UInt64, workers: Int
  ) {
    (self.epochs, self.batchSize, self.validationBatchSize) = (epochs, batchSize, validationBatchSize)
    (self.accumulation, self.shuffle, self.sanityBatches) = (accumulation, shuffle, sanityBatches)
    (self.mask, self.optimizer, self.schedule) = (mask, optimizer, schedule)
    (self.seed, self.workers) = (seed, workers)
  }

  /// Optimizer steps of `epochs` passes over `sentences` sentences.
  public static func steps(sentences: Int, batchSize: Int, accumulation: Int, epochs: Int) -> Int {
    let batches = (sentences + batchSize - 1) / batchSize
    return (batches + accumulation - 1) / accumulation * epochs
  }
}

/// Epochs of training with validation after each. It tells what happens as events and never prints.
public struct TrainingRun {
  /// What happens, in order.
  public enum Event {
    /// Validation on a few batches before the first step; its scores mean nothing.
    case sanityCheck(Evaluator.Result)
    /// An optimizer step.
    case step(Progress)
    /// Validation after an epoch (from 0), with the model as it is then.
    case validated(epoch: Int, Evaluator.Result, TokenClassifier)
  }

  /// How far a run is.
  public struct Progress: Sendable {
    /// The epoch, from 0.
    public var epoch: Int
    /// Sentences of this epoch that are done, and all of them.
    public var sentences: Int
    /// All sentences of an epoch.
    public var sentencesOfEpoch: Int
    /// Optimizer steps so far in the run.
    public var step: Int
    /// Words of this epoch that are done.
    public var words: Int
    /// The loss of this step.
    public var loss: Double
    /// The learning rate of this step.
    public var rate: Double
  }

  /// The plan.
  public let plan: TrainingPlan
  /// The labels by id.
  public let labels: LabelSet

  /// A run of a plan.
  public init(_ plan: TrainingPlan, labels: LabelSet) { (self.plan, self.labels) = (plan, labels) }

  /// Trains.
  ///
  /// - Parameters:
  ///   - isCancelled: asked before every step; when it says so, the run ends.
  ///   - report: called with every event; what it throws ends the run.
  /// - Returns: whether the run came to its end.
  @discardableResult
  public func run(
    _ model: TokenClassifier, training: EncodedDataset, validation: EncodedDataset,
    isCancelled: () -> Bool = { false }, report: (Event) throws -> Void
  ) throws -> Bool {
    let evaluator = Evaluator(
      labels: labels, mask: plan.mask, batchSize: plan.validationBatchSize, decoding: .viterbi, workers: plan.workers)
    if plan.sanityBatches > 0 {
      let few = validation.sentences.prefix(plan.sanityBatches * plan.validationBatchSize)
      try report(.sanityCheck(try evaluator.evaluate(TaggingEngine(model), few)))
    }
    let examples = training.examples(plan.mask)
    let words = training.sentences.map(\.labels.count)
    let trainer = Trainer(
      model, optimizer: plan.optimizer, schedule: plan.schedule, seed: plan.seed, workers: plan.workers)
    for epoch in 0..<plan.epochs {
      let order = order(examples.count, epoch: epoch)
      var (done, doneWords) = (0, 0)
      while done < order.count {
        if isCancelled() { return false }
        var batches: [[TrainingExample]] = []
        while batches.count < plan.accumulation, done < order.count {
          let batch = order[done..<min(done + plan.batchSize, order.count)]
          batches.append(batch.flatMap { examples[$0] })
          doneWords += batch.reduce(0) { $0 + words[$1] }
          done += batch.count
        }
        let result = try trainer.train(on: batches)
        try report(
          .step(
            Progress(
              epoch: epoch, sentences: done, sentencesOfEpoch: order.count, step: trainer.step, words: doneWords,
              loss: result.loss, rate: result.rate)))
      }
      try trainer.settle()
      let scores = try evaluator.evaluate(TaggingEngine(trainer.model), validation.sentences[...])
      trainer.observe(plan.plateauScore.value(of: scores))
      try report(.validated(epoch: epoch, scores, trainer.model))
    }
    return true
  }

  private func order(_ count: Int, epoch: Int) -> [Int] {
    guard plan.shuffle else { return Array(0..<count) }
    var stream = PhiloxStream(seed: plan.seed, stream: 1000 + UInt32(truncatingIfNeeded: epoch))
    return Array(0..<count).shuffled(using: &stream)
  }
}
