import Annotations
import CorpusFormats
import Files
import Kernels
import Reports
import Taggers
import Training

/// What `quantize` is asked to do.
public struct QuantizeRequest: Sendable {
  /// The model's archive.
  public var model: String
  /// Its passphrase, and that of the archive that comes out.
  public var key: String?
  /// The archive that comes out; `nil`: in place of the model.
  public var output: String?
  /// A text file to measure on, one sentence a line; `nil`: nothing is measured, and `auto` keeps to fp32.
  public var text: String?
  /// Its labels, a line a sentence; `nil`: the output of fp32 takes their place.
  public var labels: String?
  /// A corpus of a store in place of `text` and `labels`, and one of its splits.
  public var corpus: (store: String, name: String, split: String)?
  /// Points of F₁ that may be lost.
  public var limit = 0.3
  /// F₁ against fp32, in percent, for which close calls are computed again in fp32; 0: none is.
  public var agreement = 99.8
  /// Threads; `nil`: one a core.
  public var workers: Int?

  /// A request with everything else at its default.
  public init(model: String) { self.model = model }
}

extension Workbench {
  /// `quantize`: 8-bit weights go into a model's archive beside those in fp32, with what was measured of both.
  ///
  /// - Throws: `WorkProblem.model` if more is lost than may be with every layer in 8 bits but one; nothing is written then.
  public func quantize(_ request: QuantizeRequest) throws {
    let archive = try ModelArchive(path: request.model, key: request.key)
    let model = try TaggerModel(archive, mapsWords: true)
    let encoder = model.classifier.encoder
    guard QuantizedEncoder.isPossible(encoder.configuration) else {
      throw WorkProblem.model(
        "\(request.model): its layers have more than \(QuantizedWeights.largestInputs) inputs, which int8 does not take"
      )
    }
    var (quantized, record) = (QuantizedEncoder(layers: []), QuantizationRecord(limit: request.limit))
    let temporary = TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    if let (text, labels) = try data(request, folder: temporary.path) {
      let sentences = try sentences(text, labels: labels, model)
      let workers = request.workers ?? WorkerCount.standard
      let sample = QuantizedEncoder.sample(of: sentences.flatMap(\.windows))
      let tokens = sample.reduce(0) { $0 + $1.ids.count }
      let whole = try QuantizedEncoder(encoder, words: model.wordTable, fittedTo: sample, workers: workers) {
        guard !isCancelled() else { throw WorkProblem.interrupted("nothing was written") }
      }
      report(
        .info(
          "Quantised \(whole.layers.count) layers of '\(request.model)', fitted to \(tokens) sub-tokens",
          source: "quantize:1"))
      let comparison = PrecisionComparison(model, sentences, workers: workers)
      (quantized, record) = try measured(whole, comparison, request, model)
      record.fittedTo = tokens > 0 ? tokens : nil
      report(.output(record.table))
    } else {
      quantized = QuantizedEncoder(encoder)
      report(.info("Quantised \(quantized.layers.count) layers of '\(request.model)'", source: "quantize:1"))
      report(
        .log(
          .warning, source: "quantize:2",
          message:
            "nothing was fitted or measured, because no --data or --corpus was given: --precision auto will keep to fp32, int8 has to be asked for"
        ))
    }
    let output = request.output ?? request.model
    try ModelArchive.write(
      archive.members(with: quantized, record), origin: archive.manifest.origin, key: request.key, to: output)
    report(.info("Model saved to '\(output)'", source: "quantize:3"))
  }

  /// The text and labels to measure on; those of a store are written first.
  private func data(_ request: QuantizeRequest, folder: String) throws -> (text: String, labels: String?)? {
    guard let (store, name, split) = request.corpus else { return request.text.map { ($0, request.labels) } }
    _ = try CorpusDataset(
      CorpusDataSpec(store: store, name: name), training: nil, others: [split], folder: folder, report)
    return (
      ExperimentFolder.join(folder, "text_\(split).txt"), ExperimentFolder.join(folder, "labels_\(split).txt")
    )
  }

