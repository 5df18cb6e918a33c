/// What two sequences have in common.
///
/// Myers: An O(ND) Difference Algorithm and Its Variations (Algorithmica 1986), the greedy algorithm, with its rows kept.
enum EditScript {
  /// Sequences with more insertions and deletions count as having nothing in common; it bounds time and memory (4 MB).
  static let limit = 1_000

  /// The pairs of a longest common subsequence; none if more than `limit` elements are only in one of the two.
  static func shared(_ old: [UInt64], _ new: [UInt64]) -> [(Int, Int)] {
    var rows = Rows()
    for d in 0...min(old.count + new.count, limit) {
      var row: [Int] = []
      row.reserveCapacity(d + 1)
      var isDone = false
      for k in stride(from: -d, through: d, by: 2) {
        var x = rows.start(d, k)
        while x < old.count, x - k < new.count, old[x] == new[x - k] { x += 1 }
        row.append(x)
        if x >= old.count, x - k >= new.count {
          isDone = true
          break
        }
      }
      rows.reached.append(row)
      if isDone { return rows.pairs(d, 2 * (row.count - 1) - d) }
    }
    return []
  }

  /// For each number of edits d, how far in the old sequence the diagonals −d, −d + 2, …, d come.
  private struct Rows {
    var reached: [[Int]] = []

    private func reach(_ d: Int, _ k: Int) -> Int { abs(k) > d ? -1 : reached[d][(k + d) / 2] }

    /// Whether a diagonal is best entered from above, by an insertion.
    private func entersDown(_ d: Int, _ k: Int) -> Bool {
      k == -d || (k != d && reach(d - 1, k - 1) < reach(d - 1, k + 1))
    }

    /// Where a diagonal begins after d edits.
    func start(_ d: Int, _ k: Int) -> Int {
      if d == 0 { return 0 }
      return entersDown(d, k) ? reach(d - 1, k + 1) : reach(d - 1, k - 1) + 1
    }

    /// The equal pairs on the way to the end of a diagonal.
    func pairs(_ edits: Int, _ diagonal: Int) -> [(Int, Int)] {
      var pairs: [(Int, Int)] = []
      var k = diagonal
      for d in (0...edits).reversed() {
        let from = start(d, k)
        for x in (from..<max(from, reach(d, k))).reversed() { pairs.append((x, x - k)) }
        if d > 0 { k += entersDown(d, k) ? 1 : -1 }
      }
      return pairs.reversed()
    }
  }
}
