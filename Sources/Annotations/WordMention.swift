/// A mention over words of one sentence.
public struct WordMention: Hashable, Sendable {
  /// Its type, without scheme prefix.
  public var type: String
  /// The words that it covers.
  public var words: Range<Int>

  /// A mention from its parts.
  public init(type: String, words: Range<Int>) {
    (self.type, self.words) = (type, words)
  }

  /// The mentions that labels spell, repaired as the decoder says.
  ///
  /// Without a decoder IOB labels are read as conlleval reads them: an `I-` that continues nothing begins a mention. This
  /// serves IOB1 and IOB2 alike: a mention ends before `O`, before any `B-`, and before a change of type.
  public static func decode(
    _ labels: some Sequence<String>, with decoder: MentionDecoder = MentionDecoder()
  ) -> [WordMention] {
    var types: [String] = []
    let tags = labels.map { label -> MentionDecoder.CodedTag in
      let tag = Tag(label, scheme: decoder.scheme)
      guard let type = tag.type else { return MentionDecoder.CodedTag(.outside, type: -1) }
      // A sentence has few types: looking along them costs less than hashing. Names are compared byte by byte.
      if let index = types.firstIndex(where: { $0.utf8.elementsEqual(type.utf8) }) {
        return MentionDecoder.CodedTag(tag.role, type: index)
      }
      types.append(type)
      return MentionDecoder.CodedTag(tag.role, type: types.count - 1)
    }
    var spans: [MentionDecoder.Span] = []
    decoder.decode(tags, into: &spans)
    return spans.compactMap { $0.isMention ? WordMention(type: types[$0.type], words: $0.words) : nil }
  }

  /// The tags that spell mentions: one a word.
  ///
  /// `io` cannot tell neighbours of one type apart; every other scheme's tags are read back as the same mentions.
  ///
  /// - Parameters:
  ///   - mentions: ascending, without overlap, each of at least one word.
  ///   - count: the number of words.
  public static func encode(_ mentions: [WordMention], count: Int, scheme: TagScheme) -> [Tag] {
    var tags = [Tag](repeating: .outside, count: count)
    for (index, mention) in mentions.enumerated() {
      let words = mention.words
      precondition(
        !words.isEmpty && words.upperBound <= count && words.lowerBound >= 0
          && (index == 0 || mentions[index - 1].words.upperBound <= words.lowerBound),
        "mentions to be encoded ascend without overlap")
      func touches(_ other: Int, _ border: (Range<Int>) -> Int, _ place: Int) -> Bool {
        mentions.indices.contains(other) && border(mentions[other].words) == place
          && mentions[other].type.utf8.elementsEqual(mention.type.utf8)
      }
      for word in words { tags[word] = .inside(mention.type) }
      let first = words.lowerBound
      let last = words.upperBound - 1
      switch scheme {
      case .io: break
      case .iob1: if touches(index - 1, \.upperBound, first) { tags[first] = .begin(mention.type) }
      case .iob2: tags[first] = .begin(mention.type)
      case .ioe1: if touches(index + 1, \.lowerBound, last + 1) { tags[last] = .end(mention.type) }
      case .ioe2: tags[last] = .end(mention.type)
      case .bioes, .bilou, .bmes:
        tags[first] = .begin(mention.type)
        tags[last] = first == last ? .single(mention.type) : .end(mention.type)
      }
    }
    return tags
  }
}
