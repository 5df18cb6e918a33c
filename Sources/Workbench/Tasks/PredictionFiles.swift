import Annotations
import Files
import Foundation
import Kernels
import Reports
import Scoring

extension Workbench {
  /// What NeMo's `evaluate_from_file` leaves: all labels and predictions of a file, and on demand a second report with a
  /// picture of the confusion matrix.
  func writePredictions(_ predictions: [[Int]], gold: [[Int]], labels: LabelSet, _ spec: EvaluationSpec) throws {
    let folder = URL(filePath: spec.outputFolder ?? spec.experiment.folder)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      let path = folder.path(percentEncoded: false)
      throw FileError(FileProblem.ofFolder(path) ?? FileProblem(error, during: .create), file: path)
    }
    func write(_ name: String, _ bytes: Data) throws -> String {
      let path = folder.appending(path: name).path(percentEncoded: false)
      let file = try AtomicFile(path)
      try file.write(bytes)
      try file.commit()
      return path
    }
    func line(_ title: String, _ ids: [[Int]]) -> String {
      title + "\t" + ids.joined().map { labels.names[$0] }.joined(separator: " ") + "\n"
    }
    let name = "infer_" + URL(filePath: spec.test.textFile).lastPathComponent
    let path = try write(name, Data((line("labels", gold) + line("preds", predictions)).utf8))
    report(.info("Labels and predictions saved to '\(path)'", source: "evaluate:110"))
    guard spec.drawsConfusionMatrix else { return }
    var counts = ConfusionCounts(labels: labels)
    for (gold, predicted) in zip(gold, predictions) { counts.add(gold: gold, predicted: predicted) }
    report(.output(ScikitLearnReport.text(counts)))
    let chart = ConfusionChart(counts, normalized: spec.normalizesConfusionMatrix)
    let stem = (spec.normalizesConfusionMatrix ? "Normalized_" : "") + "Confusion_matrix_" + Self.stamp()
    let pictures = [try write(stem + ".svg", Data(chart.svg.utf8)), try write(stem + ".png", chart.png)]
    report(.info("Confusion matrix saved to '\(pictures.joined(separator: "' and '"))'", source: "evaluate:112"))
  }

  /// The local time as NeMo puts it into the picture's name: `20210121-170038`.
  private static func stamp() -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: Date())
    func two(_ value: Int?) -> String { String(format: "%02d", value ?? 0) }
    return "\(parts.year ?? 0)\(two(parts.month))\(two(parts.day))-"
      + "\(two(parts.hour))\(two(parts.minute))\(two(parts.second))"
  }

  /// Says who does the work that `-g` asks a GPU for.
  func logProcessors(_ spec: ProcessorSpec, source: String) {
    guard spec.accelerators > 0 else { return }
    report(
      .info(
        "No supported GPU: \(spec.workers) worker\(spec.workers == 1 ? "" : "s") on the processor's "
          + "cores do the work (\(Processor.productKernels) products).", source: source))
  }
}
