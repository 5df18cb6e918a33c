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

  /// The mentions that IOB labels spell, as conlleval reads them: an `I-` that continues nothing begins a mention.
  ///
  /// This serves IOB1 and IOB2 alike: a mention ends before `O`, before any `B-`, and before a change of type.
  public static func decode(_ labels: some Sequence<String>) -> [WordMention] {
    var mentions: [WordMention] = []
    var open: (type: String, start: Int)?
    var position = 0
    func close() {
      if let (type, start) = open { mentions.append(WordMention(type: type, words: start..<position)) }
      open = nil
    }
    for label in labels {
      switch Tag(label) {
      case .outside: close()
      case .begin(let type):
        close()
        open = (type, position)
      case .inside(let type):
        if open?.type != type {
          close()
          open = (type, position)
        }
      }
      position += 1
    }
    close()
    return mentions
  }
}
