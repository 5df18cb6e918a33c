public import Kernels
import Layers

/// The weights of an encoder's layers as 8-bit numbers, beside those in 32-bit floats; a layer may be left out.
public struct QuantizedEncoder: Sendable, Hashable {
  /// The four affine layers of a layer of the encoder.
  public struct Layer: Sendable, Hashable {
    /// `[3h, h]`
    public var qkv: QuantizedTensor
    /// `[h, h]`
    public var attentionOutput: QuantizedTensor
    /// `[f, h]`
    public var up: QuantizedTensor
    /// `[h, f]`
    public var down: QuantizedTensor
    /// What was fitted to sentences together with the numbers; `nil`: they are the nearest, and nothing else differs from fp32.
    public var fit: Fit?

    /// From its parts.
    public init(
      qkv: QuantizedTensor, attentionOutput: QuantizedTensor, up: QuantizedTensor, down: QuantizedTensor
    ) {
      (self.qkv, self.attentionOutput, self.up, self.down) = (qkv, attentionOutput, up, down)
    }
  }

  /// What belongs to numbers that were fitted to sentences. It takes the place of the layer's biases, and of what would go into two of
  /// the products.
  public struct Fit: Sendable, Hashable {
    /// What becomes of the columns that go into `qkv`, before they are quantised; `h` of them.
    public var qkvInput: ColumnMap
    /// The same of those that go into `up`.
    public var upInput: ColumnMap
    /// `3h`
    public var qkvBias: [Float]
    /// `h`
    public var attentionOutputBias: [Float]
    /// `f`
    public var upBias: [Float]
    /// `h`
    public var downBias: [Float]

    /// From its parts.
    public init(
      qkvInput: ColumnMap, upInput: ColumnMap, qkvBias: [Float], attentionOutputBias: [Float], upBias: [Float],
      downBias: [Float]
    ) {
      (self.qkvInput, self.upInput, self.qkvBias) = (qkvInput, upInput, qkvBias)
      (self.attentionOutputBias, self.upBias, self.downBias) = (attentionOutputBias, upBias, downBias)
    }
  }

  /// From the first to the last; `nil` for those that lose too much.
  public var layers: [Layer?]

  /// Layers that are there already.
  public init(layers: [Layer?]) { self.layers = layers }

  /// The nearest 8-bit weights of an encoder, but for the layers in `keeping`.
  public init(_ encoder: BertEncoder, keeping: Set<Int> = []) {
    layers = encoder.layers.enumerated().map { index, layer in
      keeping.contains(index)
        ? nil
        : Layer(
          qkv: QuantizedTensor(layer.qkv.weight.value),
          attentionOutput: QuantizedTensor(layer.attentionOutput.weight.value),
          up: QuantizedTensor(layer.up.weight.value), down: QuantizedTensor(layer.down.weight.value))
    }
  }

  /// The same without the layers in `keeping`.
  public func keeping(_ kept: Set<Int>) -> QuantizedEncoder {
    QuantizedEncoder(layers: layers.enumerated().map { kept.contains($0.offset) ? nil : $0.element })
  }

  /// What is computed beside 8-bit layers, and layers that do not bear 8 bits: in bfloat16 where the processor has it, which is four times as exact.
  public static var otherFormat: ProductFormat { Processor.hasBFloatProducts ? .bfloat16 : .float32 }

  /// Whether such an encoder can be computed in 8 bits at all: sums of products have to fit into 32.
  public static func isPossible(_ configuration: EncoderConfiguration) -> Bool {
    max(configuration.hiddenSize, configuration.intermediateSize) <= QuantizedWeights.largestInputs
  }
}
