import Files
import Kernels
import Specs
import Taggers

extension TaggerModel {
  /// Opens a model archive of ours or of NeMo; the content tells which, not the name.
  ///
  /// - Throws: as `TaggerModel(path:)` and `TaggerModel(nemo:)`; `SpecProblems` for a configuration that is not YAML.
  init(anyAt path: String, key: String?, mapsWords: Bool = false, precision: Precision = .fp32) throws {
    guard NeMoArchive.isNeMo(path) else {
      try self.init(path: path, key: key, mapsWords: mapsWords, precision: precision)
      return
    }
    guard precision != .int8 else {
      throw ModelProblem.modelConfiguration(
        file: path, "a NeMo archive holds no int8 weights; precision fp32 does without")
    }
    let archive = try NeMoArchive(path: path, key: key)
    let text = String(decoding: try archive.configuration(), as: UTF8.self)
    try self.init(
      nemo: archive, configuration: NeMoConfiguration(yaml: text, file: "\(path)(model_config.yaml)"),
      configurationText: text)
    if precision == .bf16 {
      try ModelArchive.checkBFloats(path)
      format = .bfloat16
    }
  }
}

extension TaggerModel {
  /// Opens the model that a training starts from. The key is that of the model that comes out, and this one may have the
  /// same key or none.
  init(startingFrom path: String, key: String?) throws {
    do {
      try self.init(anyAt: path, key: nil)
    } catch let error as FileError<ArchiveProblem> where error.problem == .keyMissing && key != nil {
      try self.init(anyAt: path, key: key)
    }
  }
}

extension NeMoConfiguration {
  /// What a `model_config.yaml` of NeMo says; what it leaves out has NeMo's defaults.
  ///
  /// - Throws: `SpecProblems` for what is not YAML, `ModelProblem.modelConfiguration` for a value of the wrong type.
  init(yaml: String, file: String) throws {
    self.init()
    let root = try SpecNode.parse(yaml, file: file)
    func scalar(_ path: String) -> Scalar? {
      guard let scalar = root[path]?.scalar, scalar.value != .null, !scalar.isMandatory else { return nil }
      return scalar
    }
    func wrong(_ path: String, _ expected: String) -> ModelProblem {
      .modelConfiguration(file: file, "\(path) is '\(scalar(path)?.text ?? "")', expected \(expected)")
    }
    func text(_ path: String) -> String? { scalar(path).flatMap { $0.text.isEmpty ? nil : $0.text } }
    func integer(_ path: String, _ standard: Int) throws -> Int {
      switch scalar(path)?.value {
      case nil: return standard
      case .int(let value): return value
      default: throw wrong(path, "an integer")
      }
    }
    vocabularyFile = text("tokenizer.vocab_file")
    labelsFile = text("class_labels.class_labels_file")
    encoderFile = text("language_model.config_file")
    let encoder = text("language_model.pretrained_model_name")
    encoderName = encoder
    tokenizerName = text("tokenizer.tokenizer_name") ?? encoder
    // A reference to another key says nothing by itself.
    if tokenizerName?.hasPrefix("${") == true { tokenizerName = encoder }
    if let name = tokenizerName, ["sentencepiece", "word", "char", "yttm", "regex"].contains(name) {
      throw wrong("tokenizer.tokenizer_name", "a BERT tokenizer: this version reads no NeMo models with others")
    }
    maxSequenceLength = try integer("dataset.max_seq_length", 128)
    head.layers = try integer("head.num_fc_layers", 2)
    switch scalar("head.fc_dropout")?.value {
    case nil: break
    case .float(let value): head.dropout = Float(value)
    case .int(let value): head.dropout = Float(value)
    default: throw wrong("head.fc_dropout", "a number")
    }
    head.activation = text("head.activation") ?? "relu"
    guard ClassifierHead.Shape.activations.contains(head.activation) else {
      throw wrong("head.activation", "one of \(ClassifierHead.Shape.activations.joined(separator: ", "))")
    }
    if let map = root["label_ids"]?.map, !map.entries.isEmpty {
      labelIDs = [:]
      for entry in map.entries {
        guard case .int(let id)? = entry.value.scalar?.value else {
          throw ModelProblem.modelConfiguration(file: file, "label_ids.\(entry.key) is not an integer")
        }
        labelIDs?[entry.key] = id
      }
    }
  }
}
