import Foundation
import Taggers

/// A folder with a BERT encoder so small that training takes a moment.
enum TinyEncoder {
  /// Writes the folder.
  static func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "anna", "lives", "in", "oslo", "paris", "and", "."]
    let configuration = EncoderConfiguration(
      vocabularySize: vocabulary.count, hiddenSize: 16, layers: 1, heads: 2, intermediateSize: 24, positions: 64)
    var state: UInt64 = 1
    func number() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int(state >> 40) - 1 << 23) / Float(1 << 25)
    }
    let tensors = BertEncoder(configuration, hasPooler: false).tensors().map { tensor in
      let isGain = tensor.name.hasSuffix("LayerNorm.weight")
      return WeightTensor(
        name: tensor.name, shape: tensor.shape,
        floats: (0..<tensor.shape.reduce(1, *)).map { _ in isGain ? 1 : number() })
    }
    try SafetensorsWriter(tensors).write(to: folder + "/model.safetensors")
    try configuration.json.write(to: URL(filePath: folder + "/config.json"))
    try Data((vocabulary.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: folder + "/vocab.txt"))
  }

  /// A column file of so many sentences.
  static func corpus(sentences: Int) -> String {
    (0..<sentences).map { index in
      let place = index.isMultiple(of: 2) ? "Oslo" : "Paris"
      return "Anna B-PER\nlives O\nin O\n\(place) B-LOC\n. O\n\n"
    }.joined()
  }
}
