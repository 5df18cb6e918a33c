import Files
import Foundation
import Kernels

/// An encoder to train on: from a folder as Hugging Face lays it out (`config.json`, weights, a vocabulary), or from a
/// configuration alone, with weights of a checkpoint or drawn ones.
public struct PretrainedEncoder: Sendable {
  /// The folder, or the file of the weights; empty for drawn weights.
  public let path: String
  /// The sizes.
  public var configuration: EncoderConfiguration { encoder.configuration }
  /// The encoder with its weights.
  public let encoder: BertEncoder
  /// Tensors of the file that no encoder needs, such as the heads of pre-training.
  public let unusedTensors: [String]

  /// Loads the encoder of a folder, checking name by name and shape by shape.
  ///
  /// - Throws: `ModelProblem`, and the storage's errors for files that are missing, truncated or foreign.
  public init(path: String) throws {
    let (configuration, file) = try Self.configuration(of: path)
    let weights = try EncoderWeights(configuration, file: file, from: WeightFolder(path: path))
    (self.path, encoder, unusedTensors) = (path, weights.encoder, weights.unused)
  }

  /// The encoder of a folder with the weights of NeMo's `lm_checkpoint` in place of its own.
  ///
  /// - Throws: `ModelProblem`, and the storage's errors.
  public init(path: String, checkpoint: String) throws {
    let (configuration, file) = try Self.configuration(of: path)
    try self.init(configuration, file: file, checkpoint: checkpoint)
  }

  /// What a folder's `config.json` says, and its path.
  private static func configuration(of path: String) throws -> (EncoderConfiguration, file: String) {
    let configurationPath = Self.join(path, "config.json")
    guard FileManager.default.fileExists(atPath: path) else {
      throw ModelProblem.missingFile(
        folder: path, expected: "a folder with config.json, model.safetensors or pytorch_model.bin, and vocab.txt")
    }
    guard FileManager.default.fileExists(atPath: configurationPath) else {
      throw ModelProblem.missingFile(folder: path, expected: "config.json")
    }
    let data = try MappedFile.open(configurationPath)
    return (try EncoderConfiguration(json: data, file: configurationPath, named: path), configurationPath)
  }

  /// An encoder of the given sizes with drawn weights; with a pooler where the family has one, as NeMo's.
  public init(drawing configuration: EncoderConfiguration, seed: UInt64) {
    var encoder = BertEncoder(configuration, hasPooler: configuration.family.mayHavePooler)
    var stream = PhiloxStream(seed: seed, stream: 2)
    encoder.initialize(using: &stream)
    (path, self.encoder, unusedTensors) = ("", encoder, [])
  }

  /// An encoder of the given sizes with the weights of NeMo's `lm_checkpoint`, which must cover every parameter.
  ///
  /// - Parameter file: where the configuration comes from, for messages.
  /// - Throws: `ModelProblem`, and the storage's errors.
  public init(_ configuration: EncoderConfiguration, file: String, checkpoint path: String) throws {
    let weights = try EncoderWeights.languageModelCheckpoint(
      configuration, file: file, from: WeightFolder(path: path))
    (self.path, encoder, unusedTensors) = (path, weights.encoder, weights.unused)
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
