public import Layers

/// How parameters differ in training: which stay as they are, which learn more slowly, which are not drawn to zero.
///
/// Depths are those of `ParameterFacts`: 0 the embeddings, i + 1 layer i, one more for everything behind.
public struct ParameterGroups: Hashable, Sendable {
  /// Whether the embeddings stay as they are.
  public var freezesEmbeddings = false
  /// How many layers stay as they are, counted from the input; the embeddings below them stay too.
  public var frozenLayers = 0
  /// What each layer's learning rate is multiplied by on the way from the head to the input.
  ///
  /// The head has the full rate, the last layer the rate times this, the embeddings the rate times its power layers + 1.
  /// Clark et al.: ELECTRA (2020), appendix; Howard and Ruder: Universal Language Model Fine-tuning (2018).
  public var layerDecay = 1.0
  /// Whether weight decay spares biases and LayerNorms.
  public var sparesBiasesAndNorms = false

  /// One group: everything is trained alike.
  public init() {}

  /// Whether a parameter of this depth stays as it is.
  public func freezes(depth: Int) -> Bool { depth == 0 ? freezesEmbeddings || frozenLayers > 0 : depth <= frozenLayers }

  /// The parameters that stay as they are.
  public func frozen(_ facts: [ParameterFacts]) -> Set<ParameterPath> {
    Set(facts.filter { freezes(depth: $0.depth) }.map(\.path))
  }

  /// What the learning rate of a parameter is multiplied by.
  func rateFactor(depth: Int, head: Int) -> Double {
    var factor = 1.0
    for _ in depth..<max(head, depth) { factor *= layerDecay }
    return factor
  }

  /// Whether weight decay acts on parameters of this role.
  func decays(_ role: ParameterRole) -> Bool { !sparesBiasesAndNorms || role.isDecayed }
}
