import CorpusFormats
import Specs
import Training

/// `optim.sched`: NeMo's and PyTorch's schedulers with their constructors' keys.
struct ScheduleSpec {
  /// The schedulers that NeMo knows.
  enum Name: String, CaseIterable {
    case warmupPolicy = "WarmupPolicy"
    case warmupHoldPolicy = "WarmupHoldPolicy"
    case squareAnnealing = "SquareAnnealing"
    case squareRootAnnealing = "SquareRootAnnealing"
    case cosineAnnealing = "CosineAnnealing"
    case warmupAnnealing = "WarmupAnnealing"
    case inverseSquareRootAnnealing = "InverseSquareRootAnnealing"
    case t5InverseSquareRootAnnealing = "T5InverseSquareRootAnnealing"
    case polynomialDecayAnnealing = "PolynomialDecayAnnealing"
    case polynomialHoldDecayAnnealing = "PolynomialHoldDecayAnnealing"
    case noamAnnealing = "NoamAnnealing"
    case noamHoldAnnealing = "NoamHoldAnnealing"
    case step = "StepLR"
    case exponential = "ExponentialLR"
    case cyclic = "CyclicLR"
    case reduceOnPlateau = "ReduceLROnPlateau"
  }

  /// A number of steps, or a share of all.
  enum Length {
    case steps(Int)
    case ratio(Double)

    /// In steps; shares are cut off, as NeMo's `int(ratio * max_steps)`.
    func of(_ all: Int) -> Int {
      switch self {
      case .steps(let steps): steps
      case .ratio(let ratio): Int(ratio * Double(all))
      }
    }
  }

  /// `nil` without a `sched` section.
  var name: Name?
  /// What `ReduceLROnPlateau` looks at.
  var monitor = ValidationMetric.loss
  /// The options as logs show them.
  private(set) var shown: [OptionReader.Shown] = []
  private var warmup: Length?
  private var hold: Length?
  private var constant: Length?
  private var maxSteps: Int?
  private var leastRate = 0.0
  private var power = 1.0
  private var cycle = false
  private var modelWidth = 1
  private var decayRate = 0.5
  private var stepSize = 1
  private var gamma = 0.1
  private var cyclic: CyclicRate?
  private var plateau = PlateauRule()

  init(_ optim: SpecSection, rate: Double, optimizer: OptimizerSpecification) {
    guard let section = optim.optionalSection("sched") else { return }
    let name = section.choice("name", default: Name.warmupAnnealing)
    self.name = name
    var options = OptionReader(section)
    read(name, &options, rate: rate, optimizer)
    let last = section.int("last_epoch", default: -1)
    section.check(last == -1, key: "last_epoch", "must be -1: a run starts its schedule at the beginning")
    let steps = section.optionalInt("max_steps")
    section.check(
      steps.map { $0 >= 1 || $0 == -1 } ?? true, key: "max_steps",
      "must be at least 1; null or -1 counts the run's steps")
    maxSteps = steps == -1 ? nil : steps
    monitor = section.choice("monitor", default: ValidationMetric.loss)
    let looks = section.bool("reduce_on_plateau", default: name == .reduceOnPlateau)
    section.check(
      !looks || name == .reduceOnPlateau, key: "reduce_on_plateau",
      "must be false: only ReduceLROnPlateau looks at a score, \(name.rawValue) does not")
    section.refuse("args", because: "this version reads the schedule's keys from optim.sched itself")
    section.refuse(
      "iters_per_batch", because: "the number of steps follows from the data; set max_steps to overrule it")
    shown = options.shown
    // Keys of other schedules: a template's `warmup_ratio: 0.1` must not be passed over in silence.
    let own = Set(options.shown.map(\.key))
    for key in Self.keys where !own.contains(key) {
      section.refuse(key, because: "\(name.rawValue) does not take it; remove it or set it to null")
    }
  }

  private static let keys = [
    "warmup_steps", "warmup_ratio", "hold_steps", "hold_ratio", "constant_steps", "constant_ratio", "min_lr", "power",
    "cycle", "d_model", "decay_rate", "step_size", "gamma", "base_lr", "max_lr", "step_size_up", "step_size_down",
    "mode",
    "cycle_momentum", "base_momentum", "max_momentum", "factor", "patience", "threshold", "threshold_mode", "cooldown",
    "eps",
  ]

