/// The keys of a `config.json`, and how families differ in them.
extension EncoderConfiguration: Codable {
  /// What a key says.
  enum Key: String, CaseIterable {
    case modelType = "model_type"
    case vocabularySize = "vocab_size"
    case embeddingSize = "embedding_size"
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
    case paddingId = "pad_token_id"
    case initializerRange = "initializer_range"
    case sinusoidalPositions = "sinusoidal_pos_embds"
    case isDecoder = "is_decoder"
    case megatronVersion = "checkpoint_version"

    /// What a family's files call it: BERT's word, but for DistilBERT.
    func name(in family: EncoderFamily) -> String {
      guard family == .distilbert else { return rawValue }
      return switch self {
      case .hiddenSize: "dim"
      case .layers: "n_layers"
      case .heads: "n_heads"
      case .intermediateSize: "hidden_dim"
      case .activation: "activation"
      case .hiddenDropout: "dropout"
      case .attentionDropout: "attention_dropout"
      default: rawValue
      }
    }
  }

  /// A key by its text.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Where a decoder finds the model's name.
  static let modelName = CodingUserInfoKey(rawValue: "model name")

  /// A `model_type`, or a class of `architectures`, that is not computed.
  struct UnknownFamily: Error, CustomStringConvertible {
    let key: String
    let found: String
    var description: String { "\(key) is '\(found)'; this version computes \(EncoderFamily.names)" }
  }

  /// Reads the keys that matter; keys that are absent have the defaults of `transformers`, unknown ones are let be.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Name.self)
    let name = Self.modelName.flatMap { decoder.userInfo[$0] as? String } ?? ""
    let isMegatronOfNeMo = keys.contains(Name("num_layers")) && !keys.contains(Name(Key.modelType.rawValue))
    let family = isMegatronOfNeMo ? .megatronBert : try Self.family(in: keys, name: name)
    func optional<T: Decodable>(_ key: Key, _ type: T.Type = T.self) throws -> T? {
      // DistilBERT's classes take BERT's words as well.
      if let value = try keys.decodeIfPresent(T.self, forKey: Name(key.name(in: family))) { return value }
      return try keys.decodeIfPresent(T.self, forKey: Name(key.rawValue))
    }
    let usual = Defaults(family)
    let hidden = try optional(.hiddenSize) ?? usual.hidden
    let stated = try optional(.vocabularySize, Int.self)
    self.init(
      vocabularySize: stated ?? usual.vocabulary, hiddenSize: hidden,
      layers: try optional(.layers) ?? usual.layers, heads: try optional(.heads) ?? usual.heads,
      intermediateSize: try optional(.intermediateSize) ?? usual.intermediate,
      positions: try optional(.positions) ?? 512)
    self.family = family
    if family == .electra {
      let width = try optional(.embeddingSize) ?? 128
      embeddingSize = width == hidden ? nil : width
    }
    activation = try optional(.activation) ?? "gelu"
    hiddenDropout = try optional(.hiddenDropout) ?? 0.1
    attentionDropout = try optional(.attentionDropout) ?? 0.1
    segments = family.hasSegments ? try optional(.segments) ?? 2 : 0
    // DistilBERT's is fixed.
    epsilon = family == .distilbert ? 1e-12 : try optional(.epsilon) ?? 1e-12
    positionType = try optional(.positionType) ?? "absolute"
    paddingId = try optional(.paddingId) ?? (family.countsPositionsFromPadding ? 1 : 0)
    initializerRange = try optional(.initializerRange) ?? 0.02
    hasSinusoidalPositions = family == .distilbert ? try optional(.sinusoidalPositions) ?? false : false
    isDecoder = try optional(.isDecoder) ?? false
    if family == .megatronBert { megatronVersion = try optional(.megatronVersion) }
    if isMegatronOfNeMo { try readMegatron(keys, vocabulary: stated, intermediate: try optional(.intermediateSize)) }
  }

  /// NeMo's own words for Megatron-BERT: `num_layers`, and what Megatron-LM takes for granted.
  private mutating func readMegatron(
    _ keys: KeyedDecodingContainer<Name>, vocabulary: Int?, intermediate: Int?
  ) throws {
    layers = try keys.decode(Int.self, forKey: Name("num_layers"))
    intermediateSize =
      try intermediate ?? keys.decodeIfPresent(Int.self, forKey: Name("ffn_hidden_size"))
      ?? hiddenSize.multipliedReportingOverflow(by: 4).partialValue
    statesVocabularySize = vocabulary != nil
    if !keys.contains(Name(Key.epsilon.rawValue)) { epsilon = 1e-5 }
    // Megatron-LM fuses bias and GELU, in the approximation with tanh.
    if !keys.contains(Name(Key.activation.rawValue)) { activation = "gelu_new" }
  }

  private static func family(in keys: KeyedDecodingContainer<Name>, name: String) throws -> EncoderFamily {
    if let type = try keys.decodeIfPresent(String.self, forKey: Name(Key.modelType.rawValue)) {
      guard let family = EncoderFamily(rawValue: type) else {
        throw UnknownFamily(key: Key.modelType.rawValue, found: type)
      }
      return family
    }
    // The first BERTs were published without `model_type`.
    let classes = try keys.decodeIfPresent([String].self, forKey: Name("architectures")) ?? []
    guard let first = classes.first else { return EncoderFamily.named(in: name) ?? .bert }
    guard let family = EncoderFamily.named(by: first) else { throw UnknownFamily(key: "architectures", found: first) }
    return family
  }

  /// Writes every key under the name of the family.
  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Name.self)
    func name(_ key: Key) -> Name { Name(key.name(in: family)) }
    try keys.encode(family.rawValue, forKey: name(.modelType))
    try keys.encode(vocabularySize, forKey: name(.vocabularySize))
    if family == .electra { try keys.encode(embeddingSize ?? hiddenSize, forKey: name(.embeddingSize)) }
    try keys.encode(hiddenSize, forKey: name(.hiddenSize))
    try keys.encode(layers, forKey: name(.layers))
    try keys.encode(heads, forKey: name(.heads))
    try keys.encode(intermediateSize, forKey: name(.intermediateSize))
    try keys.encode(activation, forKey: name(.activation))
    try keys.encode(hiddenDropout, forKey: name(.hiddenDropout))
    try keys.encode(attentionDropout, forKey: name(.attentionDropout))
    try keys.encode(positions, forKey: name(.positions))
    try keys.encodeIfPresent(paddingId, forKey: name(.paddingId))
    try keys.encode(initializerRange, forKey: name(.initializerRange))
    if family == .distilbert {
      try keys.encode(hasSinusoidalPositions, forKey: name(.sinusoidalPositions))
    } else {
      try keys.encode(segments, forKey: name(.segments))
      try keys.encode(epsilon, forKey: name(.epsilon))
      try keys.encode(positionType, forKey: name(.positionType))
    }
  }

  /// The sizes that `transformers` gives a family where its file says nothing.
  private struct Defaults {
    var (vocabulary, hidden, layers, heads, intermediate) = (30522, 768, 12, 12, 3072)

    init(_ family: EncoderFamily) {
      switch family {
      case .bert, .camembert, .xlmRoberta: break
      case .distilbert: layers = 6
      case .electra: (hidden, heads, intermediate) = (256, 4, 1024)
      case .megatronBert: (vocabulary, hidden, layers, heads, intermediate) = (29056, 1024, 24, 16, 4096)
      case .roberta: vocabulary = 50265
      }
    }
  }
}
