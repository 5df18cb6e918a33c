import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

private let recordingPath = ProcessInfo.processInfo.environment["GLOSS_TRAINING_PARITY"]

/// Training of a real encoder on real sentences; `tools/goldens/encoder_training.py` says how to record.
@Suite(
  "Training on real weights and sentences",
  .enabled(
    if: recordingPath != nil,
    "set GLOSS_TRAINING_PARITY to a recording of tools/goldens/encoder_training.py"))
struct RealTrainingTests {
  private struct Recording: Decodable {
    struct Row: Decodable {
      var ids: [Int32]
      var labels: [Int32]
    }
    enum CodingKeys: String, CodingKey {
      case encoder, labels, rate, warmup, clip, loss, losses, batches
      case noise = "float32_noise"
    }
    var encoder: String
    var labels: [String]
    var rate: Double
    var warmup: Int
    var clip: Double
    var loss: Double
    var losses: [Double]
    var noise: [String: Double]
    var batches: [[Row]]

    func examples(_ batch: Int) -> [TrainingExample] {
      batches[batch].map { row in
        let rows = row.ids.indices.map { Int32($0) }
        return TrainingExample(
          window: EncodedWindow(ids: row.ids, firstRows: rows, wordOfRow: rows, scored: 0..<rows.count),
          labels: row.labels, weights: rows.map { _ in 1 })
      }
    }
  }

  private let recording: Recording
  private let tensors: SafetensorsFile

  init() throws {
    let path = try #require(recordingPath)
    recording = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: URL(filePath: path)))
    tensors = try SafetensorsFile(path: path + ".safetensors")
  }

  private func trainer(workers: Int) throws -> Trainer {
    let encoder = try PretrainedEncoder(path: recording.encoder).encoder
    let (hidden, labels) = (encoder.configuration.hiddenSize, recording.labels.count)
    var head = ClassifierHead(.init(layers: 1, dropout: 0, activation: "relu"), hidden: hidden, labels: labels)
    head.affines[0].weight.value = Matrix(
      rows: labels, columns: hidden, elements: try tensors.floats("head.classifier.weight"))
    head.affines[0].bias.value = Matrix(
      rows: 1, columns: labels, elements: try tensors.floats("head.classifier.bias"))
    // AdamW's usual constants are PyTorch's: betas 0.9 and 0.999, eps 1e-8, decay 0.01.
    var optimizer = OptimizerSpecification(.adamw)
    optimizer.clip = recording.clip
    let schedule = LearningRateSchedule(
      .warmupAnnealing, base: recording.rate, warmupSteps: recording.warmup, maxSteps: recording.losses.count)
    return Trainer(
      TokenClassifier(encoder: encoder, head: head), optimizer: optimizer, schedule: schedule, seed: 1,
      workers: workers, dropsUnits: false)
  }

  /// Largest absolute difference over the largest absolute value of the reference.
  private func relativeDifference(_ found: [Float], _ reference: [Float]) -> Double {
    guard found.count == reference.count else { return .infinity }
    let (difference, largest) = zip(found, reference).reduce((Float(0), Float(0))) {
      (max($0.0, abs($1.0 - $1.1)), max($0.1, abs($1.1)))
    }
    return difference.isNaN ? .infinity : Double(difference) / Double(largest)
  }

  @Test(
    "the gradient of every parameter differs from PyTorch's by at most 1e-3 of its largest value", arguments: [1, 2])
  func gradients(workers: Int) throws {
    let (loss, gradients) = try trainer(workers: workers).gradients(of: recording.examples(0))
    #expect(abs(loss - recording.loss) <= 1e-5 * recording.loss)
    var errors: [(name: String, error: Double)] = []
    var largestKeyBias: Float = 0
    for (path, gradient) in gradients {
      let part = gradient.count / path.parts.count
      for (index, name) in path.parts.enumerated() {
        let reference = try tensors.floats(
          "gradient." + name.replacingOccurrences(of: "classifier.mlp.layer0", with: "classifier"))
        let found = Array(gradient[index * part..<(index + 1) * part])
        if name.hasSuffix("key.bias") {
          // Adding the same to every key changes no softmax: the true gradient is zero, both sides hold rounding noise.
          let query = try tensors.floats("gradient." + name.replacingOccurrences(of: "key.bias", with: "query.bias"))
          let largest = query.reduce(0) { max($0, abs($1)) }
          largestKeyBias = found.reduce(largestKeyBias) { max($0, abs($1) / largest) }
        } else {
          errors.append((name, relativeDifference(found, reference)))
        }
      }
    }
    for (name, error) in errors { #expect(error <= 1e-3, "\(name): \(error)") }
    #expect(largestKeyBias <= 1e-3)
    let keyBiases = recording.noise.keys.count { $0.hasSuffix("key.bias") }
    #expect(errors.count + keyBiases == recording.noise.count, "every parameter of PyTorch's")
    let worst = try #require(errors.max { $0.error < $1.error })
    let noise = recording.noise.filter { !$0.key.hasSuffix("key.bias") }.values.max() ?? 0
    print(
      """
      gradients, \(workers) worker(s): loss \(loss) (PyTorch \(recording.loss)), \(errors.count) parameters, largest relative \
      difference \(worst.error) (\(worst.name)); float32 PyTorch to float64 PyTorch: \(noise); key biases, truly zero: at \
      most \(largestKeyBias) of their queries'
      """)
  }

  @Test("the losses of the optimizer steps follow PyTorch's within 1e-3")
  func steps() throws {
    let trainer = try trainer(workers: 2)
    #expect(recording.losses.count >= 50)
    var worst = (step: 0, error: 0.0)
    for (step, expected) in recording.losses.enumerated() {
      let error = abs(try trainer.train(on: [recording.examples(step)]).loss - expected) / expected
      #expect(error <= 1e-3, "step \(step)")
      if error > worst.error { worst = (step, error) }
    }
    print(
      """
      \(recording.losses.count) steps: loss \(recording.losses[0]) to \(recording.losses[recording.losses.count - 1]), \
      largest relative difference \(worst.error) at step \(worst.step)
      """)
  }
}
