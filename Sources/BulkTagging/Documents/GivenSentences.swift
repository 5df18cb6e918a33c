/// Words that a source tells, sentence by sentence; what lies outside every sentence, or all where none are told, is one.
struct GivenSentences: Sequence, IteratorProtocol {
  private let words: [Range<Int>]
  private let sentences: [Range<Int>]
  private var word = 0
  private var sentence = 0

  /// Words without content are left out: nothing can be said of them.
  init(words: [Range<Int>], sentences: [Range<Int>]?) {
    self.words = words.filter { !$0.isEmpty }
    self.sentences = sentences ?? []
  }

  mutating func next() -> [Range<Int>]? {
    guard word < words.count else { return nil }
    while sentence < sentences.count, sentences[sentence].upperBound <= words[word].lowerBound { sentence += 1 }
    var end = Int.max
    if sentence < sentences.count {
      let bounds = sentences[sentence]
      end = words[word].lowerBound < bounds.lowerBound ? bounds.lowerBound : bounds.upperBound
    }
    let first = word
    repeat { word += 1 } while word < words.count && words[word].lowerBound < end
    return Array(words[first..<word])
  }
}
