/// A part of a sentence that the encoder sees at once, and the words in it whose labels are read from it.
public struct Window: Hashable, Sendable {
  /// The words that the encoder sees.
  public var words: Range<Int>
  /// The words that are scored here: a part of `words`. Over all windows of a sentence these parts cover every word once.
  public var scored: Range<Int>
}

/// Cuts sentences that are too long for the encoder into overlapping windows.
public enum WindowPlan {
  /// The windows of a sentence.
  ///
  /// Every window is as full as words allow, the last one too. Neighbours overlap by at least about a quarter of the budget, and
  /// each word is scored where the smaller of its contexts (sub-tokens to the left and to the right within the window) is
  /// largest. A sentence that fits has one window, so that the window size does not change its result.
  ///
  /// - Parameters:
  ///   - pieces: how many sub-tokens each word has, at least 1 each.
  ///   - budget: how many sub-tokens a window holds, special tokens not counted; at least 1. A single word of more
  ///     sub-tokens has a window of its own, and the caller cuts the word: only its first sub-token is read.
  public static func windows(pieces: [Int], budget: Int) -> [Window] {
    precondition(budget >= 1, "a window of \(budget) sub-tokens")
    var starts = [0]
    starts.reserveCapacity(pieces.count + 1)
    for count in pieces { starts.append(starts[starts.count - 1] + count) }
    let total = starts[pieces.count]
    if total <= budget { return [Window(words: 0..<pieces.count, scored: 0..<pieces.count)] }
    let overlap = budget / 4
    var ranges: [Range<Int>] = []
    var first = 0
    while true {
      var end = first + 1
      while end < pieces.count, starts[end + 1] - starts[first] <= budget { end += 1 }
      ranges.append(first..<end)
      if end == pieces.count {
        // The last window reaches back as far as it has room.
        let before = ranges.count > 1 ? ranges[ranges.count - 2].lowerBound + 1 : first
        while first > before, starts[end] - starts[first - 1] <= budget { first -= 1 }
        ranges[ranges.count - 1] = first..<end
        break
      }
      // The next window starts at the first word within the overlap, but always moves on.
      var next = end
      while next > first + 1, starts[end] - starts[next - 1] <= overlap { next -= 1 }
      first = next
    }
    // Within an overlap the border lies where the contexts of both windows are equal: in its middle.
    var windows: [Window] = []
    var scoredFrom = 0
    for (index, range) in ranges.enumerated() {
      var border = range.upperBound
      if index + 1 < ranges.count {
        let shared = ranges[index + 1].lowerBound..<range.upperBound
        border = shared.upperBound
        let middle = starts[shared.lowerBound] + starts[shared.upperBound]
        while border > shared.lowerBound, starts[border - 1] + starts[border] > middle { border -= 1 }
      }
      windows.append(Window(words: range, scored: scoredFrom..<max(border, scoredFrom)))
      scoredFrom = max(border, scoredFrom)
    }
    return windows
  }
}
