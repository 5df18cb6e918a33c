import Annotations
import Diagnostics

/// Puts a document together from tokens as they come, its text in one buffer.
struct TokenizedBuilder {
  private(set) var text: [UInt8] = []
  private(set) var tokens: [Range<Int>] = []
  private(set) var sentences: [Range<Int>] = []
  var layers: [[Mention]]
  var spans: [SpanRecord] = []
  /// The line of each token of the open sentence.
  private(set) var lines: [Int] = []
  /// The first token of the open sentence.
  private(set) var sentenceStart = 0

  init(layers: Int) { self.layers = Array(repeating: [], count: layers) }

  /// How many tokens the open sentence has.
  var sentenceCount: Int { tokens.count - sentenceStart }

  /// Appends a token.
  ///
  /// - Parameter spaced: whether a space stands before it, unless it is its sentence's first.
  mutating func append(_ token: ArraySlice<UInt8>, spaced: Bool, line: Int) {
    if tokens.count > sentenceStart {
      if spaced { text.append(.space) }
    } else if !sentences.isEmpty {
      text.append(0x0A)
    }
    let start = text.count
    text.append(contentsOf: token)
    tokens.append(start..<text.count)
    lines.append(line)
  }

  /// Ends the open sentence.
  ///
  /// - Parameter raw: the sentence's text as the source has it; it takes the place of the tokens side by side.
  /// - Returns: whether the tokens fit that text.
  mutating func endSentence(raw: [UInt8]?) -> Bool {
    let start = tokens[sentenceStart].lowerBound
    var fits = true
    if let raw {
      let found = TokenAlignment.ranges(of: tokens[sentenceStart...].map { text[$0] }, in: raw)
      if let found, let first = found.first, let last = found.last {
        text.removeSubrange(start...)
        text += raw[first.lowerBound..<last.upperBound]
        let shift = start - first.lowerBound
        for (index, range) in found.enumerated() {
          tokens[sentenceStart + index] = range.lowerBound + shift..<range.upperBound + shift
        }
      }
      fits = found != nil
    }
    sentences.append(start..<text.count)
    return fits
  }

  /// Makes room for the next sentence, once the mentions of the one that was ended are in.
  mutating func beginSentence() {
    sentenceStart = tokens.count
    lines.removeAll(keepingCapacity: true)
  }

  /// Takes in what the tags of the ended sentence mean.
  ///
  /// - Parameter tokenOfWord: the token of each tagged word, from the sentence's first, where several words share one.
  mutating func take(_ tags: inout SentenceTags, tokenOfWord: [Int]? = nil) {
    tags.endSentence(count: tokenOfWord?.count ?? sentenceCount) { layer, span, label, column in
      let first = tokenOfWord.map { $0[span.words.lowerBound] } ?? span.words.lowerBound
      let last = tokenOfWord.map { $0[span.words.upperBound - 1] } ?? span.words.upperBound - 1
      let bytes = tokens[sentenceStart + first].lowerBound..<tokens[sentenceStart + last].upperBound
      var record = SpanRecord(
        span.fate, span.violation == nil ? nil : .illegalTags, detail: span.violation?.rawValue ?? "",
        produced: span.isMention ? 1 : 0,
        isRequested: span.fate == .dropped, label: label, surface: String(decoding: text[bytes], as: UTF8.self),
        line: lines[first], column: column)
      if let tokenOfWord, span.isMention, Self.cuts(span.words, tokenOfWord) {
        (record.fate, record.reason, record.detail) = (.snapped, .insideToken, "part of a multiword token")
      }
      if bytes.isEmpty { (record.fate, record.reason, record.produced) = (.dropped, .empty, 0) }
      if record.produced > 0 { layers[layer].append(Mention(label: label, range: bytes)) }
      spans.append(record)
    }
  }

  /// Whether a border of the words lies inside a token.
  private static func cuts(_ words: Range<Int>, _ tokenOfWord: [Int]) -> Bool {
    (words.lowerBound > 0 && tokenOfWord[words.lowerBound - 1] == tokenOfWord[words.lowerBound])
      || (words.upperBound < tokenOfWord.count && tokenOfWord[words.upperBound - 1] == tokenOfWord[words.upperBound])
  }

  /// Takes in a mention that brackets spell.
  mutating func take(_ mention: EntityBrackets.Mention, layer: Int) {
    let fragments = mention.parts.compactMap { part -> Range<Int>? in
      guard !part.isEmpty, part.upperBound <= tokens.count else { return nil }
      let bytes = tokens[part.lowerBound].lowerBound..<tokens[part.upperBound - 1].upperBound
      return bytes.isEmpty ? nil : bytes
    }
    var record = SpanRecord(.kept, label: mention.label, line: mention.place.line, column: mention.place.column)
    if fragments.isEmpty {
      (record.fate, record.reason, record.produced) = (.dropped, .empty, 0)
    } else {
      let mention = Mention(label: mention.label, fragments: fragments, attributes: mention.attributes)
      record.surface = fragments.map { String(decoding: text[$0], as: UTF8.self) }.joined(separator: " ")
      layers[layer].append(mention)
    }
    spans.append(record)
  }

  /// The document.
  func document(id: String, layerNames: [String], metadata: [Attribute] = []) -> Document {
    var document = Document(id: id, text: text, sentences: sentences, tokens: tokens, metadata: metadata)
    document.layers = zip(layerNames, layers).map { AnnotationLayer(name: $0, mentions: $1) }
    return document
  }
}