  /// The largest part of the encoder that loses no more than it may, and what was measured with it. Layers that harm the posteriors
  /// most go back to fp32 first.
  private func measured(
    _ whole: QuantizedEncoder, _ comparison: PrecisionComparison, _ request: QuantizeRequest, _ model: TaggerModel
  ) throws -> (QuantizedEncoder, QuantizationRecord) {
    let measurement = try QuantizationMeasurement(comparison)
    var (kept, order) = ([Int](), [Int]())
    while true {
      guard !isCancelled() else { throw WorkProblem.interrupted("nothing was written") }
      let quantized = whole.keeping(Set(kept))
      let record = try measurement.record(
        of: measurement.engine(quantized), layersInFP32: kept.sorted(),
        limit: request.limit, wanted: request.agreement)
      if record.passed { return (quantized, record) }
      let lost = "\(Text.fixed(record.all.drop, 2)) points of F1 are lost, \(Text.fixed(request.limit, 2)) may be"
      guard kept.count + 1 < whole.layers.count else {
        throw WorkProblem.model(
          "\(lost), even with one layer in int8 alone; nothing was written. A larger --limit allows it")
      }
      if order.isEmpty { order = try measurement.layersByHarm(whole) }
      kept.append(order[kept.count])
      report(
        .log(
          .warning, source: "quantize:4", message: "\(lost): layer \(order[kept.count - 1]) stays out of int8 as well"))
    }
  }

  private func sentences(
    _ text: String, labels: String?, _ model: TaggerModel
  ) throws -> [PrecisionComparison.Sentence] {
    let encoder = SentenceEncoder(model.tokenizer, maxLength: model.classifier.encoder.configuration.longestSequence)
    if let labels {
      let data = try EncodedDataset(
        textPath: text, labelsPath: labels, limit: -1, labels: model.labels, encoder: encoder)
      return data.sentences.map { sentence in
        PrecisionComparison.Sentence(
          windows: sentence.windows, gold: sentence.labels.map { model.labels.names[Int($0)] })
      }
    }
    var (lines, sentences) = (try LineReader(path: text), [PrecisionComparison.Sentence]())
    while let line = try lines.next() {
      let words = PythonWhitespace.words(of: line)
      if !words.isEmpty { sentences.append(PrecisionComparison.Sentence(windows: encoder.windows(of: words))) }
    }
    guard !sentences.isEmpty else { throw WorkProblem.model("\(text): expected one sentence a line, found none") }
    return sentences
  }
}

extension QuantizationRecord {
  /// The scores for people: agreement with fp32, and what is lost of the data's labels.
  fileprivate var table: String {
    func cell(_ value: Double?) -> String { value.map { Text.fixed($0, 2) } ?? "-" }
    var table = TextTable(["label", "F1 of int8 against fp32", "F1 of fp32", "F1 of int8", "lost"])
    for (name, scores) in byLabel.sorted(by: { $0.key < $1.key }) + [("all", all)] {
      table.add([name, cell(scores.agreement), cell(scores.fp32), cell(scores.int8), cell(scores.drop)])
    }
    var text = table.text
    text += "\n\(sentences) sentences, \(words) words; "
    text +=
      layersInFP32.isEmpty
      ? "all layers in int8" : "layers out of int8: \(layersInFP32.map(String.init).joined(separator: ", "))"
    if let fittedTo { text += "; fitted to \(fittedTo) sub-tokens" }
    if let closeCalls { text += "\nint8: " + closeCalls.text }
    if let bf16 {
      text += "\nbf16: F1 against fp32 \(cell(bf16.agreement))"
      if let closeCalls = bf16.closeCalls { text += "; " + closeCalls.text }
    }
    if let speed {
      func times(_ rate: Double) -> String {
        "\(Int(rate)) (\(Text.fixed(rate / max(speed.fp32, 1e-9), 2)) times)"
      }
      text += "\nwords/s on this processor: fp32 \(Int(speed.fp32)), int8 \(times(speed.int8))"
      text += speed.bf16.map { ", bf16 \(times($0))" } ?? ""
    }
    return text + "\n"
  }
}

extension QuantizationRecord.CloseCalls {
  fileprivate var text: String {
    "close calls (a lead of less than \(Text.fixed(Double(margin), 4))) are computed again in \(look?.rawValue ?? "fp32"): "
      + "\(Text.fixed(100 * share, 1)) % of the sub-tokens"
      + (without.map { "; F1 against fp32 without that \(Text.fixed($0, 2))" } ?? "")
  }
}