  private mutating func read(
    _ name: Name, _ options: inout OptionReader, rate: Double, _ optimizer: OptimizerSpecification
  ) {
    switch name {
    case .step:
      stepSize = options.requiredCount("step_size", least: 1)
      gamma = options.number("gamma", default: 0.1, .positive)
    case .exponential: gamma = options.requiredNumber("gamma", .positive)
    case .cyclic: cyclic = options.cyclicRate(optimizer)
    case .reduceOnPlateau: plateau = options.plateauRule()
    case .t5InverseSquareRootAnnealing:
      constant = options.length("constant")
      options.section.check(
        constant != nil, key: "constant_steps", "or constant_ratio must be set: the rate is 1/√steps until then")
      leastRate = options.number("min_lr", default: 0, .notNegative)
    default:
      warmup = options.length("warmup")
      switch name {
      case .warmupHoldPolicy, .polynomialHoldDecayAnnealing, .noamHoldAnnealing: hold = options.length("hold")
      case .cosineAnnealing: constant = options.length("constant")
      default: break
      }
      leastRate = options.number("min_lr", default: name == .squareAnnealing ? 1e-5 : 0, .notNegative)
      readOwn(name, &options, rate: rate)
    }
  }

  /// What single schedules with a warm-up have of their own.
  private mutating func readOwn(_ name: Name, _ options: inout OptionReader, rate: Double) {
    switch name {
    case .polynomialDecayAnnealing, .polynomialHoldDecayAnnealing:
      power = options.number("power", default: 1, .notNegative)
      cycle = options.flag("cycle", default: false)
    case .noamAnnealing: modelWidth = options.requiredCount("d_model", least: 1)
    case .noamHoldAnnealing:
      decayRate = options.number("decay_rate", default: 0.5, .notNegative)
      options.section.check(
        warmup != nil, key: "warmup_steps",
        "or warmup_ratio must be set: NoamHoldAnnealing decays from the warm-up's end")
    default: break
    }
    if name == .cosineAnnealing || name == .noamAnnealing {
      options.section.check(leastRate <= rate, key: "min_lr", "must not be greater than optim.lr")
    }
  }

  /// The schedule of a run of `steps` optimizer steps.
  func schedule(base: Double, steps: Int) -> LearningRateSchedule {
    let steps = maxSteps ?? steps
    let warmup = warmup?.of(steps) ?? 0
    let held = constant?.of(steps) ?? 0
    let shape: LearningRateSchedule.Shape =
      switch name {
      case nil: .constant
      case .warmupPolicy: .warmupPolicy
      case .warmupHoldPolicy: .warmupHoldPolicy
      case .squareAnnealing: .squareAnnealing
      case .squareRootAnnealing: .squareRootAnnealing
      case .cosineAnnealing: .cosineAnnealing(constantSteps: held)
      case .warmupAnnealing: .warmupAnnealing
      case .inverseSquareRootAnnealing: .inverseSquareRootAnnealing
      case .t5InverseSquareRootAnnealing: .t5InverseSquareRootAnnealing(constantSteps: held)
      case .polynomialDecayAnnealing: .polynomialDecayAnnealing(power: power, cycle: cycle)
      case .polynomialHoldDecayAnnealing: .polynomialHoldDecayAnnealing(power: power, cycle: cycle)
      case .noamAnnealing: .noamAnnealing(modelWidth: modelWidth)
      case .noamHoldAnnealing: .noamHoldAnnealing(decayRate: decayRate)
      case .step: .step(size: stepSize, gamma: gamma)
      case .exponential: .exponential(gamma: gamma)
      case .cyclic: cyclic.map { .cyclic($0) } ?? .constant
      case .reduceOnPlateau: .reduceOnPlateau(plateau)
      }
    return LearningRateSchedule(
      shape, base: base, warmupSteps: warmup, maxSteps: steps, holdEnd: hold.map { $0.of(steps) + warmup } ?? 0,
      leastRate: leastRate)
  }
}
