public import Annotations
import Kernels
public import Scoring
import Synchronization
public import Taggers

/// Scores a labelled data set with the tagging engine, in the precision that it has.
public struct Evaluator: Sendable {
  /// What a data set's labels and a model's labels have in common.
  public struct Result: Sendable {
    /// Word by word, each word's most probable label: TAO's counts.
    public var tokens: TokenScores
    /// Mentions, under the decoder's paths.
    public var mentions = MentionScores()
    /// The mean of the batches' losses, as NeMo reports it.
    public var loss = 0.0
    /// How many words were scored; all of them, always.
    public var words = 0
    /// Each sentence's most probable labels by themselves, if they were kept.
    public var predictions: [[Int]] = []
    /// What a calibration is made from, if it was kept.
    public var evidence = CalibrationEvidence()
    /// How well scores hold, if that was asked for.
    public var check: CalibrationCheck?
    /// The share of sub-tokens that were computed again, because they were close calls.
    public var secondShare = 0.0
  }

  /// The labels in the order of the logits.
  public var labels: LabelSet
  /// What counts in the loss.
  public var mask: LossMask
  /// Sentences a batch: decides what the mean of losses is taken over.
  public var batchSize: Int
  /// How mentions are decoded.
  public var decoding: TagDecoder.Method
  /// How many threads work.
  public var workers: Int
  /// Whether the result holds the label of every word.
  public var keepsPredictions = false
  /// Whether the result holds what a calibration is made from.
  public var keepsEvidence = false
  /// A check that has counted nothing yet; the result holds one that has counted all sentences.
  public var check: CalibrationCheck?

  /// An evaluator from its parts.
  public init(labels: LabelSet, mask: LossMask, batchSize: Int, decoding: TagDecoder.Method, workers: Int) {
    (self.labels, self.mask, self.batchSize) = (labels, mask, batchSize)
    (self.decoding, self.workers) = (decoding, workers)
  }

  private struct Part: Sendable {
    var result: Result
    var losses: [(Int, Double)] = []
    var predictions: [(Int, [[Int]])] = []
    var evidence: [(Int, CalibrationEvidence)] = []
    var subTokens = (all: 0, again: 0)
  }

