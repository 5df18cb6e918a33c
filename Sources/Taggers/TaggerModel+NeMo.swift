import Annotations
import Files
import Foundation
import Layers
import Tokenization

extension TaggerModel {
  /// The model of a NeMo archive.
  ///
  /// - Parameters:
  ///   - configuration: what its `model_config.yaml` says.
  ///   - configurationText: that file itself.
  /// - Throws: `FileError<ArchiveProblem>`, `FileError<CheckpointProblem>`, `ModelProblem`, `TokenizerProblem`.
  public init(nemo archive: NeMoArchive, configuration: NeMoConfiguration, configurationText: String) throws {
    let path = archive.path
    func part(_ name: String) -> String { "\(path)(\(name))" }
    let limit = 64 << 20
    guard let encoderName = archive.member(configuration.encoderFile, orEnding: ["encoder_config.json"]) else {
      throw FileError(archive.lacks("configuration of the encoder (…_encoder_config.json)"), file: path)
    }
    var encoderConfiguration = try EncoderConfiguration(
      json: archive.content(encoderName, limit: limit), file: part(encoderName), named: configuration.encoderName ?? "")
    if let name = archive.member(nil, orEnding: ["megatron_checkpoint_version.json"]) {
      encoderConfiguration.megatronVersion = try Self.megatronVersion(
        archive.content(name, limit: 1 << 20), file: part(name))
    }
    let labels = try Self.labels(archive, configuration)
    let vocabulary = try Self.vocabulary(archive, configuration, limit: limit)
    let tokenizer = try WordPieceTokenizer(
      vocabulary: vocabulary, options: Self.options(vocabulary, name: configuration.tokenizerName))
    guard (1...64).contains(configuration.head.layers), (0..<1).contains(configuration.head.dropout) else {
      throw ModelProblem.modelConfiguration(
        file: part(NeMoArchive.configurationName), "the numbers of `head` are out of range")
    }
    let weights = try archive.weights()
    let encoder = try EncoderWeights(encoderConfiguration, file: part(encoderName), from: weights).encoder
    let sizes = encoder.configuration
    guard vocabulary.count <= sizes.vocabularySize else {
      throw ModelProblem.vocabularySize(vocabulary: vocabulary.count, table: sizes.vocabularySize, folder: path)
    }
    var head = ClassifierHead(configuration.head, hidden: sizes.hiddenSize, labels: labels.count)
    let used = try head.load(from: weights, prefix: "classifier.", configuration: part(encoderName))
    let misplaced = Set(weights.names).subtracting(used).filter { $0.hasPrefix("classifier.") }
    guard misplaced.isEmpty else { throw ModelProblem.unexpectedTensors(names: misplaced.sorted(), file: weights.path) }
    let longest = configuration.maxSequenceLength > 0 ? configuration.maxSequenceLength : sizes.longestSequence
    self.init(
      classifier: TokenClassifier(encoder: encoder, head: head), labels: labels, tokenizer: .wordPiece(tokenizer),
      maxSequenceLength: min(max(longest, 3), sizes.longestSequence), configurationText: configurationText,
      origin: ArchiveManifest.Origin(toolVersion: "NeMo"))
  }

  /// What NeMo keeps of the checkpoint that a Megatron-BERT came from: how query, key and value are interleaved.
  private static func megatronVersion(_ data: Data, file: String) throws -> Double {
    switch (try? JSONValue(parsing: data))?.object?["checkpoint_version"] {
    case .integer(let version): return Double(version)
    case .number(let version): return version
    default: throw ModelProblem.modelConfiguration(file: file, "expected a number `checkpoint_version`")
    }
  }

  /// The mapping that the model was trained with, else the list of its labels.
  private static func labels(_ archive: NeMoArchive, _ configuration: NeMoConfiguration) throws -> LabelSet {
    var names: [String] = []
    var source = NeMoArchive.configurationName
    if let ids = configuration.labelIDs, !ids.isEmpty {
      let sorted = ids.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      guard sorted.map(\.value) == Array(sorted.indices) else {
        throw ModelProblem.modelConfiguration(
          file: "\(archive.path)(\(source))", "the ids of `label_ids` must be 0 to \(sorted.count - 1), each once")
      }
      names = sorted.map(\.key)
    } else {
      guard let name = archive.member(configuration.labelsFile, orEnding: ["label_ids.csv"]) else {
        throw FileError(archive.lacks("list of labels (label_ids.csv)"), file: archive.path)
      }
      source = name
      names = String(decoding: try archive.content(name, limit: 1 << 20), as: UTF8.self)
        .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
    guard let labels = LabelSet(names: names), labels.count >= 1, labels.names.first == "O" else {
      throw ModelProblem.modelConfiguration(
        file: "\(archive.path)(\(source))", "expected labels, each only once, and O the first")
    }
    return labels
  }

  /// One token a line, or a JSON object of tokens and ids.
  private static func vocabulary(
    _ archive: NeMoArchive, _ configuration: NeMoConfiguration, limit: Int
  ) throws -> Vocabulary {
    let endings = ["tokenizer.vocab_file", "vocab.txt", "vocab_file"]
    if let name = archive.member(configuration.vocabularyFile, orEnding: endings) {
      return Vocabulary(vocabularyText: Array(try archive.content(name, limit: limit)))
    }
    guard let name = archive.member(nil, orEnding: ["tokenizer_vocab_dict.json"]) else {
      throw FileError(archive.lacks("vocabulary (tokenizer.vocab_file)"), file: archive.path)
    }
    let fields = (try? JSONValue(parsing: archive.content(name, limit: limit)))?.object
    let sorted = fields?.compactMap { token, id in id.integer.map { (id: $0, token: token) } }.sorted { $0.id < $1.id }
    guard let sorted, !sorted.isEmpty, sorted.map(\.id) == Array(sorted.indices) else {
      throw ModelProblem.modelConfiguration(
        file: "\(archive.path)(\(name))", "expected an object of tokens and their ids, from 0 without holes")
    }
    return Vocabulary(tokens: sorted.map(\.token))
  }

  /// BERT's rules. A name says whether text is lower-cased, as `bert-base-uncased` does; where it does not, the vocabulary
  /// shows it by having capital letters or not.
  private static func options(_ vocabulary: Vocabulary, name: String?) -> WordPieceOptions {
    var options = WordPieceOptions()
    let name = name?.lowercased() ?? ""
    let special = options.specialTokens
    let specials = [special.padding, special.unknown, special.classification, special.separator, special.mask]
    options.lowercase =
      if name.contains("uncased") {
        true
      } else if name.contains("cased") {
        false
      } else {
        !vocabulary.text.split(separator: "\n").contains { token in
          !specials.contains(String(token)) && !token.hasPrefix("[unused")
            && token.utf8.contains { (0x41...0x5A).contains($0) }
        }
      }
    options.addedTokens = specials.compactMap { token in
      vocabulary.id(of: token).map { AddedToken(content: token, id: $0) }
    }
    return options
  }
}
