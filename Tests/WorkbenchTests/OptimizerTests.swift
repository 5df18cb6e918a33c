import Foundation
import Kernels
import Layers
import Testing

@testable import Training
@testable import Workbench

@Suite("Optimizers against PyTorch, transformers and NeMo")
struct OptimizerTests {
  private let golden = OptimizerGolden.shared
  private let width = 5

  /// The table, query, key and value in one, and the vector, as a trainer's shard keeps them.
  private func shard(_ spec: OptimizationSpec) -> ParameterShard {
    let kernel = spec.optimizer.kernel
    func slot(_ names: [String], columns: Int, isVector: Bool, isSparse: Bool) -> ParameterShard.Slot {
      let values = names.flatMap { floats(golden.start[$0] ?? Data()) }
      let value = Matrix(rows: values.count / columns, columns: columns, elements: values)
      let layout = TensorLayout(parts: names.count, isVector: isVector)
      return ParameterShard.Slot(
        value: value, memory: kernel.memory(rows: value.rows, columns: columns, layout),
        everTouched: isSparse && kernel.leavesIdleRows ? TouchedRows(rows: value.rows) : nil)
    }
    return ParameterShard(slots: [
      slot(["table"], columns: width, isVector: false, isSparse: true),
      slot(["query", "key", "value"], columns: width, isVector: false, isSparse: false),
      slot(["bias"], columns: 6, isVector: true, isSparse: false),
    ])
  }

  /// Gives the shard's slots the gradients of a step, divided between two workers.
  private func addGradients(_ step: Int, to shard: inout ParameterShard) {
    // As the trainer does before the forward pass reads rows.
    let awake = (0..<7).filter { !golden.asleep[step].contains($0) }
    shard.slots[0].catchUp(awake.map { Int32($0) })
    for (index, names) in [["table"], ["query", "key", "value"], ["bias"]].enumerated() {
      let noise = names.flatMap { floats(golden.noise[step][$0] ?? Data()) }
      let value = shard.slots[index].value
      var gradient = zip(noise, value.values).map { $0 + 0.3 * $1 }
      var touched: [TouchedRows?] = [nil, nil]
      if index == 0 {
        for row in golden.asleep[step] { for i in 0..<width { gradient[row * width + i] = 0 } }
        touched = [0, 1].map { worker in
          var rows = TouchedRows(rows: value.rows)
          rows.insert(awake.filter { $0 % 2 == worker || $0 == 0 }.map { Int32($0) })
          return rows
        }
      }
      shard.slots[index].gradients = [0, 1].map { worker in
        let own = gradient.enumerated().map { $0.offset / width % 2 == worker ? $0.element : 0 }
        return Matrix(rows: value.rows, columns: value.columns, elements: own)
      }
      shard.slots[index].touched = touched
    }
  }

  @Test("20 steps end where the reference ends, to 1e-6", arguments: OptimizerGolden.shared.cases)
  func steps(item: OptimizerGolden.Case) throws {
    let spec = try optimization(item.spec)
    let kernel = spec.optimizer.kernel
    var shard = shard(spec)
    for step in golden.rates.indices {
      addGradients(step, to: &shard)
      _ = shard.reduce()
      let rate = kernel.rate(step: step + 1, scheduled: spec.rate * golden.rates[step])
      shard.update(kernel, plain: kernel, OptimizerStep(number: step + 1, rate: rate, gradientScale: 1))
      #expect(shard.slots.allSatisfy { $0.gradients.allSatisfy { $0.values.allSatisfy { $0 == 0 } } })
      guard let expected = item.after[String(step + 1)] else { continue }
      var settled = shard
      settled.settle()
      for (slot, names) in zip(settled.slots, [["table"], ["query", "key", "value"], ["bias"]]) {
        let part = slot.value.count / names.count
        for (index, name) in names.enumerated() {
          let found = Array(slot.value.values[index * part..<(index + 1) * part])
          let difference = relativeDifference(found, floats(try #require(expected[name])))
          #expect(difference <= 1e-6, "\(name) after step \(step + 1)")
        }
      }
    }
  }

  @Test("clipping multiplies the gradients of every optimizer", arguments: OptimizerGolden.shared.cases)
  func clipping(item: OptimizerGolden.Case) throws {
    let spec = try optimization(item.spec)
    let kernel = spec.optimizer.kernel
    func run(scale: Float, before: Float) -> [[Float]] {
      var shard = shard(spec)
      for step in 0..<3 {
        addGradients(step, to: &shard)
        for slot in shard.slots.indices {
          for worker in 0..<2 {
            let old = shard.slots[slot].gradients[worker]
            shard.slots[slot].gradients[worker] = Matrix(
              rows: old.rows, columns: old.columns, elements: old.values.map { $0 * before })
          }
        }
        _ = shard.reduce()
        let rate = kernel.rate(step: step + 1, scheduled: 0.02)
        shard.update(kernel, plain: kernel, OptimizerStep(number: step + 1, rate: rate, gradientScale: scale))
      }
      return shard.slots.map(\.value.values)
    }
    // 0.25 is exact in binary, so that both orders of multiplication give the same numbers.
    for (a, b) in zip(run(scale: 0.25, before: 1), run(scale: 1, before: 0.25)) {
      #expect(relativeDifference(a, b) < 1e-6)
    }
  }
}
