/// The likeliest pieces of normalized text under a unigram model (Viterbi's algorithm, one pass, as SentencePiece's
/// `EncodeOptimized`). Its storage is kept from text to text.
struct BestPath {
  /// The best way to a place in the text.
  private struct Node {
    var score: Double
    /// The piece that ends here.
    var id: Int32
    /// Where it begins; −1 for a place that was not reached.
    var start: Int32
  }

  /// A piece of the best path.
  struct Step {
    var id: Int32
    var range: Range<Int>
  }

  private var nodes: [Node] = []
  /// From the first to the last.
  private(set) var steps: [Step] = []
  /// The score at the end of the path.
  private(set) var score = 0.0
  /// By how much sums of scores may be off without another path winning: the closest of all decisions.
  private(set) var margin = Double.infinity
  /// How many sums a path has at most.
  private(set) var depth = 0

  /// How far a score lay from that before the text at most.
  private(set) var reach = 0.0

  /// The score of a text before a piece, and of that piece.
  func sum(_ before: Double, _ id: Int32, length: Int, _ model: SentencePieceModel) -> Double {
    let own = id == model.unknown ? model.unknownScore : Self.score(id, model.types[Int(id)], length: length, model)
    return model.roundsScores ? Double(Float(own + before)) : own + before
  }

  /// The score of a piece; a user-defined one gets a score with which it always wins.
  @inline(__always)
  private static func score(
    _ id: Int32, _ type: SentencePieceModel.PieceType, length: Int, _ model: SentencePieceModel
  ) -> Double {
    type == .userDefined && model.roundsScores
      ? Double(Float(length) * Float(model.greatestScore)) - 0.1 : model.scores[Int(id)]
  }

  /// Finds the pieces of `text[range]`, which is not empty, of a sentence whose score so far is `base`.
  mutating func find(
    in text: [UInt8], _ range: Range<Int>, base: Double, model: SentencePieceModel
  ) {
    let size = range.count
    nodes.removeAll(keepingCapacity: true)
    for _ in 0...size { nodes.append(Node(score: 0, id: -1, start: -1)) }
    nodes[0].score = base
    (margin, depth, reach) = (.infinity, 0, 0)
    let rounds = model.roundsScores
    var start = 0
    while start < size {
      let lead = text[range.lowerBound + start]
      let width = min(lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, size - start)
      let before = nodes[start].score
      var isSpelled = false
      var node = PieceTrie.root
      var end = start
      depth += 1
      while end < size {
        node = model.trie.step(from: node, text[range.lowerBound + end])
        if node == 0 { break }
        end += 1
        let id = model.trie.value(at: node)
        if id < 0 { continue }
        let type = model.types[Int(id)]
        if type == .unused { continue }
        reach(end, from: start, id, Self.score(id, type, length: end - start, model) + before, rounds)
        if end - start == width { isSpelled = true }
      }
      if !isSpelled { reach(start + width, from: start, model.unknown, model.unknownScore + before, rounds) }
      start += width
    }
    steps.removeAll(keepingCapacity: true)
    var end = size
    while end > 0 {
      let start = Int(nodes[end].start)
      steps.append(Step(id: nodes[end].id, range: range.lowerBound + start..<range.lowerBound + end))
      end = start
    }
    steps.reverse()
    score = nodes[size].score
  }

  @inline(__always)
  private mutating func reach(_ end: Int, from start: Int, _ id: Int32, _ sum: Double, _ rounds: Bool) {
    let candidate = rounds ? Double(Float(sum)) : sum
    let known = nodes[end]
    reach = max(reach, abs(candidate - nodes[0].score))
    if known.start >= 0 { margin = min(margin, abs(candidate - known.score)) }
    if known.start < 0 || candidate > known.score {
      nodes[end] = Node(
        score: candidate, id: id, start: Int32(truncatingIfNeeded: start))
    }
  }
}
