public import Annotations
import Foundation
public import Kernels
import Layers
public import Tokenization

/// A trained tagger with everything that it needs to run, and its archive.
public struct TaggerModel: Sendable {
  /// The parts of an archive besides the weights.
  enum Member {
    static let configuration = "model_config.yaml"
    static let encoder = "config.json"
    static let facts = "gloss_model.json"
    static let labels = "label_ids.csv"
  }

  /// Encoder and head.
  public var classifier: TokenClassifier
  /// The labels, by id.
  public var labels: LabelSet
  /// The tokenizer that the encoder was trained with.
  public var tokenizer: Tokenizer
  /// The longest window of training, in sub-tokens with special tokens.
  public var maxSequenceLength: Int
  /// The whole model configuration as YAML, for people and for TAO's tools.
  public var configurationText: String
  /// What the manifest says of the model's origin.
  public var origin: ArchiveManifest.Origin
  /// What labelled data told about its scores; `nil` if it was not asked.
  public var calibration: Calibration?
  /// The word embeddings, if they stayed in the mapped archive.
  private var mappedWords: RowTable?
  /// The 8-bit weights that the model is computed with; `nil`: none.
  public var quantized: QuantizedEncoder?
  /// What the products of layers without 8-bit weights are computed in.
  public var format = ProductFormat.float32
  /// Below fp32, what a path has to lead by, in logits, lest its window be computed again; 0: none is.
  public var closeCallMargin: Float = 0
  /// What the products of close calls are computed in.
  public var closeCallFormat = ProductFormat.float32

  /// A model from its parts.
  public init(
    classifier: TokenClassifier, labels: LabelSet, tokenizer: Tokenizer, maxSequenceLength: Int,
    configurationText: String, origin: ArchiveManifest.Origin
  ) {
    (self.classifier, self.labels, self.tokenizer) = (classifier, labels, tokenizer)
    (self.maxSequenceLength, self.configurationText, self.origin) = (maxSequenceLength, configurationText, origin)
  }

  /// The word embeddings where they are: in memory, or in the mapped archive.
  public var wordTable: RowTable { mappedWords ?? .matrix(classifier.encoder.embeddings.words.value) }

  /// The engine that tags with this model.
  public var engine: TaggingEngine {
    TaggingEngine(classifier, words: mappedWords, quantized: quantized, format: format)
  }

  /// Computes close calls of bf16 and int8 again; `nil` in fp32, and where none is computed again.
  public func secondLook(_ method: TagDecoder.Method) -> SecondLook? {
    guard precision != .fp32, closeCallMargin > 0 else { return nil }
    let (classifier, words, format) = (classifier, mappedWords, closeCallFormat)
    return SecondLook(margin: closeCallMargin, decoder: TagDecoder(labels: labels, method: method)) {
      TaggingEngine(classifier, words: words, format: format)
    }
  }

  /// What the model is computed in: fp32, bf16 or int8.
  public var precision: Precision { quantized != nil ? .int8 : format == .bfloat16 ? .bf16 : .fp32 }

  /// What an archive keeps of a model besides NeMo's YAML: the facts that rebuild it.
  private struct Facts: Codable {
    var head: ClassifierHead.Shape
    var maxSequenceLength: Int
    var hasPooler: Bool
    var tokenizer: TokenizerRecord
  }

  /// Writes the model as one archive, beside and renamed into place. The same model gives the same bytes.
  public func write(to path: String, key: String? = nil) throws {
    try ModelArchive.write(members(), origin: origin, key: key, to: path)
  }

  /// What the archive is made of, for those who add members of their own.
  public func members() throws -> [ArchiveMember] {
    let family = classifier.encoder.configuration.family
    let facts = Facts(
      head: classifier.head.shape, maxSequenceLength: maxSequenceLength, hasPooler: classifier.encoder.pooler != nil,
      tokenizer: tokenizer.record)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var members = [
      ArchiveMember(name: Member.configuration, text: configurationText),
      ArchiveMember(name: Member.encoder, bytes: try classifier.encoder.configuration.json),
      ArchiveMember(name: Member.facts, bytes: try encoder.encode(facts)),
    ]
    members += tokenizer.files.map { ArchiveMember(name: $0.name, bytes: Data($0.bytes)) }
    if let calibration { members.append(ArchiveMember(name: Calibration.memberName, bytes: try calibration.json)) }
    members += [
      ArchiveMember(name: Member.labels, text: labels.names.joined(separator: "\n")),
      ArchiveMember(weights: try SafetensorsWriter(classifier.tensors(naming: family.fileName))),
    ]
    return members
  }

