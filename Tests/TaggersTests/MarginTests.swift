import Annotations
import Kernels
import Testing

@testable import Taggers

@Suite("Margins of label paths")
struct MarginTests {
  private static let names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]

  private func decoder(_ method: TagDecoder.Method, _ names: [String] = names) throws -> TagDecoder {
    TagDecoder(labels: try #require(LabelSet(names: names)), method: method)
  }

  private func random(_ words: Int, seed: UInt64) -> [Float] {
    var stream = PhiloxStream(seed: seed, stream: 3)
    return (0..<words * Self.names.count).map { _ in stream.normal(deviation: 2) }
  }

  /// Every path of so many words that the scheme allows, or every path at all.
  private func paths(_ words: Int, legal: Bool) -> [[Int]] {
    var all: [[Int]] = [[]]
    for _ in 0..<words { all = all.flatMap { path in Self.names.indices.map { path + [$0] } } }
    guard legal else { return all }
    return all.filter { path in
      path.indices.allSatisfy { word in
        let name = Self.names[path[word]]
        guard name.hasPrefix("I-") else { return true }
        return word > 0 && Self.names[path[word - 1]].dropFirst(2) == name.dropFirst(2)
      }
    }
  }

  @Test(
    "a margin is the best path's lead over every other, as counting all of them says", arguments: 0..<12,
    [TagDecoder.Method.viterbi, .argmax])
  func exhaustive(seed: Int, method: TagDecoder.Method) throws {
    for words in 1...4 {
      let logits = random(words, seed: UInt64(100 * words + seed))
      let sums = paths(words, legal: method == .viterbi).map { path in
        path.enumerated().reduce(0) { $0 + logits[$1.offset * Self.names.count + $1.element] }
      }.sorted()
      let margin = sums[sums.count - 1] - sums[sums.count - 2]
      let decoder = try decoder(method)
      #expect(abs(decoder.margin(logits[...]) - margin) < 1e-4)
      for limit in [0, 0.01, margin / 2, margin * 0.999, margin * 1.001 + 1e-4, 20, .infinity] {
        #expect(decoder.isClose(logits[...], within: limit) == (limit > margin))
      }
      // As part of a longer array.
      let longer = [9, 9, 9] + logits + [9]
      #expect(decoder.margin(longer[3..<3 + logits.count]) == decoder.margin(logits[...]))
    }
  }

  @Test("a path that the scheme corrects may be close although each word's best label leads")
  func corrected() throws {
    // I-PER leads by 5, but cannot come first: O and B-PER are what is chosen from.
    let logits: [Float] = [1, 0.9, 6, -3, -3]
    #expect(abs(try decoder(.viterbi).margin(logits[...]) - 0.1) < 1e-6)
    #expect(try decoder(.viterbi).isClose(logits[...], within: 0.5))
    #expect(abs(try decoder(.argmax).margin(logits[...]) - 5) < 1e-6)
    #expect(try !decoder(.argmax).isClose(logits[...], within: 0.5))
  }

  @Test("where there is nothing to choose nothing is close, and what is no number always is")
  func extremes() throws {
    let only = try decoder(.viterbi, ["O"])
    #expect(only.margin([1, 2, 3]) == .infinity)
    #expect(!only.isClose([1, 2, 3], within: 1e30))
    for method in TagDecoder.Method.allCases {
      let decoder = try decoder(method)
      #expect(decoder.margin([]) == .infinity && !decoder.isClose([], within: 1))
      for value in [Float.nan, .infinity, -.infinity] {
        #expect(decoder.margin([0, 1, value, 0, 0]) == 0)
        #expect(decoder.isClose([0, 1, value, 0, 0], within: 1e-6))
        #expect(!decoder.isClose([0, 1, value, 0, 0], within: 0))
      }
    }
  }
}
