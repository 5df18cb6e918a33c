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
    _ body: @Sendable @escaping (_ worker: Int, _ state: inout State) throws -> Result
  ) throws -> [Result] {
    if slots.count == 1 {
      return [try slots[0].state.withLock { state in try body(0, &state) }]
    }
    return try start(body).wait()
  }

  /// Runs `body` for every worker on threads of their own, while the caller goes on.
  public func start<Result: Sendable>(
    _ body: @Sendable @escaping (_ worker: Int, _ state: inout State) throws -> Result
  ) -> Running<Result> {
    let running = Running<Result>(count: slots.count)
    for (worker, slot) in slots.enumerated() {
      DispatchQueue.global().async(group: running.group) {
        running.finish(worker, slot.state.withLock { state in Swift.Result { try body(worker, &state) } })
      }
    }
    return running
  }

  /// Work that was started.
  public final class Running<Result: Sendable>: Sendable {
    fileprivate let group = DispatchGroup()
    private let outcomes: Mutex<[Swift.Result<Result, any Error>?]>

    fileprivate init(count: Int) { outcomes = Mutex(Array(repeating: nil, count: count)) }

    fileprivate func finish(_ worker: Int, _ outcome: Swift.Result<Result, any Error>) {
      outcomes.withLock { $0[worker] = outcome }
    }

    /// Waits for all workers; results stand in the workers' order.
    public func wait() throws -> [Result] {
      group.wait()
      return try outcomes.withLock { $0 }.map { outcome in
        guard let outcome else { stop("a worker did not run") }
        return try outcome.get()
      }
    }
  }

  /// Uses one worker's state on the calling thread.
  public func with<Result>(_ worker: Int, _ body: (inout State) throws -> sending Result) rethrows -> sending Result {
    try slots[worker].state.withLock { state in try body(&state) }
  }
}
