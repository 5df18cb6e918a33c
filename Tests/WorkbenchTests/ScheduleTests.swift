import Foundation
import Testing

@testable import Training
@testable import Workbench

@Suite("Schedules against NeMo's formulas and PyTorch")
struct ScheduleTests {
  @Test("the rate of every step equals the reference's", arguments: ScheduleGolden.shared.cases)
  func rates(item: ScheduleGolden.Case) throws {
    let spec = try optimization(item.spec)
    var schedule = spec.schedule.schedule(base: spec.rate, steps: 7)
    for (step, expected) in item.rates.enumerated() {
      let rate = schedule.rate(step: step)
      #expect(abs(rate - expected) <= 1e-12 * max(expected, 1e-3), "step \(step): \(rate), expected \(expected)")
      if let momentum = item.momenta?[step] {
        #expect(abs((schedule.momentum(step: step) ?? .nan) - momentum) <= 1e-12, "step \(step)")
      } else {
        #expect(schedule.momentum(step: step) == nil)
      }
      if let score = item.scores?[step] { schedule.observe(score) }
    }
  }

  @Test("a schedule that is stored and restored anywhere goes on the same way", arguments: ScheduleGolden.shared.cases)
  func restored(item: ScheduleGolden.Case) throws {
    let spec = try optimization(item.spec)
    let fresh = spec.schedule.schedule(base: spec.rate, steps: 7)
    var schedule = fresh
    for (step, score) in (item.scores ?? Array(repeating: 1, count: 12)).enumerated() {
      var copy = fresh
      try copy.restore(schedule.memory)
      #expect(copy == schedule)
      #expect(copy.rate(step: step) == schedule.rate(step: step))
      schedule.observe(score)
    }
  }

  @Test("a schedule refuses the memory of another")
  func strangers() throws {
    var plateau = LearningRateSchedule(.reduceOnPlateau(PlateauRule()), base: 1, maxSteps: 9)
    #expect(throws: TrainerStateProblem.missing("schedule/rate")) { try plateau.restore([:]) }
    var more = plateau.memory
    more["x"] = 1
    #expect(throws: TrainerStateProblem.unexpected("schedule/x")) { try plateau.restore(more) }
    var constant = LearningRateSchedule(.constant, base: 1, maxSteps: 9)
    #expect(throws: TrainerStateProblem.unexpected("schedule/bad_validations")) { try constant.restore(plateau.memory) }
  }

  @Test("a ratio needs no max_steps: the run knows how many steps it has")
  func ratio() throws {
    let spec = try optimization("{sched: {name: CosineAnnealing, warmup_ratio: 0.1, max_steps: -1}}")
    let schedule = spec.schedule.schedule(base: spec.rate, steps: 29)
    #expect(schedule.maxSteps == 29)
    #expect(schedule.warmupSteps == 2)
  }
}
