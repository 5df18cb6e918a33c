import Foundation
import Kernels
import Layers
import Specs
import Taggers
import TestSupport
import Testing

@testable import Workbench

@Suite("model.language_model")
struct LanguageModelTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  /// A `config.json` whose feed-forward width tells it apart.
  private func configuration(_ family: String, width: Int) -> String {
    """
    {"model_type": "\(family)", "vocab_size": 20, "hidden_size": 8, "dim": 8, "num_hidden_layers": 1, "n_layers": 1,
     "num_attention_heads": 2, "n_heads": 2, "intermediate_size": \(width), "hidden_dim": \(width),
     "max_position_embeddings": 12, "initializer_range": 0.5}
    """
  }

  /// The encoder of a spec, and the log's lines.
  private func choose(_ yaml: String, seed: Int = 1) throws -> (encoder: BertEncoder, log: [String]) {
    let tree = try SpecNode.parse(yaml, file: "spec.yaml")
    let spec = try SpecReader.decode(tree) { LanguageModelSpec($0.root) }.value
    var log: [String] = []
    let locator = EncoderLocator(environment: ["GLOSS_HOME": place.path("home"), "HOME": place.path("home")])
    let chosen = try ChosenEncoder(spec, locator: locator, seed: seed) { event in
      if case .log(let level, _, let message) = event { log.append("\(level.rawValue) \(message)") }
    }
    return (chosen.encoder, log)
  }

  /// Weights of an encoder as transformers and NeMo would name them, behind a prefix.
  private func write(_ encoder: BertEncoder, prefix: String, leavingOut: String = "-", to name: String) throws -> String
  {
    var encoder = encoder
    var tensors: [WeightTensor] = []
    encoder.visitParameters { path, parameter in
      let size = parameter.value.count / path.parts.count
      var shape = parameter.shape
      shape[0] /= path.parts.count
      for (index, part) in path.parts.enumerated() where !part.contains(leavingOut) {
        let numbers = Array(parameter.value.elements(index * size..<(index + 1) * size))
        tensors.append(WeightTensor(name: prefix + part, shape: shape, floats: numbers))
      }
    }
    try SafetensorsWriter(tensors).write(to: place.path(name))
    return place.path(name)
  }

  @Test(
    "config_file goes before config, both before the folder; without lm_checkpoint the encoder is drawn and says so")
  func precedence() throws {
    let file = try place.file("encoder.json", Data(configuration("electra", width: 24).utf8))
    let config = configuration("bert", width: 16)
    let both = try choose("{pretrained_model_name: nowhere, config_file: \(file), config: \(config)}")
    #expect(both.encoder.configuration.intermediateSize == 24)
    #expect(both.encoder.configuration.family == .electra)
    #expect(both.log.first == "W Both config_file and config were given; config_file (\(file)) is used.")
    #expect(both.log.last?.hasPrefix("W The encoder begins with random weights, because \(file) gives") == true)
    let map = try choose("{pretrained_model_name: nowhere, config: \(config)}")
    #expect(map.encoder.configuration.intermediateSize == 16)
    #expect(map.log.count == 1)
    #expect(map.encoder.layers[0].up.weight.value.values.contains { $0 != 0 })
    #expect(
      try choose("{config: \(config)}", seed: 1).encoder.layers[0].up.weight.value
        == map.encoder.layers[0].up.weight.value)
    #expect(
      try choose("{config: \(config)}", seed: 2).encoder.layers[0].up.weight.value
        != map.encoder.layers[0].up.weight.value)
  }

  @Test("a configuration without model_type is of the family that the name speaks of")
  func named() throws {
    let yaml = "{pretrained_model_name: roberta-base, config: {vocab_size: 20, hidden_size: 8, num_attention_heads: 2}}"
    let encoder = try choose(yaml.replacing("hidden_size: 8", with: "hidden_size: 8, num_hidden_layers: 1")).encoder
    #expect(encoder.configuration.family == .roberta)
  }

  @Test("lm_checkpoint fills the encoder of a configuration or of a folder", arguments: ["bert_model.", "bert.", ""])
  func checkpoint(prefix: String) throws {
    let json = configuration("bert", width: 16)
    let drawn = try choose("{config: \(json)}", seed: 9).encoder
    let weights = try write(drawn, prefix: prefix, to: "weights.safetensors")
    let stated = try choose("{config: \(json), lm_checkpoint: \(weights)}").encoder
    #expect(stated.embeddings.words.value == drawn.embeddings.words.value)
    #expect(stated.layers[0].qkv.weight.value == drawn.layers[0].qkv.weight.value)
    #expect(stated.pooler?.weight.value == drawn.pooler?.weight.value)
    // The folder has a configuration and need not have weights.
    try FileManager.default.createDirectory(atPath: place.path("folder"), withIntermediateDirectories: true)
    try place.file("folder/config.json", Data(json.utf8))
    let folder = place.path("folder")
    let found = try choose("{pretrained_model_name: \(folder), lm_checkpoint: \(weights)}").encoder
    #expect(found.layers[0].down.weight.value == drawn.layers[0].down.weight.value)
  }

  @Test("what is missing is named: the checkpoint, a tensor of it, the configuration")
  func missing() throws {
    let json = configuration("bert", width: 16)
    let nowhere = message(in: place) { _ = try choose("{config: \(json), lm_checkpoint: \(place.path("no.bin"))}") }
    #expect(nowhere.hasPrefix("no.bin: error: "))
    let drawn = try choose("{config: \(json)}").encoder
    let weights = try write(drawn, prefix: "bert.", leavingOut: "output.dense.bias", to: "part.safetensors")
    #expect(
      message(in: place) { _ = try choose("{config: \(json), lm_checkpoint: \(weights)}") }
        == "part.safetensors: there is no tensor 'encoder.layer.0.attention.output.dense.bias', which "
        + "model.language_model.config calls for; the weights and the configuration belong to different models")
    #expect(
      message(in: place) { _ = try choose("{config_file: \(place.path("no.json"))}") }
        == "no.json: expected the encoder's configuration (model.language_model.config_file), found nothing; give the "
        + "path of a config.json, or null to take the one of pretrained_model_name")
    #expect(
      message { _ = try choose("{config: {model_type: albert}}") }
        == "model.language_model.config: model_type is 'albert'; this version computes bert, camembert, distilbert, "
        + "electra, megatron-bert, roberta, xlm-roberta")
  }
}
