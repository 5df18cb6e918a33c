public import Annotations
import Foundation

/// From a sentence's logits to one label a word.
public struct TagDecoder: Sendable {
  /// How a path is chosen.
  public enum Method: String, Sendable, CaseIterable {
    /// The most probable label of each word by itself, as TAO does.
    case argmax
    /// The most probable sequence in which no `I-` continues what is not there.
    case viterbi
  }

  /// The labels, in the order of the logits' columns.
  public let labels: LabelSet
  /// How a path is chosen.
  public let method: Method
  /// Which labels may follow which: `[previous * count + next]`.
  private let allowed: [Bool]
  /// Which labels may come first.
  private let allowedFirst: [Bool]

  /// A decoder for a label set. `I-X` needs `B-X` or `I-X` before it, unless the set has no `B-X` (labels of IO and IOB1
  /// corpora begin mentions with `I-`).
  public init(labels: LabelSet, method: Method) {
    (self.labels, self.method) = (labels, method)
    let tags = labels.names.map { Tag($0) }
    let begun = Set(tags.compactMap { if case .begin(let type) = $0 { type } else { nil } })
    func legal(_ previous: Tag?, _ next: Tag) -> Bool {
      guard case .inside(let type) = next, begun.contains(type) else { return true }
      return previous?.type == type
    }
    allowed = tags.flatMap { previous in tags.map { legal(previous, $0) } }
    allowedFirst = tags.map { legal(nil, $0) }
  }

  /// The label ids of one sentence and the posterior probability of each chosen label.
  ///
  /// - Parameter probabilities: softmax of the logits `[words, labels]`, row by row.
  public func decode(_ probabilities: ArraySlice<Float>) -> (ids: [Int], scores: [Float]) {
    let c = labels.count
    let words = probabilities.count / c
    let p = Array(probabilities)
    let ids = method == .argmax ? argmax(p, words: words) : viterbi(p, words: words)
    return (ids, ids.enumerated().map { p[$0 * c + $1] })
  }

  private func argmax(_ p: [Float], words: Int) -> [Int] {
    let c = labels.count
    return (0..<words).map { word in
      var best = 0
      for label in 1..<max(c, 1) where p[word * c + label] > p[word * c + best] { best = label }
      return best
    }
  }

  private func viterbi(_ p: [Float], words: Int) -> [Int] {
    let c = labels.count
    let plain = argmax(p, words: words)
    // Nearly every sentence is legal as it stands, and then it is the best path.
    if isLegal(plain) { return plain }
    var score = [Double](repeating: 0, count: c)
    var back = [Int](repeating: 0, count: words * c)
    func logarithm(_ word: Int, _ label: Int) -> Double { log(max(Double(p[word * c + label]), 1e-30)) }
    for label in 0..<c { score[label] = allowedFirst[label] ? logarithm(0, label) : -.infinity }
    for word in 1..<words {
      var next = [Double](repeating: -.infinity, count: c)
      for label in 0..<c {
        for previous in 0..<c where allowed[previous * c + label] && score[previous] > next[label] {
          next[label] = score[previous]
          back[word * c + label] = previous
        }
        next[label] += logarithm(word, label)
      }
      score = next
    }
    var best = 0
    for label in 1..<c where score[label] > score[best] { best = label }
    var path = [Int](repeating: best, count: words)
    for word in stride(from: words - 1, to: 0, by: -1) {
      best = back[word * c + best]
      path[word - 1] = best
    }
    return path
  }

  private func isLegal(_ ids: [Int]) -> Bool {
    guard let first = ids.first else { return true }
    guard allowedFirst[first] else { return false }
    return zip(ids, ids.dropFirst()).allSatisfy { allowed[$0 * labels.count + $1] }
  }
}
