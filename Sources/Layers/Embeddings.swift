public import Kernels

/// Word, position and segment embeddings, closed as the family does it: token ids → `[n, hidden]`.
///
///     E = W[id] + P[place + first] + T[0]          X = drop(norm(E))          Y = X·Wpᵀ + bp
///
/// Families without segments leave T out, pre-LayerNorm ones the norm, and only those whose tables are narrower than
/// their layers (ELECTRA) have the projection; for all others Y = X.
public struct Embeddings: ParameterOwner, Sendable {
  /// The sizes and parts of the tables.
  public struct Shape: Sendable, Hashable {
    /// Rows of the word embeddings.
    public var vocabulary: Int
    /// Rows of the position embeddings.
    public var positions: Int
    /// Rows of the segment embeddings; 0: there are none.
    public var segments: Int
    /// w, the width of the tables.
    public var width: Int
    /// h, the width of the layers; where it is not w, a projection leads from w to h.
    public var hidden: Int
    /// The row of the position embeddings that a sequence's first token takes.
    public var firstPosition: Int
    /// Whether a LayerNorm closes the sum.
    public var hasNorm: Bool
    /// ε of that norm.
    public var epsilon: Float
    /// Dropout of what the norm gives.
    public var dropout: Float

    /// A shape from its parts.
    public init(
      vocabulary: Int, positions: Int, segments: Int, width: Int, hidden: Int, firstPosition: Int, hasNorm: Bool,
      epsilon: Float, dropout: Float
    ) {
      (self.vocabulary, self.positions, self.segments) = (vocabulary, positions, segments)
      (self.width, self.hidden, self.firstPosition) = (width, hidden, firstPosition)
      (self.hasNorm, self.epsilon, self.dropout) = (hasNorm, epsilon, dropout)
    }
  }

  /// Sizes and parts.
  public let shape: Shape
  /// `[vocabulary, w]`
  public var words: Parameter
  /// `[positions, w]`
  public var positions: Parameter
  /// `[segments, w]`; only segment 0 is used. One row of zeros that nobody visits where there are none.
  public var segments: Parameter
  /// Closes the sum; not visited where there is none.
  public var norm: Norm
  /// `[h, w]`, where the tables are narrower than the layers.
  public var projection: Affine?
  /// The bias that the shared residual kernel expects: there is none here.
  private let zeros: Matrix

  /// Zero tables.
  public init(_ shape: Shape) {
    self.shape = shape
    func table(_ rows: Int) -> Parameter { Parameter(Matrix(rows: rows, columns: shape.width), role: .embedding) }
    words = table(shape.vocabulary)
    positions = table(shape.positions)
    segments = table(max(shape.segments, 1))
    // The gradient of a table that is not there flows into a row that nobody reads.
    if shape.segments == 0 { segments.allocateGradient() }
    norm = Norm(width: shape.width)
    projection = shape.width == shape.hidden ? nil : Affine(inputs: shape.width, outputs: shape.hidden)
    zeros = Matrix(rows: 1, columns: shape.width)
  }

  /// What `backward` needs of `forward`.
  public final class Saved {
    var sum: Matrix
    var norm: ResidualNormKernel.Saved
    var mask = DropoutMask()
    var inactive = DropoutMask()
    /// X `[n, w]`, and the gradients of that width, where there is a projection.
    var narrow: Matrix
    var dnarrow: Matrix
    let scratch: BackwardScratch?
    /// Y `[n, h]`
    public internal(set) var output: Matrix

    /// Empty.
    public init(_ shape: Shape) {
      sum = Matrix(rows: 0, columns: shape.width)
      norm = ResidualNormKernel.Saved(width: shape.width)
      narrow = Matrix(rows: 0, columns: shape.width)
      dnarrow = Matrix(rows: 0, columns: shape.width)
      scratch = shape.width == shape.hidden ? nil : BackwardScratch(hidden: shape.width, intermediate: 0)
      output = Matrix(rows: 0, columns: shape.hidden)
    }
  }

  /// Overwrites `saved`. `site` is the number of its one dropout.
  public func forward(_ ids: [Int32], _ pass: borrowing Pass, site: UInt32, saved: Saved) {
    EmbeddingKernel.forward(
      ids: ids, layout: pass.layout, words: .matrix(words.value), positions: positions.value,
      segments: segments.value, firstPosition: shape.firstPosition, e: &saved.sum)
    guard let projection else { return close(pass, site: site, saved: saved, x: &saved.output) }
    close(pass, site: site, saved: saved, x: &saved.narrow)
    AffineKernel.forward(x: saved.narrow, w: projection.weight.value, b: projection.bias.value, y: &saved.output)
  }

