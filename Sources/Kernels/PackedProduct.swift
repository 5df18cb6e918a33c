import CKernels

/// What the numbers of a product are; sums are of 32-bit floats in any case.
public enum ProductFormat: Hashable, Sendable {
  /// 32-bit floats.
  case float32
  /// Both factors rounded to bfloat16, where the processor has the instruction (`Processor.hasBFloatProducts`).
  case bfloat16
}

/// W `[outputs, inputs]` in the order that this processor's products want: packed once, read by every product.
///
/// Unchecked, because it owns memory; nothing in it changes once `init` is over.
public final class PackedWeights: @unchecked Sendable {
  /// i
  public let inputs: Int
  /// o
  public let outputs: Int
  /// What they were packed as.
  public let format: ProductFormat
  fileprivate let packed: AlignedFloats

  /// Packs a weight matrix `[outputs, inputs]`.
  public init(_ w: borrowing Matrix, _ format: ProductFormat = .float32) {
    (outputs, inputs, self.format) = (w.rows, w.columns, format)
    require(outputs > 0 && inputs > 0 && outputs < 1 << 24 && inputs < 1 << 24, "[\(outputs), \(inputs)]")
    require(format == .float32 || Processor.hasBFloatProducts, "this processor has no products of bfloat16")
    let isFloat = format == .float32
    packed = AlignedFloats(count: isFloat ? glossPackedCount(outputs, inputs) : glossBFloatCount(outputs, inputs))
    let (o, i, target) = unsafe (outputs, inputs, packed.memory)
    // SAFETY: the matrix holds `outputs · inputs` elements, and the target as many as the function says it needs.
    unsafe w.elements.span.withUnsafeBufferPointer {
      if isFloat {
        unsafe glossPack($0.baseAddress, o, i, target)
      } else {
        unsafe glossBFloatPack($0.baseAddress, o, i, target)
      }
    }
  }
}

/// What happens to a product before it is stored.
public enum ProductEpilogue: Hashable, Sendable {
  /// Y = X·Wᵀ + b
  case none
  /// Y += X·Wᵀ + b
  case adding
  /// Y = act(X·Wᵀ + b)
  case activating(Activation)

  var code: GlossEpilogue {
    switch self {
    case .adding: GlossEpilogueAdd
    case .activating(.gelu): GlossEpilogueGELU
    case .none, .activating: GlossEpilogueStore
    }
  }
}

/// Products with packed weights: Y = act(X·Wᵀ + b) or Y += X·Wᵀ + b, for inference, where weights stand still.
///
/// Rows are taken `block` at a time and the last ones in multiples of `granularity`: matrices have to have `paddedRows` rows. In
/// `float32` an even row and the odd one behind it share products (`CKernels` says how): what they give depends on both, in the last
/// bits. One a worker.
public final class PackedProduct {
  /// Rows of a product: X, Y and the weights' panels then stay in a core's own cache.
  public static let block = GlossProductRows
  /// What the number of rows has to be a multiple of.
  public static let granularity = GlossProductRowMultiple
  /// Rows that share products: a sequence that begins at a multiple of it gives the same bits in every company.
  public static let sharing = 2

  /// The least number of rows, not below `rows`, that products take.
  public static func paddedRows(_ rows: Int) -> Int { (rows + granularity - 1) / granularity * granularity }

  private var scratch = AlignedFloats(count: 0)

  /// No scratch memory yet.
  public init() {}

  /// Rows `rows` of X `[n, i]` into rows of Y `[n, o]`, from `target` on.
  ///
  /// - Parameter rows: as many as a multiple of `granularity`; the first has an even number.
  public func run(
    _ x: borrowing Matrix, rows: Range<Int>, by w: PackedWeights, bias: borrowing Matrix, _ epilogue: ProductEpilogue,
    into y: inout Matrix, at target: Int = 0
  ) {
    let (i, o) = (w.inputs, w.outputs)
    require(
      x.columns == i && y.columns == o && bias.count == o && rows.lowerBound >= 0 && rows.upperBound <= x.rows
        && target >= 0 && target + rows.count <= y.rows && rows.count % Self.granularity == 0,
      "rows \(rows) of [\(x.rows), \(x.columns)]·[\(i), \(o)] into \(target)… of [\(y.rows), \(y.columns)]")
    let isFloat = w.format == .float32
    let need = isFloat ? glossProductScratchCount(i) : glossBFloatScratchCount(i)
    if scratch.count < need { scratch = AlignedFloats(count: need) }
    let (packed, memory) = unsafe (w.packed.memory, scratch.memory)
    // SAFETY: `require` bounds what the products read and write; no pointer outlives the call.
    unsafe x.elements.span.withUnsafeBufferPointer { px in
      unsafe bias.elements.span.withUnsafeBufferPointer { pb in
        unsafe y.elements.withUnsafeMutableBufferPointer { py in
          guard let baseX = px.baseAddress, let baseY = py.baseAddress else { return }
          var done = 0
          while done < rows.count {
            let count = min(Self.block, rows.count - done)
            let (from, to) = unsafe (baseX + (rows.lowerBound + done) * i, baseY + (target + done) * o)
            if isFloat {
              unsafe glossProduct(from, count, i, packed, pb.baseAddress, o, epilogue.code, to, memory)
            } else {
              unsafe glossBFloatProduct(from, count, i, packed, pb.baseAddress, o, epilogue.code, to, memory)
            }
            done += count
          }
        }
      }
    }
    if case .activating(let activation) = epilogue, activation != .gelu {
      ActivationKernel.apply(activation, to: &y, rows: target..<target + rows.count)
    }
  }

  /// All rows of X into as many of Y.
  public func run(
    _ x: borrowing Matrix, by w: PackedWeights, bias: borrowing Matrix, _ epilogue: ProductEpilogue = .none,
    into y: inout Matrix
  ) {
    run(x, rows: 0..<x.rows, by: w, bias: bias, epilogue, into: &y)
  }
}
