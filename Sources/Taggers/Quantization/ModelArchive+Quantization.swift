import Foundation
import Kernels

/// The 8-bit weights of an archive and what was measured with them: two members beside those of the model.
extension ModelArchive {
  /// The 8-bit weights.
  public static let quantizedWeightsName = "int8_weights.safetensors"
  /// What was measured.
  public static let quantizationName = "int8.json"

  /// What was measured when the model was quantised; `nil` if it was not.
  ///
  /// - Throws: `FileError<ArchiveProblem>`, `ModelProblem.modelConfiguration` for a member that cannot be understood.
  public func quantizationRecord() throws -> QuantizationRecord? {
    guard memberNames.contains(Self.quantizationName) else { return nil }
    do {
      let record = try JSONDecoder().decode(QuantizationRecord.self, from: member(Self.quantizationName))
      for margin in [record.closeCalls?.margin, record.bf16?.closeCalls?.margin] {
        guard let margin, !(margin.isFinite && margin >= 0) else { continue }
        throw ModelProblem.modelConfiguration(
          file: "\(path)#\(Self.quantizationName)",
          "closeCalls.margin is \(margin), expected a number from 0; quantise the model again")
      }
      return record
    } catch is DecodingError {
      throw ModelProblem.modelConfiguration(
        file: "\(path)#\(Self.quantizationName)", "it does not say what this version needs; quantise the model again")
    }
  }

  /// How a model is computed.
  struct Choice {
    /// 8-bit weights; `nil`: none.
    var quantized: QuantizedEncoder?
    /// The other products of the layers.
    var format = ProductFormat.float32
    /// See `TaggerModel.closeCallMargin`.
    var closeCallMargin: Float = 0
    /// See `TaggerModel.closeCallFormat`.
    var closeCallFormat = ProductFormat.float32
  }

  /// What a precision means for this archive. `auto` is the fastest on this processor of those that were measured and passed, else fp32.
  ///
  /// - Throws: `ModelProblem`: `int8` without such weights, or weights that are not this encoder's, `bf16` on a processor without;
  ///   `FileError<WeightProblem>`.
  func choice(of precision: Precision, for configuration: EncoderConfiguration) throws -> Choice {
    guard precision != .fp32 else { return Choice() }
    let record = memberNames.contains(Self.quantizedWeightsName) ? try quantizationRecord() : nil
    switch precision == .auto ? record?.fastest ?? .fp32 : precision {
    case .auto, .fp32: return Choice()
    case .bf16:
      try Self.checkBFloats(path)
      return Choice(format: .bfloat16, closeCallMargin: record?.bf16?.closeCalls?.margin ?? 0)
    case .int8:
      guard let record else {
        throw ModelProblem.modelConfiguration(
          file: path, "it holds no int8 weights; `gloss quantize` makes them, and precision fp32 does without")
      }
      let encoder = try QuantizedEncoder(
        weights(Self.quantizedWeightsName), for: configuration, configurationPath: TaggerModel.Member.encoder)
      let format = QuantizedEncoder.otherFormat
      return Choice(
        quantized: encoder, format: format, closeCallMargin: record.closeCalls?.margin ?? 0,
        closeCallFormat: record.closeCalls?.look == .bf16 ? format : .float32)
    }
  }

  /// - Throws: `ModelProblem.modelConfiguration` where the processor has no products of bfloat16 numbers.
  public static func checkBFloats(_ path: String) throws {
    guard !Processor.hasBFloatProducts else { return }
    throw ModelProblem.modelConfiguration(
      file: path,
      "it was to be computed in bf16, for which this processor has no instruction (AVX512_BF16); precision auto or fp32 does without"
    )
  }

  /// All members of this archive as they are, and 8-bit weights and their record in place of those that are there.
  public func members(
    with quantized: QuantizedEncoder, _ record: QuantizationRecord
  ) throws -> [ArchiveMember] {
    let own = [Self.quantizedWeightsName, Self.quantizationName]
    var members = try memberNames.filter { !own.contains($0) }.map { ArchiveMember(name: $0, bytes: try member($0)) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    members.append(ArchiveMember(name: Self.quantizationName, bytes: try encoder.encode(record)))
    members.append(
      ArchiveMember(name: Self.quantizedWeightsName, weights: try SafetensorsWriter(quantized.tensors)))
    return members
  }
}
