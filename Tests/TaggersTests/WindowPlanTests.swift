import Annotations
import Foundation
import Kernels
import Testing

@testable import Taggers

@Suite("Windows and label paths")
struct WindowPlanTests {
  @Test(
    "every word is scored exactly once, inside a window that holds it and fits the budget",
    arguments: [(1, 8), (7, 8), (40, 8), (400, 30), (1047, 126)])
  func coverage(words: Int, budget: Int) {
    let pieces = (0..<words).map { 1 + ($0 * 7 + $0 / 3) % 5 }
    let windows = WindowPlan.windows(pieces: pieces, budget: budget)
    #expect(windows.flatMap { Array($0.scored) } == Array(0..<words))
    for window in windows {
      #expect(
        window.words.lowerBound <= window.scored.lowerBound && window.scored.upperBound <= window.words.upperBound)
      #expect(pieces[window.words].reduce(0, +) <= budget)
    }
    // Context is as large as can be: no neighbour of a window's words would still fit in it.
    for window in windows {
      let used = pieces[window.words].reduce(0, +)
      let right = window.words.upperBound < words ? pieces[window.words.upperBound] : budget
      let left = window.words.lowerBound > 0 ? pieces[window.words.lowerBound - 1] : budget
      #expect(used + right > budget || windows.count == 1)
      #expect(used + left > budget || window.words.upperBound < words || windows.count == 1)
    }
  }

  @Test("a sentence that fits has one window, whatever the budget")
  func single() {
    #expect(WindowPlan.windows(pieces: [2, 3, 1], budget: 6) == [Window(words: 0..<3, scored: 0..<3)])
    #expect(WindowPlan.windows(pieces: [2, 3, 1], budget: 500) == [Window(words: 0..<3, scored: 0..<3)])
  }

  @Test("neighbouring windows share context, and the border between them lies in its middle")
  func overlap() {
    let windows = WindowPlan.windows(pieces: [Int](repeating: 1, count: 30), budget: 16)
    #expect(windows.map(\.words) == [0..<16, 12..<28, 14..<30])
    #expect(windows.map(\.scored) == [0..<14, 14..<21, 21..<30])
  }

  @Test("a word of more sub-tokens than the budget has a window of its own and keeps its first sub-token")
  func hugeWord() {
    let counts = [1, 9, 1]
    let windows = EncodedWindow.all(
      pieceIDs: Array(1...11), counts: counts, cls: 100, sep: 101, maxLength: 6)
    #expect(windows.flatMap { Array($0.scored) } == [0, 1, 2])
    #expect(windows.allSatisfy { $0.ids.count <= 6 && $0.firstRows.count == $0.scored.count })
    let huge = windows.first { $0.scored.contains(1) }
    #expect(huge?.ids == [100, 2, 3, 4, 5, 101])
  }

  @Test(
    "viterbi forbids an I- that continues nothing, argmax does not",
    arguments: [(TagDecoder.Method.argmax, ["O", "I-X"]), (.viterbi, ["B-X", "I-X"])])
  func decoding(method: TagDecoder.Method, expected: [String]) {
    let labels = LabelSet(ordering: ["B-X", "I-X"])
    let decoder = TagDecoder(labels: labels, method: method)
    let probabilities: [Float] = [0.5, 0.45, 0.05, 0.1, 0.2, 0.7]
    let (ids, scores) = decoder.decode(probabilities[...])
    #expect(ids.map { labels.names[$0] } == expected)
    #expect(scores == ids.enumerated().map { probabilities[$0 * 3 + $1] })
  }

  @Test(
    "viterbi finds the most probable of all paths that a scheme allows",
    arguments: [
      (["O", "B-X", "I-X"], TagScheme.iob2), (["O", "B-X", "I-X", "E-X", "S-X"], .bioes),
      (["O", "B-X", "I-X", "L-X", "U-X", "U-Y"], .bilou), (["O", "B-X", "M-X", "E-X", "S-X"], .bmes),
      (["O", "I-X", "E-X"], .ioe1), (["O", "I-X", "I-Y"], .iob2),
    ], [UInt64(1), 2])
  func exhaustive(set: (names: [String], scheme: TagScheme), seed: UInt64) throws {
    let labels = try #require(LabelSet(names: set.names))
    let decoder = TagDecoder(labels: labels, method: .viterbi)
    #expect(decoder.scheme == set.scheme)
    var stream = PhiloxStream(seed: seed, stream: 3)
    let (count, words) = (labels.count, 4)
    for _ in 0..<40 {
      let p = (0..<words * count).map { _ in Float.random(in: 0.01...1, using: &stream) }
      let path = decoder.decode(p[...]).ids
      var best: (ids: [Int], product: Float) = ([], -1)
      for number in 0..<Int(pow(Double(count), Double(words))) {
        let ids = (0..<words).map { number / Int(pow(Double(count), Double($0))) % count }
        guard isLegal(ids.map { labels.names[$0] }, set.scheme, known: set.names) else { continue }
        let product = ids.enumerated().reduce(Float(1)) { $0 * p[$1.offset * count + $1.element] }
        if product > best.product { best = (ids, product) }
      }
      #expect(path == best.ids)
    }
  }

  /// The rules of schemes, said once more and otherwise: a label is read with its neighbours.
  private func isLegal(_ names: [String], _ scheme: TagScheme, known: [String]) -> Bool {
    for (index, name) in names.enumerated() {
      let before = index > 0 ? names[index - 1] : "O"
      let after = index + 1 < names.count ? names[index + 1] : "O"
      func letter(_ name: String) -> Character { name.first ?? "O" }
      func type(_ name: String) -> String { String(name.dropFirst(2)) }
      switch (scheme, letter(name)) {
      case (.iob2, "I"):
        if known.contains("B-" + type(name)), !["B-", "I-"].map({ $0 + type(name) }).contains(before) { return false }
      case (.bioes, "I"), (.bioes, "E"), (.bilou, "I"), (.bilou, "L"), (.bmes, "M"), (.bmes, "E"):
        if !["B-", "I-", "M-"].map({ $0 + type(name) }).contains(before) { return false }
        if letter(name) == "E" || letter(name) == "L" { continue }
        if !["I-", "M-", "E-", "L-"].map({ $0 + type(name) }).contains(after) { return false }
      case (.bioes, "B"), (.bilou, "B"), (.bmes, "B"):
        if !["I-", "M-", "E-", "L-"].map({ $0 + type(name) }).contains(after) { return false }
      default: break
      }
    }
    return true
  }

  @Test("labels that only ever begin with I- are legal everywhere")
  func insideOnly() {
    let decoder = TagDecoder(labels: LabelSet(ordering: ["I-X"]), method: .viterbi)
    #expect(decoder.decode([0.4, 0.6, 0.9, 0.1, 0.2, 0.8][...]).ids == [1, 0, 1])
  }
}
