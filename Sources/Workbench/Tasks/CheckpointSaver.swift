import Annotations
import Files
import Foundation
import Scoring
import Taggers
import Tokenization
import Training

/// Keeps the last and the best model of a training run, each whole at any moment.
final class CheckpointSaver {
  private let results: ResultsFolder
  private let monitor: ExperimentSpec.Monitor
  private let labels: LabelSet
  private let tokenizer: Tokenizer
  private let maxSequenceLength: Int
  private let configurationText: String
  private let seed: Int
  private let key: String?
  private let report: WorkReporter
  private var best: (value: Double, epoch: Int)?
  private(set) var lastPath: String?

  init(
    results: ResultsFolder, monitor: ExperimentSpec.Monitor, labels: LabelSet, tokenizer: Tokenizer,
    maxSequenceLength: Int, configurationText: String, seed: Int, key: String?, report: @escaping WorkReporter
  ) {
    (self.results, self.monitor, self.labels, self.tokenizer) = (results, monitor, labels, tokenizer)
    (self.maxSequenceLength, self.configurationText) = (maxSequenceLength, configurationText)
    (self.seed, self.key, self.report) = (seed, key, report)
  }

  func save(_ classifier: TokenClassifier, epoch: Int, _ result: Evaluator.Result) throws {
    let entity = result.mentions.micro
    var metrics: [String: JSONValue] = ["epoch": .integer(epoch), "val_words": .integer(result.words)]
    // Rounded, so that a manifest reads well and compares well.
    func metric(_ name: String, _ value: Double?) {
      if let value, value.isFinite { metrics[name] = .number((value * 1e6).rounded() / 1e6) }
    }
    metric("val_loss", result.loss)
    metric("f1", result.tokens.macro.f1)
    metric("val_entity_f1", entity.f1.map { $0 * 100 })
    metric("val_entity_precision", entity.precision.map { $0 * 100 })
    metric("val_entity_recall", entity.recall.map { $0 * 100 })
    let model = TaggerModel(
      classifier: classifier, labels: labels, tokenizer: tokenizer, maxSequenceLength: maxSequenceLength,
      configurationText: configurationText,
      origin: ArchiveManifest.Origin(toolVersion: Workbench.version, corpus: [:], metrics: metrics, seed: seed))
    let last = results.checkpoint("-last")
    try model.write(to: last, key: key)
    lastPath = last
    // The higher the better.
    let value =
      switch monitor {
      case .entityF1: entity.f1 ?? 0
      case .macroF1: result.tokens.macro.f1 ?? 0
      case .loss: result.loss.isNaN ? -.infinity : -result.loss
      }
    let shown = "val_loss \(Text.fixed(result.loss, 6)), entity F1 \(Text.fixed((entity.f1 ?? 0) * 100, 2))"
    if best.map({ value > $0.value }) ?? true {
      best = (value, epoch)
      try model.write(to: results.checkpoint(""), key: key)
      report(.info("Epoch \(epoch): \(shown); the best so far by \(monitor.rawValue)", source: "exp_manager:1"))
    } else {
      let rest = "best by \(monitor.rawValue) stays epoch \(best?.epoch ?? 0)"
      report(.info("Epoch \(epoch): \(shown); \(rest)", source: "exp_manager:1"))
    }
  }

  /// The path of the best model.
  func finish() throws -> String {
    if let best {
      report(
        .info(
          "The saved model is that of epoch \(best.epoch), the best by \(monitor.rawValue)", source: "exp_manager:2"))
    }
    return results.checkpoint("")
  }
}

/// Where a task leaves its results: TAO's layout.
struct ResultsFolder {
  let path: String
  private let name: String

  init(_ spec: ExperimentSpec) throws {
    path = spec.folder
    name = spec.name
    try FileManager.default.createDirectory(
      atPath: join("checkpoints"), withIntermediateDirectories: true)
  }

  /// `checkpoints/trained-model.tlt`, or with a suffix before the dot.
  func checkpoint(_ suffix: String) -> String { join("checkpoints/\(name)\(suffix).tlt") }

  func write(_ text: String, to file: String) throws {
    let target = try AtomicFile(join(file))
    try target.write(Data(text.utf8))
    try target.commit()
  }

  private func join(_ part: String) -> String { path.hasSuffix("/") ? path + part : path + "/" + part }
}
