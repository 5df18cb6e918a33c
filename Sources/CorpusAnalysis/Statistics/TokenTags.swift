import Annotations

/// Mentions over the tokens of a document.
struct TokenTags {
  /// For each token the mention that owns it; −1 outside.
  private(set) var owners: [Int]
  /// Mentions that have no tag of their own: their tokens belong to a longer one, or they cover no token.
  private(set) var unrepresented = 0

  /// One mention a token, as `ProjectionPolicy` says where nothing is chosen: of overlapping mentions the longest (of equals
  /// the first), discontinuous ones by their hull, tokens whole.
  init(_ mentions: [Mention], tokens: [Range<Int>]) {
    owners = Array(repeating: -1, count: tokens.count)
    let order = mentions.indices.sorted {
      let (a, b) = (mentions[$0].hull.count, mentions[$1].hull.count)
      return a != b ? a > b : $0 < $1
    }
    for index in order {
      let range = Self.tokens(tokens, in: mentions[index].hull)
      guard !range.isEmpty, !range.contains(where: { owners[$0] >= 0 }) else {
        unrepresented += 1
        continue
      }
      for token in range { owners[token] = index }
    }
  }

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
