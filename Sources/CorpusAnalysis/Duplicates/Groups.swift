/// Things that belong together, by number: a union-find with path halving.
struct Groups: Sendable {
  private var parents: [Int32] = []

  /// Makes room for the numbers below `count`; each is alone.
  mutating func grow(to count: Int) {
    while parents.count < count { parents.append(Int32(parents.count)) }
  }

  /// The number that stands for a group: its smallest.
  mutating func representative(of number: Int) -> Int {
    var number = Int32(number)
    while parents[Int(number)] != number {
      parents[Int(number)] = parents[Int(parents[Int(number)])]
      number = parents[Int(number)]
    }
    return Int(number)
  }

  mutating func join(_ first: Int, _ second: Int) {
    let (a, b) = (representative(of: first), representative(of: second))
    if a != b { parents[max(a, b)] = Int32(min(a, b)) }
  }
}
