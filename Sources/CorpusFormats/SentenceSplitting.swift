public import Annotations

extension TaggedSentence {
  /// The sentence in parts of at most `limit` words, cut as NeMo's `max_length` cuts: while more than `limit` words are
  /// left, after the last `O` among the first `limit` labels, or after one word if none of them is `O`.
  ///
  /// - Parameter limit: 0 or less (TAO's −1) leaves the sentence as it is.
  public func split(maximumWords limit: Int) -> [TaggedSentence] {
    guard limit > 0, words.count > limit else { return [self] }
    var parts: [TaggedSentence] = []
    var start = 0
    while words.count - start > limit {
      let lastOutside = labels[start..<start + limit].lastIndex(of: "O")
      let end = (lastOutside ?? start) + 1
      parts.append(part(start..<end))
      start = end
    }
    parts.append(part(start..<words.count))
    return parts
  }

  private func part(_ range: Range<Int>) -> TaggedSentence {
    TaggedSentence(words: Array(words[range]), labels: Array(labels[range]))
  }
}
