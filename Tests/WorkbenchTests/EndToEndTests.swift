import Annotations
import BulkTagging
import Foundation
import Taggers
import TestSupport
import Testing

@testable import Workbench

@Suite("From a column file to tagged texts")
struct EndToEndTests {
  private struct Row: Decodable {
    struct Mention: Decodable, Equatable {
      var start: Int
      var end: Int
      var label: String
      var text: String
    }
    enum CodingKeys: String, CodingKey {
      case id, mentions, words
      case wordsScored = "words_scored"
    }
    var id: String
    var mentions: [Mention]
    var words: Int
    var wordsScored: Int
  }

  @Test("convert, train, evaluate, infer, tag")
  func chain() throws {
    let place = try TinyWorkplace(sentences: 60)
    try FileManager.default.createDirectory(atPath: place.path("iob"), withIntermediateDirectories: true)
    try place.columns("iob/train.txt", of: "train")
    try place.columns("iob/dev.txt", of: "dev")
    let (text, labels) = (try place.text("text_dev.txt"), try place.text("labels_dev.txt"))
    for name in ["text_train.txt", "labels_train.txt", "text_dev.txt", "labels_dev.txt", "label_ids.csv"] {
      try FileManager.default.removeItem(atPath: place.path(name))
    }
    _ = try place.run {
      try $0.convert(place.spec(["source_data_dir='\(place.path("iob"))'", "target_data_dir='\(place.path(""))'"]))
    }
    #expect(try place.text("text_dev.txt") == text)
    #expect(try place.text("labels_dev.txt") == labels)
    #expect(Set(try place.text("label_ids.csv").split(separator: "\n")) == ["O", "B-LOC", "B-PER", "I-PER"])

    let model = try place.train("out", TinyWorkplace.learns)
    let scores = try place.run {
      try $0.evaluate(place.spec(["restore_from='\(model)'", "data_dir='\(place.path(""))'"]))
    }
    // NeMo's report and ours, on data that is learnt by heart.
    #expect(scores.output.contains("label                                                precision    recall       f1"))
    #expect(scores.output.contains("54 of 54 words scored"))
    let micro = try #require(scores.output.split(separator: "\n").last { $0.contains("micro") })
    #expect(micro.contains("100.00"), "\(scores.output)")

    let inferred = try place.run {
      try $0.infer(place.spec(["restore_from='\(model)'", "input_batch=['bob kay saw oslo late .', '']"]))
    }
    #expect(
      inferred.output == "Query : bob kay saw oslo late .\nResult: bob[B-PER] kay[I-PER] saw oslo[B-LOC] late .\n"
        + "Query : \nResult: \n")

    try place.file("a.txt", "eve fox saw rome again .\n\n😀 dan roe saw kiel late .")
    for (unit, shift) in [("codepoint", 2), ("utf16", 3), ("utf8", 5)] {
      var request = TagRequest(model: model, inputs: [place.path("a.txt")])
      request.input.form = .lines
      request.offsets = try #require(.init(rawValue: unit))
      request.output = place.path("tags.jsonl")
      let tagged = try place.run { try $0.tag(request) }
      #expect(tagged.output.isEmpty)
      #expect(tagged.log.contains("Tagged 3 documents, 13 words"))
      let lines = try place.text("tags.jsonl").split(separator: "\n")
      #expect(lines.first?.contains(#""offsets":"\#(unit)""#) == true)
      let rows = try lines.dropFirst().map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
      #expect(rows.map(\.id) == [1, 2, 3].map { place.path("a.txt") + ":\($0)" })
      #expect(rows.map(\.words) == [6, 0, 7])
      #expect(rows.map(\.wordsScored) == [6, 0, 7])
      #expect(
        rows[0].mentions == [
          .init(start: 0, end: 7, label: "PER", text: "eve fox"), .init(start: 12, end: 16, label: "LOC", text: "rome"),
        ])
      #expect(rows[1].mentions.isEmpty)
      #expect(
        rows[2].mentions.filter { $0.text != "😀" } == [
          .init(start: shift, end: shift + 7, label: "PER", text: "dan roe"),
          .init(start: shift + 12, end: shift + 16, label: "LOC", text: "kiel"),
        ])
    }
    // Standard output has the same bytes as the file.
    var request = TagRequest(model: model, inputs: [place.path("a.txt")])
    (request.input.form, request.offsets) = (.lines, .utf8)
    #expect(try place.run { try $0.tag(request) }.output == place.text("tags.jsonl"))
  }

  @Test("the same seed and workers give the same bytes, another seed other ones")
  func seeds() throws {
    let place = try TinyWorkplace()
    let bytes = try ["a", "b"].map { try Data(contentsOf: URL(filePath: try place.train($0))) }
    #expect(bytes[0] == bytes[1])
    let other = try Data(contentsOf: URL(filePath: try place.train("c", ["seed=6"])))
    #expect(other != bytes[0])
  }

  @Test("a drawn seed is logged, and gives the same model again")
  func drawnSeed() throws {
    let place = try TinyWorkplace()
    let first = try Data(contentsOf: URL(filePath: try place.train("a", ["~seed"])))
    let line = try #require(place.log.first { $0.contains("drew seed=") })
    let seed = try #require(line.firstMatch(of: /seed=(\d+)/)?.1)
    #expect(try Data(contentsOf: URL(filePath: try place.train("b", ["seed=\(seed)"]))) == first)
    #expect(try place.text("a/spec.yaml").contains("seed: \(seed)"))
  }

  @Test("Ctrl-C leaves the last checkpoint whole, and a model of it can tag", arguments: [7, 12, 17])
  func interruption(step: Int) throws {
    let place = try TinyWorkplace()
    // Six steps an epoch: the first epoch was validated and saved.
    #expect(message(in: place) { try place.train("out", stop: step) }.hasPrefix("interrupted; "))
    let files = try place.checkpoints("out")
    let last = try #require(files.keys.first { $0.hasPrefix("trained-model-last.") })
    for name in files.keys {
      let path = place.path("out/checkpoints/\(name)")
      _ = try TaggerModel(path: path)
      try place.file("a.txt", "ann lee")
      let output = try place.run { try $0.tag(TagRequest(model: path, inputs: [place.path("a.txt")])) }.output
      #expect(output.contains(#""words":2,"words_scored":2"#), "\(name)")
    }
    #expect(files[last]?.isEmpty == false)
  }

  @Test("Ctrl-C in tag leaves the old output in its place, and the same command goes on")
  func interruptedTagging() throws {
    let place = try TinyWorkplace()
    let model = try place.train("out", ["trainer.max_epochs=1"])
    try place.file("a.txt", "ann lee\nbob kay\n")
    try place.file("tags.jsonl", "old")
    var request = TagRequest(model: model, inputs: [place.path("a.txt")])
    (request.output, request.input.form) = (place.path("tags.jsonl"), .lines)
    let workbench = try Workbench(environment: [:], isCancelled: { true }, report: { _ in })
    #expect(message(in: place) { try workbench.tag(request) }.hasPrefix("interrupted; "))
    #expect(try place.text("tags.jsonl") == "old")
    _ = try place.run { try $0.tag(request) }
    #expect(try place.text("tags.jsonl").split(separator: "\n").count == 3)
    #expect(place.names("").filter { $0.contains("tags") }.sorted() == ["tags.jsonl", "tags.jsonl.journal"])
  }
}