  /// From the sum to X.
  private func close(_ pass: borrowing Pass, site: UInt32, saved: Saved, x: inout Matrix) {
    if shape.hasNorm {
      ResidualNormKernel.forward(
        a: saved.sum, bias: zeros, dropped: saved.inactive, residual: nil, gamma: norm.gamma.value,
        beta: norm.beta.value, epsilon: shape.epsilon, saved: &saved.norm, y: &x)
    } else {
      x.assign(saved.sum)
    }
    pass.draw(&saved.mask, rate: shape.dropout, site: site, width: shape.width)
    DropoutKernel.apply(saved.mask, to: &x)
  }

  /// For inference: overwrites `y` with what enters the first layer. `narrow` is scratch of the tables' width; `inverse` receives
  /// 1/σ of each row where a norm closes the sum.
  public func infer(
    _ ids: borrowing [Int32], _ layout: SequenceLayout, words: borrowing RowTable, narrow: inout Matrix,
    inverse: inout [Float], y: inout Matrix
  ) {
    guard let projection else { return infer(ids, layout, words: words, inverse: &inverse, x: &y) }
    infer(ids, layout, words: words, inverse: &inverse, x: &narrow)
    AffineKernel.forward(x: narrow, w: projection.weight.value, b: projection.bias.value, y: &y)
  }

  private func infer(
    _ ids: borrowing [Int32], _ layout: SequenceLayout, words: borrowing RowTable, inverse: inout [Float],
    x: inout Matrix
  ) {
    EmbeddingKernel.forward(
      ids: ids, layout: layout, words: words, positions: positions.value, segments: segments.value,
      firstPosition: shape.firstPosition, e: &x)
    guard shape.hasNorm else { return }
    ResidualNormKernel.normInPlace(
      &x, gamma: norm.gamma.value, beta: norm.beta.value, epsilon: shape.epsilon, inverse: &inverse)
  }

  /// `d` comes as ∂L/∂Y and is used up; adds to the gradients of all tables.
  public mutating func backward(
    _ d: inout Matrix, _ ids: [Int32], _ pass: borrowing Pass, saved: Saved, scratch: BackwardScratch
  ) {
    guard var owned = projection, let narrowScratch = saved.scratch else {
      return backwardNarrow(&d, ids, pass, saved: saved, scratch: scratch)
    }
    // Taken out and put back, so that its gradients are changed in place.
    projection = nil
    AffineKernel.backwardBias(dy: d, db: &owned.bias.gradient)
    AffineKernel.backwardWeight(dy: d, x: saved.narrow, dw: &owned.weight.gradient)
    AffineKernel.backwardInput(dy: d, w: owned.weight.value, dx: &saved.dnarrow)
    projection = owned
    backwardNarrow(&saved.dnarrow, ids, pass, saved: saved, scratch: narrowScratch)
  }

  /// From ∂L/∂X to the tables.
  private mutating func backwardNarrow(
    _ d: inout Matrix, _ ids: [Int32], _ pass: borrowing Pass, saved: Saved, scratch: BackwardScratch
  ) {
    DropoutKernel.apply(saved.mask, to: &d)
    if shape.hasNorm {
      var unused = Matrix(rows: 1, columns: d.columns)
      ResidualNormKernel.backward(
        dy: d, saved: saved.norm, dropped: saved.inactive, gamma: norm.gamma.value, dgamma: &norm.gamma.gradient,
        dbeta: &norm.beta.gradient, dz: &scratch.dnext, da: &scratch.da, dbias: &unused)
    } else {
      scratch.dnext.assign(d)
    }
    EmbeddingKernel.backward(
      de: scratch.dnext, ids: ids, layout: pass.layout, firstPosition: shape.firstPosition, dwords: &words.gradient,
      dpositions: &positions.gradient, dsegments: &segments.gradient)
    words.touched?.insert(ids)
  }

  /// Visits the tables under the names of Hugging Face's BERT.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    try visit(ParameterPath("word_embeddings.weight"), &words)
    try visit(ParameterPath("position_embeddings.weight"), &positions)
    if shape.segments > 0 { try visit(ParameterPath("token_type_embeddings.weight"), &segments) }
    if shape.hasNorm { try Self.visit(&norm, "LayerNorm", visit) }
    if var owned = projection {
      projection = nil
      defer { projection = owned }
      try Self.visit(&owned, "projection", visit)
    }
  }
}
