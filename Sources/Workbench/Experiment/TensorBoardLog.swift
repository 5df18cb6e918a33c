import Files
import Foundation
import Reports
import Training

/// An event file for TensorBoard in the results folder: curves under the names that NeMo logs, and the spec as text.
///
/// Each record is written at once, so that TensorBoard can follow a run, and a killed run loses none.
final class TensorBoardLog {
  private let handle: FileHandle

  /// Creates the file `events.out.tfevents.SECONDS.HOST.PROCESS.0`.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(in folder: ExperimentFolder) throws {
    let process = ProcessInfo.processInfo
    let host = process.hostName.split(separator: "/").joined(separator: "_")
    let name = "events.out.tfevents.\(Int(Date().timeIntervalSince1970)).\(host).\(process.processIdentifier).0"
    let path = folder.file(name)
    do {
      try Data().write(to: URL(filePath: path), options: .withoutOverwriting)
      handle = try FileHandle(forWritingTo: URL(filePath: path))
    } catch {
      throw FileError(FileProblem(error, during: .create), file: path)
    }
    write(step: 0, .fileVersion)
  }

  /// The spec, as a block of code.
  func spec(_ yaml: String) {
    let block = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
    write(step: 0, .text(tag: "spec/text_summary", block))
  }

  /// One optimizer step.
  func step(_ progress: TrainingRun.Progress) {
    write(
      step: progress.step,
      .scalars([
        ("train_loss", Float(progress.loss)), ("lr", Float(progress.rate)), ("epoch", Float(progress.epoch)),
      ]))
  }

  /// One validation.
  func validation(_ result: Evaluator.Result, epoch: Int, step: Int) {
    let scores = ValidationMetric.allCases.map { ($0.rawValue, Float($0.value(of: result) ?? .nan)) }
    write(step: step, .scalars(scores + [("epoch", Float(epoch))]))
  }

  private func write(step: Int, _ content: TensorBoardEvent.Content) {
    let event = TensorBoardEvent(wallTime: Date().timeIntervalSince1970, step: step, content)
    try? handle.write(contentsOf: Data(event.record))
  }
}
