import Kernels
import Layers

/// Families whose norms stand before the halves of a layer (Megatron-BERT).
extension TaggingEngine {
  /// From the embeddings in `w.x` to the logits.
  func runNormFirst(_ batch: borrowing PackedBatch, _ w: Workspace) {
    let encoder = model.encoder
    for layer in encoder.layers.dropLast() {
      norm(w.x, layer.attentionNorm, layer.shape.epsilon, &w.selected)
      AffineKernel.forward(x: w.selected, w: layer.qkv.weight.value, b: layer.qkv.bias.value, y: &w.qkv)
      AttentionKernel.infer(
        queries: nil, queryLayout: batch.layout, keysAndValues: w.qkv, layout: batch.layout, heads: layer.shape.heads,
        h: layer.shape.hidden, scratch: &w.attention, context: &w.context)
      finishNormFirst(layer, residual: w.x, w)
    }
    if let layer = encoder.layers.last {
      let h = layer.shape.hidden
      norm(w.x, layer.attentionNorm, layer.shape.epsilon, &w.selected)
      AffineKernel.forward(
        x: w.selected, w: layer.qkv.weight.value, b: layer.qkv.bias.value, outputs: h..<3 * h, y: &w.keysAndValues)
      RowSelectionKernel.forward(x: w.selected, rows: batch.readRows, y: &w.attended)
      AffineKernel.forward(
        x: w.attended, w: layer.qkv.weight.value, b: layer.qkv.bias.value, outputs: 0..<h, y: &w.queries)
      AttentionKernel.infer(
        queries: w.queries, queryLayout: batch.readLayout, keysAndValues: w.keysAndValues, layout: batch.layout,
        heads: layer.shape.heads, h: h, scratch: &w.attention, context: &w.context)
      RowSelectionKernel.forward(x: w.x, rows: batch.readRows, y: &w.queries)
      finishNormFirst(layer, residual: w.queries, w)
    }
    norm(w.x, encoder.finalNorm, encoder.configuration.epsilon, &w.context)
    swap(&w.x, &w.context)
    model.head.infer(w.x, scratch: &w.context, logits: &w.logits)
  }

  /// From the attention's context to the layer's output, which becomes `w.x`.
  private func finishNormFirst(_ layer: EncoderLayer, residual: Matrix, _ w: Workspace) {
    AffineKernel.product(x: w.context, w: layer.attentionOutput.weight.value, y: &w.attended)
    ResidualKernel.forwardInPlace(a: &w.attended, bias: layer.attentionOutput.bias.value, residual: residual)
    norm(w.attended, layer.outputNorm, layer.shape.epsilon, &w.selected)
    FeedForwardKernel.infer(
      x: w.selected, up: layer.up.weight.value, bias: layer.up.bias.value, activation: layer.shape.activation,
      down: layer.down.weight.value, block: Self.feedForwardBlock, middle: &w.middle, z: &w.context)
    ResidualKernel.forwardInPlace(a: &w.context, bias: layer.down.bias.value, residual: w.attended)
    swap(&w.x, &w.context)
  }

  private func norm(_ x: Matrix, _ norm: Norm, _ epsilon: Float, _ y: inout Matrix) {
    NormKernel.infer(x: x, gamma: norm.gamma.value, beta: norm.beta.value, epsilon: epsilon, y: &y)
  }
}
