/// The mentions of a document as one tag a token can hold them: over whole tokens of one sentence, without overlap.
///
/// Borders are found by offsets alone; no token is ever looked for in the text.
public struct Projection: Sendable {
  /// A sentence and its mentions.
  public struct Sentence: Hashable, Sendable {
    /// Its tokens: indices of `Document.tokens`.
    public var tokens: Range<Int>
    /// Its mentions in order; `words` count from the sentence's first token.
    public var mentions: [WordMention]

    /// One tag a token.
    public func tags(_ scheme: TagScheme) -> [Tag] {
      WordMention.encode(mentions, count: tokens.count, scheme: scheme)
    }
  }

  /// In the document's order; a document with tokens and without sentences is one sentence.
  public private(set) var sentences: [Sentence]
  /// One record for each mention of the layer, in its order.
  public private(set) var records: [SpanRecord] = []

  /// The projection of a layer's mentions onto the tokens of their document.
  ///
  /// - Parameters:
  ///   - layer: `nil`: no mentions.
  ///   - scheme: the scheme that the mentions will be spelt in: `io` holds neighbours of one type as one mention.
  public init(_ document: Document, layer: AnnotationLayer?, policy: ProjectionPolicy, scheme: TagScheme = .iob2) {
    let (sentences, homes) = Self.sentences(of: document)
    self.sentences = sentences
    guard let mentions = layer?.mentions, !mentions.isEmpty else { return }
    let placing = TokenPlacing(document, sentences: sentences.map(\.tokens), homes: homes, policy: policy)
    var outcomes = [ProjectionOutcome](repeating: ProjectionOutcome(), count: mentions.count)
    var candidates: [TokenPlacing.Candidate] = []
    for (index, mention) in mentions.enumerated() {
      placing.place(mention, index, &outcomes[index], &candidates)
    }
    var previous: TokenPlacing.Candidate?
    for candidate in placing.withoutOverlap(candidates, of: mentions, &outcomes) {
      append(candidate, behind: scheme == .io ? previous : nil, mentions, &outcomes)
      previous = candidate
    }
    records = zip(mentions, outcomes).map { $1.record(of: $0, in: document) }
  }

  /// - Parameter previous: the candidate before it, if neighbours of one type are to become one.
  private mutating func append(
    _ candidate: TokenPlacing.Candidate, behind previous: TokenPlacing.Candidate?, _ mentions: [Mention],
    _ outcomes: inout [ProjectionOutcome]
  ) {
    let type = mentions[candidate.mention].label
    let start = sentences[candidate.sentence].tokens.lowerBound
    let words = candidate.tokens.lowerBound - start..<candidate.tokens.upperBound - start
    if let previous, previous.sentence == candidate.sentence,
      previous.tokens.upperBound == candidate.tokens.lowerBound,
      mentions[previous.mention].label.utf8.elementsEqual(type.utf8)
    {
      let last = sentences[candidate.sentence].mentions.count - 1
      let first = sentences[candidate.sentence].mentions[last].words.lowerBound
      sentences[candidate.sentence].mentions[last].words = first..<words.upperBound
      for index in [previous.mention, candidate.mention] {
        let detail = "the scheme 'io' holds neighbours of one type as one mention"
        outcomes[index].note(.notRepresentable, isRequested: false, detail: detail)
      }
      outcomes[candidate.mention].isMerged = true
      return
    }
    sentences[candidate.sentence].mentions.append(WordMention(type: type, words: words))
    outcomes[candidate.mention].produced += 1
  }

  /// The sentences without mentions, and the sentence of each token.
  private static func sentences(of document: Document) -> ([Sentence], [Int]) {
    let (tokens, sentences) = (document.tokens, document.sentences)
    guard !sentences.isEmpty else {
      let whole = Sentence(tokens: 0..<tokens.count, mentions: [])
      return (tokens.isEmpty ? [] : [whole], [Int](repeating: 0, count: tokens.count))
    }
    var home = 0
    var ends = [Int](repeating: 0, count: sentences.count)
    let homes = tokens.enumerated().map { index, token in
      while home + 1 < sentences.count, sentences[home + 1].lowerBound <= token.lowerBound {
        home += 1
        ends[home] = index
      }
      ends[home] = index + 1
      return home
    }
    // Sentences behind the last token have none.
    for index in ends.indices.dropFirst() { ends[index] = max(ends[index], ends[index - 1]) }
    let starts = [0] + ends.dropLast()
    return (zip(starts, ends).map { Sentence(tokens: $0..<$1, mentions: []) }, homes)
  }
}

/// What became of a mention on its way to the tokens.
struct ProjectionOutcome {
  /// Stretches of tokens that it wanted, and that it got.
  var wanted = 0
  var produced = 0
  /// Whether another mention has taken it in.
  var isMerged = false
  private var notes: [(reason: SpanReason, isRequested: Bool, detail: String)] = []

  mutating func note(_ reason: SpanReason, isRequested: Bool, detail: String = "") {
    if !notes.contains(where: { $0.reason == reason }) { notes.append((reason, isRequested, detail)) }
  }

  /// The reason that counts is the first after which something is missing.
  func record(of mention: Mention, in document: Document) -> SpanRecord {
    let harmful = notes.filter { !$0.reason.isHarmless }
    let note = harmful.first { !$0.isRequested } ?? harmful.first ?? notes.first
    let fate: SpanRecord.Fate =
      if produced == 0 { isMerged ? .merged : .dropped } else if wanted > 1 { .split } else {
        note == nil ? .kept : .snapped
      }
    return SpanRecord(
      fate, note?.reason, detail: note?.detail ?? "", produced: produced, isRequested: note?.isRequested ?? false,
      label: mention.label, surface: document.surface(of: mention))
  }
}
