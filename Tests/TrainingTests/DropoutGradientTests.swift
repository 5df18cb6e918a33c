import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

@Suite("Gradients under dropout")
struct DropoutGradientTests {
  private let golden = TinyBert.shared

  private func model() throws -> TokenClassifier {
    var configuration = golden.config
    (configuration.hiddenDropout, configuration.attentionDropout) = (0.3, 0.3)
    var model = try golden.model()
    var encoder = BertEncoder(configuration, hasPooler: false)
    let file = try SafetensorsFile(path: "tiny_bert.json", storage: golden.weights, range: 0..<golden.weights.count)
    try encoder.load(from: file, prefix: "bert.", configuration: "tiny")
    model.encoder = encoder
    let head = model.head
    model.head = ClassifierHead(
      ClassifierHead.Shape(layers: 1, dropout: 0.3, activation: "relu"), hidden: configuration.hiddenSize,
      labels: golden.labelsCount)
    model.head.affines = head.affines
    return model
  }

  private func trainer(_ model: TokenClassifier) -> Trainer {
    Trainer(
      model, optimizer: OptimizerSpecification(.adam),
      schedule: LearningRateSchedule(.constant, base: 1e-3, warmupSteps: 0, maxSteps: 1), seed: 5, workers: 2)
  }

  @Test("the slope along the gradient of every parameter equals the central difference of the loss")
  func centralDifferences() throws {
    let original = try model()
    let (_, gradients) = try trainer(original).gradients(of: golden.examples())
    for (path, gradient) in gradients where !path.description.contains("token_type") {
      let norm = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      guard norm > 1e-4 else { continue }
      func loss(_ shift: Double) throws -> Double {
        var moved = original
        moved.visitParameters { other, parameter in
          guard other == path else { return }
          let values = zip(parameter.value.values, gradient).map { $0 + Float(shift * Double($1) / norm) }
          parameter.value = Matrix(rows: parameter.value.rows, columns: parameter.value.columns, elements: values)
        }
        return try trainer(moved).gradients(of: golden.examples()).loss
      }
      let step = 5e-3
      let slope = (try loss(step) - loss(-step)) / (2 * step)
      #expect(abs(slope - norm) <= 0.02 * norm + 1e-4, "\(path)")
    }
  }

  @Test("a mask keeps units at the rate that was asked for, and no two units of a batch are alike by construction")
  func rates() {
    var mask = DropoutMask()
    let key = DropoutKey(rate: 0.1, seed: 42, step: 3, site: 7)
    DropoutKernel.fill(&mask, units: [40_000, 60_000], numbers: [0, 1], key)
    var x = Matrix(rows: 100, columns: 1000)
    x.fill(1)
    DropoutKernel.apply(mask, to: &x)
    let kept = x.values.filter { $0 != 0 }
    #expect(abs(Double(kept.count) / 100_000 - 0.9) < 0.005)
    #expect(kept.allSatisfy { abs($0 - 1 / 0.9) < 1e-6 })
    #expect(Array(x.values[0..<40_000]) != Array(x.values[40_000..<80_000]))
  }
}
