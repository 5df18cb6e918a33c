/// Stretches of text.
enum InlineStretches {
  /// Which of some ascending ranges overlap a stretch.
  static func touched(_ ranges: [Range<Int>], by stretch: Range<Int>) -> Range<Int> {
    func first(where isBehind: (Range<Int>) -> Bool) -> Int {
      var (low, high) = (0, ranges.count)
      while low < high {
        let middle = (low + high) / 2
        if isBehind(ranges[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let start = first { $0.upperBound > stretch.lowerBound }
    return start..<max(start, first { $0.lowerBound >= stretch.upperBound })
  }

  /// Ranges as stretches: those with nothing visible between them become one.
  static func joined(_ ranges: [Range<Int>], in text: [UInt8]) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in ranges {
      if let last = joined.last,
        last.upperBound >= range.lowerBound
          || text[last.upperBound..<range.lowerBound].allSatisfy({ $0.isXMLSpace })
      {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
