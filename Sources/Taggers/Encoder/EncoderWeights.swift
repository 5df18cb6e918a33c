/// Fills an encoder from named tensors, whichever family they belong to and whatever stands before their names.
struct EncoderWeights {
  /// The encoder with its weights.
  let encoder: BertEncoder
  /// Tensors that no encoder needs, such as the heads of pre-training.
  let unused: [String]

  private static let words = "embeddings.word_embeddings.weight"

  /// Reads every parameter by name and shape.
  ///
  /// - Parameters:
  ///   - configuration: the sizes; the vocabulary's is taken from the weights where its file left it open.
  ///   - file: where the configuration comes from, for messages.
  /// - Throws: `ModelProblem`, and what reading throws.
  init(_ configuration: EncoderConfiguration, file: String, from source: some TensorSource) throws {
    if MegatronNames.areUsed(in: source) {
      guard configuration.family == .megatronBert else {
        throw ModelProblem.configuration(
          file: file,
          "model_type is '\(configuration.family.rawValue)', but \(source.path) holds a Megatron-BERT "
            + "(model_type 'megatron-bert')")
      }
      let translated = MegatronNames.translated(
        source, heads: configuration.heads, version: configuration.megatronVersion)
      try self.init(configuration, file: file, named: translated)
    } else {
      try self.init(configuration, file: file, named: source)
    }
  }

  private init(_ configuration: EncoderConfiguration, file: String, named source: some TensorSource) throws {
    let family = configuration.family
    let names = Set(source.names)
    let prefix =
      [family.prefix, "", "bert_model.", "model.", "encoder."].first { names.contains($0 + Self.words) } ?? ""
    var configuration = configuration
    if !configuration.statesVocabularySize, names.contains(prefix + Self.words),
      let rows = try source.shape(of: prefix + Self.words).first
    {
      configuration.vocabularySize = rows
      configuration.statesVocabularySize = true
      if let problem = configuration.problem { throw ModelProblem.configuration(file: source.path, problem) }
    }
    let hasPooler = family.mayHavePooler && names.contains(prefix + "pooler.dense.weight")
    var encoder = BertEncoder(configuration, hasPooler: hasPooler)
    let used = try encoder.load(from: source, prefix: prefix, configuration: file, naming: family.fileName)
    let rest = names.subtracting(used)
    let misplaced = rest.filter { !Self.isKnown($0, prefix: prefix) }
    guard misplaced.isEmpty else {
      throw ModelProblem.unexpectedTensors(names: misplaced.sorted(), file: source.path)
    }
    self.encoder = encoder
    unused = rest.sorted()
  }

  /// Whether a tensor that the encoder has no place for is one that files are known to have: buffers of indices, and
  /// heads, which stand beside the encoder's prefix or, where there is none, are among those of `transformers`.
  private static func isKnown(_ name: String, prefix: String) -> Bool {
    guard name.hasPrefix(prefix) else { return true }
    let own = name.dropFirst(prefix.count)
    if ["embeddings.position_ids", "embeddings.token_type_ids"].contains(own) { return true }
    return heads.contains(String(own.prefix { $0 != "." }))
  }

  private static let heads: Set = [
    "binary_head", "classifier", "cls", "discriminator_predictions", "generator_lm_head", "generator_predictions",
    "lm_head", "loss", "pooler", "pre_classifier", "qa_outputs", "sequence_summary", "vocab_layer_norm",
    "vocab_projector", "vocab_transform",
  ]
}

extension EncoderWeights {
  /// Reads NeMo's `lm_checkpoint`: where the first tensor's name begins with `bert`, everything up to its first dot is cut
  /// from all names. Every parameter of the encoder must be covered.
  static func languageModelCheckpoint(
    _ configuration: EncoderConfiguration, file: String, from source: some TensorSource
  ) throws -> EncoderWeights {
    guard let first = source.names.first, first.hasPrefix("bert"), let dot = first.firstIndex(of: ".") else {
      return try EncoderWeights(configuration, file: file, from: source)
    }
    let cut = first.distance(from: first.startIndex, to: dot) + 1
    // Only names that really begin like the first can lose that beginning; the others are heads.
    let beginning = first.prefix(cut)
    let renamed = RenamedTensors(source) { name in
      name.hasPrefix(beginning) ? [(String(name.dropFirst(cut)), .whole(name))] : [(name, .whole(name))]
    }
    return try EncoderWeights(configuration, file: file, from: renamed)
  }
}
