/// How documents without tokens get some: a function from a text to its sentences and tokens.
///
/// `Annotations` has no tokenizer of its own; whoever projects hands one in.
public struct DocumentTokenizer: Sendable {
  /// The name in messages; tokenizers of one name are one.
  public let name: String
  /// Sentences and tokens in bytes of the text, each ascending without overlap, each token inside a sentence.
  public let split: @Sendable (_ text: [UInt8]) -> (sentences: [Range<Int>], tokens: [Range<Int>])

  /// A tokenizer of a name.
  public init(
    name: String, split: @escaping @Sendable (_ text: [UInt8]) -> (sentences: [Range<Int>], tokens: [Range<Int>])
  ) {
    (self.name, self.split) = (name, split)
  }

  /// Gives a document the tokens that it lacks, and sentences unless it has some. Tokens do not go over the ends of the
  /// document's own sentences.
  public func complete(_ document: inout Document) {
    guard document.tokens.isEmpty else { return }
    if document.sentences.isEmpty {
      (document.sentences, document.tokens) = split(document.text)
    } else {
      document.tokens = document.sentences.flatMap { sentence -> [Range<Int>] in
        let sentence = sentence.clamped(to: 0..<document.text.count)
        return split(Array(document.text[sentence])).tokens.map {
          $0.lowerBound + sentence.lowerBound..<$0.upperBound + sentence.lowerBound
        }
      }
    }
  }
}

extension DocumentTokenizer: Hashable {
  /// Whether the names are equal.
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

  /// By the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
