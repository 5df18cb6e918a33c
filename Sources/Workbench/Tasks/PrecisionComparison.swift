import Annotations
import Kernels
import Scoring
import Taggers

/// Labels of the same sentences in two precisions, and how long each takes.
struct PrecisionComparison {
  /// A sentence to measure on.
  struct Sentence: Sendable {
    var windows: [EncodedWindow]
    /// The label of each word, if the data has labels.
    var gold: [String]?
  }

  let model: TaggerModel
  let sentences: [Sentence]
  let workers: Int
  private let batches: [[(sentence: Int, window: Int)]]

  /// Sub-tokens of a batch, as in bulk tagging.
  private static let budget = 1024

  init(_ model: TaggerModel, _ sentences: [Sentence], workers: Int) {
    (self.model, self.sentences, self.workers) = (model, sentences, workers)
    var all: [(sentence: Int, window: Int)] = []
    for (index, sentence) in sentences.enumerated() { all += sentence.windows.indices.map { (index, $0) } }
    func length(_ place: (sentence: Int, window: Int)) -> Int {
      sentences[place.sentence].windows[place.window].ids.count
    }
    all.sort { (length($1), $0.sentence, $0.window) < (length($0), $1.sentence, $1.window) }
    var (batches, tokens) = ([[(sentence: Int, window: Int)]](), Self.budget)
    for place in all {
      if tokens + length(place) > Self.budget {
        batches.append([])
        tokens = 0
      }
      batches[batches.count - 1].append(place)
      tokens += length(place)
    }
    self.batches = batches
  }

  /// Words of all sentences.
  var words: Int { sentences.reduce(0) { $0 + $1.windows.reduce(0) { $0 + $1.firstRows.count } } }

  /// The posteriors `[words, labels]` of each sentence, row by row.
  func posteriors(_ engine: TaggingEngine) throws -> [[Float]] {
    let columns = model.labels.count
    let pool = Workers(count: workers) { _ in TaggingEngine.Workspace(engine) }
    let (batches, sentences, workers) = (batches, sentences, workers)
    let parts = try pool.all { worker, workspace in
      var part: [(sentence: Int, window: Int, values: [Float])] = []
      for index in stride(from: worker, to: batches.count, by: workers) {
        let batch = batches[index]
        engine.run(PackedBatch(batch.map { sentences[$0.sentence].windows[$0.window] }), workspace)
        var probabilities = workspace.logits
        CrossEntropyKernel.softmax(&probabilities)
        var row = 0
        for place in batch {
          let rows = sentences[place.sentence].windows[place.window].firstRows.count
          part.append(
            (place.sentence, place.window, Array(probabilities.elements(row * columns..<(row + rows) * columns))))
          row += rows
        }
      }
      return part
    }
    var result = [[Float]](repeating: [], count: sentences.count)
    for part in parts.joined().sorted(by: { ($0.sentence, $0.window) < ($1.sentence, $1.window) }) {
      result[part.sentence] += part.values
    }
    return result
  }

  /// The label paths of posteriors.
  func labels(_ posteriors: [[Float]]) -> [[String]] {
    let decoder = TagDecoder(labels: model.labels, method: .viterbi)
    return posteriors.map { $0.isEmpty ? [] : decoder.decode($0[...]).ids.map { model.labels.names[$0] } }
  }

  /// Scores of 8 bits beside fp32, of all mentions and by label.
  func scores(
    fp32: [[String]], int8: [[String]]
  ) -> (all: QuantizationRecord.Scores, byLabel: [String: QuantizationRecord.Scores]) {
    var (agreement, before, after) = (MentionScores(), MentionScores(), MentionScores())
    let isLabelled = sentences.contains { $0.gold != nil }
    for (index, sentence) in sentences.enumerated() {
      agreement.add(gold: fp32[index], predicted: int8[index])
      guard let gold = sentence.gold else { continue }
      before.add(gold: gold, predicted: fp32[index])
      after.add(gold: gold, predicted: int8[index])
    }
    // Without a mention on either side nothing is wrong.
    func percent(_ scores: Scores, _ isEmpty: Bool) -> Double { isEmpty ? 100 : 100 * (scores.f1 ?? 0) }
    func set(_ pick: (MentionScores) -> (Scores, isEmpty: Bool)) -> QuantizationRecord.Scores {
      let found = [agreement, before, after].map { percent(pick($0).0, pick($0).isEmpty) }
      return QuantizationRecord.Scores(
        agreement: found[0], fp32: isLabelled ? found[1] : nil, int8: isLabelled ? found[2] : nil)
    }
    var byLabel: [String: QuantizationRecord.Scores] = [:]
    for type in Set(agreement.types + before.types + after.types) {
      byLabel[type] = set { ($0.scores(of: type), $0.counts[type] == nil) }
    }
    return (set { ($0.micro, $0.counts.isEmpty) }, byLabel)
  }

  /// The mean squared difference of two sets of posteriors.
  static func difference(_ a: [[Float]], _ b: [[Float]]) -> Double {
    var (sum, count) = (0.0, 0)
    for (x, y) in zip(a, b) {
      for (p, q) in zip(x, y) { sum += Double((p - q) * (p - q)) }
      count += x.count
    }
    return sum / Double(max(count, 1))
  }

  /// The first sentences, of about as many words.
  func first(words limit: Int) -> PrecisionComparison {
    var (count, part) = (0, [Sentence]())
    for sentence in sentences where count < limit {
      part.append(sentence)
      count += sentence.windows.reduce(0) { $0 + $1.firstRows.count }
    }
    return PrecisionComparison(model, part, workers: workers)
  }

  /// Words a second of the engines, which take turns; the best turn counts, because other work only makes one slower.
  func speeds(_ engines: [TaggingEngine], turns: Int = 3) throws -> [Double] {
    var best = [Duration](repeating: .seconds(1_000_000), count: engines.count)
    for _ in 0..<turns {
      for (index, engine) in engines.enumerated() {
        var problem: (any Error)?
        let time = ContinuousClock().measure {
          do { _ = try posteriors(engine) } catch { problem = error }
        }
        if let problem { throw problem }
        best[index] = min(best[index], time)
      }
    }
    return best.map { Double(words) / max($0 / .seconds(1), 1e-9) }
  }
}
