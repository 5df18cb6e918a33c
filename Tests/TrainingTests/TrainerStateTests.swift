import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

@Suite("The state of a trainer")
struct TrainerStateTests {
  private let golden = TinyBert.shared

  private func trainer(_ optimizer: OptimizerSpecification, seed: UInt64 = 3) throws -> Trainer {
    Trainer(
      try golden.model(), optimizer: optimizer,
      schedule: LearningRateSchedule(.warmupAnnealing, base: 1e-2, warmupSteps: 2, maxSteps: 12), seed: seed, workers: 2
    )
  }

  /// Batches with different words, so that rows of the word table begin to move at different steps.
  private func batch(_ step: Int) -> [TrainingExample] {
    let examples = golden.examples()
    return [examples[step % examples.count], examples[(step * 2 + 1) % examples.count]]
  }

  private func bits(_ trainer: Trainer) throws -> [UInt32] {
    try trainer.settle()
    var bits: [UInt32] = []
    var model = trainer.model
    model.visitParameters { _, parameter in bits += parameter.value.values.map(\.bitPattern) }
    return bits
  }

  @Test(
    "a restored trainer goes on with the same bits, and asking for the state changes none",
    arguments: OptimizerSpecification.Name.allCases, [0, 1, 4, 9])
  func resume(name: OptimizerSpecification.Name, split: Int) throws {
    let optimizer = OptimizerSpecification(name)
    let (straight, first) = (try trainer(optimizer), try trainer(optimizer))
    for step in 0..<10 { _ = try straight.train(on: [batch(step)]) }
    for step in 0..<split {
      _ = try first.train(on: [batch(step)])
      _ = try first.state()
    }
    let state = try first.state()
    let second = try trainer(optimizer)
    try second.restore(state)
    #expect(try second.state() == state)
    for step in split..<10 { _ = try second.train(on: [batch(step)]) }
    #expect(second.step == 10)
    #expect(try bits(second) == bits(straight))
    #expect(try second.state() == straight.state())
  }

  @Test("a state of another optimizer, shape or table is refused and changes nothing")
  func refusals() throws {
    let trainer = try trainer(OptimizerSpecification(.adamw))
    _ = try trainer.train(on: [batch(0)])
    let good = try trainer.state()
    let name = "bert_model.embeddings.word_embeddings.weight"
    func refused(_ expected: TrainerStateProblem, _ change: (inout TrainerState) -> Void) {
      var bad = good
      change(&bad)
      #expect(throws: expected) { try trainer.restore(bad) }
    }
    refused(.missing("\(name)/value")) { $0.matrices.removeAll { $0.name == "\(name)/value" } }
    refused(.missing("\(name) (rows)")) { $0.rows = [] }
    refused(.unexpected("x/momentum_buffer")) { $0.matrices.append(.init("x/momentum_buffer", .empty)) }
    refused(.unexpected(good.matrices[0].name)) { $0.matrices.append($0.matrices[0]) }
    refused(.shape("\(name)/value", found: [0, 0], expected: [40, 16])) { $0.matrices[0].value = .empty }
    refused(.rows(name, of: 40)) { $0.rows[0].rows.append(40) }
    refused(.rows(name, of: 40)) { $0.rows[0].rows += $0.rows[0].rows }
    refused(.step(-1)) { $0.step = -1 }
    refused(.unexpected("schedule/best")) { $0.schedule = ["best": 1] }
    #expect(try trainer.state() == good)
  }
}
