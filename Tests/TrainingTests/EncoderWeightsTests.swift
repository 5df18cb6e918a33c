import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

@Suite("Weights of encoders by name")
struct EncoderWeightsTests {
  /// The last hidden states of the golden's sequences.
  private func hidden(_ encoder: BertEncoder, _ golden: EncoderGolden) -> [Float] {
    let batch = PackedBatch(golden.windows, multiple: 1)
    let saved = BertEncoder.Saved(encoder.configuration)
    let pass = Pass(
      layout: batch.layout, sequenceNumbers: golden.ids.indices.map { UInt32($0) }, seed: 0, step: 0, drops: false)
    encoder.forward(batch.ids, pass, saved: saved)
    return saved.output.values
  }

  private func refusal(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "read without complaint"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "with the family's prefix, with NeMo's or with none, beside heads and buffers that files have",
    arguments: EncoderGolden.names, ["", "family", "bert_model."])
  func prefixes(name: String, kind: String) throws {
    let golden = try EncoderGolden(named: name)
    let prefix = kind == "family" ? golden.config.family.prefix : kind
    var source = golden.source(prefix: prefix)
    let extras = [
      prefix + "embeddings.position_ids", "cls.predictions.bias", "lm_head.dense.weight", "vocab_projector.bias",
      "discriminator_predictions.dense.weight", "classifier.bias",
    ]
    for extra in extras { source.values[extra] = ([1], [0]) }
    let weights = try EncoderWeights(golden.config, file: "config.json", from: source)
    #expect(Set(weights.unused) == Set(extras))
    #expect((weights.encoder.pooler != nil) == golden.config.family.mayHavePooler)
    let worst = zip(hidden(weights.encoder, golden), floats(golden.hidden)).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= 1e-5)
  }

  @Test("the pooler is optional, and kept when it is there")
  func pooler() throws {
    let golden = try EncoderGolden(named: "roberta")
    var source = golden.source()
    let kept = try EncoderWeights(golden.config, file: "config.json", from: source).encoder
    #expect(kept.pooler?.weight.value.values == source.values["pooler.dense.weight"]?.floats)
    source.values = source.values.filter { !$0.key.hasPrefix("pooler") }
    #expect(try EncoderWeights(golden.config, file: "config.json", from: source).encoder.pooler == nil)
  }

  @Test("tensors inside the encoder that the configuration has no place for are refused by name")
  func unexpected() throws {
    let golden = try EncoderGolden(named: "distilbert")
    var source = golden.source(prefix: "distilbert.")
    source.values["distilbert.transformer.layer.2.attention.q_lin.bias"] = ([32], [Float](repeating: 0, count: 32))
    #expect(
      refusal { try EncoderWeights(golden.config, file: "config.json", from: source) }
        == "made-up.safetensors: the configuration has no place for "
        + "distilbert.transformer.layer.2.attention.q_lin.bias; it may name too few layers")
  }

  @Test("a missing tensor is named as the family's files name it, a wrong shape with both shapes")
  func missing() throws {
    let golden = try EncoderGolden(named: "megatron_bert")
    var source = golden.source(prefix: "bert.")
    source.values["bert.encoder.layer.1.attention.ln.weight"] = nil
    #expect(
      refusal { try EncoderWeights(golden.config, file: "config.json", from: source) }.contains(
        "there is no tensor 'bert.encoder.layer.1.attention.ln.weight', which config.json calls for"))
    source = golden.source(prefix: "bert.")
    source.values["bert.encoder.ln.bias"] = ([2], [0, 0])
    #expect(
      refusal { try EncoderWeights(golden.config, file: "config.json", from: source) }.contains(
        "tensor 'bert.encoder.ln.bias' has the shape [2], expected [32]"))
  }

  /// The golden's Megatron-BERT under Megatron's own names, query, key and value in one tensor.
  private func megatron(_ golden: EncoderGolden, stack: String, attention: String, version: Double) -> FormulaTensors {
    let source = golden.source()
    var values: [String: (shape: [Int], floats: [Float])] = [:]
    let (h, heads) = (golden.config.hiddenSize, golden.config.heads)
    let size = h / heads
    for (name, tensor) in source.values {
      var name = name
      if name.contains(".attention.self.") {
        guard let range = name.range(of: ".attention.self.query.") else { continue }
        let parts = ["query", "key", "value"].map { word in
          source.values[name.replacingCharacters(in: range, with: ".attention.self.\(word).")]?.floats ?? []
        }
        let width = parts[0].count / h
        // Row i of head a of projection p, in the order in which this version writes them.
        var fused: [Float] = []
        func append(_ p: Int, _ a: Int, _ i: Int) {
          fused += parts[p][(a * size + i) * width..<(a * size + i + 1) * width]
        }
        if version == 0 {
          for p in 0..<3 { for a in 0..<heads { for i in 0..<size { append(p, a, i) } } }
        } else if version == 1 {
          for a in 0..<heads { for i in 0..<size { for p in 0..<3 { append(p, a, i) } } }
        } else {
          for a in 0..<heads { for p in 0..<3 { for i in 0..<size { append(p, a, i) } } }
        }
        name = name.replacingCharacters(in: range, with: ".\(attention).query_key_value.")
        values["language_model." + rename(name, stack, attention)] = ([3 * h] + tensor.shape.dropFirst(), fused)
      } else {
        values["language_model." + rename(name, stack, attention)] = tensor
      }
    }
    values["binary_head.bias"] = ([2], [0, 0])
    return FormulaTensors(values: values)
  }

  private func rename(_ name: String, _ stack: String, _ attention: String) -> String {
    var name = name.hasPrefix("embeddings.") ? "embedding." + name.dropFirst("embeddings.".count) : name
    for (ours, theirs) in [
      ("token_type_embeddings", "tokentype_embeddings"),
      ("encoder.ln.", "\(stack).final_layernorm."), ("encoder.layer.", "\(stack).layers."),
      (".attention.ln.", ".input_layernorm."), (".ln.", ".post_attention_layernorm."),
      (".attention.output.dense.", ".\(attention).dense."), (".intermediate.dense.", ".mlp.dense_h_to_4h."),
      (".output.dense.", ".mlp.dense_4h_to_h."),
    ] { name = name.replacingOccurrences(of: ours, with: theirs) }
    return name
  }

  @Test(
    "Megatron's and NeMo's own names are understood, in every order of query, key and value",
    arguments: [
      ("transformer", "attention", 0.0, nil), ("transformer", "attention", 1, 1), ("transformer", "attention", 3, 3),
      ("encoder", "self_attention", 3, nil),
    ] as [(String, String, Double, Double?)], ["", "bert_model.", "model."])
  func megatronNames(kind: (stack: String, attention: String, version: Double, stated: Double?), prefix: String) throws
  {
    let golden = try EncoderGolden(named: "megatron_bert")
    var source = megatron(golden, stack: kind.stack, attention: kind.attention, version: kind.version)
    source.values = Dictionary(uniqueKeysWithValues: source.values.map { (prefix + $0.key, $0.value) })
    var configuration = golden.config
    configuration.megatronVersion = kind.stated
    configuration.statesVocabularySize = false
    configuration.vocabularySize = 1
    let weights = try EncoderWeights(configuration, file: "config.json", from: source)
    #expect(weights.encoder.configuration.vocabularySize == 60)
    let worst = zip(hidden(weights.encoder, golden), floats(golden.hidden)).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= 1e-5)
    configuration.family = .bert
    #expect(
      refusal { try EncoderWeights(configuration, file: "config.json", from: source) }.contains(
        "model_type is 'bert', but made-up.safetensors holds a Megatron-BERT"))
  }

  @Test("lm_checkpoint: the first name's beginning up to its dot is cut where it begins with bert")
  func languageModelCheckpoint() throws {
    let golden = try EncoderGolden(named: "electra")
    for prefix in ["bert_model.", "bert.", "bertish.", "", "electra."] {
      var source = golden.source(prefix: prefix)
      source.values["classifier.mlp.layer0.weight"] = ([1], [0])
      source.order = golden.source(prefix: prefix).names + ["classifier.mlp.layer0.weight"]
      let weights = try EncoderWeights.languageModelCheckpoint(golden.config, file: "config.json", from: source)
      let worst = zip(hidden(weights.encoder, golden), floats(golden.hidden)).map { abs($0 - $1) }.max() ?? .infinity
      #expect(worst <= 1e-5, "\(prefix)")
      source.values[prefix + "encoder.layer.0.output.dense.bias"] = nil
      source.order = nil
      #expect(
        refusal { try EncoderWeights.languageModelCheckpoint(golden.config, file: "config.json", from: source) }
          .contains("there is no tensor"))
    }
  }

  @Test("an encoder without weights is drawn as transformers draws it", arguments: ["bert", "xlm_roberta", "electra"])
  func drawn(name: String) throws {
    var configuration = try EncoderGolden(named: name).config
    (configuration.vocabularySize, configuration.initializerRange) = (4000, 0.05)
    let drawn = PretrainedEncoder(drawing: configuration, seed: 7).encoder
    let words = drawn.embeddings.words.value
    let padding = try #require(configuration.paddingId)
    #expect(words.row(padding).allSatisfy { $0 == 0 })
    #expect(words.row(padding + 1).allSatisfy { $0 != 0 })
    let mean = words.values.reduce(0.0) { $0 + Double($1) } / Double(words.count)
    let square = words.values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(words.count)
    #expect(abs(mean) < 1e-3)
    #expect(abs(square.squareRoot() - 0.05) < 1e-3)
    let isPositionPadded = drawn.embeddings.positions.value.row(padding).allSatisfy { $0 == 0 }
    #expect(isPositionPadded == configuration.family.countsPositionsFromPadding)
    #expect(drawn.layers[0].qkv.bias.value.values.allSatisfy { $0 == 0 })
    #expect(drawn.layers[1].outputNorm.gamma.value.values.allSatisfy { $0 == 1 })
    #expect(drawn.layers[0].qkv.weight.value.values.contains { $0 != 0 })
    let other = PretrainedEncoder(drawing: configuration, seed: 8).encoder
    #expect(other.embeddings.words.value != words)
    #expect(PretrainedEncoder(drawing: configuration, seed: 7).encoder.embeddings.words.value == words)
  }

  @Test("DistilBERT's waves are drawn as waves")
  func waves() throws {
    var configuration = try EncoderGolden(named: "distilbert").config
    configuration.hasSinusoidalPositions = true
    let positions = PretrainedEncoder(drawing: configuration, seed: 1).encoder.embeddings.positions.value
    #expect(positions.row(0) == (0..<32).map { $0 % 2 == 0 ? 0 : 1 })
    // sin 3, cos 3, then the slower pair of 3/10000^(2/32).
    #expect(zip(positions.row(3), [Float(0.141_120), -0.989_992]).allSatisfy { abs($0 - $1) < 1e-5 })
    let angle = 3 / pow(10_000.0, 2.0 / 32)
    #expect(abs(Double(positions[3, 2]) - sin(angle)) < 1e-6)
    #expect(abs(Double(positions[3, 3]) - cos(angle)) < 1e-6)
  }

  @Test(
    "an archive keeps the family: what was written is read, mapped and whole, and tags the same",
    arguments: EncoderGolden.names)
  func archive(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let encoder = try golden.encoder()
    var head = ClassifierHead(
      .init(layers: 2, dropout: 0.1, activation: "relu"), hidden: encoder.configuration.hiddenSize, labels: 3)
    var stream = PhiloxStream(seed: 1, stream: 1)
    head.initialize(transformerInit: false, using: &stream)
    let model = try ArchivedTagger.model(TokenClassifier(encoder: encoder, head: head))
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-encoders-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "model.tlt").path
    try model.write(to: path)
    let batch = PackedBatch(golden.windows)
    func logits(_ model: TaggerModel) -> [Float] {
      let engine = model.engine
      let workspace = TaggingEngine.Workspace(engine)
      engine.run(batch, workspace)
      return workspace.logits.values
    }
    let expected = logits(model)
    #expect(try logits(TaggerModel(path: path)) == expected)
    #expect(try logits(TaggerModel(path: path, mapsWords: true)) == expected)
    // The names inside are the family's, under NeMo's.
    let names = Set(try ModelArchive(path: path).weights().names)
    for tensor in golden.tensors.keys { #expect(names.contains("bert_model." + tensor), "\(tensor)") }
  }
}
