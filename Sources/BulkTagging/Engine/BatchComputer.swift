import Annotations
import Kernels
import Taggers

/// What workers do with batches: posteriors of their windows. Below fp32 close calls are collected while a chunk is computed and computed
/// again behind it, in batches of their own: one window alone would take as long as fifty, most of it to read weights.
struct BatchComputer: Sendable {
  let chain: EngineChain
  private let policy: ScorePolicy
  private let columns: Int
  private let budget: Int
  private let workers: Int

  init(_ model: TaggerModel, _ options: BulkTagger.Options) {
    (chain, columns) = (EngineChain(model, decoding: options.policy.decoding), model.labels.count)
    (policy, budget, workers) = (options.policy, options.batchTokens, options.workers)
  }

  /// Runs an engine over one batch and delivers the posteriors of its scored words; batches that are to be computed again then are
  /// handed to `push`.
  func compute(_ batch: BatchQueue.Batch, _ workspace: EngineChain.Workspace, push: ([BatchQueue.Batch]) -> Void) {
    let (windows, chunk) = (batch.chunk.windows, batch.chunk)
    let (logits, isClose) = chain.run(batch.indices.map { windows[$0] }, isSecond: batch.isSecond, workspace)
    var (row, rows, again) = (0, [(window: Int, rows: Range<Int>)](), [Int]())
    for (window, isClose) in zip(batch.indices, isClose) {
      let all = row..<row + windows[window].firstRows.count
      row = all.upperBound
      if isClose { again.append(window) } else { rows.append((window, all)) }
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
