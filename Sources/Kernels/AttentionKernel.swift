import CKernels

/// Scaled dot-product self-attention, one sequence of a packed batch at a time; nothing is padded or masked.
///
/// For each sequence (length L) and head (width w):   P = softmax(Q·Kᵀ/√w) `[L, L]`   C = drop(P)·V `[L, w]`
///
/// QKV `[n, 3h]` holds Q, K and V side by side, each head's columns together; C `[n, h]`.
public enum AttentionKernel {
  /// What `backward` needs of `forward`: P of every sequence and head, one after another `[Σ heads·L²]`.
  public struct Saved: Sendable {
    var probabilities: [Float] = []
    /// drop(P), when units were dropped.
    var kept: [Float] = []

    /// Empty.
    public init() {}
  }

  /// How many probabilities a layout has, a sequence at a time: the units of dropout.
  public static func probabilityCounts(_ layout: SequenceLayout, heads: Int) -> [Int] {
    (0..<layout.count).map { heads * layout.rows(of: $0).count * layout.rows(of: $0).count }
  }

  /// Overwrites `context` and `saved`.
  public static func forward(
    qkv: borrowing Matrix, layout: SequenceLayout, heads: Int, mask: borrowing DropoutMask,
    saved: inout Saved, context: inout Matrix
  ) {
    let h = qkv.columns / 3
    require(
      qkv.columns == 3 * h && h % heads == 0 && context.columns == h && layout.rows == qkv.rows, "attention shapes")
    context.resize(rows: qkv.rows)
    let total = probabilityCounts(layout, heads: heads).reduce(0, +)
    if saved.probabilities.count < total { saved.probabilities = [Float](repeating: 0, count: total) }
    let source = qkv.elements.span
    do {
      var p = saved.probabilities.mutableSpan
      var at = 0
      for s in 0..<layout.count {
        let rows = layout.rows(of: s)
        scores(source, rows, queryRows: rows, h: h, heads: heads, into: &p, at: at)
        softmaxRows(&p, at: at, rows: heads &* rows.count, columns: rows.count)
        at += heads * rows.count * rows.count
      }
    }
    var out = context.elements.mutableSpan
    if mask.isActive {
      require(mask.bytes.count >= total, "mask of \(mask.bytes.count) for \(total) units")
      if saved.kept.count < total { saved.kept = [Float](repeating: 0, count: total) }
      drop(saved.probabilities, mask, count: total, into: &saved.kept)
      mix(saved.kept.span, source, layout, h: h, heads: heads, into: &out)
    } else {
      mix(saved.probabilities.span, source, layout, h: h, heads: heads, into: &out)
    }
  }

