import Files
import Foundation
import Specs
import Taggers

/// `model.language_model`: an encoder by name, or its configuration and where its weights come from.
struct LanguageModelSpec {
  /// A folder or a name; also the tokenizer's, unless `tokenizer.tokenizer_name` says otherwise.
  var name: String
  /// A `config.json`. An encoder of a configuration begins with drawn weights, unless `checkpoint` follows.
  var configurationFile: String?
  /// The same as a map of the spec; a file goes before it.
  var configuration: SpecNode?
  /// Weights for the encoder, in place of the folder's or the drawn ones.
  var checkpoint: String?

  init(_ section: SpecSection) {
    name = section.string("pretrained_model_name", default: "bert-base-uncased")
    checkpoint = section.optionalString("lm_checkpoint")
    configurationFile = section.optionalString("config_file")
    configuration = section.open("config")
    section.check(configuration?.map != nil || configuration == nil, key: "config", "must be a map")
  }

  /// Whether neither a configuration nor weights are given beside the name.
  var isNameAlone: Bool { configurationFile == nil && configuration == nil && checkpoint == nil }

  /// The configuration that the spec gives, and what messages call it; `nil` if the encoder's folder has it.
  ///
  /// - Throws: `ModelProblem`, `FileError<FileProblem>`.
  func statedConfiguration(report: WorkReporter) throws -> (configuration: EncoderConfiguration, file: String)? {
    let key = "model.language_model.config"
    if let file = configurationFile {
      if configuration != nil {
        report(
          .log(
            .warning, source: "lm_utils:105",
            message: "Both config_file and config were given; config_file (\(file)) is used."))
      }
      guard FileKind(of: file) != nil else {
        throw WorkProblem.missing(
          path: file, what: "the encoder's configuration (model.language_model.config_file)",
          todo: "give the path of a config.json, or null to take the one of pretrained_model_name")
      }
      let data = try MappedFile.open(file)
      return (try EncoderConfiguration(json: data, file: file, named: name), file)
    }
    guard let configuration else { return nil }
    let data = Data(configuration.json.canonical.utf8)
    return (try EncoderConfiguration(json: data, file: key, named: name), key)
  }
}

extension SpecNode {
  /// The same as JSON.
  var json: JSONValue {
    switch content {
    case .list(let list): return .array(list.map(\.json))
    case .map(let map):
      var fields: [String: JSONValue] = [:]
      for entry in map.entries { fields[entry.key] = entry.value.json }
      return .object(fields)
    case .scalar(let scalar):
      switch scalar.value {
      case .null: return .null
      case .bool(let value): return .bool(value)
      case .int(let value): return .integer(value)
      case .float(let value): return .number(value)
      case .string(let value): return .string(value)
      }
    }
  }
}
