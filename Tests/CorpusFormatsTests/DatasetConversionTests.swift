import Annotations
import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Dataset conversion")
struct DatasetConversionTests {
  private let train =
    "-DOCSTART- -X- O O\n\nJennifer NNP - B-PER\nis VB - O\nfrom IN - O\nNew NNP - B-LOC\nYork NNP - I-LOC"
  private let dev = "York NNP - B-LOC\n\n\n! . - O\n"

  private func conversion(_ source: Workplace, _ target: String) -> DatasetConversion {
    DatasetConversion(
      sourceDirectory: source.path, targetDirectory: target, files: ["dev.txt", "train.txt"])
  }

  @Test("files, log lines and summary are TAO's, the training file first")
  func whole() throws {
    let source = try Workplace()
    try source.file("train.txt", train)
    try source.file("dev.txt", dev)
    let target = try Workplace()
    let out = target.path + "/"
    var log: [String] = []
    var progress: [DatasetConversion.Event] = []
    let summary = try conversion(source, out).run { event in
      switch event {
      case .log(let line): log.append("[NeMo I \(line.source)] \(line.message)")
      case .progress: progress.append(event)
      }
    }
    #expect(
      try target.names() == [
        "label_ids.csv", "labels_dev.txt", "labels_dev_label_stats.tsv", "labels_train.txt",
        "labels_train_label_stats.tsv", "text_dev.txt", "text_train.txt",
      ])
    #expect(try target.text("text_train.txt") == "Jennifer is from New York\n")
    #expect(try target.text("labels_train.txt") == "B-PER O O B-LOC I-LOC\n")
    #expect(try target.text("text_dev.txt") == "York\n!\n")
    #expect(try target.text("labels_dev.txt") == "B-LOC\nO\n")
    #expect(try target.text("label_ids.csv") == "O\nB-LOC\nB-PER\nI-LOC")
    #expect(
      try target.text("labels_train_label_stats.tsv") == "0\t\t0.4\t\t2\n2\t\t0.2\t\t1\n1\t\t0.2\t\t1\n3\t\t0.2\t\t1\n")
    #expect(
      log.joined(separator: "\n") == """
        [NeMo I token_classification_utils:54] Processing \(out)labels_train.txt
        [NeMo I token_classification_utils:92] Labels mapping {'O': 0, 'B-LOC': 1, 'B-PER': 2, 'I-LOC': 3} saved to : \
        \(out)label_ids.csv
        [NeMo I token_classification_utils:101] Three most popular labels in \(out)labels_train.txt:
        [NeMo I data_preprocessing:131] label: 0, 2 out of 5 (40.00%).
        [NeMo I data_preprocessing:131] label: 2, 1 out of 5 (20.00%).
        [NeMo I data_preprocessing:131] label: 1, 1 out of 5 (20.00%).
        [NeMo I token_classification_utils:103] Total labels: 5. Label frequencies - {0: 2, 2: 1, 1: 1, 3: 1}
        [NeMo I dataset_convert:173] Text and labels for train.txt saved to \(out).
        [NeMo I dataset_convert:174] Processing of train.txt is complete.
        [NeMo I token_classification_utils:54] Processing \(out)labels_dev.txt
        [NeMo I token_classification_utils:75] Using provided labels mapping {'O': 0, 'B-LOC': 1, 'B-PER': 2, 'I-LOC': 3}
        [NeMo I token_classification_utils:101] Three most popular labels in \(out)labels_dev.txt:
        [NeMo I data_preprocessing:131] label: 1, 1 out of 2 (50.00%).
        [NeMo I data_preprocessing:131] label: 0, 1 out of 2 (50.00%).
        [NeMo I token_classification_utils:103] Total labels: 2. Label frequencies - {1: 1, 0: 1}
        [NeMo I dataset_convert:173] Text and labels for dev.txt saved to \(out).
        [NeMo I dataset_convert:174] Processing of dev.txt is complete.
        """)
    let (a, b) = (train.utf8.count, dev.utf8.count)
    #expect(
      progress == [
        .progress(file: "train.txt", bytesDone: a, bytesTotal: a + b),
        .progress(file: "dev.txt", bytesDone: a + b, bytesTotal: a + b),
      ])
    #expect(summary.files.map(\.sentences) == [1, 2])
    #expect(summary.files.map(\.documents) == [1, 0])
    #expect(summary.labels.names == ["O", "B-LOC", "B-PER", "I-LOC"])
  }

  @Test("max_length cuts examples and changes no count")
  func maxLength() throws {
    let source = try Workplace()
    try source.file("train.txt", train)
    let target = try Workplace()
    let summary = try DatasetConversion(
      sourceDirectory: source.path, targetDirectory: target.path, files: ["train.txt"], maxLength: 3
    ).run()
    #expect(try target.text("text_train.txt") == "Jennifer is from\nNew York\n")
    #expect(summary.files.map { [$0.sentences, $0.examples, $0.statistics.total] } == [[1, 2, 5]])
  }

  @Test("an unseen label in another file names its place, and the old outputs stay as they were")
  func unseenLabel() throws {
    let source = try Workplace()
    try source.file("train.txt", train)
    try source.file("dev.txt", dev + "\nKim NNP - B-PERS\n")
    let target = try Workplace()
    try target.file("text_train.txt", "old")
    #expect(
      message { try conversion(source, target.path).run() } == """
        \(source.path)/dev.txt:6:11: error: the label 'B-PERS' does not occur in the training data; did you mean 'B-PER'? \
        (known: O, B-LOC, B-PER, I-LOC)
          Kim NNP - B-PERS
                    ^
        """)
    #expect(try target.names() == ["text_train.txt"])
    #expect(try target.text("text_train.txt") == "old")
  }

  @Test("after an error a target directory that was not there is not there")
  func noDirectoryLeft() throws {
    let source = try Workplace()
    try source.file("train.txt", train)
    let target = source.path + "/out"
    let missing = FileError(FileProblem.missing, file: source.path + "/dev.txt")
    #expect(throws: missing) { try conversion(source, target).run() }
    #expect(try source.names() == ["train.txt"])
    let file = source.path + "/train.txt"
    for target in [file, file + "/out"] {
      #expect(throws: FileError(FileProblem.notFolder(file), file: target)) { try conversion(source, target).run() }
    }
  }

  @Test("files that do not fit together are refused before anything is read")
  func files() throws {
    let source = try Workplace()
    var conversion = conversion(source, source.path)
    conversion.files = ["dev.txt"]
    #expect(
      message { try conversion.run() } == """
        the training file 'train.txt' (train_file_name) is not among the files to convert (list_of_file_names: dev.txt); \
        add it there, since it gives the label ids
        """)
    conversion.files = ["train.txt", "train.conll"]
    #expect(
      message { try conversion.run() } == """
        'train.txt' and 'train.conll' would both be written to text_train.txt; rename one of them or leave it out
        """)
    conversion.files = ["train.txt"]
    try source.file("train.txt", "\n\n")
    #expect(
      message { try conversion.run() }
        == "\(source.path)/train.txt: the training file holds no sentence, so that no label can be learned from it")
  }
}
