/// Which rows of an old list stay for a new one, and at which positions the others of the new list go in between.
///
/// Rows stay where old and new agree at both ends, where the middles are of the same length and agree place by place, and
/// else where the next equal one is near. That is enough for what rewriting does: the same number with other labels, or one
/// more or less here and there.
struct RowAlignment {
  /// For each old row whether it stays.
  private(set) var stays: [Bool]
  /// For each new one its position if it is to be written; `nil` if an old row serves.
  private(set) var positions: [Int?]

  /// How far ahead an equal row is looked for.
  private static let reach = 16

  /// - Parameter old: positions ascending.
  init<Value: Equatable>(old: [(position: Int, value: Value)], new: [Value]) {
    stays = Array(repeating: false, count: old.count)
    positions = Array(repeating: nil, count: new.count)
    let pairs = Self.pairs(old.map(\.value), new)
    var next = 0
    var (waiting, index) = (0, 0)
    for (newIndex, partner) in pairs.enumerated() {
      guard let partner else {
        waiting += 1
        continue
      }
      // The row stays if what comes before it finds room before it; else it is written anew behind them.
      guard old[partner].position - next >= waiting else {
        waiting += 1
        continue
      }
      index = place(from: index, to: newIndex, at: next)
      stays[partner] = true
      (next, waiting, index) = (old[partner].position + 1, 0, newIndex + 1)
    }
    _ = place(from: index, to: new.count, at: next)
  }

  private mutating func place(from start: Int, to end: Int, at position: Int) -> Int {
    for index in start..<end { positions[index] = position + index - start }
    return end
  }

  /// For each new value the index of the old one that it can keep, ascending.
  private static func pairs<Value: Equatable>(_ old: [Value], _ new: [Value]) -> [Int?] {
    var pairs = [Int?](repeating: nil, count: new.count)
    let shorter = min(old.count, new.count)
    var prefix = 0
    while prefix < shorter, old[prefix] == new[prefix] {
      pairs[prefix] = prefix
      prefix += 1
    }
    var suffix = 0
    while suffix < shorter - prefix, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] {
      suffix += 1
      pairs[new.count - suffix] = old.count - suffix
    }
    var oldIndex = prefix
    let isSameLength = old.count == new.count
    for newIndex in prefix..<new.count - suffix {
      if isSameLength {
        if old[newIndex] == new[newIndex] { pairs[newIndex] = newIndex }
        continue
      }
      let near = oldIndex..<min(oldIndex + reach, old.count - suffix)
      guard let found = near.first(where: { old[$0] == new[newIndex] }) else { continue }
      pairs[newIndex] = found
      oldIndex = found + 1
    }
    return pairs
  }
}
