import Files
import Foundation
import Reports
import Scoring
public import Taggers
import Training

/// What `calibrate` is asked to do.
public struct CalibrateRequest: Sendable {
  /// The model's archive.
  public var model: String
  /// Its passphrase; also of what is written.
  public var key: String?
  /// Where the calibrated archive goes; `nil`: in place of `model`.
  public var output: String?
  /// The folder with the labelled data, as `dataset_convert` writes it.
  public var data: String
  /// The text file in `data`, and its labels file.
  public var textFile = "text_dev.txt"
  /// See `textFile`.
  public var labelsFile = "labels_dev.txt"
  /// Precisions for which operating points are computed beside the usual ones, by type.
  public var precisionTargets: [String: [Double]] = [:]
  /// The kind of score whose points are shown.
  public var score = MentionScore.product
  /// Threads; `nil`: one a core.
  public var workers: Int?

  /// A request with everything else at its default.
  public init(model: String, data: String) { (self.model, self.data) = (model, data) }
}

extension Workbench {
  /// `calibrate`: fits temperature, score mappings and operating points on labelled data that the model was not trained on,
  /// and writes them into the archive. Weights and everything else stay as they are.
  ///
  /// - Throws: `WorkProblem.findings` after writing if a precision that was asked for cannot be promised.
  public func calibrate(_ request: CalibrateRequest) throws {
    var model = try TaggerModel(anyAt: request.model, key: request.key)
    report(.info("Model restored from '\(request.model)'", source: "calibrate:1"))
    // Types are checked before anything is computed with them.
    for label in request.precisionTargets.keys.sorted() {
      var asked = ScoreRequest()
      asked.thresholds = [label: 0]
      _ = try ScorePolicy(asked, labels: model.labels, calibration: nil)
    }
    let encoder = SentenceEncoder(model.tokenizer, maxLength: model.maxSequenceLength)
    let reader = DatasetReader(folder: request.data, labels: model.labels, encoder: encoder, report: report)
    let data = try reader.read(text: request.textFile, labels: request.labelsFile)
    var evaluator = Evaluator(
      labels: model.labels, mask: LossMask(ignoreExtraTokens: false, ignoreStartEnd: false), batchSize: 64,
      decoding: .viterbi, workers: request.workers ?? WorkerCount.standard)
    evaluator.keepsEvidence = true
    let evidence = try evaluator.evaluate(EngineChain(model.engine), data.sentences[...]).evidence
    var calibrator = Calibrator(labels: model.labels)
    calibrator.furtherTargets = request.precisionTargets
    let calibration = calibrator.calibration(evidence)
    model.calibration = calibration
    let path = request.output ?? request.model
    if NeMoArchive.isNeMo(request.model) {
      try model.write(to: path, key: request.key)
    } else {
      try TaggerModel.write(calibration, intoArchiveAt: request.model, key: request.key, to: path)
    }
    var check = CalibrationCheck(labels: model.labels, calibration: calibration, score: request.score)
    check.add(evidence)
    report(
      .output(
        "Calibrated on \(evidence.words) words of \(data.words): temperature \(calibration.temperature)\n\n"
          + CalibrationReport.text(check.rows)
          + "\nOperating points on the same data (score: \(request.score.rawValue)):\n\n"
          + CalibrationReport.text(check.pointRows(from: 0.8))))
    report(.info("Calibrated model saved to '\(path)'", source: "calibrate:2"))
    var problems: [String] = []
    for (label, targets) in request.precisionTargets.sorted(by: { $0.key < $1.key }) {
      for target in targets.sorted() {
        let problem = calibrator.problem(label, request.score, target: target, evidence, calibration)
        if let problem { problems.append(ScoreNotes.problem(label, target, problem)) }
      }
    }
    guard problems.isEmpty else { throw WorkProblem.findings(problems.joined(separator: "\n")) }
  }
}
