public import Kernels
import Layers

/// The model as bulk tagging wants it: nothing is saved for a backward pass, bias, activation, residual and norm are one
/// pass each, and the last layer is computed for those rows only that are read.
public struct TaggingEngine: Sendable {
  let model: TokenClassifier
  private let words: RowTable

  /// An engine over a model's weights.
  ///
  /// - Parameter words: the word embeddings if they stay in a mapped file; otherwise the model's own.
  public init(_ model: TokenClassifier, words: RowTable? = nil) {
    self.model = model
    self.words = words ?? .matrix(model.encoder.embeddings.words.value)
  }

  /// Rows of the word embeddings.
  public var vocabularySize: Int { words.rows }
  /// The longest window in sub-tokens, special tokens included.
  public var longestWindow: Int { model.encoder.configuration.longestSequence }

  /// Memory of one worker, reused from batch to batch.
  public final class Workspace {
    var x: Matrix
    var qkv: Matrix
    var keysAndValues: Matrix
    var queries: Matrix
    var context: Matrix
    var attended: Matrix
    var selected: Matrix
    var middle: Matrix
    /// Of the tables' width, where it is not that of the layers.
    var narrow: Matrix
    var attention: [Float] = []
    /// The result of the last batch `[r, labels]`.
    public internal(set) var logits: Matrix

    /// Empty, for an engine.
    public init(_ engine: TaggingEngine) {
      let configuration = engine.model.encoder.configuration
      let h = configuration.hiddenSize
      x = Matrix(rows: 0, columns: h)
      qkv = Matrix(rows: 0, columns: 3 * h)
      keysAndValues = Matrix(rows: 0, columns: 2 * h)
      queries = Matrix(rows: 0, columns: h)
      context = Matrix(rows: 0, columns: h)
      attended = Matrix(rows: 0, columns: h)
      selected = Matrix(rows: 0, columns: h)
      middle = Matrix(rows: 0, columns: configuration.intermediateSize)
      narrow = Matrix(rows: 0, columns: configuration.embeddingSize ?? h)
      logits = Matrix(rows: 0, columns: engine.model.head.affines.last?.bias.value.columns ?? 0)
    }

    /// The last hidden states of the rows that were read `[r, h]`, in the order of the batch.
    public var hiddenStates: Matrix { x }
  }

  /// Rows of a feed-forward block: its middle then stays in a core's own cache.
  static let feedForwardBlock = 192

  /// Overwrites the workspace; its logits are the result.
  public func run(_ batch: borrowing PackedBatch, _ w: Workspace) {
    let encoder = model.encoder
    encoder.embeddings.infer(batch.ids, batch.layout, words: words, narrow: &w.narrow, y: &w.x)
    if encoder.hasFinalNorm { return runNormFirst(batch, w) }
    for layer in encoder.layers.dropLast() {
      AffineKernel.forward(x: w.x, w: layer.qkv.weight.value, b: layer.qkv.bias.value, y: &w.qkv)
      AttentionKernel.infer(
        queries: nil, queryLayout: batch.layout, keysAndValues: w.qkv, layout: batch.layout, heads: layer.shape.heads,
        h: layer.shape.hidden, scratch: &w.attention, context: &w.context)
      finish(layer, residual: w.x, w)
    }
    if let layer = encoder.layers.last {
      let h = layer.shape.hidden
      AffineKernel.forward(
        x: w.x, w: layer.qkv.weight.value, b: layer.qkv.bias.value, outputs: h..<3 * h, y: &w.keysAndValues)
      RowSelectionKernel.forward(x: w.x, rows: batch.readRows, y: &w.selected)
      AffineKernel.forward(
        x: w.selected, w: layer.qkv.weight.value, b: layer.qkv.bias.value, outputs: 0..<h, y: &w.queries)
      AttentionKernel.infer(
        queries: w.queries, queryLayout: batch.readLayout, keysAndValues: w.keysAndValues, layout: batch.layout,
        heads: layer.shape.heads, h: h, scratch: &w.attention, context: &w.context)
      finish(layer, residual: w.selected, w)
    }
    model.head.infer(w.x, scratch: &w.context, logits: &w.logits)
  }

  /// From the attention's context to the layer's output, which becomes `w.x`.
  private func finish(_ layer: EncoderLayer, residual: Matrix, _ w: Workspace) {
    AffineKernel.product(x: w.context, w: layer.attentionOutput.weight.value, y: &w.attended)
    ResidualNormKernel.forwardInPlace(
      a: &w.attended, bias: layer.attentionOutput.bias.value, residual: residual,
      gamma: layer.attentionNorm.gamma.value, beta: layer.attentionNorm.beta.value, epsilon: layer.shape.epsilon)
    FeedForwardKernel.infer(
      x: w.attended, up: layer.up.weight.value, bias: layer.up.bias.value, activation: layer.shape.activation,
      down: layer.down.weight.value, block: Self.feedForwardBlock, middle: &w.middle, z: &w.context)
    ResidualNormKernel.forwardInPlace(
      a: &w.context, bias: layer.down.bias.value, residual: w.attended, gamma: layer.outputNorm.gamma.value,
      beta: layer.outputNorm.beta.value, epsilon: layer.shape.epsilon)
    swap(&w.x, &w.context)
  }
}
