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

    /// From its parts.
    public init(
      qkv: QuantizedTensor, attentionOutput: QuantizedTensor, up: QuantizedTensor, down: QuantizedTensor
    ) {
      (self.qkv, self.attentionOutput, self.up, self.down) = (qkv, attentionOutput, up, down)
    }
  }

  /// From the first to the last; `nil` for those that stay in fp32.
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

  /// What is computed beside 8-bit layers, and cannot bear 8 bits: in bfloat16 where the processor has it, which is four times as exact.
  public static var otherFormat: ProductFormat { Processor.hasBFloatProducts ? .bfloat16 : .float32 }

  /// Whether such an encoder can be computed in 8 bits at all: sums of products have to fit into 32.
  public static func isPossible(_ configuration: EncoderConfiguration) -> Bool {
    max(configuration.hiddenSize, configuration.intermediateSize) <= QuantizedWeights.largestInputs
  }
}
