import Foundation

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
      guard let margin = record.closeCalls?.margin, !(margin.isFinite && margin >= 0) else { return record }
      throw ModelProblem.modelConfiguration(
        file: "\(path)#\(Self.quantizationName)",
        "closeCalls.margin is \(margin), expected a number from 0; quantise the model again")
    } catch is DecodingError {
      throw ModelProblem.modelConfiguration(
        file: "\(path)#\(Self.quantizationName)", "it does not say what this version needs; quantise the model again")
    }
  }

  /// The 8-bit weights that a precision means, and what was measured of them: none for `fp32`, nor for `auto` where they did not pass or are no faster.
  ///
  /// - Throws: `ModelProblem`: `int8` without such weights, or weights that are not this encoder's; `FileError<WeightProblem>`.
  func quantizedEncoder(
    _ precision: Precision, for configuration: EncoderConfiguration
  ) throws -> (encoder: QuantizedEncoder, record: QuantizationRecord)? {
    guard precision != .fp32 else { return nil }
    guard let record = try quantizationRecord(), memberNames.contains(Self.quantizedWeightsName) else {
      guard precision == .auto else {
        throw ModelProblem.modelConfiguration(
          file: path, "it holds no int8 weights; `gloss quantize` makes them, and precision fp32 does without")
      }
      return nil
    }
    guard precision == .int8 || (record.passed && record.speed?.int8IsFaster == true) else { return nil }
    let encoder = try QuantizedEncoder(
      weights(Self.quantizedWeightsName), for: configuration, configurationPath: TaggerModel.Member.encoder)
    return (encoder, record)
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
