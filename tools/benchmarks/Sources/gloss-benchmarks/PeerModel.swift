import Annotations
import Foundation
import Kernels
import Layers
import Taggers
import Tokenization

/// A token classifier in a Hugging Face folder, as the peers load it.
enum PeerModel {
  private struct Labels: Decodable {
    var id2label: [String: String]
  }

  /// Makes a model archive with the same weights and labels.
  static func writeArchive(of folder: String, to path: String) throws {
    let pretrained = try PretrainedEncoder(path: folder)
    let configPath = folder + "/config.json"
    let config = try JSONDecoder().decode(Labels.self, from: Data(contentsOf: URL(filePath: configPath)))
    let names = try (0..<config.id2label.count).map { id in
      guard let name = config.id2label[String(id)] else {
        throw BenchmarkProblem.input(file: configPath, "id2label has no label \(id)")
      }
      return name
    }
    guard let labels = LabelSet(names: names) else {
      throw BenchmarkProblem.input(file: configPath, "id2label names a label twice")
    }
    let weightsPath = folder + "/model.safetensors"
    let weights = try SafetensorsFile(path: weightsPath)
    let hidden = pretrained.configuration.hiddenSize
    let (weight, bias) = (try weights.floats("classifier.weight"), try weights.floats("classifier.bias"))
    guard weight.count == hidden * labels.count, bias.count == labels.count else {
      throw BenchmarkProblem.input(
        file: weightsPath,
        "classifier.weight has \(weight.count) numbers and classifier.bias \(bias.count), expected "
          + "[\(labels.count), \(hidden)] and [\(labels.count)]")
    }
    var head = ClassifierHead(
      ClassifierHead.Shape(layers: 1, dropout: 0.1, activation: "relu"), hidden: hidden, labels: labels.count)
    head.affines[0].weight.value = Matrix(rows: labels.count, columns: hidden, elements: weight)
    head.affines[0].bias.value = Matrix(rows: 1, columns: labels.count, elements: bias)
    let model = TaggerModel(
      classifier: TokenClassifier(encoder: pretrained.encoder, head: head), labels: labels,
      tokenizer: try Tokenizer(path: folder), maxSequenceLength: pretrained.configuration.positions,
      configurationText: "# made by tools/benchmarks from \(folder)\n",
      origin: ArchiveManifest.Origin(toolVersion: "benchmarks"))
    try model.write(to: path)
  }
}
