public import Kernels

/// An optimizer with its constants.
public struct OptimizerSpecification: Sendable {
  /// Which arithmetic, under NeMo's names.
  public enum Name: String, Sendable, CaseIterable {
    /// Weight decay is added to the gradient.
    case adam
    /// Weight decay shrinks the weights.
    case adamw
  }

  /// Which arithmetic.
  public var name: Name
  /// The arithmetic, with its constants.
  public var kernel: any OptimizerKernel
  /// The largest gradient norm; 0 does not clip.
  public var clip: Double = 0

  /// An optimizer with its name's usual constants.
  public init(_ name: Name) {
    self.name = name
    switch name {
    case .adam: kernel = AdamKernel(decoupled: false)
    case .adamw: kernel = AdamKernel(decoupled: true)
    }
  }

  /// An optimizer with given constants.
  public init(_ name: Name, _ kernel: any OptimizerKernel) { (self.name, self.kernel) = (name, kernel) }
}
