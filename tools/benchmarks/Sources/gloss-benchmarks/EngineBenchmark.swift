import CorpusFormats
import Foundation
import Kernels
import Taggers
import Tokenization

/// The tagging engine alone, on one thread: every batch of a text, windows by length, several times over.
enum EngineBenchmark {
  /// Prints for fp32 and int8: sub-tokens, the sum of each batch's best seconds (what else happens on a machine only makes a turn
  /// slower), sub-tokens/s; and then how far the logits are apart, and the share of the words whose label is the same.
  static func run(model path: String, text: String, budget: Int, turns: Int) throws {
    let model = try TaggerModel(path: path, mapsWords: true)
    let (engine, quantized) = (
      model.engine,
      TaggingEngine(
        model.classifier, words: model.wordTable, quantized: QuantizedEncoder(model.classifier.encoder))
    )
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
    let tokens = windows.reduce(0) { $0 + $1.ids.count }
    let workspaces = [engine, quantized].map { TaggingEngine.Workspace($0) }
    var best = [[Double]](repeating: [Double](repeating: .infinity, count: batches.count), count: 2)
    var (squares, all, same, words) = (0.0, 0.0, 0, 0)
    for turn in 0..<turns {
      for (index, batch) in batches.enumerated() {
        for (number, engine) in [engine, quantized].enumerated() {
          best[number][index] = min(best[number][index], seconds { engine.run(batch, workspaces[number]) })
        }
        guard turn == 0 else { continue }
        let (a, b) = (workspaces[0].logits, workspaces[1].logits)
        for (x, y) in zip(a.values, b.values) {
          squares += Double((x - y) * (x - y))
          all += Double(x * x)
        }
        for row in 0..<a.rows {
          let (x, y) = (a.row(row), b.row(row))
          same += x.firstIndex(of: x.max() ?? 0) == y.firstIndex(of: y.max() ?? 0) ? 1 : 0
        }
        words += a.rows
      }
    }
    for (name, times) in zip(["fp32", "int8"], best) {
      let time = times.reduce(0, +)
      print("\(name)\t\(tokens)\t\(time)\t\(Double(tokens) / time)")
    }
    print(
      "logits differ by \((squares / all).squareRoot()) of their size; labels are the same on \(same) of \(words) words"
    )
  }
}
