import Annotations
import Files
import Foundation
import Kernels
import Taggers
import Tokenization

/// What reading an exported model back has shown.
public struct OnnxCheck: Sendable {
  /// How many weights were compared byte by byte.
  public var initializers = 0
  /// How many sentences were computed.
  public var sentences = 0
  /// The largest difference of a logit to the engine's.
  public var largestDifference: Float = 0
}

extension OnnxCheck {
  /// Logits may differ by this share of the largest one, and by this much where that is below 1.
  static let tolerance: Float = 1e-4

  /// Reads a model back, compares its structure and all its weights with what was to be written, computes the graph for
  /// a padded batch of sample sentences, and compares the logits with the engine's.
  ///
  /// - Throws: `ExportProblem`.
  init(_ reader: OnnxReader, file: String, graph: OnnxGraph, model: TaggerModel) throws {
    try compareStructure(reader, file, graph)
    for initializer in graph.initializers {
      guard let found = reader.initializers[initializer.name], found.shape == initializer.shape,
        found.type == initializer.type
      else { throw ExportProblem.weights(file: file, name: initializer.name) }
      let bytes = reader.bytes(found)
      var position = bytes.startIndex
      try initializer.write { piece in
        guard piece == bytes[position..<position + piece.count] else {
          throw ExportProblem.weights(file: file, name: initializer.name)
        }
        position += piece.count
      }
      initializers += 1
    }
    try compareLogits(reader, file, model)
  }

  private func compareStructure(_ reader: OnnxReader, _ file: String, _ graph: OnnxGraph) throws {
    func expect(_ condition: Bool, _ place: String, _ expected: String) throws {
      guard condition else { throw ExportProblem.damaged(file: file, place: place, expected: expected) }
    }
    try expect(reader.opset == OnnxGraph.opset, "the opset", "\(OnnxGraph.opset)")
    try expect(reader.graph.nodes == graph.nodes, "the nodes", "those that were written")
    try expect(reader.graph.inputs == graph.inputs, "the inputs", "those that were written")
    try expect(reader.graph.outputs == graph.outputs, "the outputs", "those that were written")
    try expect(
      reader.initializers.count == graph.initializers.count, "the weights", "\(graph.initializers.count) of them")
  }

  private mutating func compareLogits(_ reader: OnnxReader, _ file: String, _ model: TaggerModel) throws {
    let windows = Self.samples(model)
    let time = windows.map(\.ids.count).max() ?? 0
    let padding = Int(model.tokenizer.special.padding ?? 0)
    func padded(_ value: (EncodedWindow, Int) -> Int) -> GraphInterpreter.Value {
      .integers([windows.count, time], windows.flatMap { window in (0..<time).map { value(window, $0) } })
    }
    var interpreter = GraphInterpreter(reader)
    let (shape, logits) = try interpreter.run(
      file: file,
      [
        "input_ids": padded { $1 < $0.ids.count ? Int($0.ids[$1]) : padding },
        "attention_mask": padded { $1 < $0.ids.count ? 1 : 0 },
        "token_type_ids": padded { _, _ in 0 },
      ])
    let classes = model.labels.count
    guard shape == [windows.count, time, classes] else {
      throw ExportProblem.damaged(
        file: file, place: "the logits of the shape \(shape)", expected: "\([windows.count, time, classes])")
    }
    let engine = model.engine
    let workspace = TaggingEngine.Workspace(engine)
    var largest: Float = 1
    for (index, window) in windows.enumerated() {
      engine.run(engine.batch([window]), workspace)
      let expected = workspace.logits.values
      let found = logits[index * time * classes..<(index * time + window.ids.count) * classes]
      for (a, b) in zip(found, expected) {
        // NaN must not pass for equal.
        largestDifference = abs(a - b) <= largestDifference ? largestDifference : abs(a - b)
        largest = max(largest, abs(b))
      }
      sentences += 1
    }
    guard largestDifference <= Self.tolerance * largest else {
      throw ExportProblem.differs(file: file, difference: largestDifference, largest: Self.tolerance * largest)
    }
  }

  /// Sentences of different lengths, so that padding is part of the test, all of whose rows are read.
  private static func samples(_ model: TaggerModel) -> [EncodedWindow] {
    let texts = [
      "We bought four shirts from the Nvidia gear store in Santa Clara .", "Nvidia is a company .", "2021",
      "The Ministry of Foreign Affairs in Addis Ababa confirmed on Tuesday that Łukasz Müller-Lüdenscheidt had left .",
    ]
    let length = min(model.engine.longestWindow, 64)
    let encoder = SentenceEncoder(model.tokenizer, maxLength: length)
    var windows = texts.flatMap { encoder.windows(of: $0.split(separator: " ").map(String.init)).prefix(1) }
    // Ids from everywhere in the table, whatever the vocabulary says.
    let rows = Int32(clamping: model.engine.vocabularySize)
    let middle = (0..<Int32(max(length - 2, 1))).map { (1 &+ $0 &* 7919) % max(rows, 1) }
    let ids = [model.tokenizer.special.classification] + middle + [model.tokenizer.special.separator]
    if let sample = windows.first {
      var window = sample
      window.ids = ids
      windows.append(window)
    }
    return windows.map { window in
      var window = window
      window.firstRows = window.ids.indices.map { Int32($0) }
      return window
    }
  }
}
