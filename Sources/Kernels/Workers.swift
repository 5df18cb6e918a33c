import Dispatch
import Synchronization

/// One worker a core: states that live as long as the pool, each used by one thread at a time.
public struct Workers<State>: Sendable {
  private final class Slot: Sendable {
    let state: Mutex<State>
    init(_ state: sending State) { self.state = Mutex(state) }
  }

  private let slots: [Slot]

  /// `count` workers, each with a state of its own.
  public init(count: Int, makeState: (Int) -> sending State) {
    require(count >= 1, "\(count) workers")
    slots = (0..<count).map { Slot(makeState($0)) }
  }

  /// How many workers there are.
  public var count: Int { slots.count }

  /// Runs `body` for every worker at the same time and waits for all; results stand in the workers' order.
  public func all<Result: Sendable>(
    _ body: @Sendable (_ worker: Int, _ state: inout State) throws -> Result
  ) throws -> [Result] {
    let results = slots.map { _ in ResultBox<Result>() }
    let slots = slots
    if slots.count == 1 {
      return [try slots[0].state.withLock { state in try body(0, &state) }]
    }
    DispatchQueue.concurrentPerform(iterations: slots.count) { worker in
      let outcome = slots[worker].state.withLock { state in
        Swift.Result<Result, any Error> { try body(worker, &state) }
      }
      results[worker].value.withLock { $0 = outcome }
    }
    return try results.map { box in
      guard let outcome = box.value.withLock({ $0 }) else { preconditionFailure("a worker did not run") }
      return try outcome.get()
    }
  }

  /// Uses one worker's state on the calling thread.
  public func with<Result>(_ worker: Int, _ body: (inout State) throws -> sending Result) rethrows -> sending Result {
    try slots[worker].state.withLock { state in try body(&state) }
  }
}

/// Where a worker leaves what it computed.
private final class ResultBox<Value: Sendable>: Sendable {
  let value = Mutex<Swift.Result<Value, any Error>?>(nil)
}
