import Testing

@testable import Training

@Suite("The training loop's numbers")
struct LoopTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var sentences: Int
    var batch: Int
    var drops = false
    var limit = BatchLimit.all
    var accumulation = 1
    var batches: Int
    var steps: Int
    var testDescription: String { "\(sentences) sentences by \(batch), \(limit), \(accumulation) a step" }
  }

  @Test(
    "an epoch's batches and steps are Lightning's",
    arguments: [
      // The run of NVIDIA's page: 16 = ⌈1000/64⌉.
      Case(sentences: 1000, batch: 64, batches: 16, steps: 16),
      Case(sentences: 1000, batch: 64, drops: true, batches: 15, steps: 15),
      Case(sentences: 1000, batch: 64, accumulation: 3, batches: 16, steps: 6),
      Case(sentences: 1000, batch: 64, limit: .batches(5), batches: 5, steps: 5),
      Case(sentences: 1000, batch: 64, limit: .batches(99), batches: 16, steps: 16),
      Case(sentences: 1000, batch: 64, limit: .share(0.3), accumulation: 2, batches: 4, steps: 2),
      Case(sentences: 63, batch: 64, drops: true, batches: 0, steps: 0),
    ])
  func shapes(_ item: Case) {
    let shape = EpochShape(
      sentences: item.sentences, batchSize: item.batch, dropsLast: item.drops, limit: item.limit,
      accumulation: item.accumulation)
    #expect(shape.batches == item.batches)
    #expect(shape.steps == item.steps)
  }

  private func plan() -> TrainingPlan {
    TrainingPlan(
      epochs: 3, batchSize: 1, validationBatchSize: 1, accumulation: 1, shuffle: false, sanityBatches: 0,
      mask: LossMask(ignoreExtraTokens: false, ignoreStartEnd: false), optimizer: OptimizerSpecification(.adam),
      schedule: LearningRateSchedule(.constant, base: 1, warmupSteps: 0, maxSteps: 1), seed: 0, workers: 1)
  }

  @Test(
    "validation is due after the batches that its interval names",
    arguments: [
      (BatchLimit.all, 1, [10]), (.share(0.5), 1, [5, 10]), (.share(0.25), 1, [2, 4, 6, 8, 10]),
      (.batches(4), 1, [4, 8]),
      (.share(0.01), 1, Array(1...10)), (.share(0.5), 4, [8, 10]), (.share(0.3), 2, [4, 6, 10]),
    ])
  func intervals(interval: BatchLimit, accumulation: Int, expected: [Int]) {
    var plan = plan()
    plan.validationInterval = interval
    var found: [Int] = []
    for before in stride(from: 0, to: 10, by: accumulation) {
      let after = min(before + accumulation, 10)
      if plan.isValidationDue(epoch: 0, from: before, to: after, of: 10) { found.append(after) }
    }
    #expect(found == expected)
  }

  @Test("validation takes place in every so many epochs")
  func epochs() {
    var plan = plan()
    plan.epochsPerValidation = 2
    #expect((0..<5).filter { plan.isValidationDue(epoch: $0, from: 9, to: 10, of: 10) } == [1, 3])
  }

  @Test("a run is over after its epochs or its steps, whichever come first")
  func ends() {
    var plan = plan()
    var position = TrainingPosition()
    position.epoch = 2
    position.step = 20
    #expect(!plan.isOver(at: position))
    plan.maxSteps = 20
    #expect(plan.isOver(at: position))
    plan.maxSteps = nil
    position.epoch = 3
    #expect(plan.isOver(at: position))
  }
}

@Suite("Early stopping")
struct EarlyStoppingTests {
  private func validations(_ values: [Double?], _ rule: EarlyStopping) -> Int? {
    var rule = rule
    for (index, value) in values.enumerated() {
      rule.observe(value)
      if rule.reason != nil { return index + 1 }
    }
    return nil
  }

