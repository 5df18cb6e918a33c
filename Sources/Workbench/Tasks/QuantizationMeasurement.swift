import Kernels
import Taggers

/// A model in fp32 and, where the processor has it, in bf16, as the measure of what 8 bits change.
struct QuantizationMeasurement {
  /// An engine that may compute close calls again, and what it says.
  private struct Look {
    let precision: Precision
    let engine: TaggingEngine
    let results: [[PrecisionComparison.Result]]

    /// How long a sub-token takes, compared with fp32 (Zen 4: 0.57 to 0.62).
    var cost: Double { precision == .bf16 ? 0.6 : 1 }
  }

  /// A margin is at least so many times the usual change of a lead: one in twelve changes more, if they are normal. That keeps 99.5 % of
  /// fp32's mentions on text unlike dev, too (WNUT-17's with the GMB tagger).
  private static let usualChanges: Float = 1.75

  let comparison: PrecisionComparison
  private let fp32: Look
  private let bf16: Look?
  /// The labels of fp32.
  private let expected: [[String]]

  init(_ comparison: PrecisionComparison) throws {
    self.comparison = comparison
    let model = comparison.model
    func look(_ precision: Precision, _ format: ProductFormat) throws -> Look {
      let engine = TaggingEngine(model.classifier, words: model.wordTable, format: format)
      return Look(precision: precision, engine: engine, results: try comparison.results(engine))
    }
    fp32 = try look(.fp32, .float32)
    bf16 = Processor.hasBFloatProducts ? try look(.bf16, .bfloat16) : nil
    expected = comparison.labels(fp32.results)
  }

  /// An engine in 8 bits, as tagging has it.
  func engine(_ quantized: QuantizedEncoder) -> TaggingEngine {
    let model = comparison.model
    return TaggingEngine(
      model.classifier, words: model.wordTable, quantized: quantized, format: QuantizedEncoder.otherFormat)
  }

  /// What an engine in 8 bits changes.
  ///
  /// - Parameter wanted: F₁ against fp32, in percent, for which close calls are computed again.
  func record(
    of candidate: TaggingEngine, layersInFP32: [Int], limit: Double, wanted: Double
  ) throws -> QuantizationRecord {
    var record = QuantizationRecord(limit: limit, layersInFP32: layersInFP32)
    (record.sentences, record.words) = (comparison.sentences.count, comparison.words)
    let rough = try comparison.results(candidate)
    let (second, closeCalls) = closeCalls(rough, wanted: wanted)
    record.closeCalls = closeCalls
    let merged = comparison.merged(rough, second.results, margin: closeCalls?.margin ?? 0)
    (record.all, record.byLabel) = comparison.scores(fp32: expected, int8: comparison.labels(merged))
    guard record.passed else { return record }
    record.bf16 = bf16.map { comparison.rounding($0.results, fp32.results) }
    let margin = record.bf16?.closeCalls?.margin ?? 0
    let speeds = try comparison.first(words: 20_000).speeds(
      fp32: fp32.engine,
      others: [(candidate, second.engine, closeCalls?.margin ?? 0)]
        + (bf16.map { [($0.engine, fp32.engine, margin)] } ?? []))
    record.speed = .init(fp32: speeds[0], int8: speeds[1], bf16: speeds.count > 2 ? speeds[2] : nil)
    return record
  }

  /// Who computes close calls of 8 bits again, and which: what costs least of those that agree as wanted, else what agrees most.
  private func closeCalls(
    _ rough: [[PrecisionComparison.Result]], wanted: Double
  ) -> (Look, QuantizationRecord.CloseCalls?) {
    let least = Self.usualChanges * comparison.usualChange(rough, fp32.results)
    let choices = [fp32, bf16].compactMap(\.self).compactMap { look in
      comparison.closeCalls(rough, look.results, expected, wanted: wanted, least: least).map { (look, $0) }
    }
    let best = choices.min { a, b in
      (-min(a.1.agreement, wanted), a.1.calls.share * a.0.cost) < (
        -min(b.1.agreement, wanted), b.1.calls.share * b.0.cost
      )
    }
    guard let (look, found) = best else { return (fp32, nil) }
    var calls = found.calls
    calls.look = look.precision
    return (look, calls)
  }

  /// The layers by how far the posteriors are off if that layer alone is in 8 bits, the worst first.
  func layersByHarm(_ whole: QuantizedEncoder) throws -> [Int] {
    let part = comparison.first(words: 4_000)
    let expected = try part.results(fp32.engine)
    let harm = try whole.layers.indices.map { index in
      let others = Set(whole.layers.indices).subtracting([index])
      return PrecisionComparison.difference(expected, try part.results(engine(whole.keeping(others))))
    }
    return whole.layers.indices.sorted { (harm[$1], $0) < (harm[$0], $1) }
  }
}
