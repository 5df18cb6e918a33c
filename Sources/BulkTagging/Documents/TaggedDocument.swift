/// A mention in a document's text.
public struct TaggedMention: Hashable, Sendable {
  /// Its type.
  public var label: String
  /// Its UTF-8 bytes in the document.
  public var bytes: Range<Int>
  /// The product of its words' posterior probabilities.
  public var score: Double

  /// A mention from its parts.
  public init(label: String, bytes: Range<Int>, score: Double) {
    (self.label, self.bytes, self.score) = (label, bytes, score)
  }
}

/// What tagging found in a document.
public struct TaggedDocument: Sendable {
  /// The words of a sentence and their labels.
  public struct Sentence: Hashable, Sendable {
    /// The words' UTF-8 bytes in the document; never empty.
    public var words: [Range<Int>]
    /// The label of each word as the model names it, such as `B-PER`; what mentions were made of.
    public var tags: [String]

    /// A sentence from its parts.
    public init(words: [Range<Int>], tags: [String]) { (self.words, self.tags) = (words, tags) }

    /// From the first word to the last.
    public var bytes: Range<Int> {
      guard let first = words.first, let last = words.last else { return 0..<0 }
      return first.lowerBound..<last.upperBound
    }
  }

  /// What was tagged: id, text, origin, and what its reader made of it.
  public var source: SourceDocument
  /// The sentences that have words, in the order of the text; all their words are all words.
  public var sentences: [Sentence]
  /// The mentions in the order of the text.
  public var mentions: [TaggedMention]
  /// How many words it has.
  public var words: Int
  /// How many of them were scored: all.
  public var wordsScored: Int
  /// How many windows the encoder saw.
  public var windows: Int

  /// A document from its parts.
  public init(
    source: SourceDocument, sentences: [Sentence] = [], mentions: [TaggedMention] = [], words: Int = 0,
    wordsScored: Int = 0, windows: Int = 0
  ) {
    (self.source, self.sentences, self.mentions) = (source, sentences, mentions)
    (self.words, self.wordsScored, self.windows) = (words, wordsScored, windows)
  }

  /// Its name.
  public var id: String { source.id }
  /// Its text, UTF-8.
  public var text: [UInt8] { source.text }
}

/// What came of one place of the input.
public enum TagOutcome: Sendable {
  /// A document with what was found in it.
  case tagged(TaggedDocument)
  /// What could not be read.
  case failed(FailedDocument)
}
