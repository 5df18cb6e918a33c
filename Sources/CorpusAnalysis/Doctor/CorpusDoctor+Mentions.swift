import Annotations

extension CorpusDoctor {
  /// Looks at the mentions of a document.
  mutating func addMentions(_ document: Document, _ split: Int, _ view: DocumentView) {
    let mentions = (document.layer(options.layer)?.mentions ?? []).filter { !$0.fragments.isEmpty }
    guard !mentions.isEmpty else { return }
    surfaces.begin(document.id)
    for mention in mentions {
      let number = labels.number(of: mention.label)
      count(number, split)
      let surface = document.text.surface(mention.fragments)
      addEdges(mention, MentionEdges(surface), view)
      surfaces.add(
        surface, label: number, range: mention.hull, line: view.line(of: mention.hull.lowerBound))
      addLength(surface[...], mention, number, view)
    }
    addOverlaps(mentions, view)
  }

  private mutating func addEdges(_ mention: Mention, _ edges: MentionEdges, _ view: DocumentView) {
    let label = label(mention.label)
    if edges.isBlank {
      book.add(.blankMention(label: label)) { view.place(mention) }
    } else {
      if edges.hasSpace { book.add(.edgeSpace(label: label)) { view.place(mention) } }
      if edges.isPunctuation { book.add(.punctuationMention(label: label)) { view.place(mention) } }
      if edges.hasPunctuation { book.add(.edgePunctuation(label: label)) { view.place(mention) } }
    }
  }

  /// Mentions of one label that share text, and those that stand there twice. Each is counted once, at the later of two.
  private mutating func addOverlaps(_ mentions: [Mention], _ view: DocumentView) {
    let order = mentions.indices.sorted {
      let (a, b) = (mentions[$0], mentions[$1])
      if a.label.utf8.elementsEqual(b.label.utf8) {
        return (a.hull.lowerBound, $0) < (b.hull.lowerBound, $1)
      }
      return a.label.precedes(b.label)
    }
    // The mentions of one label that may reach into the next, by the order of their starts.
    var open: [Mention] = []
    for index in order {
      let mention = mentions[index]
      let label = label(mention.label)
      if let last = open.last, !last.label.utf8.elementsEqual(mention.label.utf8) { open = [] }
      open.removeAll { $0.hull.upperBound <= mention.hull.lowerBound && !$0.hull.isEmpty }
      if open.contains(where: { $0.fragments == mention.fragments }) {
        book.add(.duplicateMention(label: label)) { view.place(mention) }
        continue
      }
      if open.contains(where: { Self.overlap($0.fragments, mention.fragments) }) {
        book.add(.selfOverlap(label: label)) { view.place(mention) }
      }
      if open.count < Self.openLimit { open.append(mention) }
    }
  }

  /// More mentions that reach into one place are no corpus.
  private static var openLimit: Int { 1_000 }

  private static func overlap(_ first: [Range<Int>], _ second: [Range<Int>]) -> Bool {
    first.contains { range in second.contains { range.overlaps($0) } }
  }

  // MARK: Lengths

  private mutating func addLength(
    _ surface: ArraySlice<UInt8>, _ mention: Mention, _ label: Int, _ view: DocumentView
  ) {
    guard let window = options.window else { return }
    let length = options.subtokens?(surface) ?? Words.tokens(of: Array(surface)).count
    guard length > window else { return }
    longestMentions[label] = max(longestMentions[label] ?? 0, length)
    let name = labels.names[label]
    book.add(.longMention(label: name, window: window, longest: 0)) { view.place(mention) }
  }

  /// Looks at the lengths of a document's sentences.
  mutating func addLengths(_ document: Document, _ view: DocumentView) {
    guard let window = options.window else { return }
    for sentence in document.sentences {
      let range = sentence.clamped(to: 0..<document.text.count)
      let length =
        options.subtokens?(document.text[range])
        ?? (document.tokens.isEmpty
          ? Words.tokens(of: Array(document.text[range])).count
          : TokenRanges.tokens(document.tokens, in: sentence).count)
      guard length > window else { continue }
      longestSentence = max(longestSentence, length)
      book.add(.longSentence(window: window, longest: 0)) { view.place(range) }
    }
  }
}
