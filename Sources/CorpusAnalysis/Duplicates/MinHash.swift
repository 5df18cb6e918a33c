import Foundation

/// MinHash signatures, cut into bands.
///
/// Two sets agree in one minimum with the probability of their Jaccard similarity s (Broder: On the Resemblance and Containment
/// of Documents, 1997), so that with b bands of r minima they agree in at least one band with 1 − (1 − s^r)^b (Leskovec,
/// Rajaraman, Ullman: Mining of Massive Datasets, chapter 3).
struct MinHash: Sendable {
  /// Minima in a band.
  let rows: Int
  /// Bands.
  let bands: Int
  private let factors: [UInt64]
  private let summands: [UInt64]

  /// The widest bands with which sets of at least this similarity share a band in 99.5 of 100 cases.
  init(threshold: Double, hashes: Int, seed: UInt64) {
    let fitting = (1...max(hashes, 1)).last { rows in
      Self.probability(threshold, rows: rows, bands: hashes / rows) >= 0.995
    }
    rows = fitting ?? 1
    bands = max(hashes / rows, 1)
    let count = UInt64(rows * bands)
    factors = (0..<count).map { TextHash.mixed(seed &+ 2 &* $0) | 1 }
    summands = (0..<count).map { TextHash.mixed(seed &+ 2 &* $0 &+ 1) }
  }

  /// The probability that sets of a similarity share a band.
  func probability(_ similarity: Double) -> Double { Self.probability(similarity, rows: rows, bands: bands) }

  private static func probability(_ similarity: Double, rows: Int, bands: Int) -> Double {
    1 - pow(1 - pow(similarity, Double(rows)), Double(bands))
  }

  /// One key for each band; equal keys mean equal minima but for one pair in four billions.
  func keys(of hashes: [UInt64]) -> [UInt32] {
    var minima = [UInt32](repeating: .max, count: factors.count)
    for hash in hashes {
      for index in minima.indices {
        let value = UInt32(truncatingIfNeeded: (hash &* factors[index] &+ summands[index]) >> 32)
        minima[index] = min(minima[index], value)
      }
    }
    return (0..<bands).map { band in
      var key = UInt64(band)
      for minimum in minima[band * rows..<(band + 1) * rows] { key = TextHash.mixed(key ^ UInt64(minimum)) }
      return UInt32(truncatingIfNeeded: key >> 32)
    }
  }
}
