import Kernels

/// An optimizer with its constants.
public struct OptimizerSpecification: Hashable, Sendable {
  /// Which arithmetic.
  public enum Name: String, Sendable, CaseIterable {
    /// Weight decay is added to the gradient.
    case adam
    /// Weight decay shrinks the weights.
    case adamw
  }

  /// Which arithmetic.
  public var name: Name
  /// β₁, the memory of the mean.
  public var beta1: Float = 0.9
  /// β₂, the memory of the variance.
  public var beta2: Float = 0.999
  /// ε
  public var epsilon: Float = 1e-8
  /// λ
  public var weightDecay: Float = 0
  /// The largest gradient norm; 0 does not clip.
  public var clip: Double = 0

  /// An optimizer with its name's usual constants.
  public init(_ name: Name) {
    self.name = name
    if name == .adamw { weightDecay = 0.01 }
  }

  /// The arithmetic of step `step`, from 1.
  func kernel(step: Int, rate: Double) -> AdamKernel {
    AdamKernel(
      rate: Float(rate), betas: (beta1, beta2), epsilon: epsilon, weightDecay: weightDecay, decoupled: name == .adamw,
      step: step)
  }
}
