import TestSupport
import Testing

@testable import CorpusAnalysis

@Suite("Tallies in bounded memory")
struct BoundedTallyTests {
  @Test("surfaces are exact up to the limit")
  func exactSurfaces() {
    var tally = SurfaceTally(limit: 4)
    for surface in ["b", "a", "b", "c", "d", "a", "b"] { tally.add(Array(surface.utf8)) }
    #expect(tally.distinct == Estimate(value: 4, isExact: true))
    #expect(tally.error == 0)
    #expect(tally.top(3).map { "\($0.surface)\($0.count)" } == ["b3", "a2", "c1"])
  }

  @Test("beyond the limit counts are too low by at most the stated error", arguments: 1...5 as ClosedRange<UInt64>)
  func boundedSurfaces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var tallies = [SurfaceTally(limit: 200), SurfaceTally(limit: 200)]
    var counts: [String: Int] = [:]
    for _ in 0..<20_000 {
      let word = "w\(random.zipf(4_000, skew: 4))"
      counts[word, default: 0] += 1
      tallies[Int.random(in: 0..<2, using: &random)].add(Array(word.utf8))
    }
    tallies[0].merge(tallies[1])
    let tally = tallies[0]
    #expect(tally.error <= 20_000 * 2 / 100)
    let top = tally.top(10)
    #expect(top.count == 10)
    for entry in top {
      let truth = counts[entry.surface] ?? 0
      #expect(entry.count <= truth && truth <= entry.count + tally.error)
    }
    #expect(!tally.distinct.isExact)
    #expect(abs(Double(tally.distinct.value) / Double(counts.count) - 1) < 0.03)
  }

  @Test(
    "distinct values are estimated within 3 standard errors", arguments: [100, 10_000, 40_000, 60_000, 80_000, 400_000])
  func cardinality(count: Int) {
    var (one, other) = (HyperLogLog(), HyperLogLog())
    for number in 0..<count {
      let hash = TextHash.of("surface \(number)".utf8)
      if number % 3 != 0 { one.add(hash) }
      if number % 3 != 1 { other.add(hash) }
    }
    one.merge(other)
    #expect(abs(one.estimate / Double(count) - 1) < 3 * 0.0081)
  }

  @Test("percentiles are nearest ranks, the histogram counts everything once")
  func lengths() {
    var tally = LengthTally()
    for length in (1...100).reversed() { tally.add(length) }
    let figures = tally.figures
    #expect(figures.mean == 50.5)
    #expect(figures.percentiles.map(\.length) == [5, 25, 50, 75, 90, 95, 99])
    #expect(figures.bars.first?.lengths == 0...4)
    #expect(figures.bars.first?.count == 4)
    #expect(figures.bars.last?.lengths == 100...100)
    #expect(figures.bars.map(\.count).reduce(0, +) == 100)
    #expect(LengthTally().figures == LengthFigures())
  }

  @Test("long lengths are kept within 1/64", arguments: [4_095, 4_096, 4_097, 1_000_003, 1 << 39])
  func longLengths(length: Int) throws {
    var tally = LengthTally()
    for value in [1, 2, length, length] { tally.add(value) }
    tally.add(Int.max)
    let median = try #require(tally.figures.percentiles.first { $0.percent == 50 }).length
    #expect(median >= length && Double(median) <= Double(length) * (1 + 1.0 / 64))
    #expect(tally.figures.largest == 1 << 40)
    #expect(tally.figures.bars.map(\.count).reduce(0, +) == 5)
  }

  @Test("examples do not depend on the order")
  func examples() {
    let hashes = (0..<50).map { TextHash.mixed($0) }
    func sample(_ hashes: [UInt64]) -> [String] {
      var sample = ExampleSample(size: 3)
      for hash in hashes { sample.add(hash, Quotation(document: "\(hash)", range: 0..<1, text: "x")) }
      return sample.quotations.map(\.document)
    }
    #expect(sample(hashes) == sample(hashes.reversed()))
    #expect(sample(hashes) == hashes.sorted().prefix(3).map { "\($0)" })
    var none = ExampleSample(size: 0)
    none.add(1, Quotation(document: "d", range: 0..<1, text: "x"))
    #expect(none.quotations.isEmpty)
  }

  @Test("quotations cut no word that they need not cut")
  func words() {
    let quotation = Quotation(document("d", "one twotwo three X four fivefive six"), 17..<18, context: 11)
    #expect(quotation.before == "three ")
    #expect(quotation.after == " four")
    let whole = Quotation(document("d", "one two X three"), 8..<9, context: 8)
    #expect(whole.before == "one two " && whole.after == " three")
  }

  @Test("quotations cut no character")
  func quotation() {
    let text = String(repeating: "é", count: 30) + "X" + String(repeating: "ß", count: 30)
    let quotation = Quotation(document("d", text), 60..<61, context: 5)
    #expect(quotation.before == "éé")
    #expect(quotation.text == "X")
    #expect(quotation.after == "ßß")
    #expect(Quotation(document("d", text), 0..<61, limit: 3).text == "é…")
    #expect(Quotation(document("d", text), 500..<600).text == "")
  }
}
