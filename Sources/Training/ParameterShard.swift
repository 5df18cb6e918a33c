import Kernels
import Layers

/// The optimizer's state for the parameters that one thread updates.
///
/// Values and gradients live in the model and its workers' copies; they are moved here for the update and moved back, so
/// that every array has one owner at any time and is changed in place.
struct ParameterShard: Sendable {
  /// One parameter.
  struct Slot: Sendable {
    var value = Matrix.empty
    /// One a worker.
    var gradients: [Matrix] = []
    var touched: [TouchedRows?] = []
    /// What the optimizer remembers of it.
    var memory: OptimizerMemory
    /// For sparse gradients: rows that ever had one. All others have an empty memory, and only weight decay moves them.
    /// `nil` where every row is updated.
    var everTouched: TouchedRows?
    /// The decay factors that rows without a gradient have not seen yet.
    var pendingDecay: [Float] = []
    /// What the learning rate is multiplied by.
    var rateFactor = 1.0
    /// Whether weight decay acts on it.
    var decays = true
  }

  var slots: [Slot] = []

  /// Adds all workers' gradients into the first's, in the workers' order, and clears the others.
  ///
  /// - Returns: the sum of squares of the total.
  mutating func reduce() -> Double {
    var total = 0.0
    for index in slots.indices { total += slots[index].reduce() }
    return total
  }

  /// One optimizer step over everything; clears the gradients.
  ///
  /// - Parameter plain: the optimizer without weight decay.
  mutating func update(_ kernel: any OptimizerKernel, plain: any OptimizerKernel, _ step: OptimizerStep) {
    for index in slots.indices {
      var own = step
      own.rate *= slots[index].rateFactor
      slots[index].update(slots[index].decays ? kernel : plain, own)
    }
  }

  /// Brings rows that never had a gradient up to date, so that the values can be read.
  mutating func settle() {
    for index in slots.indices { slots[index].settle() }
  }
}

extension ParameterShard.Slot {
  fileprivate mutating func reduce() -> Double {
    let columns = gradients[0].columns
    guard let first = touched[0] else {
      for worker in gradients.indices.dropFirst() {
        move(from: worker, range: 0..<gradients[0].count)
      }
      return AccumulationKernel.sumOfSquares(gradients[0], range: 0..<gradients[0].count)
    }
    var all = first
    touched[0] = nil
    for worker in gradients.indices.dropFirst() {
      guard let rows = touched[worker]?.rows else { continue }
      for row in rows {
        move(from: worker, range: Int(row) * columns..<(Int(row) + 1) * columns)
      }
      all.insert(rows)
      touched[worker]?.removeAll()
    }
    var total = 0.0
    for row in all.rows.sorted() {
      total += AccumulationKernel.sumOfSquares(gradients[0], range: Int(row) * columns..<(Int(row) + 1) * columns)
    }
    touched[0] = all
    return total
  }

  /// Adds a range of a worker's gradient to the first worker's and clears it there.
  private mutating func move(from worker: Int, range: Range<Int>) {
    // Taken out of the array, because two elements of one array cannot be changed at once.
    var source = Matrix.empty
    swap(&source, &gradients[worker])
    AccumulationKernel.move(&source, to: &gradients[0], range: range)
    swap(&source, &gradients[worker])
  }

  fileprivate mutating func update(_ kernel: any OptimizerKernel, _ step: OptimizerStep) {
    guard everTouched != nil else {
      kernel.update(value: &value, gradient: &gradients[0], memory: &memory, elements: .all(value), step)
      touched[0]?.removeAll()
      return
    }
    catchUp(touched[0]?.rows ?? [])
    touched[0]?.removeAll()
    kernel.update(
      value: &value, gradient: &gradients[0], memory: &memory,
      elements: .rows(everTouched?.rows ?? [], of: value), step)
    let decay = kernel.decay(rate: step.rate)
    if decay != 1 { pendingDecay.append(decay) }
  }

  /// Marks rows as touched, after the decay that they have not seen.
  mutating func catchUp(_ rows: [Int32]) {
    let columns = value.columns
    for row in rows where everTouched?.contains(row) == false {
      AccumulationKernel.scale(&value, range: Int(row) * columns..<(Int(row) + 1) * columns, byEach: pendingDecay)
      everTouched?.insert(CollectionOfOne(row))
    }
  }

  fileprivate mutating func settle() {
    guard let everTouched, !pendingDecay.isEmpty else { return }
    let columns = value.columns
    for row in 0..<value.rows where !everTouched.contains(Int32(row)) {
      AccumulationKernel.scale(&value, range: row * columns..<(row + 1) * columns, byEach: pendingDecay)
    }
    pendingDecay.removeAll()
  }
}
