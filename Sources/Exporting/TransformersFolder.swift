import Annotations
import Files
import Foundation
public import Taggers
import Tokenization

/// A folder that Hugging Face's `transformers` loads as `BertForTokenClassification`, or as the class of the encoder's
/// family.
public struct TransformersFolder {
  private let model: TaggerModel
  private let tokenizer: WordPieceTokenizer

  /// The folder of a model whose weights are in memory.
  ///
  /// - Throws: `ExportProblem.cannotExpress` for a head of several layers.
  public init(_ model: TaggerModel) throws(ExportProblem) {
    let layers = model.classifier.head.shape.layers
    guard layers == 1 else {
      throw .cannotExpress(
        format: "transformers' \(Self.architecture(model))",
        what: "a head of \(layers) layers: it has a single one on top of the encoder",
        todo: "train with model.head.num_fc_layers=1, or export this model with export_format=ONNX")
    }
    guard let tokenizer = model.tokenizer.wordPieceTokenizer else {
      throw .cannotExpress(
        format: "export_format=HF", what: "a \(model.tokenizer.kind) tokenizer: it writes a vocab.txt",
        todo: "export with export_format=ONNX")
    }
    (self.model, self.tokenizer) = (model, tokenizer)
  }

  /// Writes the files into a folder, which is made if it is not there; all of them appear together.
  ///
  /// - Returns: the names of the files.
  /// - Throws: `FileError<FileProblem>`, `WeightProblem`.
  @discardableResult
  public func write(to folder: String) throws -> [String] {
    try FilePath.makeFolder(folder)
    let texts: [(name: String, text: String)] = [
      ("config.json", try configuration.canonical), ("vocab.txt", tokenizer.vocabulary.text),
      ("tokenizer_config.json", tokenizerConfiguration.canonical),
      ("special_tokens_map.json", JSONValue.object(specialTokens).canonical),
    ]
    let weights = try SafetensorsWriter(tensors)
    var files: [AtomicFile] = []
    for (name, text) in texts {
      let file = try AtomicFile(URL(filePath: folder).appending(path: name).path(percentEncoded: false))
      try file.write(text + (text.hasSuffix("\n") ? "" : "\n"))
      files.append(file)
    }
    let file = try AtomicFile(URL(filePath: folder).appending(path: "model.safetensors").path(percentEncoded: false))
    try weights.write { try file.write($0) }
    try AtomicFile.commit(files + [file])
    return texts.map(\.name) + ["model.safetensors"]
  }

  /// The weights under transformers' names; its token classifier has no pooler.
  private var tensors: [WeightTensor] {
    let family = model.classifier.encoder.configuration.family
    return model.classifier.tensors(naming: family.fileName).compactMap { tensor in
      let (encoder, head) = ("bert_model.", "classifier.mlp.layer0.")
      let name: String
      if tensor.name.hasPrefix(encoder + "pooler.") {
        return nil
      } else if tensor.name.hasPrefix(encoder) {
        name = family.prefix + tensor.name.dropFirst(encoder.count)
      } else if tensor.name.hasPrefix(head) {
        name = "classifier." + tensor.name.dropFirst(head.count)
      } else {
        name = tensor.name
      }
      return WeightTensor(name: name, shape: tensor.shape, elements: tensor.elements)
    }
  }

  /// The class of transformers.
  private static func architecture(_ model: TaggerModel) -> String {
    let name =
      switch model.classifier.encoder.configuration.family {
      case .bert: "Bert"
      case .camembert: "Camembert"
      case .distilbert: "DistilBert"
      case .electra: "Electra"
      case .megatronBert: "MegatronBert"
      case .roberta: "Roberta"
      case .xlmRoberta: "XLMRoberta"
      }
    return name + "ForTokenClassification"
  }

  private var configuration: JSONValue {
    get throws {
      var fields = (try? JSONValue(parsing: model.classifier.encoder.configuration.json))?.object ?? [:]
      let names = model.labels.names
      fields["architectures"] = [.string(Self.architecture(model))]
      fields["classifier_dropout"] = .number((Double(model.classifier.head.shape.dropout) * 1e6).rounded() / 1e6)
      fields["id2label"] = .object(
        Dictionary(names.enumerated().map { (String($0), .string($1)) }, uniquingKeysWith: { first, _ in first }))
      fields["label2id"] = .object(
        Dictionary(names.enumerated().map { ($1, .integer($0)) }, uniquingKeysWith: { first, _ in first }))
      // RoBERTa's kind counts positions from this id, so that the encoder's own word on it stays.
      if fields["pad_token_id"]?.integer == nil {
        fields["pad_token_id"] = .integer(Int(model.tokenizer.special.padding ?? 0))
      }
      fields["torch_dtype"] = "float32"
      return .object(fields)
    }
  }

  private var specialTokens: [String: JSONValue] {
    let names = tokenizer.options.specialTokens
    return [
      "cls_token": .string(names.classification), "sep_token": .string(names.separator),
      "unk_token": .string(names.unknown), "pad_token": .string(names.padding), "mask_token": .string(names.mask),
    ]
  }

  private var tokenizerConfiguration: JSONValue {
    let options = tokenizer.options
    var fields = specialTokens
    fields["tokenizer_class"] = "BertTokenizer"
    fields["do_lower_case"] = .bool(options.lowercase)
    fields["strip_accents"] = options.stripAccents.map { .bool($0) } ?? .null
    fields["tokenize_chinese_chars"] = .bool(options.tokenizeChineseCharacters)
    fields["model_max_length"] = .integer(model.classifier.encoder.configuration.longestSequence)
    return .object(fields)
  }
}
