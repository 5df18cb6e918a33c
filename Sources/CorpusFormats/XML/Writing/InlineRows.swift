import Annotations

/// Documents as rows of tokens.
enum InlineRows {
  /// The document as a reader of rows finds it: its tokens with one space between, or none where none was, its sentences
  /// with a space between, and its mentions moved along.
  ///
  /// - Throws: `FormatProblem` for text without tokens, and nobody who makes some.
  static func document(_ document: Document, _ options: WritingOptions) throws -> Document {
    var document = document
    if document.tokens.isEmpty, document.text.contains(where: { !$0.isXMLSpace }) {
      guard let tokenizer = options.tokenizer else { throw FormatProblem.noTokens(.cwb, document: document.id) }
      tokenizer.complete(&document)
    }
    // Characters that a row cannot hold, one byte for one byte.
    let text = InlineSkeleton.representable(document.text).map { $0.isXMLSpace ? 0x20 : $0 }
    var rows = Document(id: document.id, text: [], metadata: document.metadata, split: document.split)
    var tokens: [Range<Int>] = []
    var sentence = 0
    var end = 0
    for token in document.tokens {
      guard let visible = InlinePlacement.trimmed(token, in: text) else { continue }
      var newLine = false
      while sentence < document.sentences.count, document.sentences[sentence].upperBound <= visible.lowerBound {
        sentence += 1
        newLine = true
      }
      if !rows.text.isEmpty {
        if newLine || sentence < document.sentences.count && end <= document.sentences[sentence].lowerBound {
          rows.text.append(0x0A)
        } else if visible.lowerBound > end {
          rows.text.append(0x20)
        }
      }
      tokens.append(visible)
      let start = rows.text.count
      rows.text += text[visible]
      rows.tokens.append(start..<rows.text.count)
      end = visible.upperBound
    }
    rows.sentences = document.sentences.compactMap { sentence in
      let inside = tokens.indices.filter {
        sentence.lowerBound <= tokens[$0].lowerBound && tokens[$0].upperBound <= sentence.upperBound
      }
      guard let first = inside.first, let last = inside.last else { return nil }
      return rows.tokens[first].lowerBound..<rows.tokens[last].upperBound
    }
    rows.mentions = (document.layer(options.layer)?.mentions ?? []).map { mention in
      var moved = mention
      moved.fragments = mention.fragments.map { Self.moved($0, tokens, rows.tokens) }
      return moved
    }
    rows.layers[0].name = options.layer ?? rows.layers[0].name
    return rows
  }

  /// A range of the text as a range of the rows; empty where it touches no token.
  private static func moved(_ range: Range<Int>, _ tokens: [Range<Int>], _ rows: [Range<Int>]) -> Range<Int> {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low < tokens.count, tokens[low].lowerBound < range.upperBound else { return 0..<0 }
    var last = low
    while last + 1 < tokens.count, tokens[last + 1].lowerBound < range.upperBound { last += 1 }
    let start = rows[low].lowerBound + max(0, range.lowerBound - tokens[low].lowerBound)
    let end = rows[last].upperBound - max(0, tokens[last].upperBound - range.upperBound)
    return start..<max(start, end)
  }

  /// The rows without mentions.
  static func markup(_ document: Document, _ attributes: String) -> [UInt8] {
    var output = XMLOutput()
    output.raw("<text\(attributes)>\n")
    var sentence = 0
    var end = 0
    for token in document.tokens {
      let begins = sentence < document.sentences.count && document.sentences[sentence].lowerBound == token.lowerBound
      if begins { output.raw("<s>\n") } else if token.lowerBound == end, end > 0 { output.raw("<g/>\n") }
      output.text(document.text[token])
      output.raw("\n")
      end = token.upperBound
      if sentence < document.sentences.count, document.sentences[sentence].upperBound == token.upperBound {
        output.raw("</s>\n")
        sentence += 1
      }
    }
    output.raw("</text>")
    return output.take()
  }
}
