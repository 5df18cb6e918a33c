import BulkTagging
import Foundation
import Taggers
import TestSupport
import Testing

@testable import Workbench

@Suite("Bad input: what was found, what was expected, and nothing is written")
struct BadInputTests {
  @Test("in train", arguments: BadInput.data + BadInput.encoder + BadInput.spec)
  func training(input: BadInput) throws {
    let place = try TinyWorkplace()
    try input.spoil(place)
    let problem = message(in: place) { try place.train("out", input.overrides(in: place)) }
    for part in input.expected { #expect(problem.contains(part), "\(problem)") }
    #expect(place.names("out/checkpoints").isEmpty)
  }

  private static let columns: [(rows: String, expected: String)] = [
    ("ann\tB-PER\nlee\nsaw\tO\n", "iob/train.txt:2:4: error: expected a word and a label, found one column"),
    ("ann\tB-PER\n\tO\n", "iob/train.txt:2:1: error: the word is empty"),
    ("ann\tB PER\n", "the label 'B PER' holds white space"),
    ("ann\tx\tB-PER\nlee\tB-PER\n", "iob/train.txt:2:10: error: 2 columns, but line 1 has 3"),
  ]

  @Test("malformed column files have their place named, and no file appears", arguments: columns)
  func malformedColumns(item: (rows: String, expected: String)) throws {
    let place = try TinyWorkplace()
    try FileManager.default.createDirectory(atPath: place.path("iob"), withIntermediateDirectories: true)
    try place.file("iob/train.txt", item.rows)
    let problem = message(in: place) {
      _ = try place.run {
        try $0.convert(
          place.spec([
            "source_data_dir='\(place.path("iob"))'", "target_data_dir='\(place.path("data"))'",
            "list_of_file_names=[train.txt]",
          ]))
      }
    }
    #expect(problem.contains(item.expected), "\(problem)")
    #expect(place.names("data").isEmpty)
  }

  @Test("a label of dev that train does not have is named with its nearest")
  func unknownLabel() throws {
    let place = try TinyWorkplace()
    try FileManager.default.createDirectory(atPath: place.path("iob"), withIntermediateDirectories: true)
    try place.file("iob/train.txt", "ann\tB-PER\nlee\tI-PER\n")
    try place.file("iob/dev.txt", "ann\tB-PRE\n")
    let problem = message(in: place) {
      _ = try place.run {
        try $0.convert(
          place.spec(["source_data_dir='\(place.path("iob"))'", "target_data_dir='\(place.path("data"))'"]))
      }
    }
    #expect(
      problem.contains("iob/dev.txt:1:5: error: the label 'B-PRE' does not occur in the training data"), "\(problem)")
    #expect(problem.contains("did you mean 'B-PER'?"))
    #expect(place.names("data").isEmpty)
  }

  private static let specFiles: [(text: String, expected: String)] = [
    ("trainer:\n  max_epoch: 3\n", "bad.yaml:2:3: error: there is no key 'trainer.max_epoch'; did you mean"),
    ("data_dir: ???\nmodel: {label_ids: x}\n", "'data_dir' must be set"),
    ("trainer:\n  max_epochs: many\n", "bad.yaml:2:15: error: 'trainer.max_epochs': expected"),
    ("trainer:\n\tmax_epochs: 1\n", "bad.yaml:2:1: error: found a tab"),
    ("trainer: [1, 2\n", "bad.yaml:"),
    ("data_dir: ${nowhere}\n", "bad.yaml:1:11: error: '${nowhere}' refers to 'nowhere', which does not exist"),
  ]

  @Test("complaints about a spec file have file, line and column", arguments: specFiles)
  func specFile(item: (text: String, expected: String)) throws {
    let place = try TinyWorkplace()
    try place.file("bad.yaml", item.text)
    let source = SpecSource(file: place.path("bad.yaml"), overrides: [], environment: [:])
    let problem = message(in: place) { _ = try place.run { try $0.train(source) } }
    #expect(problem.contains(item.expected), "\(problem)")
  }

  @Test("a spec file that is not there, and a folder for it")
  func missingSpec() throws {
    let place = try TinyWorkplace()
    func said(_ name: String) -> String {
      message(in: place) {
        _ = try place.run { try $0.train(SpecSource(file: place.path(name), overrides: [], environment: [:])) }
      }
    }
    #expect(said("none.yaml").contains("none.yaml: error: no such file"))
    #expect(said("encoder").contains("folder"))
  }

  @Test("models: missing, a folder, cut short, something else, sealed without a key")
  func models() throws {
    let place = try TinyWorkplace()
    let model = try place.train("out", ["trainer.max_epochs=1"])
    let sealed = try place.train("sealed", ["trainer.max_epochs=1", "++encryption_key=secret"])
    try place.file("a.txt", "ann lee\n")
    func said(_ path: String, key: String? = nil) -> String {
      var request = TagRequest(model: path, inputs: [place.path("a.txt")])
      request.key = key
      let tagged = message(in: place) { _ = try place.run { try $0.tag(request) } }
      let inferred = message(in: place) {
        _ = try place.run {
          try $0.infer(
            place.spec(["restore_from='\(path)'", "input_batch=[a]"] + (key.map { ["++encryption_key=\($0)"] } ?? [])))
        }
      }
      #expect(tagged == inferred)
      return tagged
    }
    #expect(said(place.path("none.tlt")).hasPrefix("none.tlt: error: no such file"))
    #expect(said(place.path("encoder")).contains("folder"))
    let bytes = try Data(contentsOf: URL(filePath: model))
    for count in [0, 100, 1_000, bytes.count / 2, bytes.count - 1] {
      try bytes.prefix(count).write(to: URL(filePath: place.path("cut.tlt")))
      #expect(said(place.path("cut.tlt")).hasPrefix("cut.tlt"), "\(count)")
    }
    #expect(said(place.path("a.txt")).hasPrefix("a.txt"))
    #expect(said(sealed).contains("-k"))
    #expect(said(sealed, key: "wrong").contains("key"))
    #expect(said(sealed, key: "secret") == "no error")
  }

  @Test("tag goes on behind an input that is missing, says so, and keeps its place")
  func inputs() throws {
    let place = try TinyWorkplace()
    let model = try place.train("out", ["trainer.max_epochs=1"])
    try place.file("a.txt", "ann lee\n")
    var missing = TagRequest(model: model, inputs: [place.path("none.txt"), place.path("a.txt")])
    missing.output = place.path("tags.jsonl")
    #expect(
      message(in: place) { _ = try place.run { try $0.tag(missing) } }.hasPrefix(
        "1 of 2 documents could not be read or written; "))
    let rows = try place.text("tags.jsonl").split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows[1].contains("no such file"))
    #expect(try place.text("tags.jsonl.errors.jsonl").contains("none.txt"))
    missing.run.isStrict = true
    missing.run.isFresh = true
    #expect(message(in: place) { _ = try place.run { try $0.tag(missing) } }.contains("--strict"))
    var request = TagRequest(model: model, inputs: [place.path("a.txt")])
    request.output = place.path("none/tags.jsonl")
    #expect(message(in: place) { _ = try place.run { try $0.tag(request) } }.hasPrefix("none/tags.jsonl: error: "))
  }
}
