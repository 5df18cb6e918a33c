import Kernels
import Layers

/// A layer of the encoder with 8-bit products; attention, norms, sums and what passes the halves by stay in fp32.
///
/// What goes into a product is quantised row by row, where it comes into being: norms and quantises at once, and a block of rows goes
/// through both halves while it is in the cache.
struct QuantizedLayer: Sendable {
  /// Rows of a block: with the middle of the feed-forward network they fit into a core's own cache.
  static let block = 64

  /// As `PackedLayer.Projection`.
  enum Projection: Sendable {
    /// All three together `[3h, h]`.
    case fused(QuantizedWeights)
    /// Queries `[h, h]` of the rows that are read, keys and values `[2h, h]` of all: the last layer.
    case split(queries: QuantizedWeights, keysAndValues: QuantizedWeights)
  }

  /// Memory of one worker.
  final class Scratch {
    /// What goes into the attention `[n, h]`.
    let input: QuantizedActivations
    /// Whether `input` is that of the layer that comes next.
    var isReady = false
    fileprivate let context: QuantizedActivations
    fileprivate let middle: QuantizedActivations

    init(hidden: Int, intermediate: Int) {
      (input, context) = (QuantizedActivations(columns: hidden), QuantizedActivations(columns: hidden))
      middle = QuantizedActivations(columns: intermediate)
      context.resize(rows: QuantizedLayer.block)
      middle.resize(rows: QuantizedLayer.block)
    }
  }

  let shape: EncoderLayer.Shape
  let projection: Projection
  private let attentionOutput: QuantizedWeights
  private let attentionNorm: Norm
  private let up: QuantizedWeights
  private let down: QuantizedWeights
  private let outputNorm: Norm
  /// What becomes of the columns that go into `projection`, into `up`, and into the projection of the layer that comes next.
  private let inputMap: ColumnMap?
  private let upMap: ColumnMap?
  private let nextMap: ColumnMap?

  /// Packs a layer: norms come from `layer`, biases too unless they were fitted. `next` is the layer behind it.
  init(
    _ quantized: QuantizedEncoder.Layer, _ layer: EncoderLayer, isLast: Bool, next: QuantizedEncoder.Layer? = nil
  ) {
    let (h, fit) = (layer.shape.hidden, quantized.fit)
    shape = layer.shape
    (inputMap, upMap, nextMap) = (fit?.qkvInput, fit?.upInput, next?.fit?.qkvInput)
    func bias(_ fitted: [Float]?, _ affine: Affine) -> Matrix {
      fitted.map { Matrix(rows: 1, columns: $0.count, elements: $0) } ?? affine.bias.value
    }
    let qkvBias = bias(fit?.qkvBias, layer.qkv)
    func part(_ outputs: Range<Int>) -> QuantizedWeights {
      QuantizedWeights(
        quantized.qkv.outputs(outputs),
        bias: Matrix(rows: 1, columns: outputs.count, elements: Array(qkvBias.elements(outputs))))
    }
    projection = isLast ? .split(queries: part(0..<h), keysAndValues: part(h..<3 * h)) : .fused(part(0..<3 * h))
    attentionOutput = QuantizedWeights(
      quantized.attentionOutput, bias: bias(fit?.attentionOutputBias, layer.attentionOutput))
    up = QuantizedWeights(quantized.up, bias: bias(fit?.upBias, layer.up))
    down = QuantizedWeights(quantized.down, bias: bias(fit?.downBias, layer.down))
    (attentionNorm, outputNorm) = (layer.attentionNorm, layer.outputNorm)
  }

  /// Fills `scratch.input` with what the attention takes in, unless the layer before has done so.
  func prepare(_ x: borrowing Matrix, normed: inout Matrix, _ scratch: Scratch) {
    guard !scratch.isReady else { return }
    switch shape.norms {
    case .after: scratch.input.quantize(x, inputMap)
    case .before:
      scratch.input.resize(rows: x.rows)
      scratch.input.quantizeNorm(
        x, rows: 0..<x.rows, gamma: attentionNorm.gamma.value, beta: attentionNorm.beta.value, epsilon: shape.epsilon,
        inputMap, normed: &normed)
    }
  }

  /// From the attention's context `[n, h]` to the layer's output, which X becomes. Where norms stand behind, `scratch.input` is
  /// ready for the next layer.
  func finish(
    _ x: inout Matrix, context: borrowing Matrix, normed: inout Matrix, middle: inout Matrix, _ scratch: Scratch
  ) {
    let q = scratch.input
    q.resize(rows: x.rows)
    var start = 0
    while start < x.rows {
      let rows = start..<min(start + Self.block, x.rows)
      scratch.context.quantize(context, rows: rows)
      attentionOutput.product(scratch.context, rows: 0..<rows.count, .adding, into: &x, at: start)
      switch shape.norms {
      case .after: norm(&x, rows, attentionNorm, upMap, q)
      case .before:
        q.quantizeNorm(
          x, rows: rows, gamma: outputNorm.gamma.value, beta: outputNorm.beta.value, epsilon: shape.epsilon,
          upMap, normed: &normed)
      }
      up.product(q, rows: rows, .activating(shape.activation), into: &middle)
      scratch.middle.quantize(middle, rows: 0..<rows.count)
      down.product(scratch.middle, rows: 0..<rows.count, .adding, into: &x, at: start)
      if shape.norms == .after { norm(&x, rows, outputNorm, nextMap, q) }
      start = rows.upperBound
    }
    scratch.isReady = shape.norms == .after
  }

  private func norm(_ x: inout Matrix, _ rows: Range<Int>, _ norm: Norm, _ map: ColumnMap?, _ q: QuantizedActivations) {
    q.quantizeNorm(
      inPlace: &x, rows: rows, gamma: norm.gamma.value, beta: norm.beta.value, epsilon: shape.epsilon, map)
  }
}
