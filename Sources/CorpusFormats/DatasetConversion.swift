public import Annotations
import Diagnostics
import Files
import Foundation

/// TAO's `dataset_convert`: column files become text and labels files, label ids and label statistics.
///
/// The training file is read first and gives the label ids; in the other files an unseen label is an error. Every
/// output appears at the end, together with the others: after an error the target directory is as it was.
public struct DatasetConversion: Sendable {
  /// What a caller may show while the conversion runs.
  public enum Event: Hashable, Sendable {
    /// A line of TAO's log. All of them come after the outputs have appeared, since some of them say "saved".
    case log(LabelLog.Line)
    /// How much of the input files has been read, in bytes; at most one event a MiB.
    case progress(file: String, bytesDone: Int, bytesTotal: Int)
  }

  /// What became of one file.
  public struct FileSummary: Hashable, Sendable {
    /// Its name as given.
    public var file: String
    /// Sentences in the file.
    public var sentences: Int
    /// Lines written: more than sentences where `maxLength` cut some.
    public var examples: Int
    /// Documents that `-DOCSTART-` rows began.
    public var documents: Int
    /// Its label counts; their total is the number of words.
    public var statistics: LabelStatistics
  }

  /// What a conversion did.
  public struct Summary: Hashable, Sendable {
    /// The training file first, then the others as given.
    public var files: [FileSummary]
    /// The labels of the training file.
    public var labels: LabelSet
  }

  /// Where the column files are.
  public var sourceDirectory: String
  /// Where the outputs go; it is made if it does not exist.
  public var targetDirectory: String
  /// Names of files in the source directory.
  public var files: [String]
  /// The one among them that gives the label ids.
  public var trainFile: String
  /// The longest example in words, −1 for no limit; see `TaggedSentence.split(maximumWords:)`.
  public var maxLength: Int
  /// How rows are read.
  public var columns: ColumnCorpus.Options
  /// What becomes of labels on the way.
  public var renaming = LabelMap.identity

  /// A conversion with TAO's defaults.
  public init(
    sourceDirectory: String, targetDirectory: String, files: [String] = ["train.txt", "dev.txt"],
    trainFile: String = "train.txt", maxLength: Int = -1, columns: ColumnCorpus.Options = .init()
  ) {
    (self.sourceDirectory, self.targetDirectory) = (sourceDirectory, targetDirectory)
    (self.files, self.trainFile, self.maxLength, self.columns) = (files, trainFile, maxLength, columns)
  }

  /// Converts all files, or changes nothing.
  ///
  /// - Throws: `ConversionProblem` for file names that do not fit together; `Located<CorpusProblem>` for what is wrong
  ///   in a file; `FileError<FileProblem>` for files that cannot be read or written.
  @discardableResult
  public func run(_ report: (Event) -> Void = { _ in }) throws -> Summary {
    let names = try orderedFiles()
    let target = try OutputDirectory(targetDirectory)
    do {
      let (summary, lines) = try convertAll(names, report)
      for line in lines { report(.log(line)) }
      return summary
    } catch {
      target.removeIfMadeAndEmpty()
      throw error
    }
  }

  /// Reads and writes all files; the outputs are in place when it returns.
  private func convertAll(
    _ names: [String], _ report: (Event) -> Void
  ) throws -> (Summary, [LabelLog.Line]) {
    var progress = Progress(total: names.map { size(of: join(sourceDirectory, $0)) }.reduce(0, +))
    var writers: [AtomicFile] = []
    var lines: [LabelLog.Line] = []
    var summaries: [FileSummary] = []
    var known: LabelSet?
    for name in names {
      var converted = try convert(name, known: known) { progress.advance(to: $0, of: name, report) }
      progress.finish(name, report)
      let labels = known ?? LabelSet(ordering: converted.summary.statistics.labels)
      if known == nil {
        let ids = try AtomicFile(join(targetDirectory, "label_ids.csv"))
        try ids.write(LabelIds.text(labels))
        converted.writers.append(ids)
      }
      let table = try AtomicFile(outputPath("labels", name, "_label_stats.tsv"))
      try table.write(converted.summary.statistics.table(in: labels))
      writers += converted.writers + [table]
      lines += logLines(converted.summary, labels: labels, areNew: known == nil)
      summaries.append(converted.summary)
      known = labels
    }
    try AtomicFile.commit(writers)
    return (Summary(files: summaries, labels: known ?? LabelSet(ordering: [])), lines)
  }

