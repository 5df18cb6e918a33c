import Annotations
import CorpusFormats
import Foundation
import Taggers
import Training

/// Reads the data sets of a task and logs what TAO logs about them.
struct DatasetReader {
  let folder: String
  let labels: LabelSet
  let encoder: SentenceEncoder
  let report: WorkReporter
  /// What becomes of the labels on the way in.
  var renaming = LabelMap.identity

  func read(_ spec: DatasetSpec) throws -> EncodedDataset {
    try read(text: spec.textFile, labels: spec.labelsFile, samples: spec.samples)
  }

  /// Reads a text file and its labels file.
  ///
  /// - Parameter samples: the first so many sentences; -1 for all.
  func read(text textFile: String, labels labelsFile: String, samples: Int = -1) throws -> EncodedDataset {
    let (text, labelsPath) = try paths(text: textFile, labels: labelsFile)
    report(.log(LabelLog.processing(labelsPath)))
    report(.log(LabelLog.usingMapping(labels)))
    let data = try EncodedDataset(
      textPath: text, labelsPath: labelsPath, limit: samples, labels: labels, renaming: renaming,
      encoder: encoder)
    for line in LabelLog.statistics(data.statistics, in: labels, of: labelsPath) { report(.log(line)) }
    return data
  }

  /// Where the two files lie.
  func paths(_ spec: DatasetSpec) throws -> (text: String, labels: String) {
    try paths(text: spec.textFile, labels: spec.labelsFile)
  }

  private func paths(text: String, labels: String) throws -> (text: String, labels: String) {
    let (text, labelsPath) = (path(text), path(labels))
    for file in [text, labelsPath] where !FileManager.default.fileExists(atPath: file) {
      throw WorkProblem.missing(
        path: file, what: "a text file with one sentence a line and a labels file with as many labels",
        todo: "name the folder in data_dir and the files in text_file and labels_file; dataset_convert writes them")
    }
    return (text, labelsPath)
  }

  /// A data set's files by what they are, for the facts of a run.
  func files(_ spec: DatasetSpec, as name: String) -> [(String, path: String)] {
    [spec.textFile, spec.labelsFile].map { ("\(name) (\($0))", path($0)) }
  }

  /// The lengths and the first example, as NeMo's dataset logs them.
  func logExample(_ data: EncodedDataset, mask: LossMask, maxLength: Int) {
    let source = "token_classification_dataset"
    let lengths = data.lengths.sorted()
    guard let shortest = lengths.first, let longest = lengths.last, let first = data.sentences.first else { return }
    report(.info("Setting Max Seq length to: \(min(maxLength, longest))", source: "\(source):116"))
    report(.info("Some stats of the lengths of the sequences:", source: "data_preprocessing:295"))
    let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
    let gap = "|" + String(repeating: " ", count: 18)
    report(
      .info(
        "Min: \(shortest) \(gap)Max: \(longest) \(gap)Mean: \(PythonRepr.float(mean)) "
          + "\(gap)Median: \(PythonRepr.float(percentile(lengths, 50)))", source: "data_preprocessing:301"))
    for share in [75.0, 99.0] {
      let line = "\(Int(share)) percentile: \(Text.fixed(percentile(lengths, share), 2))"
      report(.info(line, source: "data_preprocessing:\(share == 75 ? 303 : 304)"))
    }
    let longer = lengths.count { $0 > maxLength }
    report(
      .log(
        longer > 0 ? .warning : .info, source: "\(source):145",
        message: "\(longer) are longer than \(min(maxLength, longest))"
          + (longer > 0 ? "; they are read in overlapping windows, no word is dropped" : "")))
    let examples = first.windows.map { mask.example($0, wordLabels: first.labels) }
    guard let example = examples.first else { return }
    func joined(_ values: some Sequence<Int32>) -> String { values.map(String.init).joined(separator: " ") }
    let firsts = Set(example.window.firstRows)
    let rows = example.window.ids.indices.map { Int32($0) }
    report(.info("*** Example ***", source: "\(source):148"))
    report(.info("i: 0", source: "\(source):149"))
    report(
      .info("subtokens: \(encoder.tokens(of: data.firstWords).joined(separator: " "))", source: "\(source):150"))
    report(.info("loss_mask: \(joined(example.weights.map { $0 == 0 ? 0 : 1 }))", source: "\(source):151"))
    report(.info("input_mask: \(joined(rows.map { _ in 1 }))", source: "\(source):152"))
    report(.info("subtokens_mask: \(joined(rows.map { firsts.contains($0) ? 1 : 0 }))", source: "\(source):153"))
    report(.info("labels: \(joined(example.labels))", source: "\(source):155"))
  }

  private func path(_ name: String) -> String {
    name.hasPrefix("/") || folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Linear interpolation between the two nearest values, as numpy's default.
  private func percentile(_ sorted: [Int], _ share: Double) -> Double {
    let position = share / 100 * Double(sorted.count - 1)
    let (low, part) = (Int(position), position - position.rounded(.down))
    let high = min(low + 1, sorted.count - 1)
    return Double(sorted[low]) + part * Double(sorted[high] - sorted[low])
  }
}
