import Annotations
import BulkTagging
import Foundation
import Kernels
import Layers
import TestSupport
import Testing

@testable import Taggers
@testable import Workbench

@Suite("Quantising a model")
struct QuantizeTests {
  private struct Row: Decodable {
    struct Mention: Decodable, Equatable { var start: Int, end: Int, label: String }
    var mentions: [Mention]
  }

  /// A workplace with a model that knows the corpus by heart, and what is asked of it.
  private func trained() throws -> (place: TinyWorkplace, request: QuantizeRequest) {
    let place = try TinyWorkplace(sentences: 60)
    var request = QuantizeRequest(model: try place.train("out", TinyWorkplace.learns))
    request.text = place.path("text_dev.txt")
    request.labels = place.path("labels_dev.txt")
    request.workers = 2
    return (place, request)
  }

  private func mentions(_ place: TinyWorkplace, _ model: String, _ precision: Precision) throws -> [[Row.Mention]] {
    var request = TagRequest(model: model, inputs: [place.path("text_dev.txt")])
    (request.input.pretokenized, request.precision) = (true, precision)
    request.output = place.path("\(precision.rawValue).jsonl")
    _ = try place.run { try $0.tag(request) }
    return try place.text("\(precision.rawValue).jsonl").split(separator: "\n").dropFirst().map {
      try JSONDecoder().decode(Row.self, from: Data($0.utf8)).mentions
    }
  }

  private func evaluation(_ place: TinyWorkplace, _ model: String, _ precision: String?) throws -> Conversation {
    try place.run {
      try $0.evaluate(
        place.spec(
          ["restore_from='\(model)'", "data_dir='\(place.path(""))'"] + (precision.map { ["precision=\($0)"] } ?? [])))
    }
  }

  private func inference(_ place: TinyWorkplace, _ model: String, _ precision: String?) throws -> Conversation {
    try place.run {
      try $0.infer(
        place.spec(
          ["restore_from='\(model)'", "input_batch='\(place.path("text_dev.txt"))'"]
            + (precision.map { ["precision=\($0)"] } ?? [])))
    }
  }

