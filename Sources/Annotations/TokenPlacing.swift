/// Finds the tokens that mentions cover, and lets each token be covered once.
struct TokenPlacing {
  /// A stretch of whole tokens that a mention wants.
  struct Candidate {
    /// The mention's place in its layer.
    var mention: Int
    /// Its sentence.
    var sentence: Int
    /// Indices of the document's tokens, all in the sentence.
    var tokens: Range<Int>
    /// The bytes from the first token's start to the last token's end.
    var length: Int
  }

  private let text: [UInt8]
  private let tokens: [Range<Int>]
  private let sentences: [Range<Int>]
  private let homes: [Int]
  private let policy: ProjectionPolicy

  /// - Parameters:
  ///   - sentences: the tokens of each sentence.
  ///   - homes: the sentence of each token.
  init(_ document: Document, sentences: [Range<Int>], homes: [Int], policy: ProjectionPolicy) {
    (text, tokens) = (document.text, document.tokens)
    (self.sentences, self.homes, self.policy) = (sentences, homes, policy)
  }

  /// Appends what the mention at `index` of its layer wants, and notes what stands in the way.
  func place(_ mention: Mention, _ index: Int, _ outcome: inout ProjectionOutcome, _ candidates: inout [Candidate]) {
    guard mention.fragments.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= text.count }) else {
      return outcome.note(.outsideText, isRequested: false)
    }
    for stretch in stretches(of: mention, &outcome) {
      guard let covered = cover(stretch, &outcome) else { continue }
      let first = homes[covered.lowerBound]
      let last = homes[covered.upperBound - 1]
      if first < last { outcome.note(.crossesBoundary, isRequested: false, detail: "split at the sentence's end") }
      for sentence in first...last {
        let part = trimmed(covered.clamped(to: sentences[sentence]))
        guard !part.isEmpty else { continue }
        let length = tokens[part.upperBound - 1].upperBound - tokens[part.lowerBound].lowerBound
        candidates.append(Candidate(mention: index, sentence: sentence, tokens: part, length: length))
        outcome.wanted += 1
      }
    }
  }

  private func stretches(of mention: Mention, _ outcome: inout ProjectionOutcome) -> [Range<Int>] {
    guard mention.isDiscontinuous else { return mention.fragments }
    let choice = policy.discontinuous ?? .hull
    outcome.note(.discontinuous, isRequested: policy.discontinuous != nil, detail: choice.rawValue)
    return switch choice {
    case .hull: [mention.hull]
    case .first: [mention.fragments[0]]
    case .split: mention.fragments
    case .drop: []
    }
  }

  /// The tokens of a stretch of text, snapped as the policy says; `nil` without any.
  private func cover(_ stretch: Range<Int>, _ outcome: inout ProjectionOutcome) -> Range<Int>? {
    guard !stretch.isEmpty else {
      outcome.note(.empty, isRequested: false)
      return nil
    }
    var first = partition { tokens[$0].upperBound > stretch.lowerBound }
    var end = partition { tokens[$0].lowerBound >= stretch.upperBound }
    // A token of white space that is covered in part is an edge like any other white space.
    if first < end, cutsStart(first, of: stretch), isSpace(tokens[first]) { first += 1 }
    if first < end, cutsEnd(end - 1, of: stretch), isSpace(tokens[end - 1]) { end -= 1 }
    let whole = trimmed(first..<max(first, end))
    guard !whole.isEmpty else {
      if isSpace(stretch) {
        outcome.note(.empty, isRequested: false)
      } else {
        outcome.note(.notRepresentable, isRequested: false, detail: "no token there")
      }
      return nil
    }
    var found = whole
    if cutsStart(whole.lowerBound, of: stretch) || cutsEnd(whole.upperBound - 1, of: stretch) {
      let choice = policy.border ?? .expand
      outcome.note(.insideToken, isRequested: policy.border != nil, detail: choice.rawValue)
      switch choice {
      case .strict: return nil
      case .expand: break
      case .contract:
        let start = whole.lowerBound + (cutsStart(whole.lowerBound, of: stretch) ? 1 : 0)
        let end = whole.upperBound - (cutsEnd(whole.upperBound - 1, of: stretch) ? 1 : 0)
        found = trimmed(start..<max(start, end))
        if found.isEmpty { return nil }
      }
    }
    noteEdges(stretch, whole, &outcome)
    return found
  }

  /// Notes text at the edges of a stretch that no token covers.
  private func noteEdges(_ stretch: Range<Int>, _ covered: Range<Int>, _ outcome: inout ProjectionOutcome) {
    let start = tokens[covered.lowerBound].lowerBound
    let end = tokens[covered.upperBound - 1].upperBound
    for edge in [
      stretch.lowerBound..<max(start, stretch.lowerBound), min(end, stretch.upperBound)..<stretch.upperBound,
    ] where !edge.isEmpty {
      if isSpace(edge) {
        outcome.note(.edgeSpace, isRequested: false)
      } else {
        outcome.note(.notRepresentable, isRequested: false, detail: "no token covers an edge of it")
      }
    }
  }

  private func cutsStart(_ token: Int, of stretch: Range<Int>) -> Bool { tokens[token].lowerBound < stretch.lowerBound }

  private func cutsEnd(_ token: Int, of stretch: Range<Int>) -> Bool { tokens[token].upperBound > stretch.upperBound }

  /// The first token from which on a condition holds.
  private func partition(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Without tokens that have no text, at both ends.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, tokens[start].isEmpty { start += 1 }
    while start < end, tokens[end - 1].isEmpty { end -= 1 }
    return start..<end
  }

  private func isSpace(_ range: Range<Int>) -> Bool {
    String(decoding: text[range.clamped(to: 0..<text.count)], as: UTF8.self).unicodeScalars.allSatisfy(
      \.properties.isWhitespace)
  }
}

