public import Kernels
import Layers
import Taggers

/// Everything that the next steps of a trainer depend on, besides what it was made from: a trainer that is made from an
/// equal model, optimizer, schedule and seed and then restored goes on with the same bits.
///
/// All names are unique and in a fixed order, so that a file made of them is the same bytes for the same state. Numbers
/// are finite.
public struct TrainerState: Sendable, Equatable {
  /// A matrix with its name.
  public struct NamedMatrix: Sendable, Equatable {
    /// The parameter's path, a slash, and `value` or PyTorch's name of a memory (`exp_avg`).
    public var name: String
    /// Its elements.
    public var value: Matrix

    /// A name and a matrix.
    public init(_ name: String, _ value: Matrix) { (self.name, self.value) = (name, value) }
  }

  /// Row numbers with their name.
  public struct NamedRows: Sendable, Equatable {
    /// The path of a parameter with sparse gradients.
    public var name: String
    /// The rows that ever had a gradient. Their order matters and is kept.
    public var rows: [Int32]

    /// A name and rows.
    public init(_ name: String, _ rows: [Int32]) { (self.name, self.rows) = (name, rows) }
  }

  /// Optimizer steps done.
  public var step: Int
  /// Values and memories of all trained parameters.
  public var matrices: [NamedMatrix]
  /// Rows of tables that ever had a gradient.
  public var rows: [NamedRows]
  /// What a schedule remembers, by name; empty for schedules that depend on the step alone.
  public var schedule: [String: Double]

  /// A state from its parts.
  public init(step: Int, matrices: [NamedMatrix], rows: [NamedRows], schedule: [String: Double]) {
    (self.step, self.matrices, self.rows, self.schedule) = (step, matrices, rows, schedule)
  }
}

/// Why a state does not fit a trainer.
public enum TrainerStateProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something that the trainer needs is not there.
  case missing(String)
  /// Something that the trainer does not know.
  case unexpected(String)
  /// Another shape.
  case shape(String, found: [Int], expected: [Int])
  /// Rows outside their table, or twice.
  case rows(String, of: Int)
  /// A step below 0.
  case step(Int)

  /// What was found, what was expected, what to do.
  public var description: String {
    let remedy =
      "; it is of another model, optimizer or schedule: start anew, or take back what was changed in the spec"
    switch self {
    case .missing(let name): return "the training state has no '\(name)'\(remedy)"
    case .unexpected(let name): return "the training state has '\(name)', which this training does not use\(remedy)"
    case .shape(let name, let found, let expected):
      return "the training state's '\(name)' is \(found), expected \(expected)\(remedy)"
    case .rows(let name, let count):
      return "the training state's rows of '\(name)' must be different numbers below \(count)"
    case .step(let step): return "the training state's step must not be negative, found \(step)"
    }
  }
}

extension Trainer {
  /// What a resumed run needs. It can be asked for between any two steps; asking changes nothing that is computed later.
  public func state() throws -> TrainerState {
    // Late decay is applied now: the same factors in the same order as if it came later.
    moveOut()
    defer { moveBack() }
    _ = try shards.all { _, shard in shard.settle() }
    var state = TrainerState(step: step, matrices: [], rows: [], schedule: schedule.memory)
    forEachPlace { path, place in
      shards.with(place.shard) { shard in
        let slot = shard.slots[place.slot]
        state.matrices.append(.init("\(path)/value", slot.value))
        for (index, name) in slot.memory.names.enumerated() {
          state.matrices.append(.init("\(path)/\(name)", slot.memory[index]))
        }
        if let rows = slot.everTouched?.rows { state.rows.append(.init(path, rows)) }
      }
    }
    return state
  }

  /// Takes over a state.
  ///
  /// - Throws: `TrainerStateProblem` if it does not fit; then nothing has changed.
  public func restore(_ state: TrainerState) throws {
    guard state.step >= 0 else { throw TrainerStateProblem.step(state.step) }
    var matrices: [String: Matrix] = [:]
    for item in state.matrices where matrices.updateValue(item.value, forKey: item.name) != nil {
      throw TrainerStateProblem.unexpected(item.name)
    }
    var rows: [String: [Int32]] = [:]
    for item in state.rows where rows.updateValue(item.rows, forKey: item.name) != nil {
      throw TrainerStateProblem.unexpected(item.name)
    }
    var schedule = schedule
    try schedule.restore(state.schedule)
    moveOut()
    defer { moveBack() }
    // First a trial, then the change, so that a state that does not fit leaves the trainer whole.
    var restored: [ParameterShard.Slot] = []
    var problem: TrainerStateProblem?
    forEachPlace { path, place in
      shards.with(place.shard) { shard in
        guard problem == nil else { return }
        var slot = shard.slots[place.slot]
        do throws(TrainerStateProblem) {
          try slot.restore(path, from: &matrices, &rows)
        } catch {
          problem = error
        }
        restored.append(slot)
      }
    }
    if let problem { throw problem }
    if let stranger = matrices.keys.min() ?? rows.keys.min() { throw TrainerStateProblem.unexpected(stranger) }
    var next = restored.makeIterator()
    forEachPlace { _, place in
      guard let slot = next.next() else { return }
      shards.with(place.shard) { shard in shard.slots[place.slot] = slot }
    }
    (step, self.schedule) = (state.step, schedule)
  }

  /// Calls `body` for every trained parameter in visiting order.
  private func forEachPlace(_ body: (_ path: String, _ place: (shard: Int, slot: Int)) -> Void) {
    var index = 0
    model.visitParameters { path, _ in
      if let place = places[index] { body(path.description, place) }
      index += 1
    }
  }
}

extension ParameterShard.Slot {
  /// Takes what belongs to it out of the dictionaries.
  fileprivate mutating func restore(
    _ path: String, from matrices: inout [String: Matrix], _ rows: inout [String: [Int32]]
  ) throws(TrainerStateProblem) {
    func take(_ name: String, like old: Matrix) throws(TrainerStateProblem) -> Matrix {
      guard let found = matrices.removeValue(forKey: "\(path)/\(name)") else {
        throw TrainerStateProblem.missing("\(path)/\(name)")
      }
      guard found.rows == old.rows, found.columns == old.columns else {
        throw TrainerStateProblem.shape(
          "\(path)/\(name)", found: [found.rows, found.columns], expected: [old.rows, old.columns])
      }
      return found
    }
    value = try take("value", like: value)
    for (index, name) in memory.names.enumerated() { memory[index] = try take(name, like: memory[index]) }
    pendingDecay.removeAll()
    guard everTouched != nil else { return }
    guard let touched = rows.removeValue(forKey: path) else { throw TrainerStateProblem.missing("\(path) (rows)") }
    var all = TouchedRows(rows: value.rows)
    guard touched.allSatisfy({ $0 >= 0 && Int($0) < value.rows }), Set(touched).count == touched.count else {
      throw TrainerStateProblem.rows(path, of: value.rows)
    }
    all.insert(touched)
    everTouched = all
  }
}