  @Test("int8 stands beside fp32, is measured, and tags as fp32 does", arguments: [nil, "secret"])
  func whole(key: String?) throws {
    var (place, request) = try trained()
    if let key {
      // A sealed model gives a sealed one.
      let plain = try ModelArchive(path: request.model)
      let members = try plain.memberNames.map { ArchiveMember(name: $0, bytes: try plain.member($0)) }
      try ModelArchive.write(members, origin: plain.manifest.origin, key: key, to: place.path("sealed.tlt"))
      request.model = place.path("sealed.tlt")
    }
    (request.key, request.output) = (key, place.path("int8.tlt"))
    let said = try place.run { try $0.quantize(request) }
    #expect(said.output.contains("all layers in int8"))
    let (before, after) = (
      try ModelArchive(path: request.model, key: key), try ModelArchive(path: place.path("int8.tlt"), key: key)
    )
    #expect(after.manifest.isEncrypted == (key != nil))
    #expect(after.memberNames == before.memberNames + ["int8.json", "int8_weights.safetensors"])
    for name in before.memberNames { #expect(try after.member(name) == before.member(name)) }
    let record = try #require(try after.quantizationRecord())
    #expect(record.passed && record.layersInFP32.isEmpty && record.sentences == 9 && record.words == 54)
    #expect(record.all == .init(agreement: 100, fp32: 100, int8: 100))
    #expect(record.byLabel.keys.sorted() == ["LOC", "PER"])
    let model = try TaggerModel(after, precision: .int8)
    #expect(model.precision == .int8 && model.quantized?.layers.allSatisfy { $0?.fit != nil } == true)
    #expect(record.fittedTo ?? 0 > 9 && said.output.contains("fitted to"))
    #expect(try TaggerModel(after).precision == .fp32)
    #expect(try TaggerModel(after, precision: .auto).precision == record.fastest)
    #expect((record.bf16 != nil) == Processor.hasBFloatProducts && record.bf16?.agreement ?? 100 == 100)
    // Quantised again, in place: the members are replaced.
    request.model = place.path("int8.tlt")
    _ = try place.run { try $0.quantize(request) }
    #expect(try ModelArchive(path: place.path("int8.tlt"), key: key).memberNames == after.memberNames)
    if key == nil {
      let fp32 = try mentions(place, place.path("int8.tlt"), .fp32)
      #expect(fp32.count == 9 && fp32.allSatisfy { $0.count == 2 })
      #expect(try mentions(place, place.path("int8.tlt"), .int8) == fp32)
      if Processor.hasBFloatProducts { #expect(try mentions(place, place.path("int8.tlt"), .bf16) == fp32) }
    }
  }

  @Test("auto is the fastest that passed: as measured, or by what the processor has where it was measured elsewhere")
  func fastest() {
    var record = QuantizationRecord(limit: 0.3)
    #expect(record.fastest == .fp32)
    record.words = 10
    record.all = .init(agreement: 100)
    let hasBFloats = Processor.hasBFloatProducts
    func rates(_ int8: Double, _ bf16: Double) -> QuantizationRecord.Speed {
      .init(fp32: 100, int8: int8, bf16: hasBFloats ? bf16 : nil)
    }
    record.speed = rates(200, 150)
    #expect(record.fastest == .int8)
    record.bf16 = hasBFloats ? .init(agreement: 100, closeCalls: nil) : nil
    #expect(record.fastest == .int8)
    record.speed = rates(90, 150)
    #expect(record.fastest == (hasBFloats ? .bf16 : .fp32))
    record.speed = rates(120, 150)
    #expect(record.fastest == (hasBFloats ? .bf16 : .int8))
    record.bf16?.agreement = 99.6
    #expect(record.fastest == .int8)
    // int8 failed, bf16 did not.
    record.all.agreement = 99
    record.bf16?.agreement = 99.9
    #expect(record.fastest == (hasBFloats ? .bf16 : .fp32))
    // Measured on a processor of another kind.
    record.all.agreement = 100
    record.speed?.vectorBits = 64
    #expect(record.fastest == (Processor.hasDotProducts ? .int8 : hasBFloats ? .bf16 : .fp32))
  }

  @Test("a split of a store measures as the text and labels that were imported do")
  func store() throws {
    var (place, request) = try trained()
    try place.columns("dev.conll", of: "dev")
    var imported = CorpusImportRequest(paths: [place.path("dev.conll")])
    imported.split = "held"
    _ = try place.run { try $0.importCorpus(CorpusSelection(store: place.path("store.gloss")), imported) }
    request.output = place.path("files.tlt")
    _ = try place.run { try $0.quantize(request) }
    (request.text, request.labels, request.output) = (nil, nil, place.path("corpus.tlt"))
    request.corpus = (place.path("store.gloss"), "default", "held")
    _ = try place.run { try $0.quantize(request) }
    let records = try ["files", "corpus"].map { try ModelArchive(path: place.path("\($0).tlt")).quantizationRecord() }
    #expect(records[1]?.all == records[0]?.all && records[1]?.byLabel == records[0]?.byLabel)
    #expect(records[1]?.sentences == 9 && records[1]?.words == 54)
    request.corpus?.split = "dev"
    let problem = message(in: place) { _ = try place.run { try $0.quantize(request) } }
    #expect(problem.contains("no documents in split 'dev'"))
  }

  @Test("without data nothing is measured, and int8 has to be asked for")
  func unmeasured() throws {
    var (place, request) = try trained()
    (request.text, request.labels, request.output) = (nil, nil, place.path("int8.tlt"))
    let said = try place.run { try $0.quantize(request) }
    #expect(said.log.contains("nothing was fitted or measured"))
    let archive = try ModelArchive(path: place.path("int8.tlt"))
    #expect(try archive.quantizationRecord()?.passed == false && archive.quantizationRecord()?.fittedTo == nil)
    #expect(try TaggerModel(archive, precision: .auto).precision == .fp32)
    let model = try TaggerModel(archive, precision: .int8)
    #expect(model.precision == .int8 && model.quantized == QuantizedEncoder(model.classifier.encoder))
    // A model that was never quantised.
    #expect(try TaggerModel(path: request.model, precision: .auto).precision == .fp32)
    let problem = message(in: place) { _ = try TaggerModel(path: request.model, precision: .int8) }
    #expect(problem.contains("it holds no int8 weights; `gloss quantize` makes them"))
  }

  @Test("a layer that does not bear 8 bits stays out of them, and if none does nothing is written")
  func harm() throws {
    var (place, request) = try trained()
    var model = try TaggerModel(path: request.model)
    // A unit that is never lit, with weights beside which all others round to nothing: fp32 does not see them.
    func spoil(_ layer: Int) {
      for unit in 0..<16 {
        model.classifier.encoder.layers[layer].down.weight.value[unit, 0] = unit % 2 == 0 ? 1e4 : -1e4
        model.classifier.encoder.layers[layer].up.weight.value[0, unit] = 0
      }
      model.classifier.encoder.layers[layer].up.bias.value[0, 0] = 0
    }
    spoil(1)
    try model.write(to: place.path("outlier.tlt"))
    (request.model, request.labels, request.output) = (place.path("outlier.tlt"), nil, place.path("int8.tlt"))
    request.limit = 0
    let said = try place.run { try $0.quantize(request) }
    #expect(said.log.contains("layer 1 stays out of int8"))
    #expect(said.output.contains("layers out of int8: 1"))
    let archive = try ModelArchive(path: place.path("int8.tlt"))
    #expect(try archive.quantizationRecord()?.layersInFP32 == [1])
    #expect(try TaggerModel(archive, precision: .int8).quantized?.layers.map { $0 == nil } == [false, true])

    // In both layers.
    spoil(0)
    try model.write(to: place.path("outlier.tlt"))
    request.output = place.path("none.tlt")
    let problem = message(in: place) { _ = try place.run { try $0.quantize(request) } }
    #expect(problem.contains("even with one layer in int8 alone; nothing was written"))
    #expect(!FileManager.default.fileExists(atPath: place.path("none.tlt")))
  }

  @Test("damaged members of int8 are errors; fp32 goes without them")
  func damage() throws {
    var (place, request) = try trained()
    request.output = place.path("int8.tlt")
    _ = try place.run { try $0.quantize(request) }
    let archive = try ModelArchive(path: place.path("int8.tlt"))
    let weights = try archive.member(ModelArchive.quantizedWeightsName)
    let plain = String(decoding: try archive.member(ModelArchive.quantizationName), as: UTF8.self)
    // Where nothing is computed again the record is as it was before there was such a thing.
    #expect(!plain.contains("\n  \"closeCalls\""))
    func record(margin: String) throws -> Data {
      let start = try #require(plain.firstIndex(of: "{"))
      let rest = plain[plain.index(after: start)...]
      return Data("{\"closeCalls\": {\"margin\": \(margin), \"share\": 0.5}, \(rest)".utf8)
    }
    try ModelArchive.write(
      archive.memberNames.map {
        ArchiveMember(
          name: $0, bytes: $0 == ModelArchive.quantizationName ? try record(margin: "0.5") : try archive.member($0))
      }, origin: archive.manifest.origin, to: place.path("bad.tlt"))
    #expect(try TaggerModel(path: place.path("bad.tlt"), precision: .int8).closeCallMargin == 0.5)
    let bad: [(String, Data)] = [
      (ModelArchive.quantizationName, Data()), (ModelArchive.quantizationName, Data("{}".utf8)),
      (ModelArchive.quantizationName, Data("[1e999]".utf8)),
      (ModelArchive.quantizationName, try record(margin: "-0.5")),
      (ModelArchive.quantizationName, try record(margin: "1e999")),
      (ModelArchive.quantizationName, try record(margin: "\"wide\"")), (ModelArchive.quantizedWeightsName, Data()),
      (ModelArchive.quantizedWeightsName, weights.prefix(100)), (ModelArchive.quantizedWeightsName, weights.dropLast()),
      (ModelArchive.quantizedWeightsName, Data(repeating: 0xFF, count: 64)),
    ]
    for (name, bytes) in bad {
      let members = try archive.memberNames.map {
        ArchiveMember(name: $0, bytes: $0 == name ? Data(bytes) : try archive.member($0))
      }
      try ModelArchive.write(members, origin: archive.manifest.origin, to: place.path("bad.tlt"))
      #expect(throws: (any Error).self) { try TaggerModel(path: place.path("bad.tlt"), precision: .int8) }
      #expect(try TaggerModel(path: place.path("bad.tlt")).precision == .fp32)
    }
  }

  @Test("the record of close calls comes back, and with an endless margin int8 tags as fp32 does")
  func closeCalls() throws {
    var (place, request) = try trained()
    request.output = place.path("int8.tlt")
    _ = try place.run { try $0.quantize(request) }
    let archive = try ModelArchive(path: place.path("int8.tlt"))
    let model = try TaggerModel(archive, precision: .int8)
    #expect(model.closeCallMargin == 0 && model.secondLook(.viterbi) == nil)
    var record = try #require(try archive.quantizationRecord())
    record.closeCalls = .init(margin: 1e30, share: 1, without: 98.5)
    var spoilt = try #require(model.quantized)
    // Large weights of the wrong sign: what comes of them is noise.
    func negated(_ tensor: QuantizedTensor) throws -> QuantizedTensor {
      let scales = tensor.scales.map { 50 * $0 }
      return try #require(QuantizedTensor(numbers: tensor.numbers.map { -max($0, -127) }, scales: scales))
    }
    for (index, layer) in spoilt.layers.enumerated() {
      var layer = try #require(layer)
      (layer.qkv, layer.attentionOutput) = (try negated(layer.qkv), try negated(layer.attentionOutput))
      (layer.up, layer.down) = (try negated(layer.up), try negated(layer.down))
      spoilt.layers[index] = layer
    }
    try ModelArchive.write(
      archive.members(with: spoilt, record), origin: archive.manifest.origin, to: place.path("close.tlt"))
    #expect(try ModelArchive(path: place.path("close.tlt")).quantizationRecord() == record)
    let opened = try TaggerModel(path: place.path("close.tlt"), precision: .int8)
    #expect(opened.closeCallMargin == 1e30 && opened.secondLook(.viterbi)?.margin == 1e30)
    #expect(try TaggerModel(path: place.path("close.tlt")).closeCallMargin == 0)
    let fp32 = try mentions(place, place.path("close.tlt"), .fp32)
    #expect(try mentions(place, place.path("close.tlt"), .int8) == fp32)
    let evaluated = try evaluation(place, place.path("close.tlt"), "fp32")
    #expect(try evaluation(place, place.path("close.tlt"), "int8").output == evaluated.output)
    #expect(try evaluation(place, place.path("close.tlt"), "int8").log.contains("100.0 % of the sub-tokens"))
    let inferred = try inference(place, place.path("close.tlt"), "fp32")
    #expect(try inference(place, place.path("close.tlt"), "int8").output == inferred.output)
    // Another margin is another model: nothing is taken over.
    record.closeCalls = nil
    try ModelArchive.write(
      archive.members(with: spoilt, record), origin: archive.manifest.origin, to: place.path("close.tlt"))
    #expect(try mentions(place, place.path("close.tlt"), .int8) != fp32)
    #expect(try evaluation(place, place.path("close.tlt"), "int8").output != evaluated.output)
    #expect(try inference(place, place.path("close.tlt"), "int8").output != inferred.output)
  }

  @Test("evaluate and infer take the precision that is asked for, and fp32 where nothing is")
  func otherTasks() throws {
    var (place, request) = try trained()
    request.output = place.path("int8.tlt")
    _ = try place.run { try $0.quantize(request) }
    for task in [evaluation, inference] {
      let (usual, fp32) = (try task(place, request.model, nil), try task(place, place.path("int8.tlt"), "fp32"))
      #expect(usual.output == fp32.output && !usual.log.contains(", in fp32") && !fp32.log.contains(", in "))
      #expect(try task(place, place.path("int8.tlt"), "int8").log.contains("int8.tlt', in int8"))
      #expect(try task(place, request.model, "auto").output == fp32.output)
      let absent = message(in: place) { _ = try task(place, request.model, "int8") }
      #expect(absent.contains("it holds no int8 weights"))
      let wrong = message(in: place) { _ = try task(place, request.model, "int4") }
      #expect(wrong.contains("precision") && wrong.contains("int4") && wrong.contains("auto"))
    }
    // It learnt its sentences by heart; the loss tells that other numbers were at work.
    let scores = try ["fp32", "int8"].map { try evaluation(place, place.path("int8.tlt"), $0).output }
    #expect(scores.allSatisfy { $0.contains("54 of 54 words scored") } && scores[0] != scores[1])
  }

  /// A window of one word for each sentence, and what an engine may say of it.
  private struct Sight {
    let comparison: PrecisionComparison
    /// The ids of a mention's first label, and of none.
    let mention: Int
    let outside: Int
    private let labels: Int

    init(_ path: String, sentences: Int) throws {
      let model = try TaggerModel(path: path)
      let names = model.labels.names
      labels = names.count
      mention = try #require(names.firstIndex { $0.hasPrefix("B-") })
      outside = try #require(names.firstIndex(of: "O"))
      let window = EncodedWindow(ids: [2, 5, 3], firstRows: [1], wordOfRow: [-1, 0, -1], scored: 0..<1)
      comparison = PrecisionComparison(
        model, (0..<sentences).map { _ in PrecisionComparison.Sentence(windows: [window], gold: nil) }, workers: 1)
    }

    func result(_ label: Int, _ margin: Float) -> PrecisionComparison.Result {
      .init(posteriors: (0..<labels).map { $0 == label ? 1 : 0 }, margin: margin)
    }
  }

  @Test("the margin is the least that reaches the agreement wanted, and never costs more than a tenth")
  func choice() throws {
    let tiny = try trained()
    let sight = try Sight(tiny.request.model, sentences: 1000)
    let (comparison, first, outside) = (sight.comparison, sight.mention, sight.outside)
    let windows = 0..<1000
    // Every tenth is missed in 8 bits, by a margin that grows.
    func result(_ label: Int, _ margin: Float) -> [PrecisionComparison.Result] { [sight.result(label, margin)] }
    let exact = windows.map { _ in result(first, 9) }
    let rough = windows.map { result($0 % 10 == 0 ? outside : first, Float($0) / 1000) }
    func choice(_ wanted: Double) -> QuantizationRecord.CloseCalls? {
      comparison.closeCalls(rough, exact, comparison.labels(exact), wanted: wanted)?.calls
    }
    let without = try #require(choice(95)?.without)
    #expect(abs(without - 200 * 900 / 1900) < 1e-9)
    #expect(choice(90) == nil && choice(0) == nil)
    // 904 of 1000 are found once windows 0, 10, 20 and 30 are computed again: 94.96 %.
    let choice95 = try #require(choice(94.95))
    #expect(abs(choice95.margin - 0.031) < 1e-6 && abs(choice95.share - 0.031) < 1e-9)
    // All would cost everything.
    let most = try #require(choice(100))
    #expect(abs(most.margin - 0.091) < 1e-6 && most.share <= PrecisionComparison.largestShare)
    let expected = comparison.labels(exact)
    #expect(comparison.closeCalls(exact, exact, expected, wanted: 100) == nil)
    // Nothing that may be paid for helps.
    let far = windows.map { result($0 == 999 ? outside : first, $0 == 999 ? 1 : 0.5) }
    #expect(comparison.closeCalls(far, exact, expected, wanted: 100) == nil)
    // Not less than the usual change of a lead asks for, but what may be paid for.
    let careful = comparison.closeCalls(rough, exact, expected, wanted: 94.95, least: 0.0644)?.calls
    #expect(abs(try #require(careful).margin - 0.065) < 1e-6)
    let careless = comparison.closeCalls(rough, exact, expected, wanted: 94.95, least: 0.5)?.calls
    #expect(try #require(careless).share <= PrecisionComparison.largestShare)
    #expect(try #require(careless).margin >= choice95.margin)
    // Leads of sentence n change from 9 to n/1000, and every tenth is another path's.
    let changes = windows.map { index in
      index % 10 == 0 ? 9 + Float(index) / 1000 : 9 - Float(index) / 1000
    }
    let usual = (changes.reduce(0) { $0 + $1 * $1 } / 1000).squareRoot()
    #expect(abs(comparison.usualChange(rough, exact) - usual) < 1e-3)
    // A second look that misses the same mentions helps nothing, and says so.
    let vain = try #require(comparison.closeCalls(rough, rough, expected, wanted: 94.95))
    #expect(abs(vain.agreement - without) < 1e-9)
  }

  @Test("a window of bf16 is close if it leads by less than the largest change of a lead that was seen")
  func rounding() throws {
    let tiny = try trained()
    let sight = try Sight(tiny.request.model, sentences: 100)
    let (comparison, first, outside) = (sight.comparison, sight.mention, sight.outside)
    func results(_ label: (Int) -> Int, _ margin: (Int) -> Float) -> [[PrecisionComparison.Result]] {
      (0..<100).map { [sight.result(label($0), margin($0))] }
    }
    let exact = results({ _ in first }, { Float($0) / 100 + 0.005 })
    // Leads change by 0.02, and the first path is another one: 0.005 and 0.02 are on different sides.
    let rough = results({ $0 == 0 ? outside : first }, { $0 == 0 ? 0.02 : Float($0) / 100 + 0.025 })
    let found = comparison.rounding(rough, exact)
    let calls = try #require(found.closeCalls)
    #expect(found.agreement == 100 && abs(calls.margin - 0.026) < 1e-6)
    #expect(abs(calls.share - 0.01) < 1e-9 && calls.without == 200 * 99 / 199)
    // Leads that change by much would make all close; no more than a tenth is.
    let wild = try #require(comparison.rounding(results({ _ in first }, { Float($0) / 100 + 9 }), exact).closeCalls)
    #expect(wild.share <= PrecisionComparison.largestShare)
    #expect(comparison.rounding(exact, exact).closeCalls == nil)
  }

  @Test("what is lost counts against the data's labels if there are any, else against fp32")
  func drop() {
    typealias Scores = QuantizationRecord.Scores
    #expect(Scores(agreement: 99.5).drop == 0.5)
    #expect(Scores(agreement: 90, fp32: 50, int8: 49.75).drop == 0.25)
    #expect(Scores(agreement: 90, fp32: 50, int8: nil).drop == 50)
    #expect(Scores(agreement: nil).drop == 0)
    var record = QuantizationRecord(limit: 0.3)
    #expect(!record.passed)
    record.words = 10
    #expect(!record.passed)
    record.all = Scores(agreement: 99.75)
    #expect(record.passed)
    record.all = Scores(agreement: 99)
    #expect(!record.passed)
  }
}
