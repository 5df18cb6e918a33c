import Annotations
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
  }

  @Test("a sentence that fits has one window, whatever the budget")
  func single() {
    #expect(WindowPlan.windows(pieces: [2, 3, 1], budget: 6) == [Window(words: 0..<3, scored: 0..<3)])
    #expect(WindowPlan.windows(pieces: [2, 3, 1], budget: 500) == [Window(words: 0..<3, scored: 0..<3)])
  }

  @Test("neighbouring windows share context, and the border between them lies in its middle")
  func overlap() {
    let windows = WindowPlan.windows(pieces: [Int](repeating: 1, count: 30), budget: 16)
    #expect(windows.map(\.words) == [0..<16, 12..<28, 24..<30])
    #expect(windows.map(\.scored) == [0..<14, 14..<26, 26..<30])
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

  @Test("labels that only ever begin with I- are legal everywhere")
  func insideOnly() {
    let decoder = TagDecoder(labels: LabelSet(ordering: ["I-X"]), method: .viterbi)
    #expect(decoder.decode([0.4, 0.6, 0.9, 0.1, 0.2, 0.8][...]).ids == [1, 0, 1])
  }
}
