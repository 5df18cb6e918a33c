import Foundation

/// Adam and AdamW, as PyTorch and NeMo do them.
///
/// Kingma and Ba: Adam (2015); Loshchilov and Hutter: Decoupled Weight Decay Regularization (2019); Reddi, Kale and Kumar:
/// On the Convergence of Adam and Beyond (2018) for AMSGrad.
///
///     g ← g·scale (+ λ·p when coupled)      p ← p·(1 − η·λ) when decoupled
///     m ← m + (1 − β₁)(g − m)               v ← β₂·v + (1 − β₂)·g²
///     u = v, or with AMSGrad the largest v so far
///     p ← p − η/(1 − β₁ᵗ) · m / (√u/√(1 − β₂ᵗ) + ε)
public struct AdamKernel: OptimizerKernel, Hashable {
  /// β₁, the memory of the mean.
  public var beta1: Float = 0.9
  /// β₂, the memory of the variance.
  public var beta2: Float = 0.999
  /// ε
  public var epsilon: Float = 1e-8
  /// λ
  public var weightDecay: Float
  /// Whether λ shrinks the parameter (AdamW) or is added to the gradient (Adam).
  public let decoupled: Bool
  /// Whether the largest variance so far divides.
  public var amsgrad = false

  /// PyTorch's constants.
  public init(decoupled: Bool) {
    self.decoupled = decoupled
    weightDecay = decoupled ? 0.01 : 0
  }

  /// Coupled decay gives every row a gradient.
  public var leavesIdleRows: Bool { decoupled || weightDecay == 0 }

  /// 1 − η·λ when decoupled.
  public func decay(rate: Double) -> Float {
    decoupled ? Float(1 - Double(Float(rate)) * Double(weightDecay)) : 1
  }

  /// m, v and, with AMSGrad, the largest v: zeros.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    var cells = [
      ("exp_avg", Matrix(rows: rows, columns: columns)), ("exp_avg_sq", Matrix(rows: rows, columns: columns)),
    ]
    if amsgrad { cells.append(("max_exp_avg_sq", Matrix(rows: rows, columns: columns))) }
    return OptimizerMemory(layout, cells)
  }

  /// With another β₁.
  public func withMomentum(_ momentum: Double) -> (any OptimizerKernel)? {
    var copy = self
    copy.beta1 = Float(momentum)
    return copy
  }

  /// One step.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    var (mean, variance, largestVariance) = memory.take()
    elements.check(value.count, gradient.count, mean.count, variance.count)
    let rate = Float(step.rate)
    let correction1 = 1 - pow(Double(beta1), Double(step.number))
    let correction2 = 1 - pow(Double(beta2), Double(step.number))
    let stepSize = Float(Double(rate) / correction1)
    let rootCorrection = Float(correction2.squareRoot())
    let keep = decay(rate: step.rate)
    let coupled = decoupled ? 0 : weightDecay
    let (a, b) = (1 - beta1, 1 - beta2)
    let (decay2, eps, scale) = (beta2, epsilon, step.gradientScale)
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var m = mean.elements.mutableSpan
    var v = variance.elements.mutableSpan
    guard amsgrad else {
      for k in 0..<elements.count {
        for i in elements[k] {
          var slope = g[i] * scale
          slope.addProduct(coupled, p[i])
          let first = m[i] + a * (slope - m[i])
          let second = decay2 * v[i] + b * slope * slope
          m[i] = first
          v[i] = second
          g[i] = 0
          p[i] = p[i] * keep - stepSize * first / (second.squareRoot() / rootCorrection + eps)
        }
      }
      memory.give(mean, variance)
      return
    }
    elements.check(largestVariance.count)
    var u = largestVariance.elements.mutableSpan
    for k in 0..<elements.count {
      for i in elements[k] {
        var slope = g[i] * scale
        slope.addProduct(coupled, p[i])
        let first = m[i] + a * (slope - m[i])
        let second = decay2 * v[i] + b * slope * slope
        let largest = second > u[i] ? second : u[i]
        m[i] = first
        v[i] = second
        u[i] = largest
        g[i] = 0
        p[i] = p[i] * keep - stepSize * first / (largest.squareRoot() / rootCorrection + eps)
      }
    }
    memory.give(mean, variance, largestVariance)
  }
}
