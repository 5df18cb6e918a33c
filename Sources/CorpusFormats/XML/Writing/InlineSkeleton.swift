import Annotations

/// A document as markup without its mentions, such that a reader of the form finds the text byte for byte.
struct InlineSkeleton {
  /// How the parts of a document are spelled.
  struct Tags {
    /// Around a line; `nil`: lines are not elements.
    var line: String?
    /// Around text whose white space must stay as it is.
    var kept: (start: String, end: String)
    var sentence: String?
    var token: String?
    /// Around a token without letters and digits.
    var punctuation: String?
    /// Whether a line must be a sentence, and has no tags of its own then.
    var sentencesAreLines = false
  }

  private let document: Document
  private let text: [UInt8]
  private let tags: Tags
  private var output = XMLOutput()
  /// Whether lines are no elements, since something goes over their ends.
  var keepsWhole = false

  /// - Parameter text: the document's text as XML can hold it, of the same length.
  init(_ document: Document, text: [UInt8], _ tags: Tags) {
    (self.document, self.text, self.tags) = (document, text, tags)
  }

  /// The text as XML can hold it, of the same length: characters that it cannot are replaced.
  static func representable(_ text: [UInt8]) -> [UInt8] {
    var kept = text
    for (index, byte) in text.enumerated() {
      if byte < 0x20, byte != 0x0A, byte != 0x09, byte != 0x0D { kept[index] = 0x20 }
      if byte >= 0xBE, byte <= 0xBF, index > 1, text[index - 1] == 0xBF, text[index - 2] == 0xEF { kept[index] = 0xBD }
    }
    return kept
  }

  /// The markup of the text.
  mutating func markup() -> [UInt8] {
    if tags.line != nil, !keepsWhole, isPlain {
      writeLines()
    } else {
      output.raw(tags.kept.start)
      write(0..<text.count)
      output.raw(tags.kept.end)
    }
    return output.take()
  }

  /// Whether the text is lines of visible text with single spaces, so that white space needs no care.
  private var isPlain: Bool {
    guard let first = text.first, let last = text.last, !first.isXMLSpace, !last.isXMLSpace else { return false }
    var before = first
    for byte in text {
      if byte.isXMLSpace, byte != 0x20 && byte != 0x0A || before.isXMLSpace { return false }
      before = byte
    }
    let sentences = document.sentences.filter { !$0.isEmpty }
    if tags.sentencesAreLines, !sentences.isEmpty {
      return zip([-1..<(-1)] + sentences, sentences).allSatisfy { $0.upperBound + 1 == $1.lowerBound }
        && sentences.last?.upperBound == text.count && sentences.allSatisfy { isOneLine($0) }
        && sentences.dropFirst().allSatisfy { text[$0.lowerBound - 1] == 0x0A }
    }
    return sentences.allSatisfy(isOneLine) && document.tokens.allSatisfy(isOneLine)
  }

  private func isOneLine(_ range: Range<Int>) -> Bool { !text[range].contains(0x0A) }

  private mutating func writeLines() {
    var start = 0
    let isSentence = tags.sentencesAreLines && !document.sentences.isEmpty
    while start < text.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      if !isSentence, let line = tags.line { output.raw("<\(line)>") }
      write(start..<end)
      if !isSentence, let line = tags.line { output.raw("</\(line)>") }
      output.raw("\n")
      start = end + 1
    }
  }

  /// A part of the text with its sentences and tokens.
  private mutating func write(_ part: Range<Int>) {
    var position = part.lowerBound
    let sentences = tags.sentence == nil ? [] : Self.within(document.sentences, part)
    for sentence in sentences {
      writeTokens(position..<sentence.lowerBound)
      if let tag = tags.sentence { output.raw("<\(tag)>") }
      writeTokens(sentence)
      if let tag = tags.sentence { output.raw("</\(tag)>") }
      position = sentence.upperBound
    }
    writeTokens(position..<part.upperBound)
  }

  private mutating func writeTokens(_ part: Range<Int>) {
    var position = part.lowerBound
    for token in tags.token == nil ? [] : Self.within(document.tokens, part) {
      output.text(text[position..<token.lowerBound])
      let isWord = String(decoding: text[token], as: UTF8.self).contains { $0.isLetter || $0.isNumber }
      let tag = (isWord ? tags.token : tags.punctuation ?? tags.token) ?? ""
      output.raw("<\(tag)>")
      output.text(text[token])
      output.raw("</\(tag)>")
      position = token.upperBound
    }
    output.text(text[position..<part.upperBound])
  }

  /// The ranges of an ascending list that lie in a part and are not empty.
  private static func within(_ ranges: [Range<Int>], _ part: Range<Int>) -> [Range<Int>] {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound < part.lowerBound { low = middle + 1 } else { high = middle }
    }
    var found: [Range<Int>] = []
    while low < ranges.count, ranges[low].upperBound <= part.upperBound, ranges[low].lowerBound <= part.upperBound {
      if !ranges[low].isEmpty { found.append(ranges[low]) }
      low += 1
    }
    return found
  }
}
