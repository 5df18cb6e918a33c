public import Foundation
public import Kernels
import Layers

/// The sizes of a BERT encoder, as Hugging Face's `config.json` names them.
public struct EncoderConfiguration: Codable, Hashable, Sendable {
  /// The file's keys and their defaults are those of `transformers`' BertConfig.
  enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case vocabularySize = "vocab_size"
    case hiddenSize = "hidden_size"
    case layers = "num_hidden_layers"
    case heads = "num_attention_heads"
    case intermediateSize = "intermediate_size"
    case activation = "hidden_act"
    case hiddenDropout = "hidden_dropout_prob"
    case attentionDropout = "attention_probs_dropout_prob"
    case positions = "max_position_embeddings"
    case segments = "type_vocab_size"
    case epsilon = "layer_norm_eps"
    case positionType = "position_embedding_type"
  }

  /// The family; `bert` is the one that this version computes.
  public var modelType = "bert"
  /// Rows of the word embeddings.
  public var vocabularySize: Int
  /// Width of the hidden states.
  public var hiddenSize: Int
  /// How many layers.
  public var layers: Int
  /// Attention heads a layer.
  public var heads: Int
  /// Width of the feed-forward networks.
  public var intermediateSize: Int
  /// Name of the feed-forward function.
  public var activation = "gelu"
  /// Dropout of hidden states in training.
  public var hiddenDropout: Float = 0.1
  /// Dropout of attention probabilities in training.
  public var attentionDropout: Float = 0.1
  /// How many positions have an embedding: the longest sequence.
  public var positions = 512
  /// Rows of the segment embeddings.
  public var segments = 2
  /// ε of the LayerNorms.
  public var epsilon: Float = 1e-12
  /// How positions enter; `absolute` is the one that this version computes.
  public var positionType = "absolute"

  /// A configuration of the given sizes, everything else at its default.
  public init(
    vocabularySize: Int, hiddenSize: Int, layers: Int, heads: Int, intermediateSize: Int, positions: Int = 512
  ) {
    (self.vocabularySize, self.hiddenSize, self.layers) = (vocabularySize, hiddenSize, layers)
    (self.heads, self.intermediateSize, self.positions) = (heads, intermediateSize, positions)
  }

  /// Reads the keys that matter; keys that are absent have BertConfig's defaults, unknown ones are let be.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys, _ fallback: T) throws -> T {
      try keys.decodeIfPresent(T.self, forKey: key) ?? fallback
    }
    modelType = try value(.modelType, "bert")
    vocabularySize = try value(.vocabularySize, 30522)
    hiddenSize = try value(.hiddenSize, 768)
    layers = try value(.layers, 12)
    heads = try value(.heads, 12)
    intermediateSize = try value(.intermediateSize, 3072)
    activation = try value(.activation, "gelu")
    hiddenDropout = try value(.hiddenDropout, 0.1)
    attentionDropout = try value(.attentionDropout, 0.1)
    positions = try value(.positions, 512)
    segments = try value(.segments, 2)
    epsilon = try value(.epsilon, 1e-12)
    positionType = try value(.positionType, "absolute")
  }

  /// Reads and checks a `config.json`.
  ///
  /// - Throws: `ModelProblem.configuration` naming the file, the key, what was found and what is possible.
  public init(json data: Data, file: String) throws(ModelProblem) {
    do {
      self = try JSONDecoder().decode(EncoderConfiguration.self, from: data)
    } catch let error as DecodingError {
      throw .configuration(file: file, Self.phrase(error))
    } catch {
      throw .configuration(file: file, "it is not JSON")
    }
    if let problem { throw .configuration(file: file, problem) }
  }

  /// The bytes of a `config.json` that says the same.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return try encoder.encode(self)
    }
  }

  /// What every layer is like.
  var layerShape: EncoderLayer.Shape {
    EncoderLayer.Shape(
      hidden: hiddenSize, intermediate: intermediateSize, heads: heads, epsilon: epsilon,
      activation: Self.activations[activation] ?? .gelu, hiddenDropout: hiddenDropout,
      attentionDropout: attentionDropout)
  }

  /// The functions by the names that configurations give them.
  public static let activations: [String: Activation] = [
    "gelu": .gelu, "gelu_new": .geluTanh, "gelu_pytorch_tanh": .geluTanh, "relu": .relu, "silu": .silu, "swish": .silu,
    "tanh": .tanh,
  ]

  /// The first rule that is broken, if any. Sizes come from a file and decide allocations, so they are bounded.
  private var problem: String? {
    if modelType != "bert" {
      return "model_type is '\(modelType)'; this version computes 'bert' encoders"
    }
    if positionType != "absolute" {
      return "position_embedding_type is '\(positionType)'; this version computes 'absolute'"
    }
    if Self.activations[activation] == nil {
      return "hidden_act is '\(activation)'; known are \(Self.activations.keys.sorted().joined(separator: ", "))"
    }
    let sizes = [
      ("vocab_size", vocabularySize, 4_000_000), ("hidden_size", hiddenSize, 16384), ("num_hidden_layers", layers, 256),
      ("num_attention_heads", heads, 1024), ("intermediate_size", intermediateSize, 131_072),
      ("max_position_embeddings", positions, 1_000_000), ("type_vocab_size", segments, 1024),
    ]
    for (key, value, largest) in sizes where value < 1 || value > largest {
      return "\(key) is \(value); expected 1 to \(largest)"
    }
    if hiddenSize % heads != 0 {
      return "hidden_size \(hiddenSize) is not a multiple of num_attention_heads \(heads)"
    }
    for (key, rate) in [("hidden_dropout_prob", hiddenDropout), ("attention_probs_dropout_prob", attentionDropout)]
    where !(0..<1).contains(rate) {
      return "\(key) is \(rate); expected 0 ..< 1"
    }
    if !(epsilon > 0 && epsilon < 1) { return "layer_norm_eps is \(epsilon); expected a small positive number" }
    return nil
  }

  private static func phrase(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(let type, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is not of the type that it must have (\(type))"
    case .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is null"
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .dataCorrupted(let context):
      "it is not valid JSON"
        + ((context.underlyingError as NSError?)?.userInfo["NSDebugDescription"].map { " (\($0))" } ?? "")
    @unknown default: "it cannot be read"
    }
  }
}
