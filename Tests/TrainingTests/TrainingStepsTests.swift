import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

/// What `tools/goldens/training_steps.py` recorded.
private struct RecordedSteps: Decodable {
  struct Run: Decodable, Sendable, CustomTestStringConvertible {
    enum CodingKeys: String, CodingKey {
      case kind, rate, clip, batches, frozen, spares, losses, norms, after
      case weightDecay = "weight_decay"
      case layerDecay = "layer_decay"
    }
    var kind: String
    var rate: Double
    var weightDecay: Float
    var clip: Double
    var batches: [[[Int]]]
    var frozen: Int
    var layerDecay: Double
    var spares: Bool
    var losses: [Double]
    var norms: [Double]
    var after: [String: Data]
    var testDescription: String {
      "\(kind), \(batches[0].count) batches a step, clip \(clip), frozen to \(frozen), layer decay \(layerDecay)"
        + (spares ? ", no decay on biases and norms" : "")
    }
  }
  var runs: [Run]

  static let shared: RecordedSteps = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/training_steps.json")
    do {
      return try JSONDecoder().decode(RecordedSteps.self, from: Data(contentsOf: url))
    } catch {
      preconditionFailure("\(url.path): \(error)")
    }
  }()
}

@Suite("Optimizer steps against PyTorch, other sentences in each")
struct TrainingStepsTests {
  private let golden = TinyBert.shared

  private func trainer(_ run: RecordedSteps.Run, workers: Int) throws -> Trainer {
    var optimizer = OptimizerSpecification(try #require(.init(rawValue: run.kind)))
    if run.kind == "sgd" {
      var kernel = SGDKernel()
      kernel.momentum = 0.9
      optimizer.kernel = kernel
    }
    optimizer.kernel.weightDecay = run.weightDecay
    optimizer.clip = run.clip
    optimizer.groups.freezesEmbeddings = run.frozen >= 0
    optimizer.groups.frozenLayers = max(run.frozen, 0)
    optimizer.groups.layerDecay = run.layerDecay
    optimizer.groups.sparesBiasesAndNorms = run.spares
    return Trainer(
      try golden.model(), optimizer: optimizer,
      schedule: LearningRateSchedule(.warmupAnnealing, base: run.rate, maxSteps: run.batches.count), seed: 1,
      workers: workers, dropsUnits: false)
  }

  @Test(
    "accumulation, clipping, frozen layers, layer-wise rates and spared biases do what PyTorch does",
    arguments: RecordedSteps.shared.runs, [1, 2])
  fileprivate func steps(run: RecordedSteps.Run, workers: Int) throws {
    let trainer = try trainer(run, workers: workers)
    let examples = golden.examples()
    for (step, batches) in run.batches.enumerated() {
      let result = try trainer.train(on: batches.map { $0.map { examples[$0] } })
      #expect(abs(result.loss - run.losses[step]) <= 2e-4 * run.losses[step], "step \(step)")
      #expect(abs(result.gradientNorm - run.norms[step]) <= 2e-3 * run.norms[step], "step \(step)")
    }
    try trainer.settle()
    var model = trainer.model
    var seen = 0
    model.visitParameters { path, parameter in
      let part = parameter.value.count / path.parts.count
      for (index, name) in path.parts.enumerated() {
        let name = name.replacingOccurrences(of: "bert_model.", with: "bert.")
          .replacingOccurrences(of: "classifier.mlp.layer0", with: "classifier")
        guard let expected = run.after[name] else { continue }
        let found = Array(parameter.value.values[index * part..<(index + 1) * part])
        #expect(relativeError(found, floats(expected)) < 5e-5, "\(name)")
        seen += 1
      }
    }
    #expect(seen == run.after.count)
  }

  @Test("frozen parameters keep their bits, and nothing is computed for them", arguments: [0, 1, 2])
  func frozen(layers: Int) throws {
    var optimizer = OptimizerSpecification(.adamw)
    optimizer.kernel.weightDecay = 0.5
    optimizer.groups.freezesEmbeddings = true
    optimizer.groups.frozenLayers = layers
    let before = try golden.model()
    let trainer = Trainer(
      before, optimizer: optimizer, schedule: LearningRateSchedule(.constant, base: 1e-2, maxSteps: 3), seed: 1,
      workers: 2)
    for _ in 0..<3 { _ = try trainer.train(on: [golden.examples()]) }
    var (old, new) = (before, trainer.model)
    var values: [[Float]] = []
    old.visitParameters { _, parameter in values.append(parameter.value.values) }
    let facts = before.parameterFacts
    var index = 0
    new.visitParameters { path, parameter in
      let stays = facts[index].depth <= layers
      #expect((parameter.value.values == values[index]) == stays, "\(path)")
      index += 1
    }
    let gradients = try trainer.gradients(of: golden.examples()).gradients.map(\.0)
    #expect(gradients.count == facts.count { $0.depth > layers })
  }
}
