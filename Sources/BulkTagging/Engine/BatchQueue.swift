import Dispatch
import Synchronization
import Taggers

/// Windows that are read ahead together, and what the workers find for each.
final class WindowChunk: Sendable {
  let windows: [EncodedWindow]
  private let state: Mutex<(results: [[Float]], open: Int)>
  private let done = DispatchSemaphore(value: 0)

  /// Windows that `batches` batches will bring results for.
  init(_ windows: [EncodedWindow], batches: Int) {
    self.windows = windows
    state = Mutex(([[Float]](repeating: [], count: windows.count), batches))
    if batches == 0 { done.signal() }
  }

  /// Takes the results of one batch.
  func deliver(_ found: [(window: Int, probabilities: [Float])]) {
    let isLast = state.withLock { state in
      for (window, probabilities) in found { state.results[window] = probabilities }
      state.open -= 1
      return state.open == 0
    }
    if isLast { done.signal() }
  }

  /// Waits for all batches; the posteriors of every window's scored words, in the order of the windows. Call it once.
  ///
  /// - Parameter pause: called every fifth of a second; what it throws ends the waiting.
  func results(_ pause: () throws -> Void) rethrows -> [[Float]] {
    while done.wait(timeout: .now() + .milliseconds(200)) == .timedOut { try pause() }
    return state.withLock { state in
      defer { state.results = [] }
      return state.results
    }
  }
}

/// Batches on their way to the workers, first in, first out.
final class BatchQueue: Sendable {
  /// Windows of a chunk that are computed together.
  struct Batch: Sendable {
    let chunk: WindowChunk
    let indices: [Int]
  }

  private let waiting = Mutex<(batches: [Batch], next: Int)>(([], 0))
  private let available = DispatchSemaphore(value: 0)

  func push(_ batches: [Batch]) {
    waiting.withLock { state in
      state.batches.removeFirst(state.next)
      state.next = 0
      state.batches += batches
    }
    for _ in batches { available.signal() }
  }

  /// Forgets the batches that nobody took yet.
  func clear() { waiting.withLock { $0 = ([], 0) } }

  /// Tells `workers` workers that nothing more comes. Batches that nobody took yet are still handed out first.
  func close(workers: Int) {
    for _ in 0..<workers { available.signal() }
  }

  /// The next batch, after waiting for it; `nil` once the queue is closed and empty.
  func pop() -> Batch? {
    available.wait()
    return waiting.withLock { state in
      guard state.next < state.batches.count else { return nil }
      defer { state.next += 1 }
      return state.batches[state.next]
    }
  }
}