  /// Opens an archive and checks every part against the others.
  ///
  /// - Parameter mapsWords: whether the word embeddings stay in the mapped file and are read where they are touched: for
  ///   tagging, where a start should cost milliseconds. Such a model cannot be trained on or written.
  /// - Parameter precision: what it is computed in; `int8` needs an archive that was quantised.
  /// - Throws: `FileError<ArchiveProblem>`, `FileError<WeightProblem>`, `ModelProblem`, `TokenizerProblem`.
  public init(path: String, key: String? = nil, mapsWords: Bool = false, precision: Precision = .fp32) throws {
    let archive = try ModelArchive(path: path, key: key, verify: .allButWeights)
    // A sealed archive's weights are verified by what opens them.
    let verification = archive.isSealed ? nil : Concurrently.start { try archive.verifyWeights() }
    let opened = Result { try TaggerModel(archive, mapsWords: mapsWords, precision: precision) }
    // Damage explains whatever else is wrong.
    try verification?.wait()
    self = try opened.get()
  }

  /// Reads a model from an archive that is open.
  public init(_ archive: ModelArchive, mapsWords: Bool = false, precision: Precision = .fp32) throws {
    let path = archive.path
    func part(_ name: String) -> String { "\(path)#\(name)" }
    let configuration = try EncoderConfiguration(
      json: archive.member(Member.encoder), file: part(Member.encoder))
    let facts: Facts
    do {
      facts = try JSONDecoder().decode(Facts.self, from: archive.member(Member.facts))
    } catch is DecodingError {
      throw ModelProblem.modelConfiguration(file: part(Member.facts), "it does not say what this version needs")
    }
    guard (1...64).contains(facts.head.layers), facts.maxSequenceLength >= 3,
      facts.maxSequenceLength <= configuration.longestSequence, (0..<1).contains(facts.head.dropout)
    else {
      throw ModelProblem.modelConfiguration(file: part(Member.facts), "its numbers are out of range")
    }
    let names = String(decoding: try archive.member(Member.labels), as: UTF8.self).split(separator: "\n").map(
      String.init)
    guard let labels = LabelSet(names: names), labels.count >= 1 else {
      throw ModelProblem.modelConfiguration(file: part(Member.labels), "expected one label a line, each only once")
    }
    tokenizer = try Tokenizer(facts.tokenizer, source: path) { Array(try archive.member($0)) }
    guard tokenizer.count <= configuration.vocabularySize else {
      throw ModelProblem.vocabularySize(
        vocabulary: tokenizer.count, table: configuration.vocabularySize, folder: path)
    }
    let weights = try archive.weights()
    var classifier = TokenClassifier(
      encoder: BertEncoder(configuration, hasPooler: facts.hasPooler, wordRows: mapsWords ? 0 : nil),
      head: ClassifierHead(facts.head, hidden: configuration.hiddenSize, labels: labels.count))
    let words = "bert_model.embeddings.word_embeddings.weight"
    try classifier.load(
      from: weights, prefix: "", configuration: part(Member.encoder), leavingOut: mapsWords ? [words] : [],
      naming: configuration.family.fileName)
    if mapsWords {
      let (rows, columns) = (configuration.vocabularySize, configuration.embeddingSize ?? configuration.hiddenSize)
      guard try weights.shape(of: words) == [rows, columns], try weights.dtype(of: words) == .float32 else {
        throw ModelProblem.tensorShape(
          name: words, file: path, expected: [rows, columns], found: try weights.shape(of: words))
      }
      let range = try weights.range(of: words)
      mappedWords = .mapped(weights.storage, offset: range.lowerBound, rows: rows, columns: columns)
    }
    self.classifier = classifier
    self.labels = labels
    maxSequenceLength = facts.maxSequenceLength
    configurationText = String(decoding: try archive.member(Member.configuration), as: UTF8.self)
    origin = archive.manifest.origin
    if archive.memberNames.contains(Calibration.memberName) {
      calibration = try Calibration(
        json: archive.member(Calibration.memberName), file: part(Calibration.memberName))
    }
    let choice = try archive.choice(of: precision, for: configuration)
    (quantized, format) = (choice.quantized, choice.format)
    (closeCallMargin, closeCallFormat) = (choice.closeCallMargin, choice.closeCallFormat)
  }
}
