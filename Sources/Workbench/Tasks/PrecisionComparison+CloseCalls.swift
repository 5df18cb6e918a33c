import Scoring
import Taggers

/// Which windows are close enough to be computed again in fp32.
extension PrecisionComparison {
  /// The share of the sub-tokens that may be computed again: one in ten costs a quarter of what 8 bits win.
  static let largestShare = 0.1

  /// Results with those of a second look in place of close calls.
  func merged(_ rough: [[Result]], _ second: [[Result]], margin: Float) -> [[Result]] {
    zip(rough, second).map { rough, second in zip(rough, second).map { $0.margin < margin ? $1 : $0 } }
  }

  /// The least margin with which mentions agree with those of fp32 as wanted, rounded up to two digits; the largest that costs no more
  /// than it may where none suffices; `nil` where nothing has to be computed again. Few mentions differ on dev, and on text of another
  /// kind more would: so a margin is not less than `least`, if that costs no more than it may.
  ///
  /// - Parameters:
  ///   - second: what those say that compute close calls again.
  ///   - expected: the labels of fp32.
  ///   - wanted: F₁ of the 8-bit mentions against fp32, in percent.
  ///   - least: see `usualChange`.
  /// - Returns: and the F₁ that it gives.
  func closeCalls(
    _ rough: [[Result]], _ second: [[Result]], _ expected: [[String]], wanted: Double, least: Float = 0
  ) -> (calls: QuantizationRecord.CloseCalls, agreement: Double)? {
    let without = agreement(expected, labels(rough))
    guard without < wanted else { return nil }
    // Margins matter where sentences differ; others cost, whatever they are.
    let margins = zip(rough, expected).flatMap { results, expected -> [Float] in
      labels(results) == expected ? [] : results.map(\.margin)
    }
    let ladder = Set(margins.map(Self.above)).filter(\.isFinite).sorted()
    let affordable = ladder.filter { share(rough, margin: $0) <= Self.largestShare }
    guard let last = affordable.last else { return nil }
    var (low, high) = (0, affordable.count - 1)
    while low < high {
      let middle = (low + high) / 2
      let agrees = agreement(expected, labels(merged(rough, second, margin: affordable[middle]))) >= wanted
      if agrees { high = middle } else { low = middle + 1 }
    }
    var margin = max(affordable.indices.contains(low) ? affordable[low] : last, Self.above(least))
    while margin > last, share(rough, margin: margin) > Self.largestShare { margin = max(last, margin * 0.9) }
    return (
      .init(margin: margin, share: share(rough, margin: margin), without: without),
      agreement(expected, labels(merged(rough, second, margin: margin)))
    )
  }

  /// The root of the mean square of how much the leads of windows change, in logits.
  func usualChange(_ rough: [[Result]], _ exact: [[Result]]) -> Float {
    let changes = zip(rough.joined(), exact.joined()).map(change).filter(\.isFinite)
    return changes.isEmpty ? 0 : (changes.reduce(0) { $0 + $1 * $1 } / Float(changes.count)).squareRoot()
  }

  /// How much a window's lead changes; where another path is the best, from the one side to the other.
  func change(_ rough: Result, _ exact: Result) -> Float {
    labels([rough]) == labels([exact]) ? abs(rough.margin - exact.margin) : rough.margin + exact.margin
  }

  /// A number of two digits that is larger.
  static func above(_ margin: Float) -> Float {
    guard margin > 0, margin.isFinite else { return margin == 0 ? .leastNormalMagnitude : margin }
    var step: Float = 1
    while step * 10 > margin { step /= 10 }
    while step * 100 <= margin { step *= 10 }
    var digits = (margin / step).rounded(.down) + 1
    while digits * step <= margin { digits += 1 }
    return digits * step
  }

  /// The share of the sub-tokens in windows that lead by less than a margin.
  func share(_ results: [[Result]], margin: Float) -> Double {
    var (close, all) = (0, 0)
    for (sentence, results) in zip(sentences, results) {
      for (window, result) in zip(sentence.windows, results) {
        all += window.ids.count
        close += result.margin < margin ? window.ids.count : 0
      }
    }
    return Double(close) / Double(max(all, 1))
  }

  private func agreement(_ expected: [[String]], _ found: [[String]]) -> Double {
    var scores = MentionScores()
    for (expected, found) in zip(expected, found) { scores.add(gold: expected, predicted: found) }
    return scores.counts.isEmpty ? 100 : 100 * (scores.micro.f1 ?? 0)
  }
}
