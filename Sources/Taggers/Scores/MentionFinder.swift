public import Annotations

/// A mention that was found in a sentence.
public struct ScoredMention: Hashable, Sendable {
  /// Its type.
  public var label: String
  /// Its words in the sentence.
  public var words: Range<Int>
  /// Its score, as the policy says.
  public var score: Double
}

/// From the posteriors of a sentence to its mentions.
public struct MentionFinder: Sendable {
  /// What was found in a sentence.
  public struct Found: Sendable {
    /// How many words have labels.
    public var words: Int
    /// The path: one label id a word; outside where the mention was left out.
    public var path: [Int]
    /// The mentions that stay, ascending.
    public var mentions: [ScoredMention]
    /// How many were left out because of their scores.
    public var leftOut: Int
  }

  /// What scores are and which mentions stay.
  public let policy: ScorePolicy
  private let decoder: TagDecoder
  private let reader: MentionDecoder
  /// What each label id says, with the number of its type.
  private let tags: [MentionDecoder.CodedTag]
  private let types: [String]
  private let outside: Int

  /// A finder for a label set.
  public init(labels: LabelSet, policy: ScorePolicy = ScorePolicy()) {
    self.policy = policy
    decoder = TagDecoder(labels: labels, method: policy.decoding)
    reader = MentionDecoder(scheme: decoder.scheme)
    let scheme = decoder.scheme
    var types: [String] = []
    tags = labels.names.map { name in
      let tag = Tag(name, scheme: scheme)
      guard let type = tag.type else { return MentionDecoder.CodedTag(.outside, type: -1) }
      let known = types.firstIndex { $0.utf8.elementsEqual(type.utf8) }
      if known == nil { types.append(type) }
      return MentionDecoder.CodedTag(tag.role, type: known ?? types.count - 1)
    }
    self.types = types
    outside = labels.id(of: "O") ?? 0
  }

  /// The mentions of one sentence.
  ///
  /// - Parameter posteriors: `[words, labels]`, row by row, as `ScorePolicy.posteriors` makes them.
  public func find(_ posteriors: ArraySlice<Float>) -> Found {
    let (path, scores) = decoder.decode(posteriors)
    var found = Found(words: path.count, path: path, mentions: [], leftOut: 0)
    for span in spans(path) {
      let score = score(scores[span.words])
      let label = types[span.type]
      if policy.keeps(label, score: score) {
        found.mentions.append(ScoredMention(label: label, words: span.words, score: score))
      } else {
        found.leftOut += 1
        for word in span.words { found.path[word] = outside }
      }
    }
    return found
  }

  /// The score of a mention whose words have these posteriors.
  public func score(_ posteriors: ArraySlice<Float>) -> Double { policy.score(ofWords: posteriors) }

  /// The mentions that label ids spell, without scores.
  public func mentions(_ path: [Int]) -> [WordMention] {
    spans(path).map { WordMention(type: types[$0.type], words: $0.words) }
  }

  private func spans(_ path: [Int]) -> [MentionDecoder.Span] {
    var spans: [MentionDecoder.Span] = []
    reader.decode(path.map { tags[$0] }, into: &spans)
    return spans.filter { $0.isMention && types.indices.contains($0.type) }
  }
}
