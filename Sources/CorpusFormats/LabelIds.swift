public import Annotations
import Diagnostics

/// `label_ids.csv`: a label a line, its id being the number of labels above it. There is no header and no comma.
public enum LabelIds {
  /// The labels of the file at `path`. Blank lines and white space around a label do not count.
  ///
  /// - Throws: `Located<CorpusProblem>` for a label that stands twice or holds white space, and if `O` is missing;
  ///   `FileError<FileProblem>` if the file cannot be read.
  public static func read(path: String) throws -> LabelSet {
    try read(LineReader(path: path))
  }

  /// The labels in lines that nobody has read from yet.
  ///
  /// - Throws: as `read(path:)`.
  public static func read(_ lines: LineReader) throws -> LabelSet {
    var lines = lines
    var names: [String] = []
    var lineOfLabel: [String: Int] = [:]
    while let line = try lines.next() {
      let label = line.pythonStripped
      guard !label.isEmpty else { continue }
      if label.unicodeScalars.contains(where: \.isPythonWhitespace) {
        throw Located(CorpusProblem.spaceInLabel(label), at: Place(file: lines.name, line: lines.number))
      }
      if let first = lineOfLabel.updateValue(lines.number, forKey: label) {
        throw Located(
          CorpusProblem.duplicateLabel(label, firstLine: first), at: Place(file: lines.name, line: lines.number))
      }
      names.append(label)
    }
    guard lineOfLabel["O"] != nil, let labels = LabelSet(names: names) else {
      throw Located(CorpusProblem.noOutsideLabel, at: Place(file: lines.name, line: max(lines.number, 1)))
    }
    return labels
  }

  /// The content of the file: the names in id order, joined by LF, none after the last.
  public static func text(_ labels: LabelSet) -> String { labels.names.joined(separator: "\n") }
}
