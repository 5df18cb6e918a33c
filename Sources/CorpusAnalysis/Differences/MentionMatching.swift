import Annotations

/// Finds which mentions of two versions are one.
struct MentionMatching {
  private let old: [Mention]
  private let new: [Mention]
  /// The places of the old mentions in the new text.
  private let places: [[Range<Int>]]
  private var partner: [Int?]
  private var isTaken: [Bool]

  init(_ old: [Mention], _ new: [Mention], _ alignment: TextAlignment) {
    (self.old, self.new) = (old, new)
    places = old.map { Self.normalized($0.fragments.map(alignment.map)) }
    partner = Array(repeating: nil, count: old.count)
    isTaken = Array(repeating: false, count: new.count)
  }

  /// For each old mention the new one that it became.
  ///
  /// First those of one place and label, at best with the same attributes; then those of one place; then, of what is left, the
  /// overlapping ones of one label, and last all overlapping ones, each so that the sum of shared over covered bytes is largest.
  mutating func match() -> [Int?] {
    func hasEqualLabel(_ a: Mention, _ b: Mention) -> Bool { a.label.utf8.elementsEqual(b.label.utf8) }
    matchEqual { hasEqualLabel($0, $1) && $0.id == $1.id && $0.attributes == $1.attributes }
    matchEqual(hasEqualLabel)
    matchEqual { _, _ in true }
    matchOverlapping(hasEqualLabel)
    matchOverlapping { _, _ in true }
    return partner
  }

  /// Fragments in order; what touches is joined, so that equal places are equal.
  static func normalized(_ fragments: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in fragments.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  private mutating func matchEqual(_ fits: (Mention, Mention) -> Bool) {
    var byPlace: [[Range<Int>]: [Int]] = [:]
    for index in new.indices where !isTaken[index] {
      byPlace[Self.normalized(new[index].fragments), default: []].append(index)
    }
    for index in old.indices where partner[index] == nil {
      guard let found = byPlace[places[index]]?.first(where: { !isTaken[$0] && fits(old[index], new[$0]) }) else {
        continue
      }
      (partner[index], isTaken[found]) = (found, true)
    }
  }

  private mutating func matchOverlapping(_ fits: (Mention, Mention) -> Bool) {
    let waiting = new.indices.filter { !isTaken[$0] }.map { ($0, Self.normalized(new[$0].fragments)) }
      .sorted { Self.start($0.1) < Self.start($1.1) }
    // Ends never fall from one to the next, so that those before a place can be skipped by halving.
    var ends: [Int] = []
    for (_, place) in waiting { ends.append(max(ends.last ?? 0, place.last?.upperBound ?? 0)) }
    var edges: [Assignment.Edge] = []
    for index in old.indices where partner[index] == nil {
      let place = places[index]
      var position = Self.firstIndex(ends) { $0 > Self.start(place) }
      while position < waiting.count, Self.start(waiting[position].1) < place.last?.upperBound ?? 0 {
        let (other, otherPlace) = waiting[position]
        let weight = fits(old[index], new[other]) ? Self.similarity(place, otherPlace) : 0
        if weight > 0 { edges.append(.init(left: index, right: other, weight: weight)) }
        position += 1
      }
    }
    for edge in Assignment.best(edges, left: old.count, right: new.count) {
      (partner[edge.left], isTaken[edge.right]) = (edge.right, true)
    }
  }

  private static func start(_ place: [Range<Int>]) -> Int { place.first?.lowerBound ?? 0 }

  private static func firstIndex(_ values: [Int], _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Shared bytes over covered bytes.
  private static func similarity(_ a: [Range<Int>], _ b: [Range<Int>]) -> Double {
    let shared = a.reduce(0) { sum, range in sum + b.reduce(0) { $0 + range.clamped(to: $1).count } }
    let covered = (a + b).reduce(0) { $0 + $1.count } - shared
    return covered == 0 ? 0 : Double(shared) / Double(covered)
  }
}
