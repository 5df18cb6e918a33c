import Annotations
import CorpusFormats
import Foundation
import Reports
import Taggers
import Training

extension Workbench {
  /// `evaluate`: TAO's report and results, and the entity-level scores, on standard output.
  public func evaluate(_ source: SpecSource) throws { try logged { try $0.evaluateModel(source) } }

  private func evaluateModel(_ source: SpecSource) throws {
    var (spec, effective) = try source.decode(EvaluationSpec.init)
    report(.info("Spec file:\n\(effective.shown)", source: "evaluate:93"))
    try openLog(spec.experiment)
    for note in spec.test.accepted.notes { report(.info(note, source: "evaluate:97")) }
    logProcessors(spec.processors, source: "evaluate:96")
    let model = try TaggerModel(anyAt: spec.model, key: spec.key, mapsWords: true, precision: spec.precision)
    report(.info(Self.restored(spec.model, model), source: "evaluate:100"))
    let temporary = TemporaryFolder()
    if let corpus = spec.data.corpus {
      spec.data.folder = try CorpusDataset(
        corpus, training: nil, others: [spec.test.split], folder: temporary.path, report
      ).folder
    }
    defer { withExtendedLifetime(temporary) {} }
    let encoder = SentenceEncoder(model.tokenizer, maxLength: model.maxSequenceLength)
    let reader = DatasetReader(
      folder: spec.data.folder, labels: model.labels, encoder: encoder, report: report, renaming: spec.labels)
    let data = try reader.read(spec.test)
    var evaluator = Evaluator(
      labels: model.labels, mask: LossMask(ignoreExtraTokens: false, ignoreStartEnd: false),
      batchSize: spec.test.batchSize, decoding: spec.decoding, workers: spec.processors.workers)
    evaluator.keepsPredictions = spec.drawsConfusionMatrix || spec.outputFolder != nil
    evaluator.check = CalibrationCheck(labels: model.labels, calibration: model.calibration, score: .product)
    let size = spec.test.batchSize
    let sentences = data.sentences.prefix(spec.limit.count(of: (data.sentences.count + size - 1) / size) * size)
    let words = sentences.reduce(0) { $0 + $1.labels.count }
    let chain = EngineChain(model, decoding: spec.decoding)
    let result = try evaluator.evaluate(chain, sentences)
    guard result.words == words else {
      throw WorkProblem.model("scored \(result.words) words of \(words); this is a mistake of Gloss, please report it")
    }
    if result.secondShare > 0 {
      let share = String(format: "%.1f %%", 100 * result.secondShare)
      report(.info("Close calls: \(share) of the sub-tokens were computed again", source: "evaluate:98"))
    }
    report(.output(NeMoReport.text(result.tokens)))
    report(.output(NeMoReport.testResults(result.tokens, loss: result.loss) + "\n"))
    report(
      .output(
        "Entity level (exact match, \(evaluator.decoding.rawValue) decoding, O not counted; "
          + "\(result.words) of \(data.words) words scored):\n\n" + MentionReport.text(result.mentions)))
    try showCalibration(
      result.check, model, isDetailed: spec.showsReliability, folder: spec.outputFolder ?? spec.experiment.folder)
    if evaluator.keepsPredictions {
      try writePredictions(
        result.predictions, gold: sentences.map { $0.labels.map { Int($0) } }, labels: model.labels, spec)
    }
  }
  /// That a model was opened, and what it is computed in where that is not what was always taken.
  static func restored(_ path: String, _ model: TaggerModel) -> String {
    "Model restored from '\(path)'" + (model.precision == .fp32 ? "" : ", in \(model.precision.rawValue)")
  }
}
