import Annotations
import Kernels
import Taggers

/// What workers do with batches: posteriors of their windows. Below fp32 close calls are collected while a chunk is computed and computed
/// again in fp32 behind it, in batches of their own: one window alone would take as long as fifty, most of it to read weights.
struct BatchComputer: Sendable {
  /// Memory of one worker.
  final class Workspace {
    let first: TaggingEngine.Workspace
    private var second: TaggingEngine.Workspace?

    init(_ engine: TaggingEngine) { first = TaggingEngine.Workspace(engine) }

    /// Made when it is first asked for.
    func second(_ engine: TaggingEngine) -> TaggingEngine.Workspace {
      if let second { return second }
      let made = TaggingEngine.Workspace(engine)
      second = made
      return made
    }
  }

  let engine: TaggingEngine
  private let second: SecondLook?
  private let policy: ScorePolicy
  private let columns: Int
  private let budget: Int
  private let workers: Int

  init(_ model: TaggerModel, _ options: BulkTagger.Options) {
    (engine, columns) = (model.engine, model.labels.count)
    second = model.secondLook(options.policy.decoding)
    (policy, budget, workers) = (options.policy, options.batchTokens, options.workers)
  }

  /// Runs an engine over one batch and delivers the posteriors of its scored words; batches that are to be computed again then are
  /// handed to `push`.
  func compute(_ batch: BatchQueue.Batch, _ workspace: Workspace, push: ([BatchQueue.Batch]) -> Void) {
    let (windows, chunk) = (batch.chunk.windows, batch.chunk)
    let engine = batch.isSecond ? second?.engine ?? engine : engine
    let own = batch.isSecond ? workspace.second(engine) : workspace.first
    engine.run(PackedBatch(batch.indices.lazy.map { windows[$0] }, multiple: engine.sharing), own)
    let logits = own.logits
    var (row, rows, again) = (0, [(window: Int, rows: Range<Int>)](), [Int]())
    for window in batch.indices {
      let all = row..<row + windows[window].firstRows.count
      row = all.upperBound
      if !batch.isSecond, let second,
        second.isNeeded(logits.elements(all.lowerBound * columns..<all.upperBound * columns))
      {
        again.append(window)
      } else {
        rows.append((window, all))
      }
    }
    var probabilities = logits
    policy.posteriors(&probabilities)
    let found = rows.map { window, rows in
      (window, Array(probabilities.elements(rows.lowerBound * columns..<rows.upperBound * columns)))
    }
    let batches = chunk.deliver(found, again: again) { again in
      BulkTagger.batches(again.map { windows[$0] }, budget: budget, taperedOver: workers).map { $0.map { again[$0] } }
    }
    push(batches.map { BatchQueue.Batch(chunk: chunk, indices: $0, isSecond: true) })
  }
}
