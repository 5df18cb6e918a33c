public import Kernels

/// Where the LayerNorms of a layer stand.
public enum NormPlacement: String, Sendable, Hashable {
  /// Behind each half's residual, as in BERT.
  case after
  /// Before each half, which its residual passes by, as in Megatron; one more closes the last layer.
  case before
}

/// One layer of a BERT encoder: self-attention and a feed-forward network, each closed by residual and LayerNorm.
///
///     Y₁ = norm(X + drop(attention(X·Wqkvᵀ + bqkv)·Woᵀ + bo))
///     Y  = norm(Y₁ + drop(act(Y₁·W₁ᵀ + b₁)·W₂ᵀ + b₂))              X, Y₁, Y `[n, h]`
///
/// `EncoderLayer+NormFirst` has the other placement of the norms.
public struct EncoderLayer: ParameterOwner, Sendable {
  /// The sizes and constants of a layer.
  public struct Shape: Sendable, Hashable {
    /// h
    public var hidden: Int
    /// Width of the feed-forward network.
    public var intermediate: Int
    /// Attention heads; divides `hidden`.
    public var heads: Int
    /// ε of the LayerNorms.
    public var epsilon: Float
    /// The function of the feed-forward network.
    public var activation: Activation
    /// Dropout behind the feed-forward half.
    public var hiddenDropout: Float
    /// Dropout of attention probabilities.
    public var attentionDropout: Float
    /// Dropout behind the attention half: the other half's, but for DistilBERT, which has none.
    public var attentionOutputDropout: Float
    /// Where the norms stand.
    public var norms: NormPlacement

    /// A shape from its parts.
    public init(
      hidden: Int, intermediate: Int, heads: Int, epsilon: Float, activation: Activation, hiddenDropout: Float,
      attentionDropout: Float, attentionOutputDropout: Float? = nil, norms: NormPlacement = .after
    ) {
      (self.hidden, self.intermediate, self.heads, self.epsilon) = (hidden, intermediate, heads, epsilon)
      (self.activation, self.hiddenDropout, self.attentionDropout) = (activation, hiddenDropout, attentionDropout)
      self.attentionOutputDropout = attentionOutputDropout ?? hiddenDropout
      self.norms = norms
    }
  }

  /// Sizes and constants.
  public let shape: Shape
  /// Query, key and value, fused: `[3h, h]`.
  public var qkv: Affine
  /// `[h, h]`
  public var attentionOutput: Affine
  /// Closes the attention half, or stands before it.
  public var attentionNorm: Norm
  /// `[intermediate, h]`
  public var up: Affine
  /// `[h, intermediate]`
  public var down: Affine
  /// Closes the feed-forward half, or stands before it.
  public var outputNorm: Norm

  /// Zero weights, unit norms.
  public init(_ shape: Shape) {
    self.shape = shape
    let (h, f) = (shape.hidden, shape.intermediate)
    qkv = Affine(
      inputs: h, outputs: 3 * h, names: ["attention.self.query", "attention.self.key", "attention.self.value"])
    attentionOutput = Affine(inputs: h, outputs: h)
    attentionNorm = Norm(width: h)
    up = Affine(inputs: h, outputs: f)
    down = Affine(inputs: f, outputs: h)
    outputNorm = Norm(width: h)
  }

  /// What `backward` needs of `forward`.
  public final class Saved {
    var qkv: Matrix
    var attention = AttentionKernel.Saved()
    /// What goes into the product behind the attention `[n, h]`.
    public internal(set) var context: Matrix
    var attentionMask = DropoutMask()
    var attentionOutputMask = DropoutMask()
    var attentionNorm: ResidualNormKernel.Saved
    var middle: Matrix
    var wide: Matrix
    /// What goes into the second product of the feed-forward network `[n, intermediate]`.
    public internal(set) var activated: Matrix
    var outputMask = DropoutMask()
    var outputNorm: ResidualNormKernel.Saved
    var projected: Matrix
    /// What the norms before the halves give `[n, h]`; empty where they stand behind.
    var attentionInput: Matrix
    var feedForwardInput: Matrix
    /// Y `[n, h]`
    public internal(set) var output: Matrix

    /// What goes into the attention's first product `[n, h]`; `nil`: X itself, because no norm stands before it.
    public var normedAttentionInput: Matrix? { attentionInput.rows > 0 ? attentionInput : nil }
    /// What goes into the first product of the feed-forward network `[n, h]`.
    public var expandedInput: Matrix { feedForwardInput.rows > 0 ? feedForwardInput : middle }

    /// Empty.
    public init(_ shape: Shape) {
      let (h, f) = (shape.hidden, shape.intermediate)
      qkv = Matrix(rows: 0, columns: 3 * h)
      context = Matrix(rows: 0, columns: h)
      attentionNorm = ResidualNormKernel.Saved(width: h)
      middle = Matrix(rows: 0, columns: h)
      wide = Matrix(rows: 0, columns: f)
      activated = Matrix(rows: 0, columns: f)
      outputNorm = ResidualNormKernel.Saved(width: h)
      projected = Matrix(rows: 0, columns: h)
      attentionInput = Matrix(rows: 0, columns: h)
      feedForwardInput = Matrix(rows: 0, columns: h)
      output = Matrix(rows: 0, columns: h)
    }
  }

