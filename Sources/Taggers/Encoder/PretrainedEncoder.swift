import Files
import Foundation

/// A folder as Hugging Face lays it out: `config.json`, weights, and a vocabulary.
public struct PretrainedEncoder: Sendable {
  /// The folder.
  public let path: String
  /// What `config.json` says.
  public let configuration: EncoderConfiguration
  /// The encoder with its weights.
  public let encoder: BertEncoder
  /// Tensors of the file that no encoder needs, such as the heads of pre-training.
  public let unusedTensors: [String]

  /// Loads the encoder of a folder, checking name by name and shape by shape.
  ///
  /// - Throws: `ModelProblem`, and the storage's errors for files that are missing, truncated or foreign.
  public init(path: String) throws {
    self.path = path
    let configurationPath = Self.join(path, "config.json")
    guard FileManager.default.fileExists(atPath: path) else {
      throw ModelProblem.missingFile(
        folder: path, expected: "a folder with config.json, model.safetensors or pytorch_model.bin, and vocab.txt")
    }
    guard FileManager.default.fileExists(atPath: configurationPath) else {
      throw ModelProblem.missingFile(folder: path, expected: "config.json")
    }
    configuration = try EncoderConfiguration(json: MappedFile.open(configurationPath), file: configurationPath)
    let weights = try WeightFolder(path: path)
    let names = Set(weights.names)
    let prefix = names.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
    var encoder = BertEncoder(configuration, hasPooler: names.contains(prefix + "pooler.dense.weight"))
    var used = try encoder.load(from: weights, prefix: prefix, configuration: configurationPath)
    used.insert(prefix + "embeddings.position_ids")
    let rest = names.subtracting(used)
    let misplaced = rest.filter { $0.hasPrefix(prefix + "encoder.") || $0.hasPrefix(prefix + "embeddings.") }
    guard misplaced.isEmpty else { throw ModelProblem.unexpectedTensors(names: misplaced.sorted(), file: weights.path) }
    self.encoder = encoder
    unusedTensors = rest.sorted()
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
