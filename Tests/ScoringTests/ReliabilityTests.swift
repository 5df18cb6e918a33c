import Testing

@testable import Scoring

@Suite("Reliability and bounds")
struct ReliabilityTests {
  // scipy 1.17.1: beta.ppf(1 − c, r, n − r + 1) and beta.ppf(c, r + 1, n − r).
  @Test(
    "bounds of a share are Clopper and Pearson's",
    arguments: [
      (1, 1, 0.9, 0.09999999999999998, 1.0), (58, 58, 0.95, 0.9496606616695799, 1.0),
      (9, 10, 0.9, 0.6631522766932753, 0.9895192582062144), (95, 100, 0.95, 0.8977466223567255, 0.9800944363378281),
      (950, 1000, 0.9, 0.9399751425728351, 0.958657275233234),
      (3, 200, 0.99, 0.002188803257820347, 0.04934831134867484),
      (1999, 2000, 0.95, 0.9976302866323432, 0.9999743536816786),
    ])
  func bounds(right: Int, count: Int, confidence: Double, lower: Double, upper: Double) {
    #expect(abs(BinomialBound.lower(right: right, of: count, confidence: confidence) - lower) < 1e-10)
    #expect(abs(BinomialBound.upper(right: right, of: count, confidence: confidence) - upper) < 1e-10)
  }

  // scipy 1.17.1: binom.sf(r − 1, n, p).
  @Test(
    "tails are those of the binomial distribution",
    arguments: [
      (95, 100, 0.9, 0.05757688648703389), (3, 200, 0.01, 0.3233213054643432), (0, 5, 0.2, 1), (6, 5, 0.2, 0),
    ])
  func tails(right: Int, count: Int, p: Double, expected: Double) {
    #expect(abs(BinomialBound.tail(right: right, of: count, p: p) - expected) < 1e-12)
  }

  @Test("the calibration error weighs the distance of each bin by its items")
  func error() throws {
    var reliability = Reliability(bins: 10)
    for isRight in [true, true, true, false] { reliability.add(0.95, isRight: isRight) }
    for isRight in [true, false] { reliability.add(0.45, isRight: isRight) }
    // 4/6·|0.75 − 0.95| + 2/6·|0.5 − 0.45|
    let expected: Double = (4 * 0.2 + 2 * 0.05) / 6
    let error = try #require(reliability.expectedError)
    #expect(abs(error - expected) < 1e-8)
    #expect(reliability.count == 6)
    let accuracy = try #require(reliability.accuracy)
    #expect(abs(accuracy - 4.0 / 6) < 1e-12)
    let squares: [Double] = [0.05, 0.05, 0.05, 0.95, 0.55, 0.45].map { $0 * $0 }
    let brier = try #require(reliability.brier)
    #expect(abs(brier - squares.reduce(0, +) / 6) < 1e-8)
    #expect(Reliability().expectedError == nil)
  }

  @Test("confidences at and beyond the ends have a bin", arguments: [(0.0, 0), (1, 9), (1.5, 9), (-3, 0), (.nan, 0)])
  func ends(confidence: Double, bin: Int) {
    var reliability = Reliability(bins: 10)
    reliability.add(confidence, isRight: true)
    #expect(reliability.bins[bin].count == 1)
  }

  @Test("parts that are added in any order give what one count gives, to the bit")
  func parts() {
    var (all, first, second) = (Reliability(), Reliability(), Reliability())
    for index in 0..<100 {
      let (confidence, isRight) = (Double(index * 37 % 100) / 99, index % 3 == 0)
      all.add(confidence, isRight: isRight)
      if index < 40 { first.add(confidence, isRight: isRight) } else { second.add(confidence, isRight: isRight) }
    }
    var (forward, backward) = (first, second)
    forward += second
    backward += first
    #expect(forward == all && backward == all)
  }
}
