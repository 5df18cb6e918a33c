public import Kernels

/// An optimizer with its constants, and how it treats parameters that differ.
public struct OptimizerSpecification: Sendable {
  /// Which arithmetic, under NeMo's names.
  public enum Name: String, Sendable, CaseIterable {
    /// Its kernel says what it does.
    case sgd, adam, adamw, adagrad, adadelta, adamax, rmsprop, rprop, novograd, adafactor

    /// PyTorch's, or NeMo's, name of the class.
    public var className: String {
      switch self {
      case .sgd: "SGD"
      case .adam: "Adam"
      case .adamw: "AdamW"
      case .adagrad: "Adagrad"
      case .adadelta: "Adadelta"
      case .adamax: "Adamax"
      case .rmsprop: "RMSprop"
      case .rprop: "Rprop"
      case .novograd: "Novograd"
      case .adafactor: "Adafactor"
      }
    }

    /// The arithmetic with its usual constants.
    public var kernel: any OptimizerKernel {
      switch self {
      case .sgd: SGDKernel()
      case .adam: AdamKernel(decoupled: false)
      case .adamw: AdamKernel(decoupled: true)
      case .adagrad: AdagradKernel()
      case .adadelta: AdadeltaKernel()
      case .adamax: AdamaxKernel()
      case .rmsprop: RMSpropKernel()
      case .rprop: RpropKernel()
      case .novograd: NovoGradKernel()
      case .adafactor: AdafactorKernel()
      }
    }
  }

  /// Which arithmetic.
  public var name: Name
  /// The arithmetic, with its constants.
  public var kernel: any OptimizerKernel
  /// The largest gradient norm; 0 does not clip.
  public var clip: Double = 0
  /// How parameters differ.
  public var groups = ParameterGroups()

  /// An optimizer with its name's usual constants.
  public init(_ name: Name) { self.init(name, name.kernel) }

  /// An optimizer with given constants.
  public init(_ name: Name, _ kernel: any OptimizerKernel) { (self.name, self.kernel) = (name, kernel) }
}
