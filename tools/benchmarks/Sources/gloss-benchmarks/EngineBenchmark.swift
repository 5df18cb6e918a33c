import CorpusFormats
import Foundation
import Kernels
import Taggers
import Tokenization

/// The tagging engine alone, on one thread: every batch of a text, windows by length, several times over.
enum EngineBenchmark {
  /// Prints sub-tokens and the sum of each batch's best seconds: what else happens on a machine only makes a turn slower.
  static func run(model path: String, text: String, budget: Int, turns: Int) throws {
    let model = try TaggerModel(path: path, mapsWords: true)
    let engine = model.engine
    let encoder = SentenceEncoder(model.tokenizer, maxLength: engine.longestWindow)
    var windows: [EncodedWindow] = []
    var lines = try LineReader(path: text)
    while let line = try lines.nextBytes() {
      windows += encoder.windows(of: GivenWords.words(in: line.span), in: line.span)
    }
    windows.sort { $0.ids.count > $1.ids.count }
    var batches: [PackedBatch] = []
    for window in windows {
      let tokens = batches.last?.ids.count ?? budget
      if tokens + window.ids.count > budget { batches.append(PackedBatch()) }
      batches[batches.count - 1].append(window)
    }
    let workspace = TaggingEngine.Workspace(engine)
    var best = [Double](repeating: .infinity, count: batches.count)
    for _ in 0..<turns {
      for (index, batch) in batches.enumerated() {
        best[index] = min(best[index], seconds { engine.run(batch, workspace) })
      }
    }
    let tokens = windows.reduce(0) { $0 + $1.ids.count }
    let time = best.reduce(0, +)
    print("\(tokens)\t\(time)\t\(Double(tokens) / time)")
  }
}
