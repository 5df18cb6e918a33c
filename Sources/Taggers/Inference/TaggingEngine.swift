public import Kernels
import Layers

/// The model as bulk tagging wants it: weights are packed once, nothing is saved for a backward pass, bias, activation and
/// residual are part of the products, and the last layer is computed for those rows only that are read.
public struct TaggingEngine: Sendable {
  private let configuration: EncoderConfiguration
  private let embeddings: Embeddings
  /// A layer in one precision or the other.
  private enum Layer: Sendable {
    case floats(PackedLayer)
    case int8(QuantizedLayer)
  }
  private let layers: [Layer]
  /// What replaces the first layer's projection, for families where it can.
  private let firstProjection: FirstProjection?
  /// Closes the last layer where the layers' norms stand before their halves.
  private let finalNorm: Norm?
  private let head: ClassifierHead
  private let words: RowTable

  /// An engine over a model's weights, which it copies in part.
  ///
  /// - Parameters:
  ///   - words: the word embeddings if they stay in a mapped file; otherwise the model's own.
  ///   - quantized: the layers that are computed in 8 bits; they have to be of this model's shapes.
  ///   - format: of all other products of the layers.
  public init(
    _ model: TokenClassifier, words: RowTable? = nil, quantized: QuantizedEncoder? = nil,
    format: ProductFormat = .float32
  ) {
    configuration = model.encoder.configuration
    embeddings = model.encoder.embeddings
    let all = model.encoder.layers
    layers = Concurrently.map(all.count) { index in
      let isLast = index == all.count - 1
      if let quantized, index < quantized.layers.count, let layer = quantized.layers[index] {
        let next = index + 1 < quantized.layers.count ? quantized.layers[index + 1] : nil
        return .int8(QuantizedLayer(layer, all[index], isLast: isLast, next: next))
      }
      return .floats(PackedLayer(all[index], format, isLast: isLast))
    }
    var packed: PackedLayer.Affine?
    if case .floats(let layer) = layers[0], case .fused(let projection) = layer.projection { packed = projection }
    sharing = layers.contains { if case .floats = $0 { format == .float32 } else { false } } ? PackedProduct.sharing : 1
    firstProjection =
      all.count == 1 ? nil : FirstProjection(model.encoder.embeddings, all[0], packed: packed, format: format)
    finalNorm = model.encoder.hasFinalNorm ? model.encoder.finalNorm : nil
    head = model.head
    self.words = words ?? .matrix(model.encoder.embeddings.words.value)
  }

  /// What the first row of each window has to be a multiple of, lest its result depend on others in the last bits.
  let sharing: Int

  /// Windows as this engine wants them: each one's result is the same to the last bit in any company.
  public func batch(_ windows: some Sequence<EncodedWindow>) -> PackedBatch { PackedBatch(windows, multiple: sharing) }

  /// Rows of the word embeddings.
  public var vocabularySize: Int { words.rows }
  /// The longest window in sub-tokens, special tokens included.
  public var longestWindow: Int { configuration.longestSequence }

  /// Memory of one worker, reused from batch to batch.
  public final class Workspace {
    var x: Matrix
    var qkv: Matrix
    var keysAndValues: Matrix
    var queries: Matrix
    var context: Matrix
    var selected: Matrix
    /// What a norm before a half gives, where norms stand there.
    var normed: Matrix
    var middle: Matrix
    /// Of the tables' width, where it is not that of the layers.
    var narrow: Matrix
    var attention = AlignedFloats(count: 0)
    /// 1/σ of the embeddings' norm.
    var inverse: [Float] = []
    let tokens: TokenProjections?
    let quantized: QuantizedLayer.Scratch
    let product = PackedProduct()
    /// The result of the last batch `[r, labels]`.
    public internal(set) var logits: Matrix

    /// Empty, for an engine.
    public init(_ engine: TaggingEngine) {
      let h = engine.configuration.hiddenSize
      tokens = engine.firstProjection.map { TokenProjections($0, words: engine.words) }
      quantized = QuantizedLayer.Scratch(hidden: h, intermediate: engine.configuration.intermediateSize)
      x = Matrix(rows: 0, columns: h)
      qkv = Matrix(rows: 0, columns: 3 * h)
      keysAndValues = Matrix(rows: 0, columns: 2 * h)
      queries = Matrix(rows: 0, columns: h)
      context = Matrix(rows: 0, columns: h)
      selected = Matrix(rows: 0, columns: h)
      normed = Matrix(rows: 0, columns: h)
      middle = Matrix(rows: PackedProduct.block, columns: engine.configuration.intermediateSize)
      narrow = Matrix(rows: 0, columns: engine.configuration.embeddingSize ?? h)
      logits = Matrix(rows: 0, columns: engine.head.affines.last?.bias.value.columns ?? 0)
    }

    /// The last hidden states of the rows that were read `[r, h]`, in the order of the batch.
    public var hiddenStates: Matrix { x }
  }

