/// Tokens of a document by their places.
enum TokenRanges {
  /// The tokens that a range touches. An empty token belongs to the range that it lies in.
  static func tokens(_ tokens: [Range<Int>], in range: Range<Int>) -> Range<Int> {
    let first = partition(tokens) { token in
      token.upperBound > range.lowerBound || (token.isEmpty && token.lowerBound >= range.lowerBound)
    }
    let end = partition(tokens) { token in
      token.lowerBound >= range.upperBound
        && !(range.isEmpty && token.isEmpty && token.lowerBound == range.lowerBound)
    }
    return first..<max(first, end)
  }

  /// The first token of ascending ones for which the predicate holds, as it then does for all later ones.
  private static func partition(_ tokens: [Range<Int>], _ holds: (Range<Int>) -> Bool) -> Int {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(tokens[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
