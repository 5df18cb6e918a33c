import Annotations

/// Tokens and sentences of a source, as far as they hold the invariants of `Document`.
struct FittingUnits {
  private(set) var tokens: [Range<Int>] = []
  private(set) var sentences: [Range<Int>] = []
  /// Why some are left out, for people.
  private(set) var remark: String?

  /// Keeps tokens and sentences that ascend in a text; sentences also only where each token lies inside one.
  init(tokens: [Range<Int>], sentences: [Range<Int>], text: [UInt8]) {
    func ascending(_ ranges: [Range<Int>], _ name: String) -> [Range<Int>] {
      let sorted = ranges.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else {
        remark = "\(name) overlap; left out"
        return []
      }
      return sorted
    }
    self.tokens = ascending(tokens, "tokens")
    self.sentences = ascending(sentences, "sentences")
    let trial = Document(id: "", text: text, sentences: self.sentences, tokens: self.tokens)
    if case .homelessToken? = DocumentFault(of: trial) {
      remark = "tokens lie outside the sentences; the sentences are left out"
      self.sentences = []
    }
  }
}
