import Kernels

/// The layer with its norms before the halves (Megatron-BERT):
///
///     A = norm(X)    Y₁ = X + drop(attention(A·Wqkvᵀ + bqkv)·Woᵀ + bo)
///     B = norm(Y₁)   Y  = Y₁ + drop(act(B·W₁ᵀ + b₁)·W₂ᵀ + b₂)
extension EncoderLayer {
  func forwardNormFirst(_ x: borrowing Matrix, _ pass: borrowing Pass, site: UInt32, saved: Saved) {
    NormKernel.forward(
      x: x, gamma: attentionNorm.gamma.value, beta: attentionNorm.beta.value, epsilon: shape.epsilon,
      saved: &saved.attentionNorm, y: &saved.attentionInput)
    AffineKernel.forward(x: saved.attentionInput, w: qkv.weight.value, b: qkv.bias.value, y: &saved.qkv)
    pass.draw(
      &saved.attentionMask, rate: shape.attentionDropout, site: site,
      units: AttentionKernel.probabilityCounts(pass.layout, heads: shape.heads))
    AttentionKernel.forward(
      qkv: saved.qkv, layout: pass.layout, heads: shape.heads, mask: saved.attentionMask, saved: &saved.attention,
      context: &saved.context)
    AffineKernel.product(x: saved.context, w: attentionOutput.weight.value, y: &saved.projected)
    pass.draw(&saved.attentionOutputMask, rate: shape.attentionOutputDropout, site: site + 1, width: shape.hidden)
    ResidualKernel.forward(
      a: saved.projected, bias: attentionOutput.bias.value, dropped: saved.attentionOutputMask, residual: x,
      y: &saved.middle)
    NormKernel.forward(
      x: saved.middle, gamma: outputNorm.gamma.value, beta: outputNorm.beta.value, epsilon: shape.epsilon,
      saved: &saved.outputNorm, y: &saved.feedForwardInput)
    AffineKernel.product(x: saved.feedForwardInput, w: up.weight.value, y: &saved.wide)
    ActivationKernel.forward(shape.activation, u: &saved.wide, bias: up.bias.value, a: &saved.activated)
    AffineKernel.product(x: saved.activated, w: down.weight.value, y: &saved.projected)
    pass.draw(&saved.outputMask, rate: shape.hiddenDropout, site: site + 2, width: shape.hidden)
    ResidualKernel.forward(
      a: saved.projected, bias: down.bias.value, dropped: saved.outputMask, residual: saved.middle, y: &saved.output)
  }

  mutating func backwardNormFirst(
    _ d: inout Matrix, x: borrowing Matrix, _ pass: borrowing Pass, saved: Saved, scratch: BackwardScratch
  ) {
    // Feed-forward half: d stays ∂L/∂Y, which passes the half by, and gains what comes through it: ∂L/∂Y₁.
    ResidualKernel.backward(dy: d, dropped: saved.outputMask, da: &scratch.da, dbias: &down.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.da, x: saved.activated, dw: &down.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.da, w: down.weight.value, dx: &scratch.dwide)
    ActivationKernel.backward(shape.activation, u: saved.wide, da: &scratch.dwide)
    AffineKernel.backwardBias(dy: scratch.dwide, db: &up.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.dwide, x: saved.feedForwardInput, dw: &up.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.dwide, w: up.weight.value, dx: &scratch.dnext)
    NormKernel.backward(
      dy: &scratch.dnext, saved: saved.outputNorm, gamma: outputNorm.gamma.value, dgamma: &outputNorm.gamma.gradient,
      dbeta: &outputNorm.beta.gradient, dx: &d)
    // Attention half: ∂L/∂Y₁ becomes ∂L/∂X in the same way.
    ResidualKernel.backward(
      dy: d, dropped: saved.attentionOutputMask, da: &scratch.da, dbias: &attentionOutput.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.da, x: saved.context, dw: &attentionOutput.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.da, w: attentionOutput.weight.value, dx: &scratch.dcontext)
    AttentionKernel.backward(
      dcontext: scratch.dcontext, qkv: saved.qkv, layout: pass.layout, heads: shape.heads, mask: saved.attentionMask,
      saved: saved.attention, scratch: &scratch.attention, dqkv: &scratch.dqkv)
    AffineKernel.backwardBias(dy: scratch.dqkv, db: &qkv.bias.gradient)
    AffineKernel.backwardWeight(dy: scratch.dqkv, x: saved.attentionInput, dw: &qkv.weight.gradient)
    AffineKernel.backwardInput(dy: scratch.dqkv, w: qkv.weight.value, dx: &scratch.dnext)
    NormKernel.backward(
      dy: &scratch.dnext, saved: saved.attentionNorm, gamma: attentionNorm.gamma.value,
      dgamma: &attentionNorm.gamma.gradient, dbeta: &attentionNorm.beta.gradient, dx: &d)
  }
}
