import Annotations
import Foundation
import Kernels
import TestSupport
import Testing
import Tokenization

@testable import Exporting
@testable import Taggers

/// Exported models under the programs that they are for: ONNX Runtime and transformers, run by Python.
///
/// `GLOSS_PYTHON` names an interpreter that has `onnxruntime`, `transformers` and `torch`; else `python3` is asked.
@Suite("Exported models under ONNX Runtime and transformers")
struct PeerTests {
  private static let python: String? = {
    let named = ProcessInfo.processInfo.environment["GLOSS_PYTHON"]
    let candidates = named.map { [$0] } ?? ["/usr/bin/python3", "/usr/local/bin/python3"]
    return candidates.first { path in
      FileManager.default.isExecutableFile(atPath: path)
        && (try? run(path, ["-c", "import onnxruntime, transformers, torch"])) == 0
    }
  }()

  private static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["HF_HUB_OFFLINE": "1"]) { $1 }
    if arguments.first == "-c" { process.standardError = FileHandle.nullDevice }
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private struct Request: Encodable {
    var onnx: String
    var folder: String
    var padding: Int32
    var sentences: [[String]]
    var ids: [[Int32]]
  }

  private struct Answer: Decodable {
    /// Logits of every row of every sentence, without padding.
    var onnx: [[Float]]
    var transformers: [[Float]]
    /// What transformers' own tokenizer makes of the sentences.
    var ids: [[Int32]]
    var versions: String
  }

  /// The first sentences of the sample corpus.
  private func sentences() throws -> [[String]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appending(path: "corpora/sample/text_labels/text_train.txt"), encoding: .utf8)
    return text.split(separator: "\n").prefix(100).map { $0.split(separator: " ").map(String.init) }
  }

  private func compare(_ model: TaggerModel) throws {
    let place = try Workplace()
    let (onnx, folder) = (place.path("model.onnx"), place.path("hf"))
    _ = try OnnxExport(model, version: "test").write(to: onnx)
    try TransformersFolder(model).write(to: folder)
    let sentences = try sentences()
    #expect(sentences.count == 100)
    let encoder = SentenceEncoder(model.tokenizer, maxLength: model.engine.longestWindow)
    let windows = try sentences.map { sentence in
      var window = try #require(encoder.windows(of: sentence).first)
      window.firstRows = window.ids.indices.map { Int32($0) }
      return window
    }
    let request = Request(
      onnx: onnx, folder: folder, padding: model.tokenizer.special.padding ?? 0, sentences: sentences,
      ids: windows.map(\.ids))
    try JSONEncoder().encode(request).write(to: URL(filePath: place.path("request.json")))
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Peers/run_models.py").path
    let python = try #require(Self.python)
    let status = try Self.run(python, [script, place.path("request.json"), place.path("answer.json")])
    try #require(status == 0, "\(script) ended with status \(status)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(contentsOf: URL(filePath: place.path("answer.json"))))

    let workspace = TaggingEngine.Workspace(model.engine)
    var worst: [String: Float] = [:]
    for (index, window) in windows.enumerated() {
      model.engine.run(PackedBatch([window]), workspace)
      let expected = workspace.logits.values
      for (name, found) in [("ONNX Runtime", answer.onnx[index]), ("transformers", answer.transformers[index])] {
        try #require(found.count == expected.count)
        worst[name] = zip(found, expected).reduce(worst[name] ?? 0) { max($0, abs($1.0 - $1.1)) }
        #expect(labels(found, model.labels.count) == labels(expected, model.labels.count), "\(name), sentence \(index)")
      }
      // A long sentence has several windows, of which this is the first.
      let shared = window.ids.count - 1
      #expect(
        answer.ids[index].prefix(shared) == window.ids.prefix(shared), "sentence \(index): transformers' tokenizer")
    }
    print("exports, 100 sentences, \(answer.versions): largest difference of a logit", worst)
    for (name, difference) in worst { #expect(difference <= 1e-4, "\(name)") }
  }

  private func labels(_ logits: [Float], _ classes: Int) -> [Int] {
    stride(from: 0, to: logits.count, by: classes).map { start in
      (0..<classes).reduce(0) { logits[start + $1] > logits[start + $0] ? $1 : $0 }
    }
  }

  @Test(
    "a small random model of each family: logits within 1e-4 of the engine's, the same labels, the same ids",
    .enabled(if: python != nil, "set GLOSS_PYTHON to a Python with onnxruntime, transformers and torch"),
    arguments: EncoderFamily.allCases)
  func small(family: EncoderFamily) throws {
    try compare(RandomTagger.small(activation: family == .bert ? "gelu_new" : "gelu", family: family))
  }

  @Test(
    "the default encoder: logits within 1e-4 of the engine's, the same labels, the same ids",
    .enabled(if: python != nil, "set GLOSS_PYTHON to a Python with onnxruntime, transformers and torch"),
    .enabled(if: (try? RandomTagger.overDefaultEncoder()) ?? nil != nil, "tools/setup fetches the default encoder"))
  func defaultEncoder() throws {
    let model = try #require(try RandomTagger.overDefaultEncoder())
    try compare(model)
  }
}