  /// Given dC, overwrites `dqkv`. `mask` as in `forward`.
  ///
  /// dV = drop(P)ᵀ·dC   dP = drop′(dC·Vᵀ)   dS = P ∘ (dP − rowsum(dP ∘ P))   dQ = dS·K/√w   dK = dSᵀ·Q/√w
  public static func backward(
    dcontext: borrowing Matrix, qkv: borrowing Matrix, layout: SequenceLayout, heads: Int,
    mask: borrowing DropoutMask, saved: borrowing Saved, scratch: inout [Float], dqkv: inout Matrix
  ) {
    let h = qkv.columns / 3
    require(dcontext.columns == h && dcontext.rows == qkv.rows && dqkv.columns == 3 * h, "attention shapes")
    let width = h / heads
    dqkv.resize(rows: qkv.rows)
    let need = heads * layout.longest * layout.longest
    if scratch.count < need { scratch = [Float](repeating: 0, count: need) }
    let (source, d) = (qkv.elements.span, dcontext.elements.span)
    let p = saved.probabilities.span
    var ds = scratch.mutableSpan
    var out = dqkv.elements.mutableSpan
    var at = 0
    for s in 0..<layout.count {
      let rows = layout.rows(of: s)
      let length = rows.count
      let square = length * length
      for head in 0..<heads {
        let (_, _, v) = columns(rows, head, h: h, width: width)
        let c = Block(start: rows.lowerBound * h + head * width, rows: length, columns: width, stride: h)
        var probabilities = Block(
          start: at + head * square, rows: length, columns: length, stride: length, transposed: true)
        if mask.isActive {
          Product.multiply(saved.kept.span, probabilities, by: d, c, into: &out, v)
        } else {
          Product.multiply(p, probabilities, by: d, c, into: &out, v)
        }
        probabilities.start = head * square
        probabilities.transposed = false
        var vTransposed = v
        vTransposed.transposed = true
        Product.multiply(d, c, by: source, vTransposed, into: &ds, probabilities)
      }
      if mask.isActive {
        let (m, scale) = (mask.bytes.span, mask.scale)
        for i in 0..<(heads &* square) { ds[i] *= Float(m[at &+ i]) * scale }
      }
      for r in 0..<(heads &* length) {
        let row = r &* length
        let sum = ds.span.dot(row..<(row &+ length), p, shift: at)
        for j in 0..<length { ds[row &+ j] = p[at &+ row &+ j] * (ds[row &+ j] - sum) }
      }
      let shrink = 1 / Float(width).squareRoot()
      for head in 0..<heads {
        let (q, k, _) = columns(rows, head, h: h, width: width)
        var slopes = Block(start: head * square, rows: length, columns: length, stride: length)
        Product.multiply(ds.span, slopes, by: source, k, into: &out, q, alpha: shrink)
        slopes.transposed = true
        Product.multiply(ds.span, slopes, by: source, q, into: &out, k, alpha: shrink)
      }
      at += heads * square
    }
  }

  /// For inference: queries of some rows only, keys and values of all; nothing is saved. Matrices may have more rows than
  /// the layouts; rows of `context` that belong to no sequence become zero.
  ///
  /// - Parameters:
  ///   - sequences: those that are meant; `nil`: all. Rows behind the last of them are only cleared with the last one of all.
  ///   - queries: `[r, h]`, row after row in the order of the sequences, `queryLayout` says how many of each.
  ///   - keysAndValues: `[n, 2h]`, or `[n, 3h]` whose last 2h columns are meant (`queries` nil: its first h columns).
  public static func infer(
    sequences: Range<Int>? = nil, queries: Matrix?, queryLayout: SequenceLayout, keysAndValues: borrowing Matrix,
    layout: SequenceLayout, heads: Int, h: Int, scratch: inout AlignedFloats, context: inout Matrix
  ) {
    let width = h / heads
    let stride = keysAndValues.columns
    let keyColumn = stride - 2 * h
    let sequences = sequences ?? 0..<layout.count
    require(
      keyColumn >= 0 && sequences.lowerBound >= 0 && sequences.upperBound <= layout.count
        && layout.rows <= keysAndValues.rows && queryLayout.count == layout.count && context.columns == h
        && queryLayout.rows <= context.rows, "attention shapes")
    if let queries {
      require(
        queries.columns == h && queryLayout.rows <= queries.rows, "queries [\(queries.rows), \(queries.columns)]")
    }
    let need = glossAttentionScratchCount(layout.longest, width)
    if scratch.count < need { scratch = AlignedFloats(count: need) }
    let rowsOfContext = context.rows
    let memory = unsafe scratch.memory
    // SAFETY: `require` bounds what is read and written; no pointer outlives the call.
    unsafe keysAndValues.elements.withUnsafeBufferPointer { source in
      unsafe context.elements.withUnsafeMutableBufferPointer { out in
        guard let source = source.baseAddress, let out = out.baseAddress else { return }
        func clear(_ rows: Range<Int>) {
          unsafe (out + rows.lowerBound * h).update(repeating: 0, count: rows.count * h)
        }
        for s in sequences {
          let (rows, asked) = (layout.rows(of: s), queryLayout.rows(of: s))
          clear(queryLayout.gap(before: s))
          guard !rows.isEmpty, !asked.isEmpty else { continue }
          let keys = unsafe source + rows.lowerBound * stride + keyColumn
          func run(_ q: UnsafePointer<Float>, _ qStride: Int) {
            unsafe glossAttention(
              q, qStride, asked.count, keys, keys + h, stride, rows.count, heads, width, out + asked.lowerBound * h, h,
              memory)
          }
          if let queries {
            unsafe queries.elements.withUnsafeBufferPointer { q in
              if let q = q.baseAddress { unsafe run(q + asked.lowerBound * h, h) }
            }
          } else {
            unsafe run(source + asked.lowerBound * stride, stride)
          }
        }
        if sequences.upperBound == layout.count { clear(queryLayout.rows..<rowsOfContext) }
      }
    }
  }

