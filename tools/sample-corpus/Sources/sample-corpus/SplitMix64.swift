/// The generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
///
/// We keep our own, and our own way of drawing from it, because the standard library does not promise that `randomElement`
/// draws the same in every version, and the committed corpus must come out byte for byte.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound`, from the high half of a 64 × 64 bit product: bias below 2⁻⁵⁰ for our small bounds.
  mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "nothing to draw from")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True in `share` of all draws.
  mutating func chance(percent: Int) -> Bool { below(100) < percent }

  /// The elements in a random order.
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(last, below(last + 1)) }
    return result
  }
}
