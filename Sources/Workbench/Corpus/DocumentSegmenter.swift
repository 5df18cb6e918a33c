import Annotations
import Tokenization

extension DocumentTokenizer {
  /// Sentences and words as `tag` finds them in raw text.
  static let segmenter = DocumentTokenizer(name: "segmenter") { text in
    var sentences: [Range<Int>] = []
    var tokens: [Range<Int>] = []
    for words in Segmenter().sentences(in: text) {
      guard let first = words.first, let last = words.last else { continue }
      sentences.append(first.lowerBound..<last.upperBound)
      tokens += words
    }
    return (sentences, tokens)
  }
}