  /// Overwrites `saved`, whose `output` is Y. `site` is the first of three dropout numbers.
  public func forward(_ x: borrowing Matrix, _ pass: borrowing Pass, site: UInt32, saved: Saved) {
    if shape.norms == .before { return forwardNormFirst(x, pass, site: site, saved: saved) }
    AffineKernel.forward(x: x, w: qkv.weight.value, b: qkv.bias.value, y: &saved.qkv)
    pass.draw(
      &saved.attentionMask, rate: shape.attentionDropout, site: site,
      units: AttentionKernel.probabilityCounts(pass.layout, heads: shape.heads))
    AttentionKernel.forward(
      qkv: saved.qkv, layout: pass.layout, heads: shape.heads, mask: saved.attentionMask, saved: &saved.attention,
      context: &saved.context)
    AffineKernel.product(x: saved.context, w: attentionOutput.weight.value, y: &saved.projected)
    pass.draw(&saved.attentionOutputMask, rate: shape.attentionOutputDropout, site: site + 1, width: shape.hidden)
    ResidualNormKernel.forward(
      a: saved.projected, bias: attentionOutput.bias.value, dropped: saved.attentionOutputMask, residual: copy x,
      gamma: attentionNorm.gamma.value, beta: attentionNorm.beta.value, epsilon: shape.epsilon,
      saved: &saved.attentionNorm, y: &saved.middle)
    AffineKernel.product(x: saved.middle, w: up.weight.value, y: &saved.wide)
    ActivationKernel.forward(shape.activation, u: &saved.wide, bias: up.bias.value, a: &saved.activated)
    AffineKernel.product(x: saved.activated, w: down.weight.value, y: &saved.projected)
    pass.draw(&saved.outputMask, rate: shape.hiddenDropout, site: site + 2, width: shape.hidden)
    ResidualNormKernel.forward(
      a: saved.projected, bias: down.bias.value, dropped: saved.outputMask, residual: saved.middle,
      gamma: outputNorm.gamma.value, beta: outputNorm.beta.value, epsilon: shape.epsilon,
      saved: &saved.outputNorm, y: &saved.output)
  }

  /// `d` comes as ∂L/∂Y and becomes ∂L/∂X; adds to the gradients of all parameters.
  public mutating func backward(
    _ d: inout Matrix, x: borrowing Matrix, _ pass: borrowing Pass, saved: Saved, scratch: BackwardScratch
  ) {
    if shape.norms == .before { return backwardNormFirst(&d, x: x, pass, saved: saved, scratch: scratch) }
    // Feed-forward half: d = ∂L/∂Y → dnext = ∂L/∂Y₁.
    ResidualNormKernel.backward(
      dy: d, saved: saved.outputNorm, dropped: saved.outputMask, gamma: outputNorm.gamma.value,
      dgamma: &outputNorm.gamma.gradient, dbeta: &outputNorm.beta.gradient, dz: &scratch.dnext, da: &scratch.da,
      dbias: &down.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.da, x: saved.activated, dw: &down.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.da, w: down.weight.value, dx: &scratch.dwide)
    ActivationKernel.backward(shape.activation, u: saved.wide, da: &scratch.dwide)
    AffineKernel.backwardBias(dy: scratch.dwide, db: &up.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.dwide, x: saved.middle, dw: &up.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.dwide, w: up.weight.value, dx: &scratch.dnext, accumulating: true)
    // Attention half: dnext = ∂L/∂Y₁ → d = ∂L/∂X.
    ResidualNormKernel.backward(
      dy: scratch.dnext, saved: saved.attentionNorm, dropped: saved.attentionOutputMask,
      gamma: attentionNorm.gamma.value, dgamma: &attentionNorm.gamma.gradient, dbeta: &attentionNorm.beta.gradient,
      dz: &d, da: &scratch.da, dbias: &attentionOutput.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.da, x: saved.context, dw: &attentionOutput.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.da, w: attentionOutput.weight.value, dx: &scratch.dcontext)
    AttentionKernel.backward(
      dcontext: scratch.dcontext, qkv: saved.qkv, layout: pass.layout, heads: shape.heads, mask: saved.attentionMask,
      saved: saved.attention, scratch: &scratch.attention, dqkv: &scratch.dqkv)
    AffineKernel.backwardBias(dy: scratch.dqkv, db: &qkv.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.dqkv, x: x, dw: &qkv.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.dqkv, w: qkv.weight.value, dx: &d, accumulating: true)
  }

  /// Visits the parameters under the names of Hugging Face's BERT.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    try qkv.visitParameters(visit)
    try Self.visit(&attentionOutput, "attention.output.dense", visit)
    try Self.visit(&attentionNorm, "attention.output.LayerNorm", visit)
    try Self.visit(&up, "intermediate.dense", visit)
    try Self.visit(&down, "output.dense", visit)
    try Self.visit(&outputNorm, "output.LayerNorm", visit)
  }
}
