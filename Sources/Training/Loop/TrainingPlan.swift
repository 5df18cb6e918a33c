import Taggers

/// Everything that decides a training run besides data and model: two equal plans give two equal runs.
public struct TrainingPlan: Sendable {
  /// Passes over the training data.
  public var epochs: Int
  /// Epochs that early stopping does not cut short.
  public var minEpochs = 0
  /// Optimizer steps after which the run ends, whatever the epoch; `nil` for as many as the epochs have.
  public var maxSteps: Int?
  /// Sentences a batch.
  public var batchSize: Int
  /// Whether the last batch of an epoch is left out if it is not full.
  public var dropsLast = false
  /// Batches of an epoch that are trained on.
  public var trainingLimit = BatchLimit.all
  /// Sentences a batch in validation.
  public var validationBatchSize: Int
  /// Batches that are validated on.
  public var validationLimit = BatchLimit.all
  /// Batches of an epoch between two validations.
  public var validationInterval = BatchLimit.all
  /// Validation takes place in every so many epochs.
  public var epochsPerValidation = 1
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
  /// What `ReduceLROnPlateau` looks at after each epoch.
  public var plateauScore = ValidationMetric.loss
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
}

/// How many batches and steps an epoch has.
public struct EpochShape: Hashable, Sendable {
  /// Batches that are trained on.
  public var batches: Int
  /// Batches an optimizer step; the last step of an epoch may have fewer.
  public var accumulation: Int

  /// The shape of an epoch over `sentences` sentences (Lightning's formula).
  public init(sentences: Int, batchSize: Int, dropsLast: Bool, limit: BatchLimit, accumulation: Int) {
    let all = dropsLast ? sentences / batchSize : (sentences + batchSize - 1) / batchSize
    (batches, self.accumulation) = (limit.count(of: all), accumulation)
  }

  /// Optimizer steps of an epoch.
  public var steps: Int { (batches + accumulation - 1) / accumulation }
}

extension TrainingPlan {
  /// The shape of an epoch over `sentences` sentences.
  public func epochShape(sentences: Int) -> EpochShape {
    EpochShape(
      sentences: sentences, batchSize: batchSize, dropsLast: dropsLast, limit: trainingLimit, accumulation: accumulation
    )
  }

  /// Whether a run that stands at `position` has come to its end.
  public func isOver(at position: TrainingPosition) -> Bool {
    position.epoch >= epochs || maxSteps.map { position.step >= $0 } ?? false
  }

  /// Whether validation is due after an epoch's batches `before` … `after`.
  ///
  /// A step takes several batches under gradient accumulation; validation then waits for the step that reaches or passes
  /// the batch at which it is due.
  func isValidationDue(epoch: Int, from before: Int, to after: Int, of batches: Int) -> Bool {
    let interval = max(validationInterval.count(of: batches), 1)
    return (epoch + 1) % epochsPerValidation == 0 && after / interval > before / interval
  }
}
