import CorpusFormats
import Kernels
import Specs
import Training

/// `optim`: the optimizer with its constructor's keys, parameter groups (keys of ours), and the schedule.
struct OptimizationSpec {
  var optimizer: OptimizerSpecification
  /// The learning rate; meaningless where the optimizer sets its own.
  var rate: Double
  var schedule: ScheduleSpec
  /// The optimizer's options as logs show them.
  var shown: [OptionReader.Shown]

  init(_ optim: SpecSection, rate standard: Double = 5e-5) {
    let name = optim.choice("name", default: OptimizerSpecification.Name.adam)
    var options = OptionReader(optim)
    let setsItsRate = name == .adafactor
    let given = setsItsRate ? options.optionalNumber("lr", .positive) : nil
    rate = setsItsRate ? given ?? 1 : options.number("lr", default: Self.usualRate(name, standard), .positive)
    optimizer = OptimizerSpecification(name, options.kernel(name))
    optim.refuse("args", because: "this version reads the optimizer's keys (betas, eps, …) from optim itself")
    schedule = ScheduleSpec(optim, rate: rate, optimizer: optimizer)
    if let adafactor = optimizer.kernel as? AdafactorKernel {
      let relative = adafactor.relativeStep
      optim.check(
        !relative || given == nil, key: "lr",
        "must be null with relative_step: true, which sets the rate; or set relative_step: false")
      optim.check(relative || given != nil, key: "lr", "must be set with relative_step: false")
      optim.check(
        !relative || schedule.name == nil, key: "sched",
        "must be null with relative_step: true, which is a schedule itself; or set relative_step: false and lr")
    }
    shown = options.shown
    optimizer.groups = Self.groups(optim)
  }

  /// The constructors' defaults; for adam and adamw the rate that the task trains BERT with.
  private static func usualRate(_ name: OptimizerSpecification.Name, _ standard: Double) -> Double {
    switch name {
    case .adam, .adamw: standard
    case .sgd, .novograd: 1e-3
    case .adagrad, .rmsprop, .rprop: 1e-2
    case .adadelta, .adafactor: 1
    case .adamax: 2e-3
    }
  }

  private static func groups(_ optim: SpecSection) -> ParameterGroups {
    var groups = ParameterGroups()
    groups.freezesEmbeddings = optim.bool("freeze_embeddings", default: false)
    groups.frozenLayers = optim.int("freeze_layers", default: 0)
    optim.check(
      groups.frozenLayers >= 0, key: "freeze_layers", "must not be negative; it counts layers from the input")
    groups.layerDecay = optim.float("layerwise_decay", default: 1)
    optim.check(
      groups.layerDecay > 0 && groups.layerDecay <= 1, key: "layerwise_decay",
      "must be greater than 0 and at most 1; 1 gives all layers the same rate")
    groups.sparesBiasesAndNorms = optim.bool("no_decay_on_bias_and_norm", default: false)
    return groups
  }

  /// The optimizer of a run, once the model is known.
  ///
  /// - Throws: `WorkProblem.model` if more layers are frozen than there are.
  func optimizer(clip: Double, layers: Int) throws -> OptimizerSpecification {
    guard optimizer.groups.frozenLayers <= layers else {
      throw WorkProblem.model(
        "optim.freeze_layers is \(optimizer.groups.frozenLayers), but the encoder has \(layers) layers; "
          + "\(layers) trains the head alone")
    }
    var clipped = optimizer
    clipped.clip = clip
    return clipped
  }
}
