/// What a parameter is to its layer: optimizers treat some of them apart.
public enum ParameterRole: String, Sendable, CaseIterable {
  /// The matrix of an affine layer.
  case weight
  /// A table that is looked up.
  case embedding
  /// The bias of an affine layer.
  case bias
  /// γ or β of a LayerNorm.
  case norm

  /// Whether weight decay has a meaning for it: it is no bias and belongs to no LayerNorm.
  public var isDecayed: Bool { self == .weight || self == .embedding }
}

/// What is fixed of a parameter, whatever its values.
public struct ParameterFacts: Hashable, Sendable {
  /// Its names within the model, BERT's for every family: `bert_model.encoder.layer.3.output.dense.weight`.
  public let path: ParameterPath
  /// What it is to its layer.
  public let role: ParameterRole
  /// How far it is from the input: 0 for embeddings, i + 1 for layer i, the number of layers + 1 for everything behind.
  public let depth: Int

  /// Facts from their parts.
  public init(path: ParameterPath, role: ParameterRole, depth: Int) {
    (self.path, self.role, self.depth) = (path, role, depth)
  }
}
