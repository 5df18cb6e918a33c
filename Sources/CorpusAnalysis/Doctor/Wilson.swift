/// Wilson's interval of a share (E. B. Wilson, JASA 1927).
enum Wilson {
  /// The normal quantile of 95 % intervals.
  static let z = 1.959963984540054

  /// Half of the width of the interval when a share is seen in `count` trials; 1/2 without trials.
  static func halfWidth(share: Double, count: Int) -> Double {
    guard count > 0 else { return 0.5 }
    let n = Double(count)
    return z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
  }

  /// The fewest trials whose interval is no wider than `halfWidth` on either side; at most a million.
  static func needed(share: Double, halfWidth: Double) -> Int {
    var (low, high) = (0, 1_000_000)
    while low < high {
      let middle = (low + high) / 2
      if self.halfWidth(share: share, count: middle) <= halfWidth { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
