/// A sentence whose words carry one label each.
public struct TaggedSentence: Hashable, Sendable {
  /// The words in order.
  public var words: [String]
  /// One label a word: `labels.count == words.count`.
  public var labels: [String]

  /// A sentence of as many labels as words.
  public init(words: [String], labels: [String]) {
    precondition(words.count == labels.count, "\(words.count) words, \(labels.count) labels")
    (self.words, self.labels) = (words, labels)
  }
}
