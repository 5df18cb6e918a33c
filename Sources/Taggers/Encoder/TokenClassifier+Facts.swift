public import Layers

extension TokenClassifier {
  /// The depth of head and pooler, and of a LayerNorm behind the last layer: one more than the last layer's.
  public var headDepth: Int { encoder.layers.count + 1 }

  /// The path, role and depth of every parameter, in visiting order.
  ///
  /// Embeddings have depth 0, layer i has i + 1, everything behind the last layer `headDepth`.
  public var parameterFacts: [ParameterFacts] {
    var copy = self
    var facts: [ParameterFacts] = []
    let last = headDepth
    copy.visitParameters { path, parameter in
      facts.append(ParameterFacts(path: path, role: parameter.role, depth: Self.depth(of: path, head: last)))
    }
    return facts
  }

  /// Paths are the same for every family of encoders, so they tell.
  private static func depth(of path: ParameterPath, head: Int) -> Int {
    let parts = path.parts.first?.split(separator: ".") ?? []
    guard parts.count > 2, parts[0] == "bert_model" else { return head }
    if parts[1] == "embeddings" { return 0 }
    guard parts.count > 3, parts[1] == "encoder", parts[2] == "layer", let layer = Int(parts[3]) else { return head }
    return layer + 1
  }
}
