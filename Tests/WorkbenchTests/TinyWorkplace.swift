import Foundation
import Kernels
import Layers
import TestSupport
import Testing

@testable import Taggers
@testable import Workbench

/// A folder with a very small encoder, a corpus and label ids, to train on in moments; removed when the test is over.
final class TinyWorkplace {
  let folder: Workplace
  /// Every event, in order.
  private(set) var log: [String] = []

  init(sentences: Int = 24) throws {
    folder = try Workplace()
    try folder.folder("encoder")
    try encoder()
    try corpus("train", sentences)
    try corpus("dev", 9)
    try file("label_ids.csv", "O\nB-LOC\nB-PER\nI-PER")
  }

  var url: URL { folder.url }

  func path(_ name: String) -> String { folder.path(name) }

  func file(_ name: String, _ text: String) throws { try folder.file(name, text) }

  func text(_ name: String) throws -> String { try folder.text(name) }

  func bytes(_ name: String) throws -> Data { try folder.bytes(name) }

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }

  /// A BERT of two layers with random weights; words are spelled letter by letter.
  func encoder(seed: UInt64 = 3) throws {
    let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(Unicode.Scalar($0)) }
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."] + letters + letters.map { "##" + $0 }
    let configuration = EncoderConfiguration(
      vocabularySize: words.count, hiddenSize: 16, layers: 2, heads: 2, intermediateSize: 24, positions: 48)
    var encoder = BertEncoder(configuration, hasPooler: true)
    var stream = PhiloxStream(seed: seed, stream: 0)
    encoder.visitParameters { path, parameter in
      let isNorm = path.description.contains("LayerNorm.weight")
      let (rows, columns) = (parameter.value.rows, parameter.value.columns)
      let elements = (0..<rows * columns).map { _ in isNorm ? 1 : stream.normal(deviation: 0.08) }
      parameter.value = Matrix(rows: rows, columns: columns, elements: elements)
    }
    try SafetensorsWriter(encoder.tensors()).write(to: path("encoder/model.safetensors"))
    try configuration.json.write(to: URL(filePath: path("encoder/config.json")))
    try file("encoder/vocab.txt", words.joined(separator: "\n") + "\n")
  }

  func corpus(_ split: String, _ count: Int) throws {
    let people = ["ann lee", "bob kay", "eve fox", "dan roe"]
    let places = ["rome", "oslo", "kiel"]
    var (text, labels) = ("", "")
    for index in 0..<count {
      text += "\(people[index % 4]) saw \(places[index % 3]) \(index % 2 == 0 ? "again" : "late") .\n"
      labels += "B-PER I-PER O B-LOC O O\n"
    }
    try file("text_\(split).txt", text)
    try file("labels_\(split).txt", labels)
  }

  /// Trains into a folder of the workplace.
  ///
  /// - Parameters:
  ///   - stop: after so many steps somebody presses Ctrl-C.
  ///   - watch: is handed every event as well.
  @discardableResult
  func train(
    _ results: String, _ overrides: [String] = [], stop: Int? = nil, arguments: [String] = [],
    watch: @escaping (WorkEvent) throws -> Void = { _ in }
  ) throws -> String {
    log = []
    let steps = Counter()
    let workbench = try Workbench(
      environment: [:], arguments: arguments, isCancelled: { stop.map { steps.next() > $0 } ?? false },
      report: { [self] event in
        switch event {
        case .log(let level, let source, let message): log.append("\(level.rawValue) \(source) \(message)")
        case .progress, .output: break
        }
        try? watch(event)
      })
    let base = [
      "data_dir='\(path(""))'", "model.label_ids='\(path("label_ids.csv"))'", "++seed=5", "trainer.workers=2",
      "model.language_model.pretrained_model_name='\(path("encoder"))'", "training_ds.batch_size=4", "optim.lr=3e-3",
      "exp_manager.explicit_log_dir='\(path(results))'", "trainer.max_epochs=3", "optim.name=adamw",
    ]
    return try workbench.train(SpecSource(file: nil, overrides: base + overrides, environment: [:]))
  }

  /// How many log lines hold a text.
  func count(_ text: String) -> Int { log.count { $0.contains(text) } }
}

/// Counts calls.
private final class Counter: @unchecked Sendable {
  // Asked from the training's own thread alone.
  private var count = 0
  func next() -> Int {
    count += 1
    return count
  }
}

/// The message of the error that `body` throws, with the workplace's path taken out.
func message(in place: TinyWorkplace, _ body: () throws -> Void) -> String { message(in: place.folder, body) }
