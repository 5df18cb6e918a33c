import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

/// What `tools/goldens/encoders.py` recorded for a small random encoder of one family.
struct EncoderGolden: Decodable {
  let config: EncoderConfiguration
  let tensors: [String: [Int]]
  let ids: [[Int32]]
  let hidden: Data
  let loss: Double
  let gradients: [String: Data]
  let rows: [String: [Int]]

  /// The recorded encoders, by the names of their files.
  static let names = ["bert", "distilbert", "roberta", "xlm_roberta", "electra", "electra_even", "megatron_bert"]

  static func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/encoders/\(name).json")
  }

  init(named name: String) throws {
    self = try JSONDecoder().decode(EncoderGolden.self, from: Data(contentsOf: Self.url(name)))
  }

  /// The formula of the script: numbers in [-1, 1) by the hash of tensor number and place.
  static func value(_ t: Int, count: Int) -> [Float] {
    (0..<count).map { i in
      var x = UInt32(truncatingIfNeeded: i) &* 0x9E37_79B1 &+ UInt32(t) &* 0x85EB_CA77 &+ 1
      for (shift, factor) in [(UInt32(16), UInt32(0x7FEB_352D)), (15, 0x846C_A68B)] {
        x ^= x >> shift
        x = x &* factor
      }
      x ^= x >> 16
      return Float(Int(x >> 8) - 1 << 23) / Float(1 << 23)
    }
  }

  /// The weights under the names of the family's files, with something before them.
  func source(prefix: String = "") -> FormulaTensors {
    var values: [String: (shape: [Int], floats: [Float])] = [:]
    for (t, (name, shape)) in tensors.sorted(by: { $0.key < $1.key }).enumerated() {
      let isVector =
        name.hasSuffix("bias") || ["LayerNorm", "layer_norm", ".ln."].contains { name.contains($0) }
      let shift: Float = isVector && name.hasSuffix("weight") ? 1 : 0
      let floats = Self.value(t, count: shape.reduce(1, *)).map { $0 * (isVector ? 0.2 : 0.3) + shift }
      values[prefix + name] = (shape, floats)
    }
    return FormulaTensors(values: values)
  }

  /// The encoder with the recorded weights.
  func encoder(_ configuration: EncoderConfiguration? = nil) throws -> BertEncoder {
    try EncoderWeights(configuration ?? config, file: "config.json", from: source()).encoder
  }

  /// The recorded sequences.
  var windows: [EncodedWindow] {
    ids.map { ids in
      let rows = ids.indices.map { Int32($0) }
      return EncodedWindow(ids: ids, firstRows: rows, wordOfRow: rows, scored: 0..<ids.count)
    }
  }
}

/// Tensors that a test made up.
struct FormulaTensors: TensorSource {
  var values: [String: (shape: [Int], floats: [Float])]
  var order: [String]?
  var path: String { "made-up.safetensors" }
  var names: [String] { order ?? values.keys.sorted() }
  func shape(of name: String) throws -> [Int] { try #require(values[name], "\(name)").shape }
  func floats(_ name: String) throws -> [Float] { try #require(values[name], "\(name)").floats }
}
