public import Foundation
public import Kernels
import Layers

/// The sizes of an encoder, as Hugging Face's `config.json` says them.
public struct EncoderConfiguration: Hashable, Sendable {
  /// The family.
  public var family = EncoderFamily.bert
  /// Rows of the word embeddings.
  public var vocabularySize: Int
  /// Whether the file said how many rows there are; NeMo's Megatron configurations leave it to the weights.
  var statesVocabularySize = true
  /// Width of the tables where it is not that of the layers (ELECTRA).
  public var embeddingSize: Int?
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
  /// Rows of the position embeddings; `longestSequence` says how many of them a sequence can use.
  public var positions = 512
  /// Rows of the segment embeddings; 0 where the family has none.
  public var segments = 2
  /// ε of the LayerNorms.
  public var epsilon: Float = 1e-12
  /// How positions enter; `absolute` is the one that this version computes.
  public var positionType = "absolute"
  /// The id of the padding token.
  public var paddingId: Int? = 0
  /// Deviation of the weights of an encoder that begins without any.
  public var initializerRange: Float = 0.02
  /// Whether DistilBERT's position embeddings are waves.
  public var hasSinusoidalPositions = false
  /// The version of a Megatron checkpoint (NeMo's `checkpoint_version`), if the file says it.
  var megatronVersion: Double?
  /// Whether the file describes a decoder, which sees only what stands before.
  var isDecoder = false

  /// A configuration of the given sizes, everything else at its default.
  public init(
    vocabularySize: Int, hiddenSize: Int, layers: Int, heads: Int, intermediateSize: Int, positions: Int = 512
  ) {
    (self.vocabularySize, self.hiddenSize, self.layers) = (vocabularySize, hiddenSize, layers)
    (self.heads, self.intermediateSize, self.positions) = (heads, intermediateSize, positions)
  }

  /// Reads and checks a `config.json`.
  ///
  /// - Parameter name: of the model, which tells the family where the file says nothing of it.
  /// - Throws: `ModelProblem.configuration` naming the file, the key, what was found and what is possible.
  public init(json data: Data, file: String, named name: String = "") throws(ModelProblem) {
    do {
      let decoder = JSONDecoder()
      if let key = Self.modelName { decoder.userInfo[key] = name }
      self = try decoder.decode(EncoderConfiguration.self, from: data)
    } catch let error as DecodingError {
      throw .configuration(file: file, Self.phrase(error))
    } catch let problem as UnknownFamily {
      throw .configuration(file: file, problem.description)
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

  /// The row of the position embeddings that a sequence's first token takes.
  public var firstPosition: Int { family.countsPositionsFromPadding ? (paddingId ?? 0) + 1 : 0 }

  /// The longest sequence, special tokens included, that the position embeddings allow.
  public var longestSequence: Int { positions - firstPosition }

  /// What the tables are like.
  ///
  /// - Parameter wordRows: rows of the word embeddings if they are kept elsewhere.
  func embeddingsShape(wordRows: Int? = nil) -> Embeddings.Shape {
    Embeddings.Shape(
      vocabulary: wordRows ?? vocabularySize, positions: positions, segments: family.hasSegments ? segments : 0,
      width: embeddingSize ?? hiddenSize, hidden: hiddenSize, firstPosition: firstPosition,
      hasNorm: family.norms == .after, epsilon: epsilon, dropout: hiddenDropout)
  }

  /// What every layer is like.
  var layerShape: EncoderLayer.Shape {
    EncoderLayer.Shape(
      hidden: hiddenSize, intermediate: intermediateSize, heads: heads, epsilon: epsilon,
      activation: Self.activations[activation] ?? .gelu, hiddenDropout: hiddenDropout,
      attentionDropout: attentionDropout, attentionOutputDropout: family.dropsAttentionOutput ? hiddenDropout : 0,
      norms: family.norms)
  }

  /// By the names of `transformers`; the first three of GELU's approximations are the same formula.
  public static let activations: [String: Activation] = [
    "gelu": .gelu, "gelu_python": .gelu, "gelu_new": .geluTanh, "gelu_fast": .geluTanh, "gelu_accurate": .geluTanh,
    "gelu_pytorch_tanh": .geluTanh, "relu": .relu, "silu": .silu, "swish": .silu, "tanh": .tanh, "sigmoid": .sigmoid,
  ]

  /// The first rule that is broken, if any. Sizes come from a file and decide allocations, so they are bounded.
  var problem: String? {
    func key(_ key: Key) -> String { key.name(in: family) }
    if positionType != "absolute" {
      return "position_embedding_type is '\(positionType)'; this version computes 'absolute'"
    }
    if isDecoder { return "is_decoder is true; a tagger needs an encoder, which sees both sides of a word" }
    if Self.activations[activation] == nil {
      return "\(key(.activation)) is '\(activation)'; known are "
        + Self.activations.keys.sorted().joined(separator: ", ")
    }
    let sizes = [
      (Key.vocabularySize, vocabularySize, 4_000_000), (.hiddenSize, hiddenSize, 16384), (.layers, layers, 256),
      (.heads, heads, 1024), (.intermediateSize, intermediateSize, 131_072), (.positions, positions, 1_000_000),
      (.segments, segments, 1024), (.embeddingSize, embeddingSize ?? 1, 16384),
    ]
    for (name, value, largest) in sizes where value < 1 || value > largest {
      if name == .segments, !family.hasSegments { continue }
      return "\(key(name)) is \(value); expected 1 to \(largest)"
    }
    if hiddenSize % heads != 0 {
      return "\(key(.hiddenSize)) \(hiddenSize) is not a multiple of \(key(.heads)) \(heads)"
    }
    for (name, rate) in [(Key.hiddenDropout, hiddenDropout), (.attentionDropout, attentionDropout)]
    where !(0..<1).contains(rate) {
      return "\(key(name)) is \(rate); expected 0 ..< 1"
    }
    if !(epsilon > 0 && epsilon < 1) { return "layer_norm_eps is \(epsilon); expected a small positive number" }
    if !(initializerRange >= 0 && initializerRange <= 10) {
      return "initializer_range is \(initializerRange); expected 0 to 10"
    }
    guard family.countsPositionsFromPadding else { return nil }
    guard let paddingId, (0..<vocabularySize).contains(paddingId) else {
      return "pad_token_id is \(paddingId.map(String.init) ?? "null"); expected 0 ..< \(vocabularySize), "
        + "because \(family.rawValue) counts positions from it"
    }
    if longestSequence < 3 {
      return "max_position_embeddings is \(positions), of which \(family.rawValue) can use \(longestSequence) "
        + "(positions are counted from pad_token_id \(paddingId) + 1); expected at least 3"
    }
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
