import Annotations
import Foundation
import Kernels
import Layers
import Tokenization

@testable import Taggers

/// Taggers with random weights, always the same.
enum RandomTagger {
  static let labels = ["O", "B-PER", "B-LOC", "I-PER", "I-LOC"]

  /// A small tagger with a vocabulary of its own.
  static func small(
    headLayers: Int = 1, activation: String = "gelu", headActivation: String = "relu",
    family: EncoderFamily = .bert
  ) throws -> TaggerModel {
    let tokenizer = Tokenizer.wordPiece(
      try WordPieceTokenizer(vocabularyText: vocabulary.joined(separator: "\n") + "\n"))
    var configuration = EncoderConfiguration(
      vocabularySize: tokenizer.count, hiddenSize: 32, layers: 2, heads: 4, intermediateSize: 48,
      positions: 40)
    configuration.activation = activation
    configuration.family = family
    if family == .electra { configuration.embeddingSize = 24 }
    if family == .distilbert { configuration.segments = 0 }
    return try tagger(
      BertEncoder(configuration, hasPooler: true), tokenizer, draws: true,
      head: ClassifierHead.Shape(layers: headLayers, dropout: 0.25, activation: headActivation))
  }

  /// The default encoder under a random head, if it is on this machine.
  static func overDefaultEncoder() throws -> TaggerModel? {
    let environment = ProcessInfo.processInfo.environment
    let home =
      environment["GLOSS_HOME"] ?? (environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache") + "/gloss"
    let folder = home + "/models/all-MiniLM-L6-v2"
    guard FileManager.default.fileExists(atPath: folder + "/config.json") else { return nil }
    return try tagger(
      PretrainedEncoder(path: folder).encoder, Tokenizer(path: folder), draws: false,
      head: ClassifierHead.Shape(layers: 1, dropout: 0.1, activation: "relu"))
  }

  private static func tagger(
    _ encoder: BertEncoder, _ tokenizer: Tokenizer, draws: Bool, head: ClassifierHead.Shape
  ) throws -> TaggerModel {
    var stream = PhiloxStream(seed: 7, stream: 1)
    var encoder = encoder
    if draws {
      encoder.visitParameters { path, parameter in
        let isGain = path.parts[0].hasSuffix("LayerNorm.weight")
        let values = (0..<parameter.value.count).map { _ in (isGain ? 1 : 0) + stream.normal(deviation: 0.2) }
        parameter.value = Matrix(rows: parameter.value.rows, columns: parameter.value.columns, elements: values)
      }
    }
    var classifier = ClassifierHead(head, hidden: encoder.configuration.hiddenSize, labels: labels.count)
    // Wide enough that no two labels are nearly equal by chance.
    classifier.visitParameters { _, parameter in
      let values = (0..<parameter.value.count).map { _ in stream.normal(deviation: 0.3) }
      parameter.value = Matrix(rows: parameter.value.rows, columns: parameter.value.columns, elements: values)
    }
    guard let set = LabelSet(names: labels) else { preconditionFailure("labels") }
    return TaggerModel(
      classifier: TokenClassifier(encoder: encoder, head: classifier), labels: set, tokenizer: tokenizer,
      maxSequenceLength: 24, configurationText: "model:\n  language_model:\n    pretrained_model_name: tiny\n",
      origin: ArchiveManifest.Origin(toolVersion: "test"))
  }

  private static let vocabulary =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    + "abcdefghijklmnopqrstuvwxyz0123456789.,-'".map(String.init)
    + "abcdefghijklmnopqrstuvwxyz0123456789".map { "##\($0)" } + ["the", "##ing", "new", "is", "company"]
}
