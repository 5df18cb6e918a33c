import Layers
import Taggers
import Testing

@Suite("Facts of parameters")
struct ParameterFactsTests {
  @Test("every parameter tells its depth, and whether it is a bias or belongs to a LayerNorm")
  func facts() {
    let configuration = EncoderConfiguration(
      vocabularySize: 10, hiddenSize: 4, layers: 2, heads: 1, intermediateSize: 8, positions: 6)
    let model = TokenClassifier(
      encoder: BertEncoder(configuration, hasPooler: true),
      head: ClassifierHead(.init(layers: 2, dropout: 0, activation: "relu"), hidden: 4, labels: 3))
    let facts = model.parameterFacts
    #expect(facts.allSatisfy { $0.depth >= 0 && $0.depth <= model.headDepth })
    #expect(model.headDepth == 3)
    func find(_ name: String) -> ParameterFacts? { facts.first { $0.path.parts.contains(name) } }
    #expect(find("bert_model.embeddings.word_embeddings.weight")?.role == .embedding)
    #expect(find("bert_model.embeddings.LayerNorm.weight")?.role == .norm)
    #expect(find("bert_model.embeddings.LayerNorm.weight")?.depth == 0)
    #expect(find("bert_model.encoder.layer.1.attention.self.key.bias")?.role == .bias)
    #expect(find("bert_model.encoder.layer.1.attention.self.key.bias")?.depth == 2)
    #expect(find("bert_model.encoder.layer.0.output.LayerNorm.bias")?.role == .norm)
    #expect(find("bert_model.encoder.layer.0.intermediate.dense.weight")?.role == .weight)
    #expect(find("bert_model.pooler.dense.weight")?.depth == 3)
    #expect(find("classifier.mlp.layer0.weight")?.depth == 3)
    #expect(find("classifier.mlp.layer2.bias")?.role == .bias)
    #expect(facts.filter { $0.role.isDecayed }.allSatisfy { !$0.path.description.hasSuffix("bias") })
  }
}
