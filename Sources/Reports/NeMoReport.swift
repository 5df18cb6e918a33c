import Annotations
import Foundation
public import Scoring

/// The texts in which NeMo and PyTorch Lightning tell scores, byte for byte.
public enum NeMoReport {
  /// The classification report: a line a class in id order, 19 hyphens, micro, macro and weighted average. It begins and
  /// ends with LF. Scores are percent with 2 decimals; `nan` where nothing was counted.
  public static func text(_ scores: TokenScores) -> String {
    let titles = ["precision", "recall", "f1", "support"].map { "   " + $0.padded(to: 10) }
    var lines = ["", "label".padded(to: 50) + titles.joined()]
    for (id, name) in scores.labels.names.enumerated() {
      lines.append(row("\(name) (label_id: \(id))", scores.scores(of: id)))
    }
    lines.append(String(repeating: "-", count: 19))
    lines.append(row("micro avg", scores.micro))
    lines.append(row("macro avg", scores.macro))
    lines.append(row("weighted avg", scores.weighted))
    return lines.joined(separator: "\n") + "\n"
  }

  /// The block after a test loop: 80 hyphens, a title, a Python dictionary of 0-dimensional tensors on the CPU, 80
  /// hyphens; no LF after the last line.
  ///
  /// - Parameters:
  ///   - scores: the macro averages of these are shown, in percent.
  ///   - loss: the mean loss.
  public static func testResults(_ scores: TokenScores, loss: Double?) -> String {
    let macro = scores.macro
    let rule = String(repeating: "-", count: 80)
    let entries = [("f1", macro.f1), ("precision", macro.precision), ("recall", macro.recall), ("test_loss", loss)]
    let dictionary = entries.map { "'\($0)': \(tensor($1))" }.joined(separator: ",\n ")
    return [rule, "DATALOADER:0 TEST RESULTS", "{\(dictionary)}", rule].joined(separator: "\n")
  }

  /// A 0-dimensional 32-bit tensor as PyTorch prints it: `tensor(7.0182)`, whole numbers as `tensor(100.)`.
  static func tensor(_ value: Double?) -> String {
    let value = Float(value ?? .nan)
    guard value.isFinite else { return value.isNaN ? "tensor(nan)" : value < 0 ? "tensor(-inf)" : "tensor(inf)" }
    let size = Double(value.magnitude)
    if value != 0, size > 1e8 || (size < 1e-4 && size.rounded() != size) {
      return "tensor(\(String(format: "%.4e", Double(value))))"
    }
    if value.rounded() == value { return "tensor(\(fixed(Double(value), decimals: 0, undefined: "")).)" }
    return "tensor(\(fixed(Double(value), decimals: 4, undefined: "")))"
  }

  private static func row(_ label: String, _ scores: Scores) -> String {
    let values = [scores.precision, scores.recall, scores.f1].map {
      "   " + fixed($0, decimals: 2, undefined: "nan").rightAligned(to: 8)
    }
    return label.padded(to: 50) + values.joined() + "   " + "\(scores.support)".rightAligned(to: 8)
  }
}
