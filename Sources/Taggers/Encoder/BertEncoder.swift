public import Kernels
public import Layers

/// Embeddings and layers of an encoder of BERT's kind: token ids of a packed batch → hidden states `[n, h]`.
///
/// One type for every `EncoderFamily`: the configuration says which parts there are and where the norms stand.
public struct BertEncoder: ParameterOwner, Sendable {
  /// The sizes.
  public internal(set) var configuration: EncoderConfiguration
  /// Tables and their norm.
  public var embeddings: Embeddings
  /// From the first to the last.
  public var layers: [EncoderLayer]
  /// Closes the last layer where the layers' own norms stand before their halves; not visited elsewhere.
  public var finalNorm: Norm
  /// Kept for the files, never computed: token classification does not read it.
  public var pooler: Affine?

  /// Zero weights of the right shapes.
  ///
  /// - Parameter wordRows: rows of the word embeddings if they are kept elsewhere.
  public init(_ configuration: EncoderConfiguration, hasPooler: Bool, wordRows: Int? = nil) {
    self.configuration = configuration
    embeddings = Embeddings(configuration.embeddingsShape(wordRows: wordRows))
    let shape = configuration.layerShape
    // They share their zeros until weights take the place of these.
    layers = Array(repeating: EncoderLayer(shape), count: configuration.layers)
    finalNorm = Norm(width: configuration.hiddenSize)
    pooler =
      hasPooler
      ? Affine(inputs: configuration.hiddenSize, outputs: configuration.hiddenSize, names: ["dense"]) : nil
  }

  /// Whether a norm closes the last layer.
  public var hasFinalNorm: Bool { configuration.family.norms == .before }

  /// What `backward` needs of `forward`.
  public final class Saved {
    let embeddings: Embeddings.Saved
    let layers: [EncoderLayer.Saved]
    var finalNorm: ResidualNormKernel.Saved
    /// What the final norm gives, where there is one.
    var normed: Matrix
    private let hasFinalNorm: Bool

    /// Empty.
    public init(_ configuration: EncoderConfiguration) {
      embeddings = Embeddings.Saved(configuration.embeddingsShape())
      layers = (0..<configuration.layers).map { _ in EncoderLayer.Saved(configuration.layerShape) }
      finalNorm = ResidualNormKernel.Saved(width: configuration.hiddenSize)
      normed = Matrix(rows: 0, columns: configuration.hiddenSize)
      hasFinalNorm = configuration.family.norms == .before
    }

    /// What the last layer gives.
    var lastLayer: Matrix { layers.last?.output ?? embeddings.output }
    /// The last hidden states `[n, h]`.
    public var output: Matrix { hasFinalNorm ? normed : lastLayer }
  }

  /// Overwrites `saved`.
  public func forward(_ ids: [Int32], _ pass: borrowing Pass, saved: Saved) {
    embeddings.forward(ids, pass, site: 0, saved: saved.embeddings)
    for (index, layer) in layers.enumerated() {
      let x = index == 0 ? saved.embeddings.output : saved.layers[index - 1].output
      layer.forward(x, pass, site: Self.site(index), saved: saved.layers[index])
    }
    guard hasFinalNorm else { return }
    NormKernel.forward(
      x: saved.lastLayer, gamma: finalNorm.gamma.value, beta: finalNorm.beta.value, epsilon: configuration.epsilon,
      saved: &saved.finalNorm, y: &saved.normed)
  }

  /// `d` comes as ∂L/∂output and is used up; adds to all gradients.
  public mutating func backward(
    _ d: inout Matrix, _ ids: [Int32], _ pass: borrowing Pass, saved: Saved, scratch: BackwardScratch
  ) {
    if hasFinalNorm {
      // Nothing passes this norm by, so its gradient is added to zeros.
      var dlast = Matrix(rows: d.rows, columns: d.columns)
      NormKernel.backward(
        dy: &d, saved: saved.finalNorm, gamma: finalNorm.gamma.value, dgamma: &finalNorm.gamma.gradient,
        dbeta: &finalNorm.beta.gradient, dx: &dlast)
      swap(&d, &dlast)
    }
    // Frozen layers lie below all trained ones, so that the pass ends at the first.
    for index in layers.indices.reversed() {
      guard layers[index].isTrained else { return }
      let x = index == 0 ? saved.embeddings.output : saved.layers[index - 1].output
      layers[index].backward(&d, x: x, pass, saved: saved.layers[index], scratch: scratch)
    }
    guard embeddings.isTrained else { return }
    embeddings.backward(&d, ids, pass, saved: saved.embeddings, scratch: scratch)
  }

  /// The first dropout number of a layer; 0 is the embeddings', the head's come after the last layer's.
  static func site(_ layer: Int) -> UInt32 { 1 + 3 * UInt32(layer) }

  /// Visits the parameters under the names of Hugging Face's BERT whatever the family, without the prefix `bert.`.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    try Self.visit(&embeddings, "embeddings", visit)
    for index in layers.indices { try Self.visit(&layers[index], "encoder.layer.\(index)", visit) }
    if hasFinalNorm { try Self.visit(&finalNorm, "encoder.ln", visit) }
    if var owned = pooler {
      // Moved out and back, so that the visitor changes it in place.
      pooler = nil
      defer { pooler = owned }
      try Self.visit(&owned, "pooler", visit)
    }
  }
}
