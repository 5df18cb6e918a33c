public import Kernels

/// Word, position and segment embeddings, then LayerNorm and dropout: token ids → `[n, h]`.
public struct Embeddings: ParameterOwner, Sendable {
  /// `[vocabulary, h]`
  public var words: Parameter
  /// `[positions, h]`
  public var positions: Parameter
  /// `[segments, h]`; only segment 0 is used.
  public var segments: Parameter
  /// Closes the sum.
  public var norm: Norm
  let epsilon: Float
  let dropout: Float
  /// The bias that the shared residual kernel expects: there is none here.
  private let zeros: Matrix

  /// Zero tables.
  public init(vocabulary: Int, positions: Int, segments: Int, hidden: Int, epsilon: Float, dropout: Float) {
    words = Parameter(Matrix(rows: vocabulary, columns: hidden))
    self.positions = Parameter(Matrix(rows: positions, columns: hidden))
    self.segments = Parameter(Matrix(rows: segments, columns: hidden))
    norm = Norm(width: hidden)
    (self.epsilon, self.dropout) = (epsilon, dropout)
    zeros = Matrix(rows: 1, columns: hidden)
  }

  /// What `backward` needs of `forward`.
  public final class Saved {
    var sum: Matrix
    var norm: ResidualNormKernel.Saved
    var mask = DropoutMask()
    var inactive = DropoutMask()
    /// `[n, h]`
    public internal(set) var output: Matrix

    /// Empty.
    public init(hidden: Int) {
      sum = Matrix(rows: 0, columns: hidden)
      norm = ResidualNormKernel.Saved(width: hidden)
      output = Matrix(rows: 0, columns: hidden)
    }
  }

  /// Overwrites `saved`. `site` is the number of its one dropout.
  public func forward(_ ids: [Int32], _ pass: borrowing Pass, site: UInt32, saved: Saved) {
    EmbeddingKernel.forward(
      ids: ids, layout: pass.layout, words: .matrix(words.value), positions: positions.value,
      segments: segments.value, e: &saved.sum)
    ResidualNormKernel.forward(
      a: saved.sum, bias: zeros, dropped: saved.inactive, residual: nil, gamma: norm.gamma.value,
      beta: norm.beta.value, epsilon: epsilon, saved: &saved.norm, y: &saved.output)
    pass.draw(&saved.mask, rate: dropout, site: site, width: saved.output.columns)
    DropoutKernel.apply(saved.mask, to: &saved.output)
  }

  /// For inference: LayerNorm of the looked-up sums, in place.
  public func close(_ x: inout Matrix) {
    ResidualNormKernel.normInPlace(&x, gamma: norm.gamma.value, beta: norm.beta.value, epsilon: epsilon)
  }

  /// `d` comes as ∂L/∂output and is used up; adds to the gradients of all tables.
  public mutating func backward(
    _ d: inout Matrix, _ ids: [Int32], _ pass: borrowing Pass, saved: Saved, scratch: BackwardScratch
  ) {
    DropoutKernel.apply(saved.mask, to: &d)
    var unused = Matrix(rows: 1, columns: d.columns)
    ResidualNormKernel.backward(
      dy: d, saved: saved.norm, dropped: saved.inactive, gamma: norm.gamma.value, dgamma: &norm.gamma.gradient,
      dbeta: &norm.beta.gradient, dz: &scratch.dnext, da: &scratch.da, dbias: &unused)
    EmbeddingKernel.backward(
      de: scratch.dnext, ids: ids, layout: pass.layout, dwords: &words.gradient, dpositions: &positions.gradient,
      dsegments: &segments.gradient)
    words.touched?.insert(ids)
  }

  /// Visits the tables under the names of Hugging Face's BERT.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    try visit(ParameterPath("word_embeddings.weight"), &words)
    try visit(ParameterPath("position_embeddings.weight"), &positions)
    try visit(ParameterPath("token_type_embeddings.weight"), &segments)
    try Self.visit(&norm, "LayerNorm", visit)
  }
}