  @Test(
    "a run ends after as many validations without improvement as patience says",
    arguments: [
      ([1.0, 0.9, 0.95, 0.94, 0.93], 3, 0.0, 5), ([1.0, 0.9, 0.95, 0.94, 0.8, 0.9], 3, 0.0, nil),
      ([1.0, 0.999, 0.998, 0.997], 2, 0.01, 3), ([1.0, 0.98, 0.96], 2, 0.01, nil), ([1.0, 1.0], 1, 0.0, 2),
    ])
  func patience(values: [Double], patience: Int, delta: Double, end: Int?) {
    let rule = EarlyStopping(metric: .loss, direction: .min, patience: patience, minDelta: delta)
    #expect(validations(values, rule) == end)
    let mirrored = EarlyStopping(metric: .f1, direction: .max, patience: patience, minDelta: delta)
    #expect(validations(values.map { -$0 }, mirrored) == end)
  }

  @Test("thresholds and values that are no numbers end a run at once")
  func thresholds() {
    let rule = EarlyStopping(
      metric: .f1, direction: .max, patience: 9, minDelta: 0, stoppingThreshold: 95, divergenceThreshold: 10)
    #expect(validations([50, 95], rule) == 2)
    #expect(validations([50, 9], rule) == 2)
    #expect(validations([50, nil], rule) == 2)
    #expect(validations([50, 60, 70], rule) == nil)
  }
}

@Suite("Which checkpoints are kept")
struct CheckpointLedgerTests {
  private func ledger(_ values: [Double?], limit: Int, foreign: [String] = []) -> (CheckpointLedger, [String]) {
    var ledger = CheckpointLedger(ranking: CheckpointRanking(.min, limit: limit), foreign: foreign)
    var files = Set(foreign)
    for (epoch, value) in values.enumerated() {
      _ = ledger.observe(value, epoch: epoch, step: epoch)
      if let file = ledger.admit(value, stem: "m-\(value ?? .nan)", epoch: epoch, step: epoch) { files.insert(file) }
      files.subtract(ledger.obsolete)
    }
    return (ledger, files.sorted())
  }

  @Test("the best few by the metric; an equal one does not push another out")
  func ranking() {
    #expect(ledger([5, 4, 6, 3, 7], limit: 2).1 == ["m-3.0.ckpt", "m-4.0.ckpt"])
    #expect(ledger([5, 5, 5], limit: 2).1 == ["m-5.0-v0.ckpt", "m-5.0.ckpt"])
    #expect(ledger([5, 4, 6], limit: -1).1.count == 3)
    #expect(ledger([5, 4, 6], limit: 0).1.isEmpty)
    #expect(ledger([nil, 4, 6], limit: 2).1 == ["m-4.0.ckpt", "m-6.0.ckpt"])
  }

  @Test("the best epoch is the first of equals, and is known even if no checkpoint is kept")
  func best() {
    #expect(ledger([5, 4, 4, 6], limit: 0).0.best == CheckpointLedger.Best(value: 4, epoch: 1, step: 1))
    #expect(ledger([nil, nil, 4], limit: 1).0.best?.epoch == 2)
    #expect(ledger([nil, nil], limit: 1).0.best?.epoch == 0)
  }

  @Test("files that were there before are neither written over nor removed")
  func foreign() {
    let (_, files) = ledger([5, 4], limit: 1, foreign: ["m-4.0.ckpt", "m-5.0.ckpt"])
    #expect(files == ["m-4.0-v0.ckpt", "m-4.0.ckpt", "m-5.0.ckpt"])
  }

  @Test("facts tell what changed by name, and of digests only that they differ")
  func facts() {
    let before = RunFacts(["optim.lr": "5e-5", "data": "sha256:aa", "old": "1", "same": "x"])
    let now = RunFacts(["optim.lr": "1e-5", "data": "sha256:bb", "new": "sha256:cc", "same": "x"])
    #expect(
      before.changes(to: now).map(\.description) == [
        "data: not the same as before", "new: new", "old: 1 before, absent now", "optim.lr: 5e-5 before, 1e-5 now",
      ])
    #expect(before.changes(to: before).isEmpty)
  }
}
