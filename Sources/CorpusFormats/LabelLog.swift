public import Annotations
import Foundation

/// The lines that NeMo and TAO log about labels files, word for word. The enclosing program adds time and source.
public enum LabelLog {
  /// A line and the NeMo source that stands before it in TAO's log.
  public struct Line: Hashable, Sendable {
    /// The message.
    public var message: String
    /// `module:line`, such as `token_classification_utils:54`.
    public var source: String

    /// A line from its parts.
    public init(_ message: String, source: String) { (self.message, self.source) = (message, source) }
  }

  /// `Processing out/labels_train.txt`
  public static func processing(_ path: String) -> Line {
    Line("Processing \(path)", source: "token_classification_utils:54")
  }

  /// `Using provided labels mapping {'O': 0, …}`
  public static func usingMapping(_ labels: LabelSet) -> Line {
    Line("Using provided labels mapping \(mapping(labels))", source: "token_classification_utils:75")
  }

  /// `Labels mapping {'O': 0, …} saved to : out/label_ids.csv`
  public static func savedMapping(_ labels: LabelSet, to path: String) -> Line {
    Line("Labels mapping \(mapping(labels)) saved to : \(path)", source: "token_classification_utils:92")
  }

  /// The three most frequent labels, a line each, and the line of all frequencies.
  public static func statistics(_ statistics: LabelStatistics, in set: LabelSet, of path: String) -> [Line] {
    let frequencies = statistics.frequencies(in: set)
    let head = Line("Three most popular labels in \(path):", source: "token_classification_utils:101")
    let popular = frequencies.prefix(3).map { frequency in
      let percent = String(format: "%.2f", Double(frequency.count) * 100 / Double(statistics.total))
      return Line(
        "label: \(frequency.id), \(frequency.count) out of \(statistics.total) (\(percent)%).",
        source: "data_preprocessing:131")
    }
    let all = PythonRepr.dictionary(frequencies.map { ($0.id, $0.count) })
    let total = Line(
      "Total labels: \(statistics.total). Label frequencies - \(all)", source: "token_classification_utils:103")
    return [head] + popular + [total]
  }

  /// `Class Weights: {0: 0.09070632901875775, …}`
  public static func classWeights(_ weights: ClassWeights) -> Line {
    let pairs = weights.present.map { ($0.id, $0.weight) }
    return Line("Class Weights: \(PythonRepr.dictionary(pairs))", source: "token_classification_utils:112")
  }

  /// `Text and labels for train.txt saved to out/.`
  public static func saved(_ file: String, in directory: String) -> Line {
    Line("Text and labels for \(file) saved to \(directory).", source: "dataset_convert:173")
  }

  /// `Processing of train.txt is complete.`
  public static func complete(_ file: String) -> Line {
    Line("Processing of \(file) is complete.", source: "dataset_convert:174")
  }

  private static func mapping(_ labels: LabelSet) -> String {
    PythonRepr.dictionary(labels.names.enumerated().map { ($1, $0) })
  }
}
