import Files
import Foundation
import Reports
import Scoring
import Taggers
import Training

extension CalibrationCheck {
  /// The rows of the report.
  var rows: [CalibrationReport.Row] {
    pairs.map { CalibrationReport.Row(name: $0.name, raw: $0.raw, tempered: $0.tempered, calibrated: $0.calibrated) }
  }

  /// The operating points of targets from `least` on, as the report shows them.
  func pointRows(from least: Double = 0) -> [CalibrationReport.Point] {
    points.filter { $0.point.target >= least }.map {
      CalibrationReport.Point(
        label: $0.point.label, target: $0.point.target, threshold: $0.point.threshold,
        known: ($0.point.mentions, $0.point.right), mentions: $0.mentions, right: $0.right, gold: $0.gold)
    }
  }
}

extension Workbench {
  /// Prints how well scores hold, and on demand draws it.
  func showCalibration(
    _ check: CalibrationCheck?, _ model: TaggerModel, isDetailed: Bool, folder: String
  ) throws {
    guard let check else { return }
    let title =
      model.calibration.map {
        "Scores as probabilities (calibrated on \($0.evidence.words) words, temperature \($0.temperature)):\n\n"
      } ?? "Scores as probabilities (the model was never calibrated):\n\n"
    report(.output("\n" + title + CalibrationReport.text(check.rows)))
    guard isDetailed else { return }
    for row in check.rows where row.calibrated.count > 0 {
      report(.output("\n\(row.name), calibrated:\n\n" + CalibrationReport.bins(row.calibrated)))
    }
    if !check.points.isEmpty {
      report(
        .output(
          "\nOperating points (score: product; precision with its exact 90 % interval):\n\n"
            + CalibrationReport.text(check.pointRows())))
    }
    for row in check.rows {
      let series = [("raw", row.raw), ("calibrated", row.calibrated)]
      let chart = ReliabilityChart(title: "Reliability: \(row.name)", series: series)
      let name = "Reliability_" + row.name.replacing(", ", with: "_").replacing(" ", with: "_") + ".svg"
      let path = URL(filePath: folder).appending(path: name).path(percentEncoded: false)
      try FilePath.makeFolder(folder)
      let file = try AtomicFile(path)
      try file.write(chart.svg)
      try file.commit()
      report(.info("Reliability saved to '\(path)'", source: "evaluate:113"))
    }
  }
}
