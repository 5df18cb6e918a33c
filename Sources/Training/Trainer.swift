import Kernels
public import Layers
public import Taggers

/// Optimizer steps over batches that are split between workers.
///
/// Gradients are added in the workers' order and norms in the parameters' order: the same seed and the same number of
/// workers give the same bits.
public final class Trainer {
  /// What one step did.
  public struct StepResult: Sendable {
    /// The loss of the batch, before the step.
    public var loss: Double
    /// The norm of the gradient before clipping.
    public var gradientNorm: Double
    /// The learning rate of the step.
    public var rate: Double
  }

  /// The model with the values of the last step. Gradients live with the workers.
  public internal(set) var model: TokenClassifier
  /// Optimizer steps so far.
  public internal(set) var step = 0
  private let optimizer: OptimizerSpecification
  var schedule: LearningRateSchedule
  private let seed: UInt64
  let workers: Workers<Worker>
  let shards: Workers<ParameterShard>
  /// For each parameter in visiting order: its shard and its slot there; `nil` if training leaves it alone.
  let places: [(shard: Int, slot: Int)?]
  private let dropsUnits: Bool

  /// One thread's copy of the model, for forward and backward passes.
  struct Worker {
    var model: TokenClassifier
    let workspace: TokenClassifier.Workspace
  }

  /// A trainer for a model.
  ///
  /// - Parameter dropsUnits: false switches every dropout off, for comparisons with other implementations.
  public init(
    _ model: TokenClassifier, optimizer: OptimizerSpecification, schedule: LearningRateSchedule, seed: UInt64,
    workers count: Int, dropsUnits: Bool = true
  ) {
    var optimizer = optimizer
    if let momentum = schedule.momentum(step: 0), let moved = optimizer.kernel.withMomentum(momentum) {
      // Before the memories are made: an optimizer without momentum has none for it.
      optimizer.kernel = moved
    }
    (self.model, self.optimizer, self.schedule) = (model, optimizer, schedule)
    let frozen = optimizer.groups.frozen(model.parameterFacts)
    (self.seed, self.dropsUnits) = (seed, dropsUnits)
    workers = Workers(count: count) { _ in
      var own = model
      own.allocateGradients(except: frozen)
      return Worker(model: own, workspace: TokenClassifier.Workspace(own))
    }
    let (slots, sizes) = Self.emptySlots(model, optimizer)
    let assignment = Self.balance(sizes, over: count)
    var places: [(shard: Int, slot: Int)?] = []
    var shards = [ParameterShard](repeating: ParameterShard(), count: count)
    for (slot, shard) in zip(slots, assignment) {
      guard let slot else {
        places.append(nil)
        continue
      }
      places.append((shard, shards[shard].slots.count))
      shards[shard].slots.append(slot)
    }
    self.places = places
    let made = shards
    self.shards = Workers(count: count) { made[$0] }
  }

  /// One optimizer step over the examples of one or several batches (gradient accumulation: each batch's loss is its own
  /// mean, and gradients are averaged over the batches).
  public func train(on batches: [[TrainingExample]]) throws -> StepResult {
    catchUp(batches)
    share()
    var loss = 0.0
    for (index, batch) in batches.enumerated() {
      loss += try accumulate(batch, accumulation: index, of: batches.count) / Double(batches.count)
    }
    let rate = optimizer.kernel.rate(step: step + 1, scheduled: schedule.rate(step: step))
    let norm = try update(rate: rate)
    step += 1
    return StepResult(loss: loss, gradientNorm: norm, rate: rate)
  }

  /// Tells the schedule the score of a validation: `ReduceLROnPlateau` looks at it.
  public func observe(_ score: Double) { schedule.observe(score) }

