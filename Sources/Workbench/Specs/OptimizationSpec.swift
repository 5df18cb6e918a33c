import Specs
import Training

/// `optim`.
struct OptimizationSpec {
  var optimizer: OptimizerSpecification
  var rate: Double
  var schedule: ScheduleSpec

  init(_ optim: SpecSection, rate standard: Double = 5e-5) {
    let name = optim.choice("name", default: OptimizerSpecification.Name.adam)
    optimizer = OptimizerSpecification(name)
    rate = optim.float("lr", default: standard)
    optim.check(rate > 0, key: "lr", "must be greater than 0")
    optimizer.weightDecay = Float(optim.float("weight_decay", default: name == .adamw ? 0.01 : 0))
    optim.check(optimizer.weightDecay >= 0, key: "weight_decay", "must not be negative")
    let betas = optim.floats("betas", default: [0.9, 0.999])
    let betasAreValid = betas.count == 2 && betas.allSatisfy { (0..<1).contains($0) }
    optim.check(betasAreValid, key: "betas", "must be two numbers of at least 0 and less than 1")
    if betasAreValid { (optimizer.beta1, optimizer.beta2) = (Float(betas[0]), Float(betas[1])) }
    optimizer.epsilon = Float(optim.float("eps", default: 1e-8))
    optim.check(optimizer.epsilon > 0, key: "eps", "must be greater than 0")
    schedule = ScheduleSpec(optim)
  }
}

/// `optim.sched`.
struct ScheduleSpec {
  var shape: LearningRateSchedule.Shape = .constant
  var warmupSteps: Int?
  var warmupRatio: Double?
  var maxSteps: Int?

  init(_ optim: SpecSection) {
    guard let section = optim.optionalSection("sched") else { return }
    let name = section.choice("name", among: ["WarmupAnnealing"], default: "WarmupAnnealing")
    shape = LearningRateSchedule.Shape(rawValue: name) ?? .warmupAnnealing
    warmupSteps = section.optionalInt("warmup_steps")
    warmupRatio = section.optionalFloat("warmup_ratio")
    section.check(
      warmupSteps == nil || warmupRatio == nil, key: "warmup_ratio",
      "and warmup_steps exclude each other; set one to null")
    section.check(warmupSteps.map { $0 >= 0 } ?? true, key: "warmup_steps", "must not be negative")
    section.check(warmupRatio.map { (0...1).contains($0) } ?? true, key: "warmup_ratio", "must lie in 0 ... 1")
    maxSteps = section.optionalInt("max_steps")
    section.check(maxSteps.map { $0 >= 1 } ?? true, key: "max_steps", "must be at least 1")
    let last = section.int("last_epoch", default: -1)
    section.check(last == -1, key: "last_epoch", "must be -1: a run starts its schedule at the beginning")
    _ = section.string("monitor", default: "val_loss")
    let plateau = section.bool("reduce_on_plateau", default: false)
    section.check(!plateau, key: "reduce_on_plateau", "must be false: WarmupAnnealing does not look at the loss")
  }

  /// The schedule of a run of `steps` optimizer steps.
  func schedule(base: Double, steps: Int) -> LearningRateSchedule {
    let steps = maxSteps ?? steps
    let warmup = warmupSteps ?? warmupRatio.map { Int($0 * Double(steps)) } ?? 0
    return LearningRateSchedule(shape, base: base, warmupSteps: warmup, maxSteps: steps)
  }
}
