/// Stretches of text.
enum InlineStretches {
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
