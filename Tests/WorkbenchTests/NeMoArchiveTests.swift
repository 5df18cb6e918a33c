import Annotations
import Files
import Foundation
import Kernels
import Taggers
import TestSupport
import Testing

@testable import Workbench

@Suite("NeMo archives")
struct NeMoArchiveTests {
  static let forms = [
    "old names, gzip", "old names, vocabulary as JSON", "new names, gzip", "new names, plain", "EFF without encryption",
  ]

  let golden: NeMoGolden
  let place: Workplace

  init() throws { (golden, place) = (try NeMoGolden(), try Workplace()) }

  /// The largest difference of the logits of all sentences to PyTorch's.
  private func difference(_ model: TaggerModel) throws -> Float {
    let engine = model.engine
    let workspace = TaggingEngine.Workspace(engine)
    let encoder = SentenceEncoder(model.tokenizer, maxLength: model.maxSequenceLength)
    var worst: Float = 0
    for item in golden.cases {
      let windows = encoder.windows(of: item.sentence.split(separator: " ").map(String.init))
      #expect(windows.map(\.ids) == [item.ids])
      engine.run(PackedBatch(windows), workspace)
      let found = workspace.logits.values
      try #require(found.count == item.logits.count)
      worst = zip(found, item.logits).reduce(worst) { max($0, abs($1.0 - $1.1)) }
    }
    return worst
  }

  @Test("each layout is read, and gives PyTorch's logits", arguments: forms)
  func logits(form: String) throws {
    let path = try place.file("model.nemo", try #require(golden.archives[form]))
    let model = try TaggerModel(anyAt: path, key: nil)
    #expect(model.labels.names == golden.labels)
    #expect(model.maxSequenceLength == 24)
    #expect(model.classifier.head.shape == ClassifierHead.Shape(layers: 2, dropout: 0.5, activation: "tanh"))
    #expect(try difference(model) < 2e-5)
  }

  @Test("every layout was recorded")
  func complete() { #expect(Set(golden.archives.keys) == Set(Self.forms)) }

  @Test("the name says nothing: a NeMo archive called .tlt is one, and ours called .nemo is ours")
  func names() throws {
    let path = try place.file("model.tlt", try #require(golden.archives["new names, gzip"]))
    let model = try TaggerModel(anyAt: path, key: nil)
    try model.write(to: place.path("ours.nemo"))
    let ours = try TaggerModel(anyAt: place.path("ours.nemo"), key: nil, mapsWords: true)
    #expect(try difference(ours) < 2e-5)
    #expect(ours.configurationText == model.configurationText)
    // What was trained with the model's data is still known.
    let settings = try ModelSettings(ours.configurationText, file: "ours.nemo")
    #expect(settings.ignoresExtraTokens && !settings.ignoresStartEnd && settings.weighsClasses)
  }

  private func open(_ bytes: Data, key: String? = nil) throws -> String {
    let path = try place.file("model.tlt", bytes)
    return message(in: place) { _ = try TaggerModel(anyAt: path, key: key) }
  }

  @Test("an archive that EFF encrypted is refused with the reason")
  func sealed() throws {
    #expect(
      try open(golden.sealed, key: "tlt_encode")
        == "model.tlt: error: the weights in this archive are encrypted by NVIDIA's EFF, whose cipher is not published: "
        + "nobody but TAO can read them. Export the model from TAO without a key (or as .nemo), or train it anew")
  }

  @Test("a key for what is not encrypted, and a lack of weights, are said")
  func others() throws {
    #expect(
      try open(try #require(golden.archives["new names, plain"]), key: "k")
        .hasPrefix("model.tlt: error: a key was given, but this archive is not encrypted; leave out -k"))
    #expect(try open(golden.withoutWeights).hasPrefix("model.tlt: error: this NeMo archive has no model_weights.ckpt;"))
  }

  @Test("a training may start from it with the key that the result will have")
  func start() throws {
    let path = try place.file("model.tlt", try #require(golden.archives["new names, plain"]))
    #expect(try TaggerModel(startingFrom: path, key: "k").labels.count == 5)
    try TaggerModel(startingFrom: path, key: nil).write(to: place.path("sealed.tlt"), key: "k")
    #expect(try TaggerModel(startingFrom: place.path("sealed.tlt"), key: "k").labels.count == 5)
    #expect(
      message(in: place) { _ = try TaggerModel(startingFrom: place.path("sealed.tlt"), key: nil) }
        .hasPrefix("sealed.tlt: error: this archive is encrypted; give its key with -k"))
  }

  @Test("damaged gzip is refused, wherever it ends or differs, and nothing stays behind")
  func damage() throws {
    let whole = try #require(golden.archives["old names, gzip"])
    for count in stride(from: 3, to: whole.count - 1, by: 997) {
      #expect(try open(whole.prefix(count)).contains("damaged gzip archive"))
    }
    for position in stride(from: 20, to: whole.count, by: 1499) {
      var changed = whole
      changed[position] ^= 0x10
      #expect(try open(changed) != "no error")
    }
    #expect(try place.names() == ["model.tlt"])
  }

  @Test("no change of a header or of the configuration traps")
  func plainDamage() throws {
    let whole = try #require(golden.archives["new names, plain"])
    for position in stride(from: 0, to: 6000, by: 13) {
      var changed = whole
      changed[position] ^= 0x41
      _ = try open(changed)
    }
  }

  @Test(
    "what cannot be a model's configuration is said with its key",
    arguments: [
      ("head: {num_fc_layers: many}", "head.num_fc_layers is 'many', expected an integer"),
      ("head: {activation: erf}", "head.activation is 'erf', expected one of relu, tanh, sigmoid, gelu, silu"),
      ("label_ids: {O: zero}", "label_ids.O is not an integer"),
      (
        "tokenizer: {tokenizer_name: sentencepiece}",
        "tokenizer.tokenizer_name is 'sentencepiece', expected a BERT tokenizer: this version reads no NeMo models with "
          + "others"
      ),
    ])
  func configuration(yaml: String, problem: String) {
    #expect(message { _ = try NeMoConfiguration(yaml: yaml, file: "m.yaml") } == "m.yaml: \(problem)")
  }
}
