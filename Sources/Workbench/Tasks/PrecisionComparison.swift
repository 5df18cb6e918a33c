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
  private let decoder: TagDecoder

  /// A window of a sentence.
  typealias Place = (sentence: Int, window: Int)

  /// Sub-tokens of a batch, as in bulk tagging.
  private static let budget = 1024

  init(_ model: TaggerModel, _ sentences: [Sentence], workers: Int) {
    (self.model, self.sentences, self.workers) = (model, sentences, workers)
    decoder = TagDecoder(labels: model.labels, method: .viterbi)
  }

  /// Windows by length, in batches.
  private func batches(of chosen: [[Bool]]?) -> [[Place]] {
    var all: [Place] = []
    for (index, sentence) in sentences.enumerated() {
      all += sentence.windows.indices.filter { chosen?[index][$0] ?? true }.map { (index, $0) }
    }
    func length(_ place: Place) -> Int { sentences[place.sentence].windows[place.window].ids.count }
    all.sort { (length($1), $0.sentence, $0.window) < (length($0), $1.sentence, $1.window) }
    var (batches, tokens) = ([[Place]](), Self.budget)
    for place in all {
      if tokens + length(place) > Self.budget {
        batches.append([])
        tokens = 0
      }
      batches[batches.count - 1].append(place)
      tokens += length(place)
    }
    return batches
  }

  /// Words of all sentences.
  var words: Int { sentences.reduce(0) { $0 + $1.windows.reduce(0) { $0 + $1.firstRows.count } } }

  /// What an engine says of a window.
  struct Result: Sendable {
    /// `[words, labels]`, row by row.
    var posteriors: [Float]
    /// See `TagDecoder.margin`.
    var margin: Float
  }

  /// What an engine says of each sentence's windows.
  ///
  /// - Parameter chosen: the windows that are computed; `nil`: all. Others have no posteriors.
  func results(_ engine: TaggingEngine, of chosen: [[Bool]]? = nil) throws -> [[Result]] {
    let (columns, decoder) = (model.labels.count, decoder)
    let pool = Workers(count: workers) { _ in TaggingEngine.Workspace(engine) }
    let batches = batches(of: chosen)
    let (sentences, workers) = (sentences, workers)
    let parts = try pool.all { worker, workspace in
      var part: [(place: Place, result: Result)] = []
      for index in stride(from: worker, to: batches.count, by: workers) {
        let batch = batches[index]
        engine.run(engine.batch(batch.map { sentences[$0.sentence].windows[$0.window] }), workspace)
        var probabilities = workspace.logits
        CrossEntropyKernel.softmax(&probabilities)
        var row = 0
        for place in batch {
          let rows = sentences[place.sentence].windows[place.window].firstRows.count
          let range = row * columns..<(row + rows) * columns
          part.append(
            (
              place,
              Result(
                posteriors: Array(probabilities.elements(range)),
                margin: decoder.margin(workspace.logits.elements(range)))
            ))
          row += rows
        }
      }
      return part
    }
    var results = sentences.map { $0.windows.map { _ in Result(posteriors: [], margin: .infinity) } }
    for (place, result) in parts.joined() { results[place.sentence][place.window] = result }
    return results
  }

  /// The label paths of results.
  func labels(_ results: [[Result]]) -> [[String]] { results.map(labels) }

  func labels(_ results: [Result]) -> [String] {
    let posteriors = results.count == 1 ? results[0].posteriors : Array(results.map(\.posteriors).joined())
    return posteriors.isEmpty ? [] : decoder.decode(posteriors[...]).ids.map { model.labels.names[$0] }
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
  static func difference(_ a: [[Result]], _ b: [[Result]]) -> Double {
    var (sum, count) = (0.0, 0)
    for (x, y) in zip(a.joined(), b.joined()) {
      for (p, q) in zip(x.posteriors, y.posteriors) { sum += Double((p - q) * (p - q)) }
      count += x.posteriors.count
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

  /// Words a second in fp32, and of each other engine with close calls computed again. They take turns; the best turn counts, because
  /// other work only makes one slower.
  func speeds(
    fp32: TaggingEngine, others: [(engine: TaggingEngine, second: TaggingEngine, margin: Float)], turns: Int = 3
  ) throws -> [Double] {
    var best = [Duration](repeating: .seconds(1_000_000), count: 1 + others.count)
    func time(_ index: Int, _ run: () throws -> Void) rethrows {
      let start = ContinuousClock.now
      try run()
      best[index] = min(best[index], start.duration(to: .now))
    }
    for _ in 0..<turns {
      try time(0) { _ = try results(fp32) }
      for (index, other) in others.enumerated() {
        try time(1 + index) {
          let rough = try results(other.engine)
          if other.margin > 0 { _ = try results(other.second, of: rough.map { $0.map { $0.margin < other.margin } }) }
        }
      }
    }
    return best.map { Double(words) / max($0 / .seconds(1), 1e-9) }
  }
}
