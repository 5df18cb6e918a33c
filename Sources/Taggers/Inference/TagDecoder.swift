public import Annotations
import Foundation

/// From a sentence's logits to one label a word.
public struct TagDecoder: Sendable {
  /// How a path is chosen.
  public enum Method: String, Sendable, CaseIterable {
    /// The most probable label of each word by itself, as TAO does.
    case argmax
    /// The most probable sequence that the labels' scheme allows: no `I-` continues what is not there.
    case viterbi
  }

  /// The labels, in the order of the logits' columns.
  public let labels: LabelSet
  /// How a path is chosen.
  public let method: Method
  /// The scheme of the labels.
  public let scheme: TagScheme
  /// Which labels may follow which: `[previous * count + next]`.
  let allowed: [Bool]
  /// Which labels may come first.
  let allowedFirst: [Bool]
  /// Which labels may come last.
  let allowedLast: [Bool]

  /// A decoder for a label set, whose scheme its labels tell.
  ///
  /// A tag that continues a mention needs one before it that leads there, unless the set cannot begin a mention of that type
  /// (labels of IO and IOB1 corpora begin mentions with `I-`). Where mentions have a last tag of their own, a tag that leads on
  /// needs one behind it that continues, unless the set has no such tag for its type.
  public init(labels: LabelSet, method: Method) {
    (self.labels, self.method) = (labels, method)
    let scheme = labels.scheme
    self.scheme = scheme
    let tags = labels.names.map { Tag($0, scheme: scheme) }
    let begun = Set(tags.compactMap { if case .begin(let type) = $0 { type } else { nil } })
    // `ioe1` says nothing of mentions without `E-`.
    let ended = Set(tags.compactMap { if case .end(let type) = $0, scheme != .ioe1 { type } else { nil } })
    func legal(_ previous: Tag?, _ next: Tag?) -> Bool {
      let leads = previous.flatMap { $0.role == .begin || $0.role == .inside ? $0.type : nil }
      let follows = next.flatMap { $0.role == .inside || $0.role == .end ? $0.type : nil }
      if let follows, begun.contains(follows), leads != follows { return false }
      if let leads, ended.contains(leads), leads != follows { return false }
      return true
    }
    allowed = tags.flatMap { previous in tags.map { legal(previous, $0) } }
    allowedFirst = tags.map { legal(nil, $0) }
    allowedLast = tags.map { legal($0, nil) }
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
    for label in 0..<c where !allowedLast[label] { score[label] = -.infinity }
    var best = 0
    for label in 1..<c where score[label] > score[best] { best = label }
    var path = [Int](repeating: best, count: words)
    for word in stride(from: words - 1, to: 0, by: -1) {
      best = back[word * c + best]
      path[word - 1] = best
    }
    return path
  }

  func isLegal(_ ids: [Int]) -> Bool {
    guard let first = ids.first, let last = ids.last else { return true }
    guard allowedFirst[first], allowedLast[last] else { return false }
    return zip(ids, ids.dropFirst()).allSatisfy { allowed[$0 * labels.count + $1] }
  }
}
