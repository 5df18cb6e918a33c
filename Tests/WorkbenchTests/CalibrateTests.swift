import Annotations
import Foundation
import Taggers
import Testing

@testable import Workbench

@Suite("Scores from training to tagging")
struct CalibrateTests {
  let place: TinyWorkplace

  init() throws { place = try TinyWorkplace() }

  @Test("training calibrates its model, and evaluate says what it is worth")
  func training() throws {
    try place.train("r", TinyWorkplace.learns)
    let model = try TaggerModel(path: place.path("r/checkpoints/trained-model.tlt"))
    let calibration = try #require(model.calibration)
    #expect(calibration.evidence.words == 54)
    #expect(calibration.evidence.gold == ["LOC": 9, "PER": 9])
    let said = try place.run {
      try $0.evaluate(
        place.spec([
          "restore_from='\(place.path("r/checkpoints/trained-model.tlt"))'", "data_dir='\(place.path(""))'",
          "exp_manager.explicit_log_dir='\(place.path("e"))'", "++add_reliability=true",
        ]))
    }
    #expect(said.output.contains("calibrated on 54 words, temperature \(calibration.temperature)"))
    #expect(said.output.contains("mentions, product"))
    #expect(place.names("e").contains("Reliability_mentions_product.svg"))
  }

  @Test("calibrate changes the calibration of an archive and nothing else", arguments: [nil, "secret"])
  func calibrate(key: String?) throws {
    try place.train("r", TinyWorkplace.learns + (key.map { ["++encryption_key=\($0)"] } ?? []))
    let path = place.path("r/checkpoints/trained-model.tlt")
    var request = CalibrateRequest(model: path, data: place.path(""))
    (request.key, request.output) = (key, place.path("c.tlt"))
    request.precisionTargets = ["PER": [0.6]]
    let said = try place.run { try $0.calibrate(request) }
    #expect(said.output.contains("Calibrated on 54 words of 54"))
    let (before, after) = (
      try ModelArchive(path: path, key: key), try ModelArchive(path: place.path("c.tlt"), key: key)
    )
    #expect(before.memberNames == after.memberNames)
    for name in before.memberNames where name != "calibration.json" {
      #expect(try before.member(name) == after.member(name))
    }
    let calibration = try #require(try TaggerModel(path: place.path("c.tlt"), key: key).calibration)
    #expect(calibration.point("PER", .product, target: 0.6) != nil)
    request.precisionTargets = ["PER": [0.99]]
    let text = message(in: place) { _ = try place.run { try $0.calibrate(request) } }
    #expect(
      text.contains("PER=0.99: the data has too few mentions to tell: 9 of this type were found, and it takes 368"))
    request.precisionTargets = ["PRE": [0.5]]
    #expect(message(in: place) { _ = try place.run { try $0.calibrate(request) } }.contains("did you mean 'PER'?"))
  }

  @Test("quantize keeps the calibration of an archive, and calibrate its 8-bit weights")
  func quantized() throws {
    try place.train("r", TinyWorkplace.learns)
    let path = place.path("r/checkpoints/trained-model.tlt")
    var quantizing = QuantizeRequest(model: path)
    quantizing.output = place.path("q.tlt")
    _ = try place.run { try $0.quantize(quantizing) }
    let name = "calibration.json"
    let (plain, quantized) = (try ModelArchive(path: path), try ModelArchive(path: place.path("q.tlt")))
    #expect(try quantized.member(name) == plain.member(name))
    var request = CalibrateRequest(model: place.path("q.tlt"), data: place.path(""))
    request.output = place.path("c.tlt")
    _ = try place.run { try $0.calibrate(request) }
    let both = try ModelArchive(path: place.path("c.tlt"))
    #expect(both.memberNames.count { $0 == name } == 1)
    for name in ["int8.json", "int8_weights.safetensors"] {
      #expect(try both.member(name) == quantized.member(name))
    }
  }

  @Test("tag looks thresholds up, names scores in its header, and refuses what the archive cannot promise")
  func tag() throws {
    try place.train("r", TinyWorkplace.learns)
    let path = place.path("r/checkpoints/trained-model.tlt")
    try place.file("a.txt", "ann lee saw rome again .\n")
    func tag(_ change: (inout ScoreRequest) -> Void) throws -> Conversation {
      var request = TagRequest(model: path, inputs: [place.path("a.txt")])
      change(&request.scores)
      return try place.run { try $0.tag(request) }
    }
    let usual = try tag { _ in }
    #expect(usual.output.contains(#""text":"ann lee""#))
    #expect(usual.output.contains(#""of":"product""#))
    let aimed = try tag { $0.precisionTargets = ["PER": 0.6] }
    #expect(aimed.output.contains(#""precision_targets":{"PER":0.6}"#))
    #expect(aimed.log.contains("PER: precision 0.6 from a score of"))
    #expect(aimed.output.contains(#""text":"ann lee""#))
    let none = try tag { ($0.thresholds, $0.score) = (["PER": 1, "LOC": 1], .minimum) }
    #expect(none.log.contains("left out because of their scores"))
    #expect(!none.output.contains(#""text":"ann lee""#))
    #expect(throws: ScoreProblem.self) { try tag { $0.precisionTargets = ["PER": 0.99] } }
  }

  @Test("segment prints sentences and words of documents and of lines")
  func segment() throws {
    try place.file("s.txt", "Ann é saw. Bob\n\nran")
    let path = place.path("s.txt")
    let whole = try place.run { try $0.segment(inputs: [path], linesAreDocuments: false, offsets: .utf8) }
    #expect(
      whole.output.replacing(path, with: "S")
        == #"{"id":"S","sentences":[{"start":0,"end":11,"words":[[0,3],[4,6],[7,10],[10,11]]},"#
        + #"{"start":12,"end":15,"words":[[12,15]]},{"start":17,"end":20,"words":[[17,20]]}]}"# + "\n")
    let lines = try place.run { try $0.segment(inputs: [path], linesAreDocuments: true, offsets: .codePoint) }
    let rows = lines.output.split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows.first?.contains(#"[[0,3],[4,5],[6,9],[9,10]]"#) ?? false)
    #expect(rows.dropFirst().first?.contains(#":2","sentences":[]}"#) ?? false)
  }
}
