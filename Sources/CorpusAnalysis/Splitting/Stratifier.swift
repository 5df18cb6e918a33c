/// Gives bundles of documents to parts so that every label has its share in every part.
///
/// Iterative stratification (Sechidis, Tsoumakas, Vlahavas: On the Stratification of Multi-label Data, ECML PKDD 2011): the label
/// that the fewest bundles still have goes first, and each of its bundles goes where most of the label is still wanted. Counts
/// of mentions take the place of single examples, the largest going first; then single bundles are moved as long as that brings
/// the shares nearer to what is wanted.
struct Stratifier {
  /// Documents that stay together.
  struct Bundle: Sendable {
    var members: [Int]
    var rank: UInt64
    var content: UInt64
    /// Mentions by label, ascending.
    var labels: [(label: Int, count: Int)]
  }

  let bundles: [Bundle]
  private let shares: [Double]
  private let seed: UInt64
  /// Sums over all bundles; the last is that of documents, which count like one more label.
  private let totals: [Double]
  /// What each part still lacks of each label, and of documents.
  private var lacks: [[Double]]
  private var parts: [Int]
  private var documents: Int { totals.count - 1 }

  /// - Parameters:
  ///   - bundles: in an order that depends on the seed.
  ///   - labels: how many labels there are.
  init(bundles: [Bundle], labels: Int, shares: [Double], seed: UInt64) {
    (self.bundles, self.seed) = (bundles, seed)
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
    var totals = [Double](repeating: 0, count: labels + 1)
    for bundle in bundles {
      totals[labels] += Double(bundle.members.count)
      for (label, count) in bundle.labels { totals[label] += Double(count) }
    }
    lacks = self.shares.map { share in totals.map { share * $0 } }
    self.totals = totals
    parts = Array(repeating: -1, count: bundles.count)
  }

  /// The part of each bundle.
  mutating func assign() -> [Int] {
    var holders = [[Int]](repeating: [], count: documents)
    for (index, bundle) in bundles.enumerated() { for (label, _) in bundle.labels { holders[label].append(index) } }
    var open = holders.map(\.count)
    while let label = open.indices.filter({ open[$0] > 0 }).min(by: { open[$0] < open[$1] }) {
      let waiting = holders[label].filter { parts[$0] < 0 }.map { ($0, count(of: label, in: bundles[$0])) }
      for (index, _) in waiting.sorted(by: { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }) {
        give(index, to: neediest(label, index))
        for (other, _) in bundles[index].labels { open[other] -= 1 }
      }
    }
    for index in bundles.indices.sorted(by: bySize) where parts[index] < 0 {
      give(index, to: neediest(documents, index))
    }
    fillEmptyParts()
    for _ in 0..<20 where !improve() { break }
    return parts
  }

  private func bySize(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (bundles[a].members.count, bundles[b].members.count)
    return first != second ? first > second : a < b
  }

  private func count(of label: Int, in bundle: Bundle) -> Int { bundle.labels.first { $0.label == label }?.count ?? 0 }

  /// The part that lacks most of a label; of equals the one that lacks most documents; of equals any.
  private func neediest(_ label: Int, _ index: Int) -> Int {
    let start = Int(TextHash.mixed(bundles[index].rank ^ seed) % UInt64(shares.count))
    let order = shares.indices.map { ($0 + start) % shares.count }
    return order.max { a, b in
      (lacks[a][label], lacks[a][documents]) < (lacks[b][label], lacks[b][documents])
    } ?? 0
  }

  private mutating func give(_ index: Int, to part: Int) {
    let bundle = bundles[index]
    for (label, count) in bundle.labels {
      lacks[part][label] -= Double(count)
      if parts[index] >= 0 { lacks[parts[index]][label] += Double(count) }
    }
    lacks[part][documents] -= Double(bundle.members.count)
    if parts[index] >= 0 { lacks[parts[index]][documents] += Double(bundle.members.count) }
    parts[index] = part
  }

  /// A part that got nothing gets the smallest bundle of the part with most bundles, as long as there are enough.
  private mutating func fillEmptyParts() {
    guard bundles.count >= shares.count else { return }
    for part in shares.indices {
      var sizes = [Int](repeating: 0, count: shares.count)
      for owner in parts { sizes[owner] += 1 }
      guard sizes[part] == 0, let donor = shares.indices.max(by: { sizes[$0] < sizes[$1] }) else { continue }
      let smallest = bundles.indices.filter { parts[$0] == donor }.min { a, b in
        let (first, second) = (bundles[a].members.count, bundles[b].members.count)
        return first != second ? first < second : a < b
      }
      if let smallest { give(smallest, to: part) }
    }
  }

  /// Moves each bundle to where it brings all shares nearest to what is wanted; whether any was moved.
  private mutating func improve() -> Bool {
    var sizes = [Int](repeating: 0, count: shares.count)
    for owner in parts { sizes[owner] += 1 }
    var hasMoved = false
    for index in bundles.indices where sizes[parts[index]] > 1 {
      let gains = shares.indices.map { ($0, gain(index, to: $0)) }
      guard let best = gains.max(by: { $0.1 < $1.1 }), best.1 > 1e-12 else { continue }
      sizes[parts[index]] -= 1
      sizes[best.0] += 1
      give(index, to: best.0)
      hasMoved = true
    }
    return hasMoved
  }

  /// By how much Σ ((count − wanted) / total)² over labels and parts falls when a bundle moves.
  private func gain(_ index: Int, to part: Int) -> Double {
    let from = parts[index]
    guard part != from else { return 0 }
    func gain(_ label: Int, _ count: Double) -> Double {
      let (a, b) = (lacks[from][label], lacks[part][label])
      let change = (a + count) * (a + count) - a * a + (b - count) * (b - count) - b * b
      return -change / (totals[label] * totals[label])
    }
    return bundles[index].labels.reduce(gain(documents, Double(bundles[index].members.count))) {
      $0 + gain($1.label, Double($1.count))
    }
  }
}