  /// Reads one file and writes its sentences, uncommitted.
  private func convert(
    _ name: String, known: LabelSet?, _ didRead: (Int) -> Void
  ) throws -> (summary: FileSummary, writers: [AtomicFile]) {
    let path = join(sourceDirectory, name)
    var corpus = try ColumnCorpus(path: path, options: columns, knownLabels: renaming == .identity ? known : nil)
    var writer = try TextLabelsWriter(
      textPath: outputPath("text", name, ".txt"), labelsPath: outputPath("labels", name, ".txt"))
    var summary = FileSummary(file: name, sentences: 0, examples: 0, documents: 0, statistics: LabelStatistics())
    while let sentence = try corpus.next() {
      summary.sentences += 1
      if sentence.startsDocument { summary.documents += 1 }
      var tagged = sentence.tagged
      if renaming != .identity { try rename(&tagged.labels, known, path, sentence.lines) }
      summary.statistics.add(tagged.labels)
      for part in tagged.split(maximumWords: maxLength) { try writer.write(part) }
      didRead(corpus.bytesRead)
    }
    if known == nil, summary.sentences == 0 { throw ConversionProblem.noSentences(file: path) }
    summary.examples = writer.sentences
    return (summary, [writer.text, writer.labels])
  }

  private func rename(_ labels: inout [String], _ known: LabelSet?, _ path: String, _ lines: [Int]) throws {
    for (index, label) in labels.enumerated() {
      labels[index] = renaming(label)
      guard let known, known.id(of: labels[index]) == nil else { continue }
      let problem = CorpusProblem.unknownLabel(labels[index], known: known.names)
      throw Located(problem, at: Place(file: path, line: lines.indices.contains(index) ? lines[index] : 1))
    }
  }

  private func logLines(_ summary: FileSummary, labels: LabelSet, areNew: Bool) -> [LabelLog.Line] {
    let path = outputPath("labels", summary.file, ".txt")
    let mapping =
      areNew
      ? LabelLog.savedMapping(labels, to: join(targetDirectory, "label_ids.csv")) : LabelLog.usingMapping(labels)
    return [LabelLog.processing(path), mapping]
      + LabelLog.statistics(summary.statistics, in: labels, of: path)
      + [LabelLog.saved(summary.file, in: targetDirectory), LabelLog.complete(summary.file)]
  }
}

// MARK: Names

extension DatasetConversion {
  /// The training file first. Two files may not share their outputs.
  private func orderedFiles() throws -> [String] {
    guard files.contains(trainFile) else { throw ConversionProblem.noTrainFile(trainFile, files: files) }
    var fileOfStem: [String: String] = [:]
    for file in files {
      if let first = fileOfStem.updateValue(file, forKey: stem(of: file)) {
        throw ConversionProblem.sameOutputs(first, file, output: "text_\(stem(of: file)).txt")
      }
    }
    return [trainFile] + files.filter { $0 != trainFile }
  }

  private func outputPath(_ prefix: String, _ file: String, _ suffix: String) -> String {
    join(targetDirectory, "\(prefix)_\(stem(of: file))\(suffix)")
  }

  private func stem(of file: String) -> String {
    URL(filePath: file).deletingPathExtension().lastPathComponent
  }

  private func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty || directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }

  private func size(of path: String) -> Int {
    (try? URL(filePath: path).resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
  }
}

/// Tells how far the reading is, over all files.
private struct Progress {
  let total: Int
  private var finished = 0
  private var current = 0
  private var reported = 0

  init(total: Int) { self.total = total }

  mutating func advance(to bytes: Int, of file: String, _ report: (DatasetConversion.Event) -> Void) {
    current = bytes
    guard finished + current >= reported + 1 << 20 else { return }
    reported = finished + current
    report(.progress(file: file, bytesDone: reported, bytesTotal: total))
  }

  mutating func finish(_ file: String, _ report: (DatasetConversion.Event) -> Void) {
    finished += current
    (current, reported) = (0, finished)
    report(.progress(file: file, bytesDone: finished, bytesTotal: total))
  }
}

/// The directory of the outputs, made if it does not exist.
private struct OutputDirectory {
  private let url: URL
  private let isNew: Bool

  init(_ path: String) throws {
    url = URL(filePath: path.isEmpty ? "." : path)
    isNew = (try? url.checkResourceIsReachable()) != true
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      if case .notFolder(let file)? = FileProblem.ofFolder(path) {
        throw FileError(FileProblem.notFolder(file), file: path)
      }
      throw FileError(FileProblem(error, during: .create), file: path)
    }
  }

  func removeIfMadeAndEmpty() {
    guard isNew, (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.isEmpty == true else { return }
    try? FileManager.default.removeItem(at: url)
  }
}
