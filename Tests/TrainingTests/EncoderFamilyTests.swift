import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

@Suite("Encoders of every family against transformers")
struct EncoderFamilyTests {
  private func head(_ hidden: Int) -> ClassifierHead {
    ClassifierHead(.init(layers: 1, dropout: 0, activation: "relu"), hidden: hidden, labels: 2)
  }

  private func pass(_ batch: PackedBatch, drops: Bool = false) -> Pass {
    Pass(
      layout: batch.layout, sequenceNumbers: (0..<batch.layout.count).map { UInt32($0) }, seed: 3, step: 1, drops: drops
    )
  }

  @Test("last hidden states of packed sequences, in training and in tagging", arguments: EncoderGolden.names)
  func forward(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    let expected = floats(golden.hidden)
    let batch = PackedBatch(golden.windows, multiple: 1)
    let saved = BertEncoder.Saved(encoder.configuration)
    encoder.forward(batch.ids, pass(batch), saved: saved)
    let worst = zip(saved.output.values, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(saved.output.values.count == expected.count)
    #expect(worst <= 1e-5)

    // Tagging: every third row, so that rows that are not read take the short way.
    let engine = TaggingEngine(TokenClassifier(encoder: encoder, head: head(encoder.configuration.hiddenSize)))
    let workspace = TaggingEngine.Workspace(engine)
    var windows = golden.windows
    for index in windows.indices { windows[index].firstRows = windows[index].firstRows.filter { $0 % 3 == 1 } }
    let some = PackedBatch(windows)
    engine.run(some, workspace)
    let h = encoder.configuration.hiddenSize
    let wanted = PackedBatch(windows, multiple: 1).readRows.flatMap { expected[$0 * h..<($0 + 1) * h] }
    let worstTagged = zip(workspace.hiddenStates.values, wanted).map { abs($0 - $1) }.max() ?? .infinity
    #expect(workspace.hiddenStates.values.count == wanted.count)
    #expect(worstTagged <= 1e-5)
    print("\(name): hidden states differ by \(worst) (training), \(worstTagged) (tagging)")
  }

  /// Σ hidden ∘ probe, and the gradients of all parameters.
  private func gradients(_ golden: EncoderGolden, _ encoder: BertEncoder, drops: Bool) -> (
    loss: Double, encoder: BertEncoder
  ) {
    var encoder = encoder
    encoder.visitParameters { path, parameter in
      if path.parts.first?.hasPrefix("pooler") == false { parameter.allocateGradient() }
    }
    let batch = PackedBatch(golden.windows, multiple: 1)
    let saved = BertEncoder.Saved(encoder.configuration)
    let (h, f) = (encoder.configuration.hiddenSize, encoder.configuration.intermediateSize)
    encoder.forward(batch.ids, pass(batch, drops: drops), saved: saved)
    let probe = EncoderGolden.value(1000, count: batch.ids.count * h)
    let loss = zip(saved.output.values, probe).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    var d = Matrix(rows: batch.ids.count, columns: h, elements: probe)
    encoder.backward(
      &d, batch.ids, pass(batch, drops: drops), saved: saved, scratch: BackwardScratch(hidden: h, intermediate: f))
    return (loss, encoder)
  }

  @Test("the gradient of every parameter", arguments: EncoderGolden.names)
  func gradient(name: String) throws {
    let golden = try EncoderGolden(named: name)
    var (loss, encoder) = gradients(golden, try golden.encoder(), drops: false)
    #expect(abs(loss - golden.loss) < 1e-3)
    var seen = 0
    var worst = (0.0, "")
    let family = encoder.configuration.family
    encoder.visitParameters { path, parameter in
      guard parameter.isTrained else { return }
      let all = parameter.gradient.values
      let part = all.count / path.parts.count
      for (index, canonical) in path.parts.enumerated() {
        let name = family.fileName(of: canonical)
        guard let recorded = golden.gradients[name] else {
          Issue.record("no gradient was recorded for \(name)")
          continue
        }
        var expected = floats(recorded)
        if let rows = golden.rows[name] {
          let width = parameter.gradient.columns
          var full = [Float](repeating: 0, count: part)
          for (place, row) in rows.enumerated() {
            full.replaceSubrange(
              row * width..<(row + 1) * width, with: expected[place * width..<(place + 1) * width])
          }
          expected = full
        }
        let found = Array(all[index * part..<(index + 1) * part])
        seen += 1
        // A key's bias cannot change a softmax: both sides hold rounding noise there.
        if name.contains("attention.self.key.bias") || name.contains("k_lin.bias") {
          #expect(found.allSatisfy { abs($0) < 1e-4 })
        } else {
          let error = relativeError(found, expected)
          if error > worst.0 { worst = (error, name) }
          #expect(error < 1e-3, "\(name)")
        }
      }
    }
    #expect(seen == golden.gradients.count)
    print("\(name): gradients differ by at most \(worst.0) (\(worst.1)); the losses by \(abs(loss - golden.loss))")
  }

  @Test(
    "the slope along the gradient of every parameter equals the central difference, dropouts at work",
    arguments: ["megatron_bert", "electra", "distilbert", "xlm_roberta"])
  func centralDifferences(name: String) throws {
    let golden = try EncoderGolden(named: name)
    var configuration = golden.config
    (configuration.hiddenDropout, configuration.attentionDropout) = (0.3, 0.2)
    let original = try golden.encoder(configuration)
    var derived = gradients(golden, original, drops: true).encoder
    var worst = 0.0
    derived.visitParameters { path, parameter in
      guard parameter.isTrained else { return }
      let gradient = parameter.gradient.values
      let norm = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      guard norm > 1e-2 else { return }
      func loss(_ shift: Double) -> Double {
        var moved = original
        moved.visitParameters { other, parameter in
          guard other == path else { return }
          let values = zip(parameter.value.values, gradient).map { $0 + Float(shift * Double($1) / norm) }
          parameter.value = Matrix(rows: parameter.value.rows, columns: parameter.value.columns, elements: values)
        }
        return gradients(golden, moved, drops: true).loss
      }
      let step = 4e-3
      let slope = (loss(step) - loss(-step)) / (2 * step)
      worst = max(worst, abs(slope - norm) / norm)
      #expect(abs(slope - norm) <= 0.02 * norm + 1e-3, "\(path)")
    }
    print("\(name): slopes differ from central differences by at most \(worst)")
  }

  @Test("a DistilBERT drops nothing behind its attention, the others do")
  func dropoutPlaces() throws {
    #expect(try EncoderGolden(named: "distilbert").config.layerShape.attentionOutputDropout == 0)
    var bert = try EncoderGolden(named: "bert").config
    bert.hiddenDropout = 0.3
    #expect(bert.layerShape.attentionOutputDropout == 0.3)
  }

  @Test(
    "the optimizer learns on every family, and the gradient of the whole tagger is the same for 1 and 2 workers",
    arguments: EncoderGolden.names)
  func training(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    var head = head(encoder.configuration.hiddenSize)
    var stream = PhiloxStream(seed: 1, stream: 1)
    head.initialize(transformerInit: true, using: &stream)
    let examples = golden.windows.enumerated().map { number, window in
      let labels = window.ids.map { $0 % 2 }
      return TrainingExample(window: window, labels: labels, weights: labels.map { _ in 1 })
    }
    func trainer(_ workers: Int) -> Trainer {
      Trainer(
        TokenClassifier(encoder: encoder, head: head), optimizer: OptimizerSpecification(.adam),
        schedule: LearningRateSchedule(.constant, base: 3e-3, warmupSteps: 0, maxSteps: 100), seed: 5, workers: workers)
    }
    let (one, two) = (try trainer(1).gradients(of: examples), try trainer(2).gradients(of: examples))
    #expect(abs(one.loss - two.loss) < 1e-6)
    for (a, b) in zip(one.gradients, two.gradients) where !a.0.description.contains("self.key") {
      #expect(relativeError(a.1, b.1) < 1e-4, "\(a.0)")
    }
    let learner = trainer(2)
    var loss = 0.0
    for _ in 0..<60 { loss = try learner.train(on: [examples]).loss }
    #expect(loss < one.loss / 3)
  }
}
