/// The pieces of normalized text under a BPE model. Its storage is kept from text to text.
struct MergedPieces {
  private var merger = PairMerger()
  /// From the first to the last.
  private(set) var steps: [BestPath.Step] = []
  /// How unused pieces were put together: what they are → the length of the left part.
  private var joints: [[UInt8]: Int] = [:]

  /// Finds the pieces of `text[range]`.
  mutating func find(in text: [UInt8], _ range: Range<Int>, model: SentencePieceModel) {
    merger.removeAll()
    joints.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    var start = range.lowerBound
    while start < range.upperBound {
      let kept = model.userDefined?.longestEnd(text.span, from: start, before: range.upperBound)
      let lead = text[start]
      let end = kept ?? min(range.upperBound, start + (lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4))
      merger.append(
        PairMerger.Symbol(start: start - range.lowerBound, length: end - start, id: -1, isFrozen: kept != nil))
      start = end
    }
    let (span, origin) = (text, range.lowerBound)
    var joints: [[UInt8]: Int] = [:]
    merger.merge { left, right in
      let start = origin + Int(left.start)
      let whole = start..<start + Int(left.length + right.length)
      let id = model.trie.value(span.span, whole)
      guard id >= 0 else { return nil }
      if model.types[Int(id)] == .unused { joints[Array(span[whole])] = Int(left.length) }
      return (model.scores[Int(id)], id)
    }
    self.joints = joints
    var whole: [Range<Int>] = []
    merger.forEach { whole.append(origin + Int($0.start)..<origin + Int($0.start + $0.length)) }
    for part in whole { take(part, text, model) }
  }

  /// A piece as it is, or an unused one taken apart again.
  private mutating func take(_ range: Range<Int>, _ text: [UInt8], _ model: SentencePieceModel) {
    let bytes = Array(text[range])
    let id = model.id(of: bytes) ?? model.unknown
    guard model.types[Int(id)] == .unused, let left = joints[bytes] else {
      steps.append(BestPath.Step(id: id, range: range))
      return
    }
    take(range.lowerBound..<range.lowerBound + left, text, model)
    take(range.lowerBound + left..<range.upperBound, text, model)
  }
}
