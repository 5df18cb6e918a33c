import Kernels
import Layers

/// A layer of the encoder as the tagging engine computes it in fp32 or bfloat16: weights packed once, everything in place; attention,
/// norms and what passes the halves by are fp32 in any case.
///
///     X += attention(X·Wqkvᵀ + bqkv)·Woᵀ + bo;  X = norm(X)
///     X += act(X·W₁ᵀ + b₁)·W₂ᵀ + b₂;            X = norm(X)
struct PackedLayer: Sendable {
  /// A packed affine layer.
  struct Affine: Sendable {
    let weights: PackedWeights
    let bias: Matrix

    init(_ affine: Layers.Affine, _ format: ProductFormat = .float32) {
      (weights, bias) = (PackedWeights(affine.weight.value, format), affine.bias.value)
    }

    /// Some outputs of an affine layer.
    init(_ affine: Layers.Affine, outputs: Range<Int>, _ format: ProductFormat) {
      let (w, b) = (affine.weight.value, affine.bias.value)
      weights = PackedWeights(
        Matrix(
          rows: outputs.count, columns: w.columns,
          elements: Array(w.elements(outputs.lowerBound * w.columns..<outputs.upperBound * w.columns))), format)
      bias = Matrix(rows: 1, columns: outputs.count, elements: Array(b.elements(outputs)))
    }
  }

  /// How queries, keys and values are projected.
  enum Projection: Sendable {
    /// All three together `[3h, h]`.
    case fused(Affine)
    /// Queries `[h, h]` of the rows that are read, keys and values `[2h, h]` of all: the last layer.
    case split(queries: Affine, keysAndValues: Affine)
  }

  let shape: EncoderLayer.Shape
  let projection: Projection
  private let attentionOutput: Affine
  private let attentionNorm: Norm
  private let up: Affine
  private let down: Affine
  private let outputNorm: Norm

  /// Packs a layer.
  init(_ layer: EncoderLayer, _ format: ProductFormat, isLast: Bool) {
    let h = layer.shape.hidden
    shape = layer.shape
    projection =
      isLast
      ? .split(
        queries: Affine(layer.qkv, outputs: 0..<h, format),
        keysAndValues: Affine(layer.qkv, outputs: h..<3 * h, format))
      : .fused(Affine(layer.qkv, format))
    (attentionOutput, attentionNorm) = (Affine(layer.attentionOutput, format), layer.attentionNorm)
    (up, down, outputNorm) = (Affine(layer.up, format), Affine(layer.down, format), layer.outputNorm)
  }

  /// From the attention's context `[n, h]` to the layer's output, which X becomes; `middle` `[block, f]` is scratch.
  func finish(_ x: inout Matrix, context: borrowing Matrix, middle: inout Matrix, _ product: PackedProduct) {
    product.run(context, by: attentionOutput.weights, bias: attentionOutput.bias, .adding, into: &x)
    norm(&x, attentionNorm)
    var start = 0
    while start < x.rows {
      // A block's middle stays in the cache until it is used up.
      let rows = min(PackedProduct.block, x.rows - start)
      product.run(
        x, rows: start..<start + rows, by: up.weights, bias: up.bias, .activating(shape.activation), into: &middle)
      product.run(middle, rows: 0..<rows, by: down.weights, bias: down.bias, .adding, into: &x, at: start)
      start += rows
    }
    norm(&x, outputNorm)
  }

  /// What the attention of a layer whose norms stand before its halves takes in: norm(X).
  func normAttentionInput(_ x: borrowing Matrix, into normed: inout Matrix) {
    NormKernel.infer(
      x: x, gamma: attentionNorm.gamma.value, beta: attentionNorm.beta.value, epsilon: shape.epsilon, y: &normed)
  }

  /// `finish` for such a layer; `normed` is scratch.
  ///
  ///     X += context·Woᵀ + bo;   X += act(norm(X)·W₁ᵀ + b₁)·W₂ᵀ + b₂
  func finishNormFirst(
    _ x: inout Matrix, context: borrowing Matrix, normed: inout Matrix, middle: inout Matrix, _ product: PackedProduct
  ) {
    product.run(context, by: attentionOutput.weights, bias: attentionOutput.bias, .adding, into: &x)
    NormKernel.infer(
      x: x, gamma: outputNorm.gamma.value, beta: outputNorm.beta.value, epsilon: shape.epsilon, y: &normed)
    var start = 0
    while start < x.rows {
      let rows = min(PackedProduct.block, x.rows - start)
      product.run(
        normed, rows: start..<start + rows, by: up.weights, bias: up.bias, .activating(shape.activation), into: &middle)
      product.run(middle, rows: 0..<rows, by: down.weights, bias: down.bias, .adding, into: &x, at: start)
      start += rows
    }
  }

  private func norm(_ x: inout Matrix, _ norm: Norm) {
    ResidualNormKernel.normInPlace(&x, gamma: norm.gamma.value, beta: norm.beta.value, epsilon: shape.epsilon)
  }
}
