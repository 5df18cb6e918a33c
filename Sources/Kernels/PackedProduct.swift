import COneDNN

/// W `[outputs, inputs]` in the order that this processor's product kernels want: packed once, read by every product.
///
/// Unchecked, because it owns a C pointer; nothing behind it changes once `init` is over.
public final class PackedWeights: @unchecked Sendable {
  /// i
  public let inputs: Int
  /// o
  public let outputs: Int
  fileprivate let handle: OpaquePointer

  /// Packs a weight matrix `[outputs, inputs]`.
  public init(_ w: borrowing Matrix) {
    (outputs, inputs) = (w.rows, w.columns)
    require(outputs > 0 && inputs > 0 && outputs < 1 << 24 && inputs < 1 << 24, "[\(outputs), \(inputs)]")
    glossOneDNNUseOneThread()
    var handle: OpaquePointer?
    let (o, i) = (Int32(outputs), Int32(inputs))
    // SAFETY: the matrix holds `outputs · inputs` elements, and oneDNN copies them before it returns.
    let status = unsafe w.elements.span.withUnsafeBufferPointer {
      unsafe glossWeightsCreate($0.baseAddress, o, i, Int32(PackedProduct.block), &handle)
    }
    guard let handle = unsafe handle else { stop("oneDNN could not pack [\(o), \(i)] (status \(status))") }
    unsafe self.handle = handle
  }

  deinit { unsafe glossWeightsDestroy(handle) }
}

/// What happens to a product before it is stored.
public enum ProductEpilogue: Hashable, Sendable {
  /// Y = X·Wᵀ + b
  case none
  /// Y += X·Wᵀ + b
  case adding
  /// Y = act(X·Wᵀ + b)
  case activating(Activation)

  fileprivate var code: GlossEpilogue {
    switch self {
    case .none: GlossEpilogueNone
    case .adding: GlossEpilogueAdd
    case .activating(.gelu): GlossEpilogueGELU
    case .activating(.geluTanh): GlossEpilogueGELUTanh
    case .activating(.relu): GlossEpilogueReLU
    case .activating(.tanh): GlossEpilogueTanh
    case .activating(.sigmoid): GlossEpilogueSigmoid
    case .activating(.silu): GlossEpilogueSiLU
    }
  }
}

/// Products with packed weights: Y = act(X·Wᵀ + b) or Y += X·Wᵀ + b, for inference, where weights stand still.
///
/// oneDNN makes code for each shape. So that there are few shapes, rows are taken `block` at a time and the last rows in
/// multiples of `granularity`: matrices have to have `paddedRows` rows. One a worker.
public final class PackedProduct {
  /// Rows of a product: X, Y and the weights' panels then stay in a core's own cache.
  public static let block = 128
  /// What the number of rows has to be a multiple of.
  public static let granularity = 16

  /// The least number of rows, not below `rows`, that products take.
  public static func paddedRows(_ rows: Int) -> Int { (rows + granularity - 1) / granularity * granularity }

  private struct Shape: Hashable {
    var rows: Int
    var inputs: Int
    var outputs: Int
    var epilogue: ProductEpilogue
  }

  private var products: [Shape: OpaquePointer] = [:]
  private var scratch: UnsafeMutableRawPointer?
  private var scratchSize = 0

  /// No shapes yet.
  public init() {}

  deinit {
    for made in unsafe products.values { unsafe glossProductDestroy(made) }
    unsafe scratch?.deallocate()
  }

  /// Rows `rows` of X `[n, i]` into rows of Y `[n, o]`, from `target` on.
  ///
  /// - Parameter rows: as many as a multiple of `granularity`.
  public func run(
    _ x: borrowing Matrix, rows: Range<Int>, by w: PackedWeights, bias: borrowing Matrix, _ epilogue: ProductEpilogue,
    into y: inout Matrix, at target: Int = 0
  ) {
    let (i, o) = (w.inputs, w.outputs)
    require(
      x.columns == i && y.columns == o && bias.count == o && rows.lowerBound >= 0 && rows.upperBound <= x.rows
        && target >= 0 && target + rows.count <= y.rows && rows.count % Self.granularity == 0,
      "rows \(rows) of [\(x.rows), \(x.columns)]·[\(i), \(o)] into \(target)… of [\(y.rows), \(y.columns)]")
    glossOneDNNUseOneThread()
    var done = 0
    // SAFETY: `require` bounds what the products read and write; no pointer outlives the call.
    unsafe x.elements.span.withUnsafeBufferPointer { px in
      unsafe bias.elements.span.withUnsafeBufferPointer { pb in
        unsafe y.elements.withUnsafeMutableBufferPointer { py in
          guard let baseX = px.baseAddress, let baseY = py.baseAddress else { return }
          while done < rows.count {
            let count = min(Self.block, rows.count - done)
            let code = unsafe self.code(for: Shape(rows: count, inputs: i, outputs: o, epilogue: epilogue), w)
            let status = unsafe glossProductRun(
              code, w.handle, baseX + (rows.lowerBound + done) * i, pb.baseAddress, baseY + (target + done) * o,
              scratch)
            require(status == 0, "oneDNN: status \(status)")
            done += count
          }
        }
      }
    }
  }

  /// All rows of X into as many of Y.
  public func run(
    _ x: borrowing Matrix, by w: PackedWeights, bias: borrowing Matrix, _ epilogue: ProductEpilogue = .none,
    into y: inout Matrix
  ) {
    run(x, rows: 0..<x.rows, by: w, bias: bias, epilogue, into: &y)
  }

  private func code(for shape: Shape, _ w: PackedWeights) -> OpaquePointer {
    if let made = unsafe products[shape] { return unsafe made }
    var product: OpaquePointer?
    let status = unsafe glossProductCreate(
      w.handle, Int32(shape.rows), Int32(shape.inputs), Int32(shape.outputs), shape.epilogue.code, &product)
    guard let product else { stop("oneDNN has no product \(shape) (status \(status))") }
    unsafe products[shape] = product
    let need = unsafe glossProductScratchSize(product)
    if need > scratchSize {
      unsafe scratch?.deallocate()
      unsafe scratch = UnsafeMutableRawPointer.allocate(byteCount: need, alignment: 64)
      scratchSize = need
    }
    return unsafe product
  }
}
