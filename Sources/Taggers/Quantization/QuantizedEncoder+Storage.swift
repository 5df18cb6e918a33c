import Foundation
import Kernels

/// 8-bit weights as a member of an archive: for each layer that has them, `scale` (F32 `[outputs]`) and `weight` (I8 `[outputs,
/// inputs]`) of its four affine layers; norms are the model's own. Biases are, too, unless the layer was fitted to sentences: then it
/// has all of `bias` (F32 `[outputs]`) of its affine layers, and `input_factor` and `input_shift` (F32 `[inputs]`) of `qkv` and `up`.
extension QuantizedEncoder {
  /// The affine layers of a layer, by the names of their tensors.
  private static let parts = ["qkv", "attention_output", "up", "down"]

  private static func prefix(_ layer: Int, _ part: String) -> String { "encoder.layer.\(layer).\(part)" }

  /// The names of the tensors of what was fitted.
  private static let fitted = [
    "qkv.input_factor", "qkv.input_shift", "qkv.bias", "attention_output.bias", "up.input_factor", "up.input_shift",
    "up.bias", "down.bias",
  ]

  /// What was fitted, in the order of those names.
  private static func values(_ fit: Fit) -> [[Float]] {
    [
      fit.qkvInput.factors, fit.qkvInput.shifts, fit.qkvBias, fit.attentionOutputBias, fit.upInput.factors,
      fit.upInput.shifts, fit.upBias, fit.downBias,
    ]
  }

  /// The tensors; scales come first, so that all floats are aligned.
  var tensors: [WeightTensor] {
    var (scales, weights) = ([WeightTensor](), [WeightTensor]())
    for (index, layer) in layers.enumerated() {
      guard let layer else { continue }
      for (name, values) in zip(Self.fitted, layer.fit.map(Self.values) ?? []) {
        scales.append(WeightTensor(name: Self.prefix(index, name), shape: [values.count], floats: values))
      }
      for (part, tensor) in zip(Self.parts, [layer.qkv, layer.attentionOutput, layer.up, layer.down]) {
        let prefix = Self.prefix(index, part)
        scales.append(WeightTensor(name: prefix + ".scale", shape: [tensor.outputs], floats: tensor.scales))
        weights.append(
          WeightTensor(name: prefix + ".weight", shape: [tensor.outputs, tensor.inputs], bytes: tensor.numbers))
      }
    }
    return scales + weights
  }

  /// Reads them, and checks them against the encoder that they are for.
  ///
  /// - Throws: `ModelProblem` for what does not fit, `FileError<WeightProblem>`.
  init(_ file: SafetensorsFile, for configuration: EncoderConfiguration, configurationPath: String) throws {
    guard Self.isPossible(configuration) else {
      throw ModelProblem.modelConfiguration(
        file: file.path, "8-bit weights of an encoder with more than \(QuantizedWeights.largestInputs) inputs")
    }
    let (h, f) = (configuration.hiddenSize, configuration.intermediateSize)
    let shapes = [[3 * h, h], [h, h], [f, h], [h, f]]
    var unread = Set(file.names)
    layers = []
    for index in 0..<configuration.layers {
      let names = Self.parts.flatMap { part in ["scale", "weight"].map { "\(Self.prefix(index, part)).\($0)" } }
      guard names.contains(where: { unread.contains($0) }) else {
        layers.append(nil)
        continue
      }
      for name in names where unread.remove(name) == nil {
        throw ModelProblem.missingTensor(name: name, file: file.path, configuration: configurationPath)
      }
      let tensors = try zip(Self.parts, shapes).map { part, shape in
        try Self.tensor(Self.prefix(index, part), shape: shape, file)
      }
      var layer = Layer(qkv: tensors[0], attentionOutput: tensors[1], up: tensors[2], down: tensors[3])
      layer.fit = try Self.fit(index, hidden: h, intermediate: f, file, &unread, configurationPath)
      layers.append(layer)
    }
    guard unread.isEmpty else { throw ModelProblem.unexpectedTensors(names: unread.sorted(), file: file.path) }
  }

  /// What was fitted of a layer; `nil` if none of it is there.
  private static func fit(
    _ layer: Int, hidden h: Int, intermediate f: Int, _ file: SafetensorsFile, _ unread: inout Set<String>,
    _ configurationPath: String
  ) throws -> Fit? {
    let names = Self.fitted.map { Self.prefix(layer, $0) }
    guard names.contains(where: { unread.contains($0) }) else { return nil }
    for name in names where unread.remove(name) == nil {
      throw ModelProblem.missingTensor(name: name, file: file.path, configuration: configurationPath)
    }
    let values = try zip(names, [h, h, 3 * h, h, h, h, f, h]).map { name, count in
      try check(name, [count], .float32, file)
      let values = try file.floats(name)
      guard values.allSatisfy(\.isFinite) else {
        throw ModelProblem.modelConfiguration(
          file: file.path, "tensor '\(name)' holds what is no number, expected finite ones")
      }
      return values
    }
    func map(_ index: Int) throws -> ColumnMap {
      guard let map = ColumnMap(factors: values[index], shifts: values[index + 1]) else {
        throw ModelProblem.modelConfiguration(
          file: file.path, "tensor '\(names[index])' holds what is no factor, expected numbers above 0")
      }
      return map
    }
    return Fit(
      qkvInput: try map(0), upInput: try map(4), qkvBias: values[2], attentionOutputBias: values[3],
      upBias: values[6], downBias: values[7])
  }

  private static func check(_ name: String, _ shape: [Int], _ format: TensorFormat, _ file: SafetensorsFile) throws {
    let entry = try file.entry(name)
    guard entry.shape == shape else {
      throw ModelProblem.tensorShape(name: name, file: file.path, expected: shape, found: entry.shape)
    }
    guard entry.format == format else {
      throw ModelProblem.modelConfiguration(
        file: file.path, "tensor '\(name)' is \(entry.format.rawValue), expected \(format.rawValue)")
    }
  }

  private static func tensor(_ prefix: String, shape: [Int], _ file: SafetensorsFile) throws -> QuantizedTensor {
    try check(prefix + ".scale", Array(shape.prefix(1)), .float32, file)
    try check(prefix + ".weight", shape, .int8, file)
    let scales = try file.floats(prefix + ".scale")
    guard scales.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw ModelProblem.modelConfiguration(
        file: file.path, "tensor '\(prefix).scale' holds what is no scale, expected finite numbers from 0")
    }
    // Copied first: walking over a `Data` takes as long as all else that a start does.
    let numbers = [UInt8](file.storage[try file.range(of: prefix + ".weight")]).map { Int8(bitPattern: $0) }
    guard let tensor = QuantizedTensor(numbers: numbers, scales: scales), tensor.outputs == shape.first else {
      throw ModelProblem.tensorShape(
        name: prefix + ".weight", file: file.path, expected: shape, found: [scales.count, numbers.count])
    }
    return tensor
  }
}
