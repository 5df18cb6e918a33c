import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

/// The reference that `tools/goldens/model.py` recorded.
struct TinyBert: Decodable {
  struct Run: Decodable, Sendable, CustomTestStringConvertible {
    enum CodingKeys: String, CodingKey {
      case kind, clip, rate, warmup, losses, norms
      case weightDecay = "weight_decay"
      case wordEmbeddings = "word_embeddings"
    }
    var kind: String
    var weightDecay: Float
    var clip: Double
    var rate: Double
    var warmup: Int
    var losses: [Double]
    var norms: [Double]
    var wordEmbeddings: Data
    var testDescription: String { "\(kind), decay \(weightDecay), clip \(clip)" }
  }
  enum CodingKeys: String, CodingKey {
    case config, weights, ids, labels, mask, hidden, logits, loss, gradients, runs
    case labelsCount = "labels_count"
    case classWeights = "class_weights"
    case weightedLoss = "weighted_loss"
    case weightedClassifierGradient = "weighted_classifier_gradient"
  }
  var config: EncoderConfiguration
  var labelsCount: Int
  var weights: Data
  var ids: [[Int32]]
  var labels: [[Int32]]
  var mask: [[Float]]
  var classWeights: [Float]
  var hidden: [Data]
  var logits: [Data]
  var loss: Double
  var weightedLoss: Double
  var gradients: [String: Data]
  var weightedClassifierGradient: Data
  var runs: [Run]

  static let shared: TinyBert = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/tiny_bert.json")
    do {
      return try JSONDecoder().decode(TinyBert.self, from: Data(contentsOf: url))
    } catch {
      preconditionFailure("\(url.path): \(error)")
    }
  }()

  /// The model with the recorded weights.
  func model() throws -> TokenClassifier {
    let file = try SafetensorsFile(path: "tiny_bert.json", storage: weights, range: 0..<weights.count)
    var encoder = BertEncoder(config, hasPooler: false)
    try encoder.load(from: file, prefix: "bert.", configuration: "tiny")
    var head = ClassifierHead(
      ClassifierHead.Shape(layers: 1, dropout: 0, activation: "relu"), hidden: config.hiddenSize, labels: labelsCount)
    let weight = try file.floats("classifier.weight")
    head.affines[0].weight.value = Matrix(rows: labelsCount, columns: config.hiddenSize, elements: weight)
    head.affines[0].bias.value = Matrix(rows: 1, columns: labelsCount, elements: try file.floats("classifier.bias"))
    return TokenClassifier(encoder: encoder, head: head)
  }

  /// The recorded batch.
  func examples(classWeights: [Float]? = nil) -> [TrainingExample] {
    zip(zip(ids, labels), mask).map { pair, mask in
      let (ids, labels) = pair
      let rows = ids.indices.map { Int32($0) }
      let window = EncodedWindow(ids: ids, firstRows: rows, wordOfRow: rows, scored: 0..<ids.count)
      let weights = zip(mask, labels).map { $0 * (classWeights?[Int($1)] ?? 1) }
      return TrainingExample(window: window, labels: labels, weights: weights)
    }
  }
}

/// Little-endian 32-bit floats.
func floats(_ data: Data) -> [Float] {
  stride(from: 0, to: data.count, by: 4).map { at in
    Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[data.startIndex + at + $1]) << (8 * UInt32($1)) })
  }
}

/// ‖a − b‖/‖b‖
func relativeError(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  let difference = zip(a, b).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
  let norm = b.reduce(0.0) { $0 + Double($1) * Double($1) }
  return (difference / max(norm, 1e-20)).squareRoot()
}
