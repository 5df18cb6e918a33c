import Kernels
import Specs
import Training

/// The keys that an optimizer's constructor takes, with PyTorch's or NeMo's defaults.
extension OptionReader {
  /// The optimizer's arithmetic with the constants of the spec.
  mutating func kernel(_ name: OptimizerSpecification.Name) -> any OptimizerKernel {
    switch name {
    case .sgd: sgd()
    case .adam: adam(decoupled: false)
    case .adamw: adam(decoupled: true)
    case .adagrad: adagrad()
    case .adadelta: adadelta()
    case .adamax: adamax()
    case .rmsprop: rmsprop()
    case .rprop: rprop()
    case .novograd: novograd()
    case .adafactor: adafactor()
    }
  }

  private mutating func weightDecay(default standard: Double = 0) -> Float {
    Float(number("weight_decay", default: standard, python: standard == 0 ? "0" : nil, .notNegative))
  }

  private mutating func sgd() -> SGDKernel {
    var kernel = SGDKernel()
    kernel.dampening = number("dampening", default: 0, python: "0", .finite)
    kernel.momentum = number("momentum", default: 0, python: "0", .notNegative)
    kernel.nesterov = flag("nesterov", default: false)
    section.check(
      !kernel.nesterov || kernel.momentum > 0 && kernel.dampening == 0, key: "nesterov",
      "needs a momentum greater than 0 and dampening 0")
    kernel.weightDecay = weightDecay()
    return kernel
  }

  private mutating func adam(decoupled: Bool) -> AdamKernel {
    var kernel = AdamKernel(decoupled: decoupled)
    kernel.amsgrad = flag("amsgrad", default: false)
    let betas = pair("betas", default: (0.9, 0.999), .share)
    (kernel.beta1, kernel.beta2) = (Float(betas.0), Float(betas.1))
    kernel.epsilon = Float(number("eps", default: 1e-8, .positive))
    kernel.weightDecay = weightDecay(default: decoupled ? 0.01 : 0)
    return kernel
  }

  private mutating func adagrad() -> AdagradKernel {
    var kernel = AdagradKernel()
    kernel.epsilon = number("eps", default: 1e-10, .positive)
    kernel.initialSum = number("initial_accumulator_value", default: 0, python: "0", .notNegative)
    kernel.rateDecay = number("lr_decay", default: 0, python: "0", .notNegative)
    kernel.weightDecay = weightDecay()
    return kernel
  }

  private mutating func adadelta() -> AdadeltaKernel {
    var kernel = AdadeltaKernel()
    kernel.epsilon = number("eps", default: 1e-6, .positive)
    kernel.rho = number("rho", default: 0.9, .notNegative)
    section.check(kernel.rho <= 1, key: "rho", "must lie in 0 ... 1")
    kernel.weightDecay = weightDecay()
    return kernel
  }

  private mutating func adamax() -> AdamaxKernel {
    var kernel = AdamaxKernel()
    (kernel.beta1, kernel.beta2) = pair("betas", default: (0.9, 0.999), .share)
    kernel.epsilon = number("eps", default: 1e-8, .positive)
    kernel.weightDecay = weightDecay()
    return kernel
  }

  private mutating func rmsprop() -> RMSpropKernel {
    var kernel = RMSpropKernel()
    kernel.alpha = number("alpha", default: 0.99, .notNegative)
    section.check(kernel.alpha <= 1, key: "alpha", "must lie in 0 ... 1")
    kernel.centered = flag("centered", default: false)
    kernel.epsilon = number("eps", default: 1e-8, .positive)
    kernel.momentum = number("momentum", default: 0, python: "0", .notNegative)
    kernel.weightDecay = weightDecay()
    return kernel
  }

  private mutating func rprop() -> RpropKernel {
    var kernel = RpropKernel()
    (kernel.shrink, kernel.grow) = pair("etas", default: (0.5, 1.2), .positive)
    section.check(
      kernel.shrink < 1 && kernel.grow > 1, key: "etas", "must be a number below 1 and one above 1: [0.5, 1.2]")
    (kernel.smallestStep, kernel.largestStep) = pair("step_sizes", default: (1e-6, 50), .positive)
    section.check(kernel.smallestStep <= kernel.largestStep, key: "step_sizes", "must be the smallest and the largest")
    section.refuse(
      "weight_decay", because: "rprop looks at the gradient's sign only and has no weight decay; remove it")
    return kernel
  }

  private mutating func novograd() -> NovoGradKernel {
    var kernel = NovoGradKernel()
    kernel.amsgrad = flag("amsgrad", default: false)
    (kernel.beta1, kernel.beta2) = pair("betas", default: (0.95, 0.98), .share)
    kernel.epsilon = number("eps", default: 1e-8, .positive)
    kernel.averagesGradients = flag("grad_averaging", default: false)
    kernel.controlsRate = flag("luc", default: false)
    kernel.trustEpsilon = number("luc_eps", default: 1e-8, .positive)
    kernel.trust = number("luc_trust", default: 1e-3, .positive)
    kernel.weightDecay = weightDecay()
    return kernel
  }

  private mutating func adafactor() -> AdafactorKernel {
    var kernel = AdafactorKernel()
    kernel.beta1 = optionalNumber("beta1", .share)
    kernel.clipThreshold = number("clip_threshold", default: 1, .positive)
    kernel.decayExponent = number("decay_rate", default: -0.8, .finite)
    section.check(kernel.decayExponent < 0, key: "decay_rate", "must be less than 0: it is the exponent of the step")
    (kernel.gradientEpsilon, kernel.scaleEpsilon) = pair("eps", default: (1e-30, 1e-3), .positive)
    kernel.relativeStep = flag("relative_step", default: true)
    kernel.scalesByParameter = flag("scale_parameter", default: true)
    kernel.warmsUp = flag("warmup_init", default: false)
    section.check(!kernel.warmsUp || kernel.relativeStep, key: "warmup_init", "needs relative_step: true")
    kernel.weightDecay = weightDecay()
    return kernel
  }
}
