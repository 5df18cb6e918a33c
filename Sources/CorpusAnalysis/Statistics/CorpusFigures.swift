/// What was counted in a corpus.
public struct CorpusFigures: Hashable, Sendable {
  /// All documents.
  public var total: PartFigures
  /// Each split, and last the documents without one; empty if no document has a split.
  public var splits: [PartFigures]
  /// β of the effective-number weights.
  public var beta: Double

  /// Figures from their parts.
  public init(total: PartFigures, splits: [PartFigures], beta: Double) {
    (self.total, self.splits, self.beta) = (total, splits, beta)
  }
}

/// What was counted in a part of a corpus.
public struct PartFigures: Hashable, Sendable {
  /// The split; `nil` for all documents, and for those without a split.
  public var name: String?
  /// Documents.
  public var documents = 0
  /// Documents with at least one mention.
  public var documentsWithMentions = 0
  /// Documents whose tokens are not the source's but were cut for counting.
  public var documentsWithoutTokens = 0
  /// Documents whose sentences are not known, so that none is counted.
  public var documentsWithoutSentences = 0
  /// Sentences that the sources tell.
  public var sentences = 0
  /// Tokens.
  public var tokens = 0
  /// UTF-8 bytes of text.
  public var bytes = 0
  /// Unicode code points of text.
  public var characters = 0
  /// Mentions.
  public var mentions = 0
  /// Mentions of several stretches.
  public var discontinuous = 0
  /// Mentions whose hull shares text with that of another one.
  public var overlapping = 0
  /// Mentions that one tag a token cannot hold; they are not in `tags`.
  public var untagged = 0
  /// By falling number of mentions, then by name.
  public var labels: [LabelFigures] = []
  /// The tags of IOB2 over the tokens, by falling count, then by name.
  public var tags: [TagFigures] = []
  /// In tokens.
  public var sentenceLengths = LengthFigures()
  /// In tokens.
  public var documentLengths = LengthFigures()
  /// In tokens.
  public var mentionLengths = LengthFigures()

  /// Nothing counted.
  public init(name: String?) { self.name = name }
}

/// What was counted for one label.
public struct LabelFigures: Hashable, Sendable {
  /// Its name.
  public var label: String
  /// Its mentions; at least one.
  public var mentions: Int
  /// Documents with a mention of it.
  public var documents: Int
  /// Their share of all documents.
  public var documentShare: Double
  /// Tokens inside its mentions, each once.
  public var tokens: Int
  /// The mean length of a mention in tokens.
  public var meanTokens: Double
  /// The mean length of a mention in Unicode code points.
  public var meanCharacters: Double
  /// Distinct surfaces, byte by byte.
  public var surfaces: Estimate
  /// Distinct surfaces for each mention: near 1 where hardly anything is named twice.
  public var surfacesPerMention: Double
  /// The most frequent surfaces.
  public var topSurfaces: [SurfaceCount]
  /// By how much a count of `topSurfaces` may be too low: 0 unless there were too many surfaces to count.
  public var topSurfacesError: Int
  /// Some places, chosen by hash.
  public var examples: [Quotation]
}

/// How often a tag stands at a token, and what a token of it weighs in a weighted loss.
public struct TagFigures: Hashable, Sendable {
  /// `O`, `B-PER`, `I-PER`.
  public var tag: String
  /// Tokens that have it; at least one.
  public var count: Int
  /// Their share of all tokens.
  public var share: Double
  /// N / (K·n), as NeMo and TAO weigh.
  public var balancedWeight: Double
  /// By the effective number of samples, mean 1 over the tags; `nil` if β lies outside 0...1.
  public var effectiveWeight: Double?
}
