import Dispatch
import Synchronization
import Taggers

/// Windows that are read ahead together, and what the workers find for each.
final class WindowChunk: Sendable {
  private struct State {
    var results: [[Float]]
    /// Batches that are not done.
    var open: Int
    /// Windows that are to be computed again.
    var again: [Int] = []
    /// Whether these are under way.
    var isSecond = false
    /// Sub-tokens of these.
    var secondSubTokens = 0
  }

  let windows: [EncodedWindow]
  private let state: Mutex<State>
  private let done = DispatchSemaphore(value: 0)

  /// Windows that `batches` batches will bring results for.
  init(_ windows: [EncodedWindow], batches: Int) {
    self.windows = windows
    state = Mutex(State(results: [[Float]](repeating: [], count: windows.count), open: batches))
    if batches == 0 { done.signal() }
  }

  /// Takes the results of one batch. Windows in `again` still need theirs: with the last batch all of them come back, as batches to
  /// be computed, which `cut` makes of them.
  func deliver(
    _ found: [(window: Int, probabilities: [Float])], again: [Int], cut: ([Int]) -> [[Int]]
  ) -> [[Int]] {
    let (isDone, batches) = state.withLock { state -> (Bool, [[Int]]) in
      for (window, probabilities) in found { state.results[window] = probabilities }
      state.again += again
      state.open -= 1
      guard state.open == 0 else { return (false, []) }
      // In whatever order the batches came.
      let batches = state.isSecond ? [] : cut(state.again.sorted())
      state.secondSubTokens += batches.joined().reduce(0) { $0 + windows[$1].ids.count }
      (state.again, state.isSecond, state.open) = ([], true, batches.count)
      return (batches.isEmpty, batches)
    }
    if isDone { done.signal() }
    return batches
  }

  /// Sub-tokens that were computed again, once the results are there.
  var secondSubTokens: Int { state.withLock { $0.secondSubTokens } }

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
    /// Whether they are computed again.
    var isSecond = false
  }

  private let waiting = Mutex<(batches: [Batch], next: Int, isCleared: Bool)>(([], 0, false))
  private let available = DispatchSemaphore(value: 0)

  func push(_ batches: [Batch]) {
    waiting.withLock { state in
      state.batches.removeFirst(state.next)
      state.next = 0
      state.batches += batches
    }
    for _ in batches { available.signal() }
  }

  /// Puts batches before all others, because what was read before them waits for them.
  func pushFirst(_ batches: [Batch]) {
    let isCleared = waiting.withLock { state in
      if !state.isCleared { state.batches.insert(contentsOf: batches, at: state.next) }
      return state.isCleared
    }
    guard !isCleared else { return }
    for _ in batches { available.signal() }
  }

  /// Forgets the batches that nobody took yet, and those that are computed again.
  func clear() { waiting.withLock { $0 = ([], 0, true) } }

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