  /// The loss of a batch and the gradient of every trained parameter, in visiting order, without a step.
  public func gradients(of batch: [TrainingExample]) throws -> (loss: Double, gradients: [(ParameterPath, [Float])]) {
    share()
    let loss = try accumulate(batch, accumulation: 0, of: 1)
    var names: [ParameterPath] = []
    model.visitParameters { path, _ in names.append(path) }
    var sums = [[Float]?](repeating: nil, count: names.count)
    for worker in 0..<workers.count {
      workers.with(worker) { state in
        var index = 0
        state.model.visitParameters { _, parameter in
          defer { index += 1 }
          guard parameter.isTrained else { return }
          let values = parameter.gradient.values
          sums[index] = sums[index].map { zip($0, values).map(+) } ?? values
          parameter.gradient.fill(0)
          parameter.touched?.removeAll()
          parameter.value = .empty
        }
      }
    }
    return (loss, zip(names, sums).compactMap { name, sum in sum.map { (name, $0) } })
  }

  /// Brings the rows of sparse tables that these batches look up for the first time up to date, before they are read.
  private func catchUp(_ batches: [[TrainingExample]]) {
    var index = 0
    model.visitParameters { _, parameter in
      defer { index += 1 }
      guard let place = places[index] else { return }
      shards.with(place.shard) { shard in
        guard !shard.slots[place.slot].pendingDecay.isEmpty else { return }
        swap(&shard.slots[place.slot].value, &parameter.value)
        for batch in batches {
          for example in batch { shard.slots[place.slot].catchUp(example.window.ids) }
        }
        swap(&shard.slots[place.slot].value, &parameter.value)
      }
    }
  }

  /// Gives every worker the values of the model.
  private func share() {
    var values: [Parameter] = []
    model.visitParameters { _, parameter in values.append(parameter) }
    for worker in 0..<workers.count {
      workers.with(worker) { state in
        var index = 0
        state.model.visitParameters { _, parameter in
          parameter.value = values[index].value
          index += 1
        }
      }
    }
  }

  /// Forward and backward over one batch; gradients stay with the workers.
  private func accumulate(_ batch: [TrainingExample], accumulation: Int, of accumulations: Int) throws -> Double {
    let weightSum = batch.reduce(0) { $0 + $1.weight }
    let parts = Self.balance(batch.map { $0.window.ids.count }, over: workers.count)
    let (seed, drops) = (seed, dropsUnits)
    let number = UInt32(truncatingIfNeeded: step * accumulations + accumulation)
    let losses = try workers.all { worker, state in
      var batchPart = PackedBatch(multiple: 1)
      var (labels, weights, numbers): ([Int32], [Float], [UInt32]) = ([], [], [])
      for (index, example) in batch.enumerated() where parts[index] == worker {
        batchPart.append(example.window)
        labels += example.labels
        weights += example.weights
        numbers.append(UInt32(index))
      }
      guard !labels.isEmpty else { return 0.0 }
      let pass = Pass(layout: batchPart.layout, sequenceNumbers: numbers, seed: seed, step: number, drops: drops)
      state.model.forward(batchPart.ids, pass, state.workspace)
      let loss = CrossEntropyKernel.forward(logits: state.workspace.logits, labels: labels, weights: weights)
      state.model.backward(batchPart.ids, pass, state.workspace) { logits in
        CrossEntropyKernel.backward(
          logits: &logits, labels: labels, weights: weights, weightSum: weightSum * Double(accumulations))
      }
      return loss
    }
    return weightSum > 0 ? losses.reduce(0, +) / weightSum : 0
  }

  /// Adds, clips, steps and clears.
  private func update(rate: Double) throws -> Double {
    moveOut()
    defer { moveBack() }
    let norm = try shards.all { _, shard in shard.reduce() }.reduce(0, +).squareRoot()
    // As torch.nn.utils.clip_grad_norm_.
    let scale = optimizer.clip > 0 ? min(1, optimizer.clip / (norm + 1e-6)) : 1
    let kernel = schedule.momentum(step: step).flatMap(optimizer.kernel.withMomentum) ?? optimizer.kernel
    var plain = kernel
    plain.weightDecay = 0
    let next = OptimizerStep(number: step + 1, rate: rate, gradientScale: Float(scale))
    _ = try shards.all { [plain] _, shard in shard.update(kernel, plain: plain, next) }
    return norm
  }

  /// Brings rows of sparse tables that had no gradient yet up to date. Call it before the model's values are read.
  public func settle() throws {
    moveOut()
    defer { moveBack() }
    _ = try shards.all { _, shard in shard.settle() }
  }
}
