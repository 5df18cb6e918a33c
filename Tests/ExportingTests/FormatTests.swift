import Annotations
import Files
import Foundation
import Kernels
import Layers
import Specs
import Taggers
import TestSupport
import Testing
import Tokenization

@testable import Exporting

@Suite("Riva and transformers exports")
struct FormatTests {
  private func members(_ path: String) throws -> [String: Data] {
    let storage = try MappedFile.open(path)
    return Dictionary(
      uniqueKeysWithValues: try TarFile(storage).members.map { ($0.name, storage.subdata(in: $0.range)) })
  }

  @Test("a Riva archive keeps the schema: a configuration that names members which are there")
  func rivaSchema() throws {
    let place = try Workplace()
    let path = place.path("m.riva")
    let check = try RivaArchive(RandomTagger.small(headLayers: 2), encoderName: "tiny", version: "1").write(to: path)
    #expect(check.largestDifference < 1e-4)
    let members = try members(path)
    #expect(members["model_graph.onnx"] != nil)
    let text = try #require(members["model_config.yaml"])
    let configuration = try SpecNode.parse(text, file: "model_config.yaml")
    for key in ["class_labels.class_labels_file", "tokenizer.vocab_file", "language_model.config_file"] {
      let name = try #require(configuration[key]?.scalar?.text)
      #expect(members[name] != nil, "\(key) names \(name)")
    }
    #expect(configuration["language_model.pretrained_model_name"]?.scalar?.text == "tiny")
    #expect(configuration["language_model.lm_checkpoint"]?.isNull == true)
    #expect(configuration["label_ids.I-LOC"]?.scalar?.value == .int(4))
    #expect(configuration["head.num_fc_layers"]?.scalar?.value == .int(2))
    let manifestText = try #require(members["manifest.yaml"])
    let manifest = try SpecNode.parse(manifestText, file: "manifest.yaml")
    let expected: [String: Scalar.Value] = [
      "format_version": .int(3), "has_pytorch_checkpoint": .bool(false), "onnx": .bool(true),
      "obj_cls": .string("nemo.collections.nlp.models.TokenClassificationModel"),
      "min_nemo_version": .string("1.3"), "onnx_archive_format": .int(1), "runtime": .string("ONNX"),
    ]
    for (key, value) in expected { #expect(manifest["metadata." + key]?.scalar?.value == value) }
  }

  @Test("a graph that needs a file beside it becomes a tar inside the Riva archive")
  func rivaExternal() throws {
    let place = try Workplace()
    let path = place.path("m.riva")
    let model = try RandomTagger.small()
    let onnx = OnnxExport(model, version: "1", limit: 1)
    #expect(try RivaArchive(model, encoderName: "tiny", onnx: onnx).write(to: path).largestDifference < 1e-4)
    let inner = try #require(try members(path)["model_graph.onnx.tar"])
    #expect(try TarFile(inner).members.map(\.name) == ["model_graph.onnx", "model_graph.onnx.data"])
  }

  @Test("a transformers folder has the weights under transformers' names, without the pooler, and the labels")
  func transformersFolder() throws {
    let place = try Workplace()
    let folder = place.path("deep/er/hf")
    let model = try RandomTagger.small()
    let names = try TransformersFolder(model).write(to: folder)
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder)) == Set(names))
    let weights = try WeightFolder(path: folder)
    #expect(weights.names.contains("bert.encoder.layer.1.attention.self.key.bias"))
    #expect(weights.names.allSatisfy { !$0.contains("pooler") })
    #expect(try weights.floats("classifier.weight") == model.classifier.head.affines[0].weight.value.values)
    let configuration = try JSONValue(parsing: Data(contentsOf: URL(filePath: folder + "/config.json"))).object
    #expect(configuration?["id2label"]?.object?["3"] == "I-PER")
    #expect(configuration?["label2id"]?.object?["I-PER"] == 3)
    #expect(configuration?["architectures"] == ["BertForTokenClassification"])
    // Our own readers take the folder for an encoder again.
    let again = try PretrainedEncoder(path: folder)
    #expect(again.unusedTensors == ["classifier.bias", "classifier.weight"])
    #expect(try Tokenizer(path: folder).files == model.tokenizer.files)
  }

  @Test("a head of several layers is refused with the reason and a way out")
  func refusedHead() throws {
    let model = try RandomTagger.small(headLayers: 2)
    do {
      _ = try TransformersFolder(model)
      Issue.record("a head of two layers was taken")
    } catch {
      #expect(
        "\(error)"
          == "transformers' BertForTokenClassification cannot express a head of 2 layers: it has a single one on top of the "
          + "encoder; train with model.head.num_fc_layers=1, or export this model with export_format=ONNX")
    }
  }
}
