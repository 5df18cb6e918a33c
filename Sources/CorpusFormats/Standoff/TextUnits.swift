import Annotations

/// Sentences and tokens of a document for forms that need them: its own, and where it has none, lines and what stands
/// between white space.
struct TextUnits {
  private(set) var sentences: [Range<Int>] = []
  private(set) var tokens: [Range<Int>] = []

  init(_ document: Document) {
    let text = document.text
    let own = document.tokens.filter { !$0.isEmpty }
    // What no token covers must be covered too: mentions may lie there.
    var next = 0
    for token in own {
      tokens += Self.words(text, next..<max(next, token.lowerBound))
      tokens.append(token)
      next = token.upperBound
    }
    tokens += Self.words(text, next..<max(next, text.count))
    if document.sentences.isEmpty {
      sentences = Self.lines(text, tokens)
    } else {
      sentences = Self.completed(document.sentences.filter { !$0.isEmpty }, tokens)
    }
  }

  /// What of a range lies in tokens, from the first to the last; `nil` if nothing does.
  func covered(_ range: Range<Int>) -> Range<Int>? {
    let first = tokens.partitioningIndex { $0.upperBound > range.lowerBound }
    let last = tokens.partitioningIndex { $0.lowerBound >= range.upperBound } - 1
    guard first <= last, !range.isEmpty else { return nil }
    return max(range.lowerBound, tokens[first].lowerBound)..<min(range.upperBound, tokens[last].upperBound)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func words(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound where index == range.upperBound || isSpace(text[index]) {
      if start < index { words.append(start..<index) }
      start = index + 1
    }
    return words
  }

  /// The lines of a text, from the first token to the last; a token over a line break joins them.
  private static func lines(_ text: [UInt8], _ tokens: [Range<Int>]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    for token in tokens {
      if let last = lines.last, !text[last.upperBound..<token.lowerBound].contains(0x0A) {
        lines[lines.count - 1] = last.lowerBound..<token.upperBound
      } else {
        lines.append(token)
      }
    }
    return lines
  }

  /// Sentences, with one more for each run of tokens that lie in none.
  private static func completed(_ sentences: [Range<Int>], _ tokens: [Range<Int>]) -> [Range<Int>] {
    var all: [Range<Int>] = []
    var rest = sentences[...]
    for token in tokens {
      while let next = rest.first, next.lowerBound <= token.lowerBound {
        all.append(next)
        rest = rest.dropFirst()
      }
      if let last = all.last, last.lowerBound <= token.lowerBound, token.lowerBound < last.upperBound {
        if token.upperBound > last.upperBound { all[all.count - 1] = last.lowerBound..<token.upperBound }
      } else {
        all.append(token)
      }
    }
    return all + rest
  }
}
