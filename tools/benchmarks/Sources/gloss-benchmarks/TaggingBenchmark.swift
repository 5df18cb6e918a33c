import BulkTagging
import CorpusFormats
import Foundation
import Kernels
import Taggers
import Tokenization

/// Tagging with an archive, within this process.
enum TaggingBenchmark {
  /// The label id of each word, the most probable by itself: what the peers compute.
  static func writeLabels(model path: String, words: String, to output: String) throws {
    let model = try TaggerModel(path: path, mapsWords: true)
    let engine = model.engine
    let encoder = SentenceEncoder(model.tokenizer, maxLength: engine.longestWindow)
    let workspace = TaggingEngine.Workspace(engine)
    let decoder = TagDecoder(labels: model.labels, method: .argmax)
    var text = ""
    var lines = try LineReader(path: words)
    while let line = try lines.nextBytes() {
      var labels: [Int] = []
      for window in encoder.windows(of: GivenWords.words(in: line.span), in: line.span) {
        engine.run(engine.batch(CollectionOfOne(window)), workspace)
        var probabilities = workspace.logits
        CrossEntropyKernel.softmax(&probabilities)
        labels += decoder.decode(probabilities.elements(0..<probabilities.count)).ids
      }
      text += labels.map(String.init).joined(separator: " ") + "\n"
    }
    try Data(text.utf8).write(to: URL(filePath: output))
  }

  /// Prints documents, words, sub-tokens, and the seconds of the best of three runs.
  static func run(model path: String, text: String, pretokenized: Bool, precision: Precision) throws {
    let model = try TaggerModel(path: path, mapsWords: true, precision: precision)
    var options = BulkTagger.Options()
    options.workers = ProcessInfo.processInfo.activeProcessorCount
    (options.pretokenized, options.keepsSentences) = (pretokenized, false)
    // What is measured is the model, three times over the same text.
    options.cacheBytes = 0
    let tagger = BulkTagger(model, options: options)
    let rendering = JSONLinesRendering(unit: .codePoint)
    var best = Double.infinity
    var counts: [Int] = []
    for _ in 0..<3 {
      var input = InputOptions()
      input.form = .lines
      var source = FileFeed(InputList([text]), input)
      var size = 0
      let time = try seconds {
        let totals = try tagger.tag(next: {
          guard case .document(let document)? = try source.next() else { return nil }
          return document
        }) { document, _ in
          size += try rendering.render(document).reduce(0) { $0 + $1.count }
        }
        counts = [totals.documents, totals.words, totals.subTokens]
      }
      guard size > 0, counts.allSatisfy({ $0 > 0 }) else {
        throw BenchmarkProblem.wrongResult("\(text): no words were tagged")
      }
      best = min(best, time)
    }
    print(counts.map(String.init).joined(separator: "\t") + "\t\(best)")
  }
}
