import Foundation

/// Adam's arithmetic, as PyTorch and NeMo do it.
///
/// Kingma and Ba: Adam (2015); Loshchilov and Hutter: Decoupled Weight Decay Regularization (2019).
///
///     g ← g·scale (+ λ·p when coupled)      p ← p·(1 − η·λ) when decoupled
///     m ← m + (1 − β₁)(g − m)               v ← β₂·v + (1 − β₂)·g²
///     p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
public struct AdamKernel: Sendable, Hashable {
  /// The learning rate η of this step.
  public var rate: Float
  /// β₁ and β₂.
  public var betas: (Float, Float) { (beta1, beta2) }
  private var beta1: Float
  private var beta2: Float
  /// ε
  public var epsilon: Float
  /// λ
  public var weightDecay: Float
  /// Whether λ shrinks the parameter (AdamW) or is added to the gradient (Adam).
  public var decoupled: Bool
  /// t, from 1.
  public var step: Int

  /// The arithmetic of one step.
  public init(
    rate: Float, betas: (Float, Float), epsilon: Float, weightDecay: Float, decoupled: Bool, step: Int
  ) {
    require(step >= 1, "step \(step)")
    (self.rate, beta1, beta2) = (rate, betas.0, betas.1)
    (self.epsilon, self.weightDecay, self.decoupled, self.step) = (epsilon, weightDecay, decoupled, step)
  }

  /// What decoupled weight decay multiplies a parameter by in this step: 1 − η·λ.
  public var decay: Float { decoupled ? Float(1 - Double(rate) * Double(weightDecay)) : 1 }

  /// Updates `value` and both moments over a range of elements and clears their gradients; `gradientScale` is the
  /// clipping factor.
  public func update(
    value: inout Matrix, gradient: inout Matrix, firstMoment: inout Matrix, secondMoment: inout Matrix,
    range: Range<Int>, gradientScale: Float
  ) {
    require(
      range.lowerBound >= 0 && range.upperBound <= value.count && gradient.count == value.count
        && firstMoment.count == value.count && secondMoment.count == value.count,
      "\(range) of \(value.count), \(gradient.count), \(firstMoment.count), \(secondMoment.count)")
    let correction1 = 1 - pow(Double(beta1), Double(step))
    let correction2 = 1 - pow(Double(beta2), Double(step))
    let stepSize = Float(Double(rate) / correction1)
    let rootCorrection = Float(correction2.squareRoot())
    let keep = decay
    let coupled = decoupled ? 0 : weightDecay
    let (a, b) = (1 - beta1, 1 - beta2)
    let (decay2, eps) = (beta2, epsilon)
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var m = firstMoment.elements.mutableSpan
    var v = secondMoment.elements.mutableSpan
    for i in range {
      var slope = g[i] * gradientScale
      slope.addProduct(coupled, p[i])
      let first = m[i] + a * (slope - m[i])
      let second = decay2 * v[i] + b * slope * slope
      m[i] = first
      v[i] = second
      g[i] = 0
      p[i] = p[i] * keep - stepSize * first / (second.squareRoot() / rootCorrection + eps)
    }
  }
}
