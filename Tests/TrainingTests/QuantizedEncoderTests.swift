import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers

@Suite("Encoders in 8 bits")
struct QuantizedEncoderTests {
  private struct Emulated: Decodable { let hidden: Data }

  private func emulated(_ name: String) throws -> [Float] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Goldens/quantized_encoders/\(name).json")
    return floats(try JSONDecoder().decode(Emulated.self, from: Data(contentsOf: url)).hidden)
  }

  private func model(_ encoder: BertEncoder) -> TokenClassifier {
    let head = ClassifierHead(
      .init(layers: 1, dropout: 0, activation: "relu"), hidden: encoder.configuration.hiddenSize, labels: 2)
    return TokenClassifier(encoder: encoder, head: head)
  }

  private func hidden(_ engine: TaggingEngine, _ windows: some Sequence<EncodedWindow>) -> [Float] {
    let workspace = TaggingEngine.Workspace(engine)
    engine.run(PackedBatch(windows), workspace)
    return workspace.hiddenStates.values
  }

  private func meanDifference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(a.count)
  }

  @Test("hidden states are those of an emulation in PyTorch", arguments: EncoderGolden.names)
  func emulation(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    let engine = TaggingEngine(model(encoder), quantized: QuantizedEncoder(encoder))
    let (found, expected, exact) = (hidden(engine, golden.windows), try emulated(name), floats(golden.hidden))
    #expect(found.count == expected.count)
    // A difference in the last bit of a float is, now and then, a step of an 8-bit number; such rows differ a little.
    let differences = zip(found, expected).map { abs($0 - $1) }.sorted()
    #expect(differences[differences.count / 2] < 2e-5)
    #expect(differences[differences.count - 1] < 0.1)
    let (own, rounding) = (meanDifference(found, expected), meanDifference(expected, exact))
    #expect(own < rounding / 5)
    print("\(name): 8 bits differ by \(own) from their emulation, which differs by \(rounding) from fp32")
  }

  @Test("what a window gives has the same bits in every batch, whatever is read of it", arguments: EncoderGolden.names)
  func company(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    let engine = TaggingEngine(model(encoder), quantized: QuantizedEncoder(encoder))
    let windows = golden.windows
    let alone = windows.map { hidden(engine, CollectionOfOne($0)) }
    #expect(hidden(engine, windows) == alone.flatMap { $0 })
    #expect(hidden(engine, windows.reversed()) == alone.reversed().flatMap { $0 })
    // Batches of more rows than a block.
    #expect(hidden(engine, (0..<5).flatMap { _ in windows }) == (0..<5).flatMap { _ in alone.flatMap { $0 } })
    let h = encoder.configuration.hiddenSize
    for (window, all) in zip(windows, alone) {
      var some = window
      some.firstRows = [window.firstRows[window.firstRows.count - 1]]
      #expect(hidden(engine, CollectionOfOne(some)) == Array(all.suffix(h)))
    }
  }

  private func fitted(_ encoder: BertEncoder, _ windows: [EncodedWindow], workers: Int = 2) throws -> QuantizedEncoder {
    try QuantizedEncoder(encoder, words: .matrix(encoder.embeddings.words.value), fittedTo: windows, workers: workers)
  }

  @Test("fitted to its text an encoder is nearer to fp32, in any company", arguments: EncoderGolden.names)
  func fitting(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    let quantized = try fitted(encoder, golden.windows)
    #expect(quantized.layers.allSatisfy { $0?.fit != nil })
    // Parts of workers are added in their order: the same bits every time.
    #expect(try fitted(encoder, golden.windows) == quantized)
    let engine = TaggingEngine(model(encoder), quantized: quantized)
    let plain = hidden(TaggingEngine(model(encoder)), golden.windows)
    let nearest = hidden(TaggingEngine(model(encoder), quantized: QuantizedEncoder(encoder)), golden.windows)
    let found = hidden(engine, golden.windows)
    #expect(meanDifference(found, plain) < 0.8 * meanDifference(nearest, plain))
    #expect(golden.windows.flatMap { hidden(engine, CollectionOfOne($0)) } == found)
    // Layers beside it in fp32 take in what they did.
    for layer in encoder.layers.indices {
      let most = hidden(TaggingEngine(model(encoder), quantized: quantized.keeping([layer])), golden.windows)
      #expect(meanDifference(most, plain) < 0.8 * meanDifference(nearest, plain))
    }
    #expect(try fitted(encoder, []) == QuantizedEncoder(encoder))
    struct Stopped: Error {}
    #expect(throws: Stopped.self) {
      try QuantizedEncoder(
        encoder, words: .matrix(encoder.embeddings.words.value), fittedTo: golden.windows, workers: 1
      ) { throw Stopped() }
    }
  }

  @Test("a sample is some of all windows, and no larger than it may be")
  func sample() {
    let window = EncodedWindow(ids: [2, 5, 5, 3], firstRows: [1], wordOfRow: [-1, 0, -1, -1], scored: 0..<1)
    func count(_ windows: Int) -> Int {
      QuantizedEncoder.sample(of: [EncodedWindow](repeating: window, count: windows)).count
    }
    let most = QuantizedEncoder.largestSample / 4
    #expect(count(0) == 0 && count(5) == 5 && count(most) == most && count(most + 1) == most / 2 + 1)
    #expect(count(10 * most) == most)
  }

  @Test("layers that are left out are computed in fp32", arguments: ["bert", "megatron_bert"])
  func mixed(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    let whole = QuantizedEncoder(encoder)
    let plain = hidden(TaggingEngine(model(encoder)), golden.windows)
    let layers = Set(encoder.layers.indices)
    #expect(
      hidden(TaggingEngine(model(encoder), quantized: whole.keeping(layers)), golden.windows) == plain)
    let all = hidden(TaggingEngine(model(encoder), quantized: whole), golden.windows)
    for layer in layers {
      let one = hidden(
        TaggingEngine(model(encoder), quantized: whole.keeping(layers.subtracting([layer]))), golden.windows)
      let most = hidden(TaggingEngine(model(encoder), quantized: whole.keeping([layer])), golden.windows)
      #expect(one != plain && one != all && most != plain && most != all)
      #expect(meanDifference(one, plain) < 2 * meanDifference(all, plain))
      #expect(meanDifference(most, plain) < 2 * meanDifference(all, plain))
    }
  }

  @Test("what is stored is what is read, and what does not fit is an error", arguments: ["bert", "megatron_bert"])
  func storage(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    let whole = QuantizedEncoder(encoder)
    func read(_ tensors: [WeightTensor]) throws -> QuantizedEncoder {
      var bytes = Data()
      try SafetensorsWriter(tensors).write { bytes += $0 }
      let file = try SafetensorsFile(path: "int8", storage: bytes, range: 0..<bytes.count)
      return try QuantizedEncoder(file, for: golden.config, configurationPath: "config.json")
    }
    let fitted = try fitted(encoder, golden.windows)
    for part in [whole, fitted] {
      for kept: Set<Int> in [[], [1], [0, 1]] { #expect(try read(part.keeping(kept).tensors) == part.keeping(kept)) }
    }
    for (index, name) in ["qkv.input_factor", "up.input_shift", "down.bias"].enumerated() {
      let name = "encoder.layer.0.\(name)"
      let tensor = try #require(fitted.tensors.first { $0.name == name })
      func with(_ tensor: WeightTensor?) -> [WeightTensor] {
        fitted.tensors.compactMap { $0.name == name ? tensor : $0 }
      }
      let count = tensor.shape[0]
      var values = [Float](repeating: 1, count: count)
      #expect(try read(with(WeightTensor(name: name, shape: [count], floats: values))) != fitted)
      values[count - 1] = [0, .nan, .infinity][index]
      for bad in [
        nil, WeightTensor(name: name, shape: [count], floats: values),
        WeightTensor(name: name, shape: [count - 1], floats: Array(values.dropLast())),
        WeightTensor(name: name, shape: [count], bytes: [Int8](repeating: 1, count: count)),
      ] { #expect(throws: ModelProblem.self) { try read(with(bad)) } }
    }

    let tensors = whole.tensors
    let weight = try #require(tensors.first { $0.format == .int8 })
    let scale = try #require(tensors.first)
    func changed(_ name: String, _ tensor: WeightTensor?) -> [WeightTensor] {
      tensors.compactMap { $0.name == name ? tensor : $0 }
    }
    let (rows, columns) = (weight.shape[0], weight.shape[1])
    let damaged: [[WeightTensor]] =
      [
        changed(weight.name, nil), changed(scale.name, nil),
        tensors + [WeightTensor(name: "encoder.layer.9.up.weight", shape: [1, 1], bytes: [1])],
        changed(
          weight.name,
          WeightTensor(name: weight.name, shape: [columns, rows], bytes: [Int8](repeating: 1, count: rows * columns))),
        changed(weight.name, WeightTensor(name: weight.name, shape: [0, columns], bytes: [])),
        changed(
          weight.name,
          WeightTensor(name: weight.name, shape: [rows, columns], floats: [Float](repeating: 1, count: rows * columns))),
        changed(
          scale.name, WeightTensor(name: scale.name, shape: scale.shape, bytes: [Int8](repeating: 1, count: rows))),
      ]
      + [Float.nan, .infinity, -1].map { value in
        changed(
          scale.name, WeightTensor(name: scale.name, shape: scale.shape, floats: [Float](repeating: value, count: rows))
        )
      }
    for tensors in damaged {
      #expect(throws: ModelProblem.self) { try read(tensors) }
    }
  }
}
