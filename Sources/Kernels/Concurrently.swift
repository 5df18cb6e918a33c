import Dispatch
import Synchronization

/// Work that is done once, on as many threads as the system has to spare.
public enum Concurrently {
  /// What `body` gives for each of the first `count` numbers, in their order.
  public static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// Runs `body` on a thread of its own, while the caller goes on.
  public static func start<Result: Sendable>(_ body: @Sendable @escaping () throws -> Result) -> Running<Result> {
    let running = Running<Result>()
    DispatchQueue.global().async(group: running.group) {
      let outcome = Swift.Result { try body() }
      running.outcome.withLock { $0 = outcome }
    }
    return running
  }

  /// Work that was started.
  public final class Running<Result: Sendable>: Sendable {
    fileprivate let group = DispatchGroup()
    fileprivate let outcome = Mutex<Swift.Result<Result, any Error>?>(nil)

    /// What it gave, after waiting for it.
    public func wait() throws -> Result {
      group.wait()
      guard let outcome = outcome.withLock({ $0 }) else { stop("work did not run") }
      return try outcome.get()
    }
  }
}
