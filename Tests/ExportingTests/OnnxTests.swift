import Annotations
import Files
import Foundation
import Taggers
import TestSupport
import Testing

@testable import Exporting

@Suite("ONNX export")
struct OnnxTests {
  @Test(
    "what is read back is what was written, and computes the engine's logits",
    arguments: ["gelu", "gelu_new", "relu", "silu", "tanh"], [1, 3])
  func readBack(activation: String, layers: Int) throws {
    let place = try Workplace()
    let model = try RandomTagger.small(headLayers: layers, activation: activation)
    let check = try OnnxExport(model, version: "1").write(to: place.path("model.onnx"))
    #expect(check.initializers > 40)
    #expect(check.sentences == 5)
    #expect(check.largestDifference > 0 && check.largestDifference < 1e-4)
  }

  @Test("every activation of a head is expressed", arguments: ["relu", "tanh", "sigmoid", "gelu", "silu"])
  func headActivations(name: String) throws {
    let place = try Workplace()
    let model = try RandomTagger.small(headLayers: 2, headActivation: name)
    #expect(try OnnxExport(model, version: "1").write(to: place.path("m.onnx")).largestDifference < 1e-4)
  }

  @Test("every family of encoders computes the engine's logits", arguments: EncoderFamily.allCases)
  func families(family: EncoderFamily) throws {
    let place = try Workplace()
    let model = try RandomTagger.small(headLayers: 2, family: family)
    let check = try OnnxExport(model, version: "1").write(to: place.path("model.onnx"))
    #expect(check.largestDifference > 0 && check.largestDifference < 1e-4)
  }

  @Test("the inputs and the output have NeMo's names, types and axes")
  func ports() throws {
    let place = try Workplace()
    let path = place.path("model.onnx")
    _ = try OnnxExport(RandomTagger.small(), version: "1").write(to: path)
    let storage = try MappedFile.open(path)
    let reader = try OnnxReader(file: path, storage: storage, range: 0..<storage.count)
    let axes: [OnnxGraph.Dimension] = [.named("batch"), .named("time")]
    #expect(
      reader.graph.inputs
        == ["input_ids", "attention_mask", "token_type_ids"].map {
          OnnxGraph.Port(name: $0, type: .int64, dimensions: axes)
        })
    #expect(reader.graph.outputs == [.init(name: "logits", type: .float32, dimensions: axes + [.fixed(5)])])
    #expect(reader.opset == 17)
    #expect(reader.irVersion == 8)
  }

  @Test("numbers that do not fit into one message stand in a file beside it, and compute the same")
  func externalData() throws {
    let place = try Workplace()
    let path = place.path("model.onnx")
    let export = try OnnxExport(RandomTagger.small(), version: "1", limit: 1)
    let check = try export.write(to: path)
    #expect(check.largestDifference < 1e-4)
    let sizes = try [path, path + ".data"].map { try MappedFile.open($0).count }
    #expect(sizes[0] < 30_000 && sizes[1] > 60_000)
    #expect(export.file(externalName: "model.onnx.data").externalByteCount == sizes[1])
  }

  @Test("a weight that changed on the disk is found and named")
  func changedWeight() throws {
    let place = try Workplace()
    let path = place.path("model.onnx")
    let model = try RandomTagger.small()
    let export = OnnxExport(model, version: "1")
    _ = try export.write(to: path)
    var bytes = try Data(contentsOf: URL(filePath: path))
    let reader = try OnnxReader(file: path, storage: bytes, range: 0..<bytes.count)
    let name = "classifier.mlp.layer0.weight"
    let tensor = try #require(reader.initializers[name])
    bytes[tensor.range.lowerBound + 1] ^= 1
    #expect(throws: ExportProblem.weights(file: path, name: name)) { try export.check(bytes, path: path) }
  }

  @Test("a file that is cut short is refused, wherever it ends")
  func truncated() throws {
    let place = try Workplace()
    let path = place.path("model.onnx")
    let export = try OnnxExport(RandomTagger.small(), version: "1")
    _ = try export.write(to: path)
    let bytes = try Data(contentsOf: URL(filePath: path))
    for count in stride(from: 0, to: bytes.count, by: 4999) {
      #expect(throws: ExportProblem.self) { try export.check(Data(bytes.prefix(count)), path: path) }
    }
  }

  @Test("graphs that compute something else are told from the engine")
  func wrongGraph() throws {
    let model = try RandomTagger.small(activation: "gelu")
    let other = try RandomTagger.small(activation: "relu")
    let graph = ClassifierGraph.make(other.classifier, labels: other.labels.names)
    var bytes = Data()
    try OnnxFile(graph, producerVersion: "1", externalName: "").write { bytes.append($0) }
    let reader = try OnnxReader(file: "m", storage: bytes, range: 0..<bytes.count)
    do {
      _ = try OnnxCheck(reader, file: "m", graph: graph, model: model)
      Issue.record("another activation went unnoticed")
    } catch ExportProblem.differs(_, let difference, let largest) {
      #expect(difference > largest)
    }
  }

  @Test("the same model gives the same bytes")
  func deterministic() throws {
    func bytes() throws -> Data {
      var bytes = Data()
      try OnnxExport(RandomTagger.small(), version: "1").file(externalName: "").write { bytes.append($0) }
      return bytes
    }
    let first = try bytes()
    #expect(try first == bytes())
    #expect(try OnnxExport(RandomTagger.small(), version: "1").file(externalName: "").byteCount == first.count)
  }
}