// MARK: Overlap

extension TokenPlacing {
  /// The candidates that stay where several want one token, in the order of the text.
  func withoutOverlap(
    _ candidates: [Candidate], of mentions: [Mention], _ outcomes: inout [ProjectionOutcome]
  ) -> [Candidate] {
    let choice = policy.overlap ?? .longest
    var owners = [Int](repeating: -1, count: tokens.count)
    for index in ranked(candidates, choice) {
      let candidate = candidates[index]
      // The ends first: a rival that covers neither lies inside, and is rare.
      let ends = [candidate.tokens.lowerBound, candidate.tokens.upperBound - 1]
      if let taken = ends.first(where: { owners[$0] >= 0 }) ?? candidate.tokens.first(where: { owners[$0] >= 0 }) {
        let (this, other) = (mentions[candidate.mention], mentions[candidates[owners[taken]].mention])
        if this.fragments == other.fragments, this.label.utf8.elementsEqual(other.label.utf8) {
          outcomes[candidate.mention].note(.duplicate, isRequested: false)
        } else {
          outcomes[candidate.mention].note(.overlap, isRequested: policy.overlap != nil, detail: choice.rawValue)
        }
      } else {
        for token in candidate.tokens { owners[token] = index }
      }
    }
    var accepted: [Candidate] = []
    var last = -1
    for owner in owners where owner >= 0 && owner != last {
      accepted.append(candidates[owner])
      last = owner
    }
    return accepted
  }

  private func ranked(_ candidates: [Candidate], _ choice: ProjectionPolicy.Overlap) -> [Int] {
    candidates.indices.sorted { left, right in
      let (a, b) = (candidates[left], candidates[right])
      let (startA, startB) = (a.tokens.lowerBound, b.tokens.lowerBound)
      return switch choice {
      case .longest: (-a.length, startA, left) < (-b.length, startB, right)
      case .shortest: (a.length, startA, left) < (b.length, startB, right)
      case .first: (startA, -a.length, left) < (startB, -b.length, right)
      }
    }
  }
}