  /// Overwrites the workspace; its logits are the result.
  public func run(_ batch: borrowing PackedBatch, _ w: Workspace) {
    embeddings.infer(batch.ids, batch.layout, words: words, narrow: &w.narrow, inverse: &w.inverse, y: &w.x)
    // Nobody's rows are zero, between windows and behind the last: what a row gives depends on its partner in the last bits.
    w.x.clearGaps(of: batch.layout)
    w.x.pad(rows: PackedProduct.paddedRows(w.x.rows))
    w.quantized.isReady = false
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .floats(let layer):
        run(layer, isFirst: index == 0, batch, w)
        w.quantized.isReady = false
      case .int8(let layer): run(layer, isFirst: index == 0, batch, w)
      }
    }
    RowSelectionKernel.compact(&w.x, layout: batch.readLayout)
    if let finalNorm {
      ResidualNormKernel.normInPlace(
        &w.x, gamma: finalNorm.gamma.value, beta: finalNorm.beta.value, epsilon: configuration.epsilon)
    }
    head.infer(w.x, scratch: &w.context, logits: &w.logits)
  }

  private func run(_ layer: PackedLayer, isFirst: Bool, _ batch: borrowing PackedBatch, _ w: Workspace) {
    let isNormFirst = layer.shape.norms == .before
    if isNormFirst { layer.normAttentionInput(w.x, into: &w.normed) }
    switch layer.projection {
    case .fused(let qkv):
      w.qkv.resize(rows: w.x.rows)
      if isFirst, let tokens = w.tokens {
        tokens.project(batch, inverse: w.inverse, w.product, into: &w.qkv)
        attend(layer.shape, batch, w)
      } else {
        attend(layer.shape, batch, w, block: PackedProduct.block) { rows in
          w.product.run(
            isNormFirst ? w.normed : w.x, rows: rows, by: qkv.weights, bias: qkv.bias, .none, into: &w.qkv,
            at: rows.lowerBound)
        }
      }
    case .split(let queries, let keysAndValues):
      w.keysAndValues.resize(rows: w.x.rows)
      w.product.run(
        isNormFirst ? w.normed : w.x, by: keysAndValues.weights, bias: keysAndValues.bias, into: &w.keysAndValues)
      select(batch, of: &w.x, w)
      if isNormFirst { select(batch, of: &w.normed, w) }
      w.queries.resize(rows: w.x.rows)
      w.product.run(isNormFirst ? w.normed : w.x, by: queries.weights, bias: queries.bias, into: &w.queries)
      attendSelected(layer.shape, batch, w)
    }
    if isNormFirst {
      layer.finishNormFirst(&w.x, context: w.context, normed: &w.normed, middle: &w.middle, w.product)
    } else {
      layer.finish(&w.x, context: w.context, middle: &w.middle, w.product)
    }
  }

  private func run(_ layer: QuantizedLayer, isFirst: Bool, _ batch: borrowing PackedBatch, _ w: Workspace) {
    switch layer.projection {
    case .fused(let qkv):
      w.qkv.resize(rows: w.x.rows)
      if isFirst, let tokens = w.tokens {
        tokens.project(batch, inverse: w.inverse, w.product, into: &w.qkv)
        attend(layer.shape, batch, w)
      } else {
        layer.prepare(w.x, normed: &w.normed, w.quantized)
        attend(layer.shape, batch, w, block: QuantizedLayer.block) { rows in
          qkv.product(w.quantized.input, rows: rows, .none, into: &w.qkv, at: rows.lowerBound)
        }
      }
    case .split(let queries, let keysAndValues):
      layer.prepare(w.x, normed: &w.normed, w.quantized)
      keysAndValues.product(w.quantized.input, into: &w.keysAndValues)
      select(batch, of: &w.x, w)
      w.quantized.isReady = false
      layer.prepare(w.x, normed: &w.normed, w.quantized)
      queries.product(w.quantized.input, into: &w.queries)
      attendSelected(layer.shape, batch, w)
    }
    layer.finish(&w.x, context: w.context, normed: &w.normed, middle: &w.middle, w.quantized)
  }

  /// Attention of all rows.
  private func attend(_ shape: EncoderLayer.Shape, _ batch: borrowing PackedBatch, _ w: Workspace) {
    w.context.resize(rows: w.x.rows)
    AttentionKernel.infer(
      queries: nil, queryLayout: batch.layout, keysAndValues: w.qkv, layout: batch.layout, heads: shape.heads,
      h: shape.hidden, scratch: &w.attention, context: &w.context)
  }

  /// The same while rows are projected, block by block: each window as soon as all its rows are there, in the core's own cache.
  private func attend(
    _ shape: EncoderLayer.Shape, _ batch: borrowing PackedBatch, _ w: Workspace, block: Int,
    project: (Range<Int>) -> Void
  ) {
    w.context.resize(rows: w.x.rows)
    var (start, next) = (0, 0)
    while start < w.x.rows {
      let rows = start..<min(start + block, w.x.rows)
      project(rows)
      start = rows.upperBound
      let first = next
      while next < batch.layout.count, batch.layout.rows(of: next).upperBound <= start { next += 1 }
      AttentionKernel.infer(
        sequences: first..<next, queries: nil, queryLayout: batch.layout, keysAndValues: w.qkv, layout: batch.layout,
        heads: shape.heads, h: shape.hidden, scratch: &w.attention, context: &w.context)
    }
  }

  /// Attention of the rows that are read.
  private func attendSelected(_ shape: EncoderLayer.Shape, _ batch: borrowing PackedBatch, _ w: Workspace) {
    w.context.resize(rows: w.x.rows)
    AttentionKernel.infer(
      queries: w.queries, queryLayout: batch.readLayout, keysAndValues: w.keysAndValues, layout: batch.layout,
      heads: shape.heads, h: shape.hidden, scratch: &w.attention, context: &w.context)
  }

  /// Keeps those rows of `x` that are read, and as many more as products need.
  private func select(_ batch: borrowing PackedBatch, of x: inout Matrix, _ w: Workspace) {
    RowSelectionKernel.forward(x: x, rows: batch.readRows, layout: batch.readLayout, y: &w.selected)
    w.selected.pad(rows: PackedProduct.paddedRows(w.selected.rows))
    swap(&x, &w.selected)
  }
}
