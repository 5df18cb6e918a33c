import Annotations

extension InlineExtractor {
  /// The document that has ended.
  mutating func extracted(_ done: InlineState) throws -> ExtractedDocument {
    var done = done
    resolveReferences(&done)
    if profile.tiesPieces { tie(&done) }
    var document = Document(id: done.id ?? "\(name)#\(number(of: done))", text: [], metadata: done.metadata)
    document.tokens = tokens(done)
    document.sentences = sentences(done, tokens: &document.tokens)
    var source = done.source
    var mentions: [Mention] = []
    var spans: [SpanRecord] = []
    spans.reserveCapacity(done.slots.count + done.strays.count)
    for slot in done.slots {
      spans.append(slot.record)
      guard let mention = slot.mention else { continue }
      mentions.append(mention)
      source?.mentions.append(slot.element.map { [$0] + slot.pieces } ?? [])
    }
    source?.map = done.builder.map
    document.mentions = mentions
    document.text = done.builder.text
    spans += done.strays
    return ExtractedDocument(read: ReadDocument(document, spans: spans, line: done.line), source: source)
  }

  /// A document that ended before the current one began has the number before.
  private func number(of done: InlineState) -> Int { isInDocument ? number - 1 : number }

  /// Gives labels that stand elsewhere the ranges of the elements that they name.
  private mutating func resolveReferences(_ done: inout InlineState) {
    guard !done.references.isEmpty else { return }
    let places = Dictionary(done.idRanges.map { ($0.id, $0.range) }, uniquingKeysWith: { first, _ in first })
    for reference in done.references {
      let slot = reference.slot
      let ranges = reference.targets.map { places[$0] }
      let found = ranges.compactMap { $0 }
      let label = done.slots[slot].record.label
      var fragments = found.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      if reference.isRange, let first = fragments.first, let last = fragments.map({ $0.upperBound }).max() {
        fragments = [first.lowerBound..<last]
      }
      guard found.count == ranges.count, !fragments.isEmpty, !label.isEmpty else {
        done.slots[slot].mention = nil
        done.slots[slot].record.detail =
          label.isEmpty ? "it has no label" : "an element that it names is not in the text"
        done.slots[slot].record.reason = label.isEmpty ? .label : .outsideText
        continue
      }
      let joined = InlineStretches.joined(fragments, in: done.builder.text)
      done.slots[slot].mention?.label = label
      done.slots[slot].mention?.fragments = joined
      let old = done.slots[slot].record
      let surface = joined.map { String(decoding: done.builder.text[$0], as: UTF8.self) }.joined(separator: " ")
      done.slots[slot].record = SpanRecord(.kept, label: label, surface: surface, line: old.line, column: old.column)
    }
  }

  /// Makes one mention of those that `next` and `prev` tie together.
  private func tie(_ done: inout InlineState) {
    guard done.slots.contains(where: { $0.next != nil }) else { return }
    var byId: [String: Int] = [:]
    for (index, slot) in done.slots.enumerated() where slot.mention != nil {
      if let id = slot.id, byId[id] == nil { byId[id] = index }
    }
    for head in done.slots.indices where done.slots[head].mention != nil && !done.slots[head].hasPrevious {
      var index = head
      var seen: Set<Int> = [head]
      var fragments = done.slots[head].mention?.fragments ?? []
      while let next = done.slots[index].next, let target = byId[next.first == "#" ? String(next.dropFirst()) : next],
        seen.insert(target).inserted, done.slots[target].hasPrevious, let piece = done.slots[target].mention,
        piece.label == done.slots[head].mention?.label, let last = fragments.last, let first = piece.fragments.first,
        first.lowerBound >= last.upperBound
      {
        fragments += piece.fragments
        done.slots[target].mention = nil
        let old = done.slots[target].record
        done.slots[target].record = SpanRecord(
          .merged, .discontinuous, detail: "a piece of the mention of line \(done.slots[head].record.line)",
          produced: 0,
          isRequested: true, label: old.label, surface: old.surface, line: old.line, column: old.column)
        if let element = done.slots[target].element { done.slots[head].pieces.append(element) }
        index = target
      }
      done.slots[head].mention?.fragments = InlineStretches.joined(fragments, in: done.builder.text)
    }
  }

  /// The tokens, if they hold all visible text.
  private mutating func tokens(_ done: InlineState) -> [Range<Int>] {
    let hasWords = done.tokens.contains { !$0.isCharacter }
    guard hasWords else { return [] }
    let tokens = done.tokens.map { $0.range }
    let text = done.builder.text
    var end = 0
    for token in tokens + [done.builder.text.count..<done.builder.text.count] {
      guard token.lowerBound >= end, PythonWhitespace.fills(text.span.extracting(end..<token.lowerBound)) else {
        notes.uncoveredTokens += 1
        return []
      }
      end = token.upperBound
    }
    return tokens
  }

  /// The sentences; lines of text outside of them are sentences of their own.
  private mutating func sentences(_ done: InlineState, tokens: inout [Range<Int>]) -> [Range<Int>] {
    guard !done.sentences.isEmpty else { return [] }
    let text = done.builder.text
    var sentences: [Range<Int>] = []
    var end = 0
    for sentence in done.sentences + [text.count..<text.count] where sentence.lowerBound >= end {
      let lines = Self.lines(text, end..<sentence.lowerBound)
      notes.uncoveredSentences += lines.count
      sentences += lines
      if !sentence.isEmpty { sentences.append(sentence) }
      end = sentence.upperBound
    }
    var index = 0
    for token in tokens {
      while index < sentences.count, sentences[index].upperBound <= token.lowerBound { index += 1 }
      guard index < sentences.count, sentences[index].lowerBound <= token.lowerBound,
        token.upperBound <= sentences[index].upperBound
      else {
        notes.uncoveredTokens += 1
        tokens = []
        break
      }
    }
    return sentences
  }

  /// The lines of a part of a text, without white space at their ends; blank ones are left out.
  private static func lines(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = text[start..<range.upperBound].firstIndex(of: 0x0A) ?? range.upperBound
      if let first = text[start..<end].firstIndex(where: { !$0.isXMLSpace }),
        let last = text[start..<end].lastIndex(where: { !$0.isXMLSpace })
      {
        if !PythonWhitespace.fills(text.span.extracting(first..<last + 1)) { lines.append(first..<last + 1) }
      }
      start = end + 1
    }
    return lines
  }
}
