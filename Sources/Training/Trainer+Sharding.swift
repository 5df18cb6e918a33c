import Kernels
import Layers
import Taggers

/// How parameters get to the threads that update them, and back.
extension Trainer {
  /// Moves values and gradients to the shards. The workers' references to the values are dropped first, so that the
  /// shards change them in place.
  func moveOut() {
    for worker in 0..<workers.count {
      var gradients: [(Matrix, TouchedRows?)] = []
      workers.with(worker) { state in
        state.model.visitParameters { _, parameter in
          parameter.value = .empty
          gradients.append((parameter.gradient, parameter.touched))
          parameter.gradient = .empty
          parameter.touched = nil
        }
      }
      for index in gradients.indices.reversed() {
        guard let (gradient, touched) = gradients.popLast(), let place = places[index] else { continue }
        shards.with(place.shard) { shard in
          shard.slots[place.slot].gradients.append(gradient)
          shard.slots[place.slot].touched.append(touched)
        }
      }
    }
    var index = 0
    model.visitParameters { _, parameter in
      defer { index += 1 }
      guard let place = places[index] else { return }
      shards.with(place.shard) { shard in swap(&shard.slots[place.slot].value, &parameter.value) }
    }
  }

  /// The opposite.
  func moveBack() {
    var index = 0
    model.visitParameters { _, parameter in
      defer { index += 1 }
      guard let place = places[index] else { return }
      shards.with(place.shard) { shard in swap(&shard.slots[place.slot].value, &parameter.value) }
    }
    for worker in (0..<workers.count).reversed() {
      workers.with(worker) { state in
        var index = 0
        state.model.visitParameters { _, parameter in
          defer { index += 1 }
          guard let place = places[index] else { return }
          shards.with(place.shard) { shard in
            if let gradient = shard.slots[place.slot].gradients.popLast() { parameter.gradient = gradient }
            if let touched = shard.slots[place.slot].touched.popLast() { parameter.touched = touched }
          }
        }
      }
    }
  }

  /// A slot for each parameter that is trained, in visiting order, and how much work its update is.
  static func emptySlots(
    _ model: TokenClassifier, _ optimizer: OptimizerSpecification
  ) -> (slots: [ParameterShard.Slot?], sizes: [Int]) {
    var probe = model
    let facts = model.parameterFacts
    probe.allocateGradients(except: optimizer.groups.frozen(facts))
    var slots: [ParameterShard.Slot?] = []
    var sizes: [Int] = []
    probe.visitParameters { path, parameter in
      let isSparse = parameter.touched != nil
      sizes.append(
        !parameter.isTrained || isSparse && !optimizer.kernel.readsWholeTables ? 0 : parameter.value.count)
      guard parameter.isTrained else { return slots.append(nil) }
      let fact = facts[sizes.count - 1]
      let layout = TensorLayout(parts: path.parts.count, isVector: parameter.isVector)
      slots.append(
        ParameterShard.Slot(
          memory: optimizer.kernel.memory(
            rows: parameter.value.rows, columns: parameter.value.columns, layout),
          everTouched: optimizer.kernel.leavesIdleRows ? parameter.touched : nil,
          rateFactor: optimizer.groups.rateFactor(depth: fact.depth, head: model.headDepth),
          decays: optimizer.groups.decays(fact.role)))
    }
    return (slots, sizes)
  }

  /// Largest first, each to the part with the smallest sum; ties go to the lower number.
  static func balance(_ sizes: [Int], over parts: Int) -> [Int] {
    var sums = [Int](repeating: 0, count: parts)
    var assignment = [Int](repeating: 0, count: sizes.count)
    let order = sizes.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
    for index in order {
      var best = 0
      for part in 1..<max(parts, 1) where sums[part] < sums[best] { best = part }
      assignment[index] = best
      sums[best] += sizes[index]
    }
    return assignment
  }
}