  /// Scores the sentences; the result does not depend on which worker did what.
  ///
  /// - Parameter progress: called with the number of sentences done, from any thread.
  public func evaluate(
    _ chain: EngineChain, _ sentences: ArraySlice<EncodedDataset.Sentence>,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Result {
    let starts = Array(stride(from: sentences.startIndex, to: sentences.endIndex, by: max(batchSize, 1)))
    let next = Atomic<Int>(0)
    let done = Atomic<Int>(0)
    let pool = Workers(count: workers) { _ in EngineChain.Workspace(chain) }
    let argmax = TagDecoder(labels: labels, method: .argmax)
    let decoder = TagDecoder(labels: labels, method: decoding)
    let finder = MentionFinder(labels: labels)
    let step = CalibrationEvidence.sampleStep(
      words: keepsEvidence ? sentences.reduce(0) { $0 + $1.labels.count } : 0, labels: labels.count)
    let parts = try pool.all { _, workspace in
      var part = Part(result: Result(tokens: TokenScores(labels: labels)))
      part.result.check = check
      while true {
        let batch = next.add(1, ordering: .relaxed).oldValue
        guard batch < starts.count else { break }
        let range = starts[batch]..<min(starts[batch] + max(batchSize, 1), sentences.endIndex)
        let loss = score(chain, sentences[range], workspace, argmax, decoder, finder, step, into: &part.result)
        part.losses.append((batch, loss))
        if keepsPredictions {
          part.predictions.append((batch, part.result.predictions))
          part.result.predictions.removeAll()
        }
        if keepsEvidence {
          part.evidence.append((batch, part.result.evidence))
          part.result.evidence = CalibrationEvidence()
        }
        progress(done.add(range.count, ordering: .relaxed).newValue)
      }
      part.subTokens = (workspace.subTokens, workspace.secondSubTokens)
      return part
    }
    var total = Result(tokens: TokenScores(labels: labels))
    total.check = check
    var losses: [(Int, Double)] = []
    for part in parts {
      if let counted = part.result.check { total.check? += counted }
      total.tokens += part.result.tokens
      total.mentions += part.result.mentions
      total.words += part.result.words
      losses += part.losses
    }
    total.predictions = parts.flatMap(\.predictions).sorted { $0.0 < $1.0 }.flatMap(\.1)
    for (_, evidence) in parts.flatMap(\.evidence).sorted(by: { $0.0 < $1.0 }) { total.evidence += evidence }
    let subTokens = parts.reduce(0) { $0 + $1.subTokens.all }
    total.secondShare = Double(parts.reduce(0) { $0 + $1.subTokens.again }) / Double(max(subTokens, 1))
    // In the batches' order, so that the sum's bits do not depend on the workers.
    losses.sort { $0.0 < $1.0 }
    total.loss = losses.isEmpty ? .nan : losses.reduce(0) { $0 + $1.1 } / Double(losses.count)
    return total
  }

  /// Scores one batch of sentences; returns its loss.
  private func score(
    _ chain: EngineChain, _ sentences: ArraySlice<EncodedDataset.Sentence>, _ workspace: EngineChain.Workspace,
    _ argmax: TagDecoder, _ decoder: TagDecoder, _ finder: MentionFinder, _ step: Int,
    into result: inout Result
  ) -> Double {
    var windows: [EncodedWindow] = []
    var rowLabels: [Int32] = []
    var weights: [Float] = []
    // For each window, which of the rows that are read are words.
    var words: [[Int]] = []
    // For each word of each sentence, its row among the rows that are read.
    var wordRows: [[Int]] = []
    for sentence in sentences {
      var rows = [Int](repeating: 0, count: sentence.labels.count)
      for var window in sentence.windows {
        let example = mask.example(window, wordLabels: sentence.labels)
        var first = window.firstRows.makeIterator()
        var nextFirst = first.next()
        var word = window.scored.lowerBound
        var read: [Int32] = []
        words.append([])
        for row in window.ids.indices {
          let isFirst = nextFirst.map { Int($0) == row } ?? false
          guard isFirst || example.weights[row] != 0 else { continue }
          if isFirst {
            rows[word] = rowLabels.count
            words[windows.count].append(read.count)
            word += 1
            nextFirst = first.next()
          }
          read.append(Int32(row))
          rowLabels.append(example.labels[row])
          weights.append(example.weights[row])
        }
        window.firstRows = read
        windows.append(window)
      }
      wordRows.append(rows)
    }
    let logits = chain.logits(of: windows, words: words, workspace)
    let loss = CrossEntropyKernel.forward(logits: logits, labels: rowLabels, weights: weights)
    var probabilities = logits
    CrossEntropyKernel.softmax(&probabilities)
    let c = labels.count
    for ((index, sentence), rows) in zip(zip(sentences.indices, sentences), wordRows) {
      let own = rows.flatMap { probabilities.elements($0 * c..<($0 + 1) * c) }
      let gold = sentence.labels.map(Int.init)
      let predicted = argmax.decode(own[...]).ids
      result.tokens.add(gold: gold, predicted: predicted)
      if keepsPredictions { result.predictions.append(predicted) }
      if keepsEvidence || check != nil {
        let raw = rows.flatMap { logits.elements($0 * c..<($0 + 1) * c) }
        result.check?.add(logits: raw, gold: gold)
        if keepsEvidence {
          result.evidence.add(
            CalibrationEvidence.Sentence(logits: raw, gold: gold), posteriors: own[...], finder: finder,
            isSampled: index.isMultiple(of: step))
        }
      }
      let path = decoder.decode(own[...]).ids
      result.mentions.add(gold: finder.mentions(gold), predicted: finder.mentions(path))
      result.words += gold.count
    }
    let sum = weights.reduce(0) { $0 + Double($1) }
    return sum > 0 ? loss / sum : 0
  }
}
