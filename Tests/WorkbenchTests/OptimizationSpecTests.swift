import Diagnostics
import Kernels
import Specs
import Testing

@testable import Training
@testable import Workbench

@Suite("What the optim section says")
struct OptimizationSpecTests {
  @Test("without a name it is adam at 5e-5, without a schedule, in one group")
  func standard() throws {
    let spec = try optimization("{}")
    #expect(spec.optimizer.name == .adam)
    #expect(spec.rate == 5e-5)
    #expect(spec.optimizer.kernel as? AdamKernel == AdamKernel(decoupled: false))
    #expect(spec.optimizer.groups == ParameterGroups())
    #expect(spec.schedule.schedule(base: 1, steps: 9).shape == .constant)
  }

  /// The problems of a section, one a line, without their places.
  private func problems(_ text: String) -> [String] {
    do {
      _ = try optimization(text)
      return []
    } catch let problems as SpecProblems {
      return problems.problems.map { String(describing: $0.problem) }
    } catch {
      return ["\(error)"]
    }
  }

  @Test(
    "wrong values, keys of others and pairs that exclude each other are refused with a sentence",
    arguments: [
      ("{name: adan}", "'adan' is not among 'sgd', 'adam'"),
      ("{name: sgd, betas: [0.9, 0.99]}", "there is no key 'betas'"),
      ("{name: sgd, momentun: 0.9}", "there is no key 'momentun'; did you mean 'momentum'?"),
      ("{name: rprop, weight_decay: 0.1}", "has no weight decay"),
      ("{name: sgd, nesterov: true}", "needs a momentum greater than 0 and dampening 0"),
      ("{name: adam, betas: [0.9, 1.0]}", "must be two numbers; each must be at least 0 and less than 1"),
      ("{name: adam, betas: [0.9]}", "must be two numbers"),
      ("{name: adam, eps: 0}", "must be greater than 0"),
      ("{name: adam, lr: 0}", "must be greater than 0"),
      ("{name: adam, lr: .nan}", "must be greater than 0"),
      ("{name: adam, args: {name: auto}}", "reads the optimizer's keys"),
      ("{name: rprop, etas: [1.2, 0.5]}", "must be a number below 1 and one above 1"),
      ("{name: adafactor, lr: 1e-3}", "must be null with relative_step: true"),
      ("{name: adafactor, relative_step: false}", "must be set with relative_step: false"),
      ("{name: adafactor, sched: {name: StepLR, step_size: 3}}", "which is a schedule itself"),
      ("{name: adafactor, lr: 1e-3, relative_step: false, warmup_init: true}", "needs relative_step: true"),
      ("{freeze_layers: -1}", "must not be negative"), ("{layerwise_decay: 1.1}", "at most 1"),
      ("{sched: {name: CosineAnealing}}", "not among 'WarmupPolicy'"),
      ("{sched: {warmup_steps: 3, warmup_ratio: 0.1}}", "exclude each other"),
      ("{sched: {name: WarmupHoldPolicy, hold_steps: 3, hold_ratio: 0.1}}", "exclude each other"),
      ("{sched: {warmup_ratio: 1.5}}", "must lie in 0 ... 1"),
      ("{sched: {name: StepLR, step_size: 3, warmup_ratio: 0.1}}", "StepLR does not take it"),
      ("{sched: {name: StepLR}}", "step_size"), ("{sched: {name: NoamAnnealing}}", "d_model"),
      ("{sched: {name: NoamHoldAnnealing}}", "must be set"),
      ("{sched: {name: T5InverseSquareRootAnnealing}}", "must be set"),
      ("{sched: {name: CosineAnnealing, min_lr: 1.0}}", "must not be greater than optim.lr"),
      ("{sched: {reduce_on_plateau: true}}", "only ReduceLROnPlateau looks at a score"),
      ("{sched: {name: ReduceLROnPlateau, monitor: loss}}", "not among 'val_loss'"),
      ("{sched: {last_epoch: 3}}", "must be -1"), ("{sched: {max_steps: 0}}", "must be at least 1"),
      ("{name: adagrad, sched: {name: CyclicLR, base_lr: 1e-4, max_lr: 1e-2}}", "adagrad has no momentum"),
    ])
  func refusals(text: String, sentence: String) throws {
    let found = problems(text)
    #expect(found.contains { $0.contains(sentence) }, "\(found)")
  }

  @Test("null keys of other schedules pass, so that a template's schedule can be exchanged")
  func nullKeys() {
    #expect(problems("{sched: {name: StepLR, step_size: 3, warmup_steps: null, warmup_ratio: null}}").isEmpty)
  }

  @Test("the log shows the optimizer as PyTorch prints it, and the schedule as NeMo does")
  func logs() throws {
    let spec = try optimization(
      """
      name: adam
      lr: 5e-5
      weight_decay: 0.00
      sched:
        name: WarmupAnnealing
        warmup_steps: null
        warmup_ratio: 0.1
        last_epoch: -1
        monitor: val_loss
        reduce_on_plateau: false
      """)
    #expect(
      OptimizationLog.optimizer(spec) == """
        Optimizer config = Adam (
        Parameter Group 0
            amsgrad: False
            betas: (0.9, 0.999)
            eps: 1e-08
            lr: 5e-05
            weight_decay: 0.0
        )
        """)
    #expect(
      OptimizationLog.schedule(spec.schedule, spec.schedule.schedule(base: spec.rate, steps: 16)) == """
        Scheduler "WarmupAnnealing"\u{20}
        will be used during training (effective maximum steps = 16) -\u{20}
        Parameters :\u{20}
        (warmup_steps: null
        warmup_ratio: 0.1
        last_epoch: -1
        max_steps: 16
        )
        """)
    let sgd = try optimization("{name: sgd, lr: 0.1, momentum: 0.9}")
    #expect(
      OptimizationLog.optimizer(sgd) == """
        Optimizer config = SGD (
        Parameter Group 0
            dampening: 0
            lr: 0.1
            momentum: 0.9
            nesterov: False
            weight_decay: 0
        )
        """)
  }

  @Test("more frozen layers than there are is an error that names both")
  func freezing() throws {
    let spec = try optimization("{freeze_layers: 7}")
    #expect(throws: WorkProblem.self) { try spec.optimizer(clip: 0, layers: 6) }
    let most = try spec.optimizer(clip: 0.5, layers: 7)
    #expect(most.groups.frozenLayers == 7)
    #expect(most.clip == 0.5)
  }
}
