public import Kernels

/// A model's engine, and behind it the one that computes its close calls again: how every task that tags comes to its logits.
public struct EngineChain: Sendable {
  /// What computes every window.
  public let first: TaggingEngine
  private let second: SecondLook?

  /// An engine by itself.
  public init(_ engine: TaggingEngine) { (first, second) = (engine, nil) }

  /// - Parameter method: how paths are chosen, which decides what a close call is.
  public init(_ model: TaggerModel, decoding method: TagDecoder.Method) {
    (first, second) = (model.engine, model.secondLook(method))
  }

  /// Memory of one worker, reused from batch to batch.
  public final class Workspace {
    fileprivate let first: TaggingEngine.Workspace
    private var second: TaggingEngine.Workspace?
    /// Sub-tokens that went through the first engine.
    public fileprivate(set) var subTokens = 0
    /// Sub-tokens that were computed again.
    public fileprivate(set) var secondSubTokens = 0

    /// Empty, for a chain.
    public init(_ chain: EngineChain) { first = TaggingEngine.Workspace(chain.first) }

    /// Made when it is first asked for.
    fileprivate func second(_ engine: TaggingEngine) -> TaggingEngine.Workspace {
      if let second { return second }
      let made = TaggingEngine.Workspace(engine)
      second = made
      return made
    }
  }

  /// Runs the first engine over a batch of windows, or the second over those that are computed again.
  ///
  /// - Parameter words: for each window, which of its read rows are words, where others are read too; `nil`: all.
  /// - Returns: logits of the rows that are read, window after window, and for each window whether it is to be computed again.
  public func run(
    _ windows: [EncodedWindow], isSecond: Bool = false, words: [[Int]]? = nil, _ workspace: Workspace
  ) -> (logits: Matrix, isClose: [Bool]) {
    let count = windows.reduce(0) { $0 + $1.ids.count }
    if isSecond, let second {
      let (engine, own) = (second.engine, workspace.second(second.engine))
      workspace.secondSubTokens += count
      engine.run(engine.batch(windows), own)
      return (own.logits, windows.map { _ in false })
    }
    workspace.subTokens += count
    first.run(first.batch(windows), workspace.first)
    let logits = workspace.first.logits
    guard let second else { return (logits, windows.map { _ in false }) }
    var row = 0
    let isClose = windows.indices.map { index in
      defer { row += windows[index].firstRows.count }
      guard let words else {
        let rows = row..<row + windows[index].firstRows.count
        return second.isNeeded(logits.elements(rows.lowerBound * logits.columns..<rows.upperBound * logits.columns))
      }
      return second.isNeeded(
        words[index].flatMap { logits.elements((row + $0) * logits.columns..<(row + $0 + 1) * logits.columns) }[...])
    }
    return (logits, isClose)
  }

  /// Logits of windows, those of close calls computed again at once.
  ///
  /// - Parameter words: as for `run`.
  public func logits(of windows: [EncodedWindow], words: [[Int]]? = nil, _ workspace: Workspace) -> Matrix {
    var (logits, isClose) = run(windows, words: words, workspace)
    let again = windows.indices.filter { isClose[$0] }
    guard !again.isEmpty else { return logits }
    let exact = run(again.map { windows[$0] }, isSecond: true, workspace).logits
    let columns = logits.columns
    logits.withMutableSpan { logits in
      exact.withSpan { exact in
        var (target, source) = (0, 0)
        for index in windows.indices {
          let count = windows[index].firstRows.count * columns
          if isClose[index] {
            for offset in 0..<count { logits[target + offset] = exact[source + offset] }
            source += count
          }
          target += count
        }
      }
    }
    return logits
  }
}
