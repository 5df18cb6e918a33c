import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

@Suite("Forward, backward and optimizer against PyTorch")
struct TrainerTests {
  let golden = TinyBert.shared

  private func trainer(_ run: TinyBert.Run? = nil, workers: Int) throws -> Trainer {
    var optimizer = OptimizerSpecification(run?.kind == "adam" ? .adam : .adamw)
    optimizer.kernel.weightDecay = run?.weightDecay ?? 0
    optimizer.clip = run?.clip ?? 0
    let schedule = LearningRateSchedule(
      .warmupAnnealing, base: run?.rate ?? 1e-3, warmupSteps: run?.warmup ?? 0, maxSteps: 50)
    return Trainer(
      try golden.model(), optimizer: optimizer, schedule: schedule, seed: 1, workers: workers, dropsUnits: false)
  }

  @Test("hidden states and logits equal PyTorch's")
  func forward() throws {
    let model = try golden.model()
    let workspace = TokenClassifier.Workspace(model)
    let batch = PackedBatch(golden.examples().map(\.window), multiple: 1)
    let pass = Pass(
      layout: batch.layout, sequenceNumbers: golden.ids.indices.map { UInt32($0) }, seed: 0, step: 0, drops: false)
    model.forward(batch.ids, pass, workspace)
    let hidden = golden.hidden.flatMap(floats)
    let worst = zip(workspace.hiddenStates.values, hidden).map { abs($0 - $1) }.max()
    #expect(workspace.hiddenStates.count == hidden.count)
    #expect(try #require(worst) < 5e-6)
    #expect(relativeError(workspace.logits.values, golden.logits.flatMap(floats)) < 2e-6)
  }

  @Test("the tagging engine computes what the training pass computes, for the rows that are read")
  func engine() throws {
    let model = try golden.model()
    let engine = TaggingEngine(model)
    let workspace = TaggingEngine.Workspace(engine)
    var windows = golden.examples().map(\.window)
    for index in windows.indices { windows[index].firstRows = windows[index].firstRows.filter { $0 % 3 == 1 } }
    let batch = PackedBatch(windows)
    engine.run(batch, workspace)
    let all = golden.logits.flatMap(floats)
    let rows = PackedBatch(windows, multiple: 1).readRows
    let expected = rows.flatMap { all[$0 * golden.labelsCount..<($0 + 1) * golden.labelsCount] }
    #expect(relativeError(workspace.logits.values, expected) < 2e-6)
  }

  @Test("a packed batch gives what its sequences give one at a time")
  func packing() throws {
    let engine = TaggingEngine(try golden.model())
    let windows = golden.examples().map(\.window)
    let workspace = TaggingEngine.Workspace(engine)
    engine.run(PackedBatch(windows), workspace)
    let together = workspace.logits.values
    let apart = windows.flatMap { window in
      engine.run(PackedBatch([window]), workspace)
      return workspace.logits.values
    }
    #expect(zip(together, apart).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("the loss and the gradient of every parameter equal PyTorch's", arguments: [1, 2, 3])
  func gradients(workers: Int) throws {
    let (loss, gradients) = try trainer(workers: workers).gradients(of: golden.examples())
    #expect(abs(loss - golden.loss) < 1e-6)
    var seen = 0
    for (path, gradient) in gradients {
      let part = gradient.count / path.parts.count
      for (index, name) in path.parts.enumerated() {
        let reference = name.replacingOccurrences(of: "bert_model.", with: "bert.")
          .replacingOccurrences(of: "classifier.mlp.layer0", with: "classifier")
        let expected = floats(try #require(golden.gradients[reference], "\(reference)"))
        let found = Array(gradient[index * part..<(index + 1) * part])
        // A key's bias cannot change a softmax: both sides hold rounding noise there.
        if name.hasSuffix("key.bias") {
          #expect(found.allSatisfy { abs($0) < 1e-6 })
        } else {
          #expect(relativeError(found, expected) < 1e-4, "\(name)")
        }
        seen += 1
      }
    }
    #expect(seen == golden.gradients.count)
  }

  @Test("class weights weigh loss and gradient as PyTorch's weighted mean does")
  func classWeights() throws {
    let examples = golden.examples(classWeights: golden.classWeights)
    let (loss, gradients) = try trainer(workers: 2).gradients(of: examples)
    #expect(abs(loss - golden.weightedLoss) < 1e-6)
    let found = try #require(gradients.first { $0.0.parts == ["classifier.mlp.layer0.weight"] }).1
    #expect(relativeError(found, floats(golden.weightedClassifierGradient)) < 1e-5)
  }

  @Test("50 optimizer steps follow PyTorch's losses, norms and weights", arguments: TinyBert.shared.runs, [1, 2])
  func steps(run: TinyBert.Run, workers: Int) throws {
    let trainer = try trainer(run, workers: workers)
    for (index, loss) in run.losses.enumerated() {
      let result = try trainer.train(on: [golden.examples()])
      #expect(abs(result.loss - loss) <= 1e-3 * loss, "step \(index)")
      #expect(abs(result.gradientNorm - run.norms[index]) <= 1e-2 * run.norms[index], "step \(index)")
    }
    try trainer.settle()
    let found = trainer.model.encoder.embeddings.words.value.values
    #expect(relativeError(found, floats(run.wordEmbeddings)) < 1e-3)
  }

  @Test("gradient accumulation of equal batches is the same as one batch")
  func accumulation() throws {
    let (once, twice) = (try trainer(workers: 2), try trainer(workers: 2))
    for _ in 0..<3 {
      let a = try once.train(on: [golden.examples()])
      let b = try twice.train(on: [golden.examples(), golden.examples()])
      #expect(abs(a.loss - b.loss) < 1e-6)
      #expect(abs(a.gradientNorm - b.gradientNorm) < 1e-4 * a.gradientNorm)
    }
  }

  @Test("the same seed gives the same bits, another seed others; dropout does not depend on the number of workers")
  func determinism() throws {
    var configuration = golden.config
    (configuration.hiddenDropout, configuration.attentionDropout) = (0.1, 0.1)
    func run(seed: UInt64, workers: Int) throws -> (bits: [UInt32], loss: Double) {
      var model = try golden.model()
      var encoder = BertEncoder(configuration, hasPooler: false)
      let weights = SafetensorsBox(golden.weights)
      try encoder.load(from: weights.file(), prefix: "bert.", configuration: "tiny")
      model.encoder = encoder
      let trainer = Trainer(
        model, optimizer: OptimizerSpecification(.adamw),
        schedule: LearningRateSchedule(.constant, base: 1e-3, warmupSteps: 0, maxSteps: 10), seed: seed,
        workers: workers)
      var loss = 0.0
      for _ in 0..<5 { loss = try trainer.train(on: [golden.examples()]).loss }
      try trainer.settle()
      return (trainer.model.encoder.layers[1].up.weight.value.values.map(\.bitPattern), loss)
    }
    let first = try run(seed: 3, workers: 2)
    #expect(try run(seed: 3, workers: 2).bits == first.bits)
    #expect(try run(seed: 4, workers: 2).bits != first.bits)
    #expect(abs(try run(seed: 3, workers: 1).loss - first.loss) < 1e-5)
  }
}

private struct SafetensorsBox {
  let data: Data
  init(_ data: Data) { self.data = data }
  func file() throws -> SafetensorsFile {
    try SafetensorsFile(path: "tiny_bert.json", storage: data, range: 0..<data.count)
  }
}