  private static func drop(
    _ probabilities: borrowing [Float], _ mask: borrowing DropoutMask, count: Int, into kept: inout [Float]
  ) {
    let (p, m, scale) = (probabilities.span, mask.bytes.span, mask.scale)
    var k = kept.mutableSpan
    for i in 0..<count { k[i] = p[i] * (Float(m[i]) * scale) }
  }

  /// Q, K and V of one head of one sequence inside a `[n, 3h]` matrix.
  @inline(__always)
  private static func columns(_ rows: Range<Int>, _ head: Int, h: Int, width: Int) -> (Block, Block, Block) {
    let start = rows.lowerBound * 3 * h + head * width
    func block(_ part: Int) -> Block {
      Block(start: start + part * h, rows: rows.count, columns: width, stride: 3 * h)
    }
    return (block(0), block(1), block(2))
  }

  /// Q·Kᵀ/√w of every head of one sequence.
  private static func scores(
    _ source: Span<Float>, _ rows: Range<Int>, queryRows: Range<Int>, h: Int, heads: Int,
    into p: inout MutableSpan<Float>, at: Int
  ) {
    let width = h / heads
    let square = rows.count * rows.count
    for head in 0..<heads {
      var (q, k, _) = columns(rows, head, h: h, width: width)
      k.transposed = true
      q.transposed = false
      let target = Block(start: at + head * square, rows: rows.count, columns: rows.count, stride: rows.count)
      Product.multiply(source, q, by: source, k, into: &p, target, alpha: 1 / Float(width).squareRoot())
    }
  }

  /// P·V of every sequence and head.
  private static func mix(
    _ p: Span<Float>, _ source: Span<Float>, _ layout: SequenceLayout, h: Int, heads: Int,
    into out: inout MutableSpan<Float>
  ) {
    let width = h / heads
    var at = 0
    for s in 0..<layout.count {
      let rows = layout.rows(of: s)
      let square = rows.count * rows.count
      for head in 0..<heads {
        let (_, _, v) = columns(rows, head, h: h, width: width)
        let probabilities = Block(start: at + head * square, rows: rows.count, columns: rows.count, stride: rows.count)
        let c = Block(start: rows.lowerBound * h + head * width, rows: rows.count, columns: width, stride: h)
        Product.multiply(p, probabilities, by: source, v, into: &out, c)
      }
      at += heads * square
    }
  }

  /// Each row becomes e^(x − max)/Σ.
  @inline(__always)
  static func softmaxRows(_ p: inout MutableSpan<Float>, at: Int, rows: Int, columns: Int) {
    for r in 0..<rows {
      let start = at &+ r &* columns
      let largest = p.span.largest(start..<(start &+ columns))
      for j in 0..<columns { p[start &+ j] = fastExp(max(p[start &+ j] - largest, -87)) }
      let inverse = 1 / p.span.sum(start..<(start &+ columns))
      for j in 0..<columns { p[start &+ j] *= inverse }
    }
  }
}
