import Foundation
import TestSupport
import Testing

@testable import CorpusAnalysis

/// Texts in families: copies of a few originals with more or fewer words exchanged.
private func families(seed: UInt64, count: Int, length: Int) -> [[UInt8]] {
  var random = SplitMix64(seed: seed)
  let originals = (0..<8).map { _ in random.words(length) }
  return (0..<count).map { _ -> [UInt8] in
    var words = originals[Int.random(in: 0..<originals.count, using: &random)]
    let rate = Double.random(in: 0...0.1, using: &random)
    for index in words.indices where Double.random(in: 0..<1, using: &random) < rate {
      words[index] = "x\(random.zipf(5_000))"
    }
    return Array(words.joined(separator: " ").utf8)
  }
}

/// All runs of three words.
private func shingles(_ text: [UInt8]) -> Set<[Substring]> {
  let words = String(decoding: text, as: UTF8.self).split(separator: " ")
  return Set((0...words.count - 3).map { Array(words[$0..<$0 + 3]) })
}

/// Jaccard's similarity by its definition.
private func jaccard(_ first: Set<[Substring]>, _ second: Set<[Substring]>) -> Double {
  let shared = first.intersection(second).count
  return Double(shared) / Double(first.count + second.count - shared)
}

@Suite("Duplicates")
struct DuplicateTests {
  @Test("texts of the same words have one number, whatever their case, accents, spaces and punctuation")
  func equalTexts() {
    var finder = DuplicateFinder()
    func add(_ text: String) -> Int? { finder.add(Array(text.utf8)) }
    #expect(add("The café, in Zürich — is open.") == 0)
    #expect(add("the CAFE\u{301} in\nZURICH is open") == 0)
    #expect(add("the cafe in Zurich was open") == 1)
    #expect(add("東京都に住む") == 2)
    #expect(add("東京都に住む。") == 2)
    #expect(add("far too short") == nil)
    #expect(finder.tooShort == 1)
    #expect(finder.count == 3)
  }

  @Test(
    "of short texts exactly those pairs are found that brute force finds", arguments: 1...4 as ClosedRange<UInt64>,
    [0.5, 0.8])
  func bruteForce(seed: UInt64, threshold: Double) {
    let texts = families(seed: seed, count: 80, length: 40)
    var options = DuplicateFinder.Options()
    options.threshold = threshold
    var finder = DuplicateFinder(options)
    var numbers: [Int: Set<[Substring]>] = [:]
    for text in texts { if let number = finder.add(text) { numbers[number] = shingles(text) } }
    var found: [[Int]: Double] = [:]
    finder.forEachMatch { match in
      #expect(found.updateValue(match.similarity, forKey: [match.first, match.second]) == nil)
    }
    var (expected, missed) = (0, 0)
    for (a, first) in numbers {
      for (b, second) in numbers where a < b {
        let similarity = jaccard(first, second)
        if let told = found[[a, b]] {
          #expect(abs(told - similarity) < 1e-12)
        } else if similarity >= threshold {
          missed += 1
        }
        if similarity >= threshold { expected += 1 }
      }
    }
    #expect(expected > 10)
    #expect(found.count == expected - missed)
    // What may be missed lies at the threshold itself, and there less than one in two hundred.
    #expect(Double(missed) <= 0.005 * Double(expected) + 1)
  }

  @Test("of long texts the similarity is within 4 standard errors", arguments: 1...3 as ClosedRange<UInt64>)
  func estimates(seed: UInt64) {
    let texts = families(seed: seed, count: 30, length: 1_500)
    var options = DuplicateFinder.Options()
    options.threshold = 0.3
    var finder = DuplicateFinder(options)
    var numbers: [Int: Set<[Substring]>] = [:]
    for text in texts { if let number = finder.add(text) { numbers[number] = shingles(text) } }
    var pairs = 0
    finder.forEachMatch { match in
      guard let first = numbers[match.first], let second = numbers[match.second] else { return }
      let truth = jaccard(first, second)
      let error = (truth * (1 - truth) / 256).squareRoot()
      #expect(abs(match.similarity - truth) <= 4 * error)
      pairs += 1
    }
    #expect(pairs > 10)
  }

  @Test(
    "bands find pairs at the threshold in at least 99.5 of 100 cases",
    arguments: [0.05, 0.3, 0.5, 0.8, 0.9, 0.99, 1])
  func bands(threshold: Double) {
    let minHash = MinHash(threshold: threshold, hashes: 128, seed: 1)
    #expect(minHash.rows * minHash.bands <= 128)
    #expect(minHash.probability(threshold) >= 0.995)
  }

  @Test("sets share a minimum as often as they are similar")
  func minima() {
    var random = SplitMix64(seed: 5)
    let (shared, one, other) = (
      (0..<60).map { _ in random.next() }, (0..<20).map { _ in random.next() }, (0..<20).map { _ in random.next() }
    )
    // One row a band: 4,096 minima one by one. Similarity 60/100, standard error 0.0077.
    let minHash = MinHash(threshold: 0.001, hashes: 4_096, seed: 3)
    #expect(minHash.rows == 1)
    let (a, b) = (minHash.keys(of: shared + one), minHash.keys(of: shared + other))
    let share = Double(zip(a, b).count { $0 == $1 }) / 4_096
    #expect(abs(share - 0.6) < 0.03)
  }

  @Test("what goes over the capacity is counted and not compared")
  func capacity() {
    var options = DuplicateFinder.Options()
    options.capacity = 2
    var finder = DuplicateFinder(options)
    let numbers = ["a b c d e", "a b c d f", "a b c d g", "A b c d e!"].map { finder.add(Array($0.utf8)) }
    #expect(numbers == [0, 1, nil, 0])
    #expect(finder.withoutRoom == 1)
  }

  @Test("long runs are compared in part, and what is left out is counted")
  func longRuns() {
    var options = DuplicateFinder.Options()
    options.runLimit = 20
    options.threshold = 0.6
    var finder = DuplicateFinder(options)
    for number in 0..<100 { _ = finder.add(Array("the same long form for everybody but number \(number)".utf8)) }
    var groups = Groups()
    groups.grow(to: 100)
    var pairs = 0
    let left = finder.forEachMatch { match in
      groups.join(match.first, match.second)
      pairs += 1
    }
    #expect(left > 0)
    #expect(pairs < 100 * 99 / 2)
    #expect((0..<100).allSatisfy { groups.representative(of: $0) == 0 })
    options.runLimit = 1_000
    var whole = DuplicateFinder(options)
    for number in 0..<100 { _ = whole.add(Array("the same long form for everybody but number \(number)".utf8)) }
    var all = 0
    #expect(whole.forEachMatch { _ in all += 1 } == 0)
    #expect(all == 100 * 99 / 2)
  }

  @Test("no text and no pair stop nothing")
  func empty() {
    var finder = DuplicateFinder()
    #expect(finder.forEachMatch { _ in } == 0)
    #expect(finder.add([]) == nil)
    #expect(finder.add(Array("x".utf8), in: 5..<900) == nil)
    var options = DuplicateFinder.Options()
    (options.threshold, options.hashes, options.sketchSize, options.shingleSize) = (.nan, -4, 0, 0)
    var odd = DuplicateFinder(options)
    _ = odd.add(Array("a b c d e f".utf8))
    _ = odd.add(Array("a b c d e g".utf8))
    #expect(odd.forEachMatch { _ in } == 0)
  }
}
