import CKernels

/// 8-bit weights and their bias in the order that this processor's products want: packed once, read by every product.
///
/// Unchecked, because it owns memory; nothing in it changes once `init` is over.
public final class QuantizedWeights: @unchecked Sendable {
  /// The most inputs whose sums of products of bytes fit into 32 bits.
  public static let largestInputs = 65_536

  /// i
  public let inputs: Int
  /// o
  public let outputs: Int
  private let packed: AlignedFloats

  /// Packs weights and a bias `[1, outputs]`.
  public init(_ w: QuantizedTensor, bias: borrowing Matrix) {
    (outputs, inputs) = (w.outputs, w.inputs)
    require(
      inputs <= Self.largestInputs && outputs < 1 << 24 && bias.count == outputs,
      "[\(outputs), \(inputs)] with a bias of \(bias.count)")
    packed = AlignedFloats(count: glossQuantizedBytes(outputs, inputs) / 4)
    let (o, i, target) = unsafe (outputs, inputs, packed.memory)
    // SAFETY: counts were checked, and the target holds as many bytes as the function says it needs.
    unsafe w.numbers.withUnsafeBufferPointer { numbers in
      unsafe w.scales.withUnsafeBufferPointer { scales in
        unsafe bias.elements.span.withUnsafeBufferPointer { bias in
          unsafe glossQuantizedPack(numbers.baseAddress, scales.baseAddress, bias.baseAddress, o, i, target)
        }
      }
    }
  }

  /// Rows `rows` of X `[n, i]` into rows of Y `[n, o]`, from `target` on: Y = act(X·Wᵀ + b) or Y += X·Wᵀ + b.
  ///
  /// A row of Y depends on its row of X alone, and all bits are the same for every processor, but for activations other than GELU
  /// (whose function is `ActivationKernel`'s, the same in one build).
  ///
  /// - Parameter rows: as many as a multiple of `PackedProduct.granularity`.
  public func product(
    _ x: QuantizedActivations, rows: Range<Int>, _ epilogue: ProductEpilogue, into y: inout Matrix, at target: Int = 0
  ) {
    require(
      x.columns == inputs && y.columns == outputs && rows.lowerBound >= 0 && rows.upperBound <= x.rows && target >= 0
        && target + rows.count <= y.rows && rows.count % PackedProduct.granularity == 0,
      "rows \(rows) of [\(x.rows), \(x.columns)]·[\(inputs), \(outputs)] into \(target)… of [\(y.rows), \(y.columns)]")
    let (q, scales, minima) = unsafe x.places(rows.lowerBound)
    let weights = unsafe packed.memory
    // SAFETY: `require` bounds what is read and written; no pointer outlives the call.
    unsafe y.elements.withUnsafeMutableBufferPointer { py in
      guard let base = py.baseAddress else { return }
      unsafe glossQuantizedProduct(
        q, x.stride, scales, minima, rows.count, inputs, weights, outputs, epilogue.code, base + target * outputs)
    }
    if case .activating(let activation) = epilogue, activation != .gelu {
      ActivationKernel.apply(activation, to: &y, rows: target..<target + rows.count)
    }
  }

  /// All rows of X into as many of Y.
  public func product(_ x: QuantizedActivations, _ epilogue: ProductEpilogue = .none, into y: inout Matrix) {
    y.resize(rows: x.rows)
    product(x, rows: 0..<x.rows, epilogue, into: &y)
  }
}
