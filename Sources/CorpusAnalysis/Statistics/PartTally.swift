import Annotations

/// What is counted for one part of a corpus.
struct PartTally: Sendable {
  private var documents = 0
  private var documentsWithMentions = 0
  private var documentsWithoutTokens = 0
  private var documentsWithoutSentences = 0
  private var sentences = 0
  private var tokens = 0
  private var bytes = 0
  private var characters = 0
  private var mentions = 0
  private var discontinuous = 0
  private var overlapping = 0
  private var untagged = 0
  private var outside = 0
  private var sentenceLengths = LengthTally()
  private var documentLengths = LengthTally()
  private var mentionLengths = LengthTally()
  private var names: NameTable
  private var labels: [LabelTally] = []

  init(_ options: CorpusTally.Options) { names = NameTable(limit: options.labelLimit) }

  private mutating func number(of label: String, _ options: CorpusTally.Options) -> Int {
    let number = names.number(of: label)
    while labels.count <= number { labels.append(LabelTally(options)) }
    return number
  }

  // MARK: Counting

  mutating func add(_ document: Document, _ options: CorpusTally.Options) {
    var document = document
    let text = document.text
    documents += 1
    if document.tokens.isEmpty, !text.isEmpty {
      documentsWithoutTokens += 1
      options.tokenizer?.complete(&document)
      if document.tokens.isEmpty { document.tokens = Words.tokens(of: text) }
    }
    if document.sentences.isEmpty, !text.isEmpty { documentsWithoutSentences += 1 }
    let tokens = document.tokens
    sentences += document.sentences.count
    self.tokens += tokens.count
    bytes += text.count
    characters += text.scalarCount(0..<text.count)
    documentLengths.add(tokens.count)
    for sentence in document.sentences { sentenceLengths.add(TokenRanges.tokens(tokens, in: sentence).count) }

    let mentions = (document.layer(options.layer)?.mentions ?? []).filter { !$0.fragments.isEmpty }
    self.mentions += mentions.count
    if !mentions.isEmpty { documentsWithMentions += 1 }
    let numbers = mentions.map { number(of: $0.label, options) }
    for number in Set(numbers) { labels[number].documents += 1 }
    var covered: [(label: Int, tokens: Range<Int>)] = []
    for (mention, number) in zip(mentions, numbers) {
      let ranges = Self.merged(mention.fragments.map { TokenRanges.tokens(tokens, in: $0) })
      covered += ranges.map { (number, $0) }
      let length = ranges.reduce(0) { $0 + $1.count }
      mentionLengths.add(length)
      if mention.isDiscontinuous { discontinuous += 1 }
      labels[number].mentions += 1
      labels[number].tokenLengths += length
      labels[number].characterLengths += mention.fragments.reduce(0) { $0 + text.scalarCount($1) }
      labels[number].surfaces.add(text.surface(mention.fragments))
      let hash = Self.hash(document, mention)
      if labels[number].examples.takes(hash) { labels[number].examples.add(hash, Quotation(document, mention)) }
    }
    overlapping += Self.overlapping(mentions)
    addCovered(covered)
    addTags(document, mentions, options)
  }

  private static func hash(_ document: Document, _ mention: Mention) -> UInt64 {
    var hash = TextHash()
    hash.add(document.id.utf8)
    hash.add(UInt64(truncatingIfNeeded: mention.hull.lowerBound))
    hash.add(UInt64(truncatingIfNeeded: mention.hull.upperBound))
    hash.add(mention.label.utf8)
    return hash.value
  }

  /// Ranges of tokens in ascending order, each token once.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let start = max(range.lowerBound, result.last?.upperBound ?? 0)
      if start < range.upperBound { result.append(start..<range.upperBound) }
    }
    return result
  }

  /// How many mentions share text with another one.
  private static func overlapping(_ mentions: [Mention]) -> Int {
    let hulls = mentions.map(\.hull).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var (count, end) = (0, 0)
    for (index, hull) in hulls.enumerated() where !hull.isEmpty {
      let next = hulls.indices.contains(index + 1) ? hulls[index + 1].lowerBound : Int.max
      if hull.lowerBound < end || next < hull.upperBound { count += 1 }
      end = max(end, hull.upperBound)
    }
    return count
  }

  private mutating func addCovered(_ covered: [(label: Int, tokens: Range<Int>)]) {
    var (label, end) = (-1, 0)
    let order = covered.sorted { ($0.label, $0.tokens.lowerBound) < ($1.label, $1.tokens.lowerBound) }
    for (number, range) in order {
      if number != label { (label, end) = (number, 0) }
      let start = max(range.lowerBound, end)
      if start < range.upperBound {
        labels[number].tokens += range.upperBound - start
        end = range.upperBound
      }
    }
  }

  private mutating func addTags(
    _ document: Document, _ mentions: [Mention], _ options: CorpusTally.Options
  ) {
    let projection = Projection(
      document, layer: AnnotationLayer(mentions: mentions), policy: options.projection)
    untagged += projection.records.count { $0.produced == 0 }
    outside += document.tokens.count
    for mention in projection.sentences.flatMap(\.mentions) {
      let number = number(of: mention.type, options)
      labels[number].begins += 1
      labels[number].insides += mention.words.count - 1
      outside -= mention.words.count
    }
  }

  // MARK: Merging

  mutating func merge(_ other: PartTally, _ options: CorpusTally.Options) {
    documents += other.documents
    documentsWithMentions += other.documentsWithMentions
    documentsWithoutTokens += other.documentsWithoutTokens
    documentsWithoutSentences += other.documentsWithoutSentences
    sentences += other.sentences
    tokens += other.tokens
    bytes += other.bytes
    characters += other.characters
    mentions += other.mentions
    discontinuous += other.discontinuous
    overlapping += other.overlapping
    untagged += other.untagged
    outside += other.outside
    sentenceLengths.merge(other.sentenceLengths)
    documentLengths.merge(other.documentLengths)
    mentionLengths.merge(other.mentionLengths)
    for (index, label) in other.labels.enumerated() {
      labels[number(of: other.names.names[index], options)].merge(label)
    }
  }

  // MARK: Results

  func figures(name: String?, _ options: CorpusTally.Options) -> PartFigures {
    var figures = PartFigures(name: name)
    figures.documents = documents
    figures.documentsWithMentions = documentsWithMentions
    figures.documentsWithoutTokens = documentsWithoutTokens
    figures.documentsWithoutSentences = documentsWithoutSentences
    figures.sentences = sentences
    figures.tokens = tokens
    figures.bytes = bytes
    figures.characters = characters
    figures.mentions = mentions
    figures.discontinuous = discontinuous
    figures.overlapping = overlapping
    figures.untagged = untagged
    figures.sentenceLengths = sentenceLengths.figures
    figures.documentLengths = documentLengths.figures
    figures.mentionLengths = mentionLengths.figures
    figures.labels = zip(names.names, labels).map { labelFigures($0, $1, options) }
      .sorted { $0.mentions != $1.mentions ? $0.mentions > $1.mentions : $0.label.precedes($1.label) }
    figures.tags = tagFigures(options)
    return figures
  }

  private func labelFigures(
    _ name: String, _ tally: LabelTally, _ options: CorpusTally.Options
  ) -> LabelFigures {
    let mentions = Double(tally.mentions)
    return LabelFigures(
      label: name, mentions: tally.mentions, documents: tally.documents,
      documentShare: Double(tally.documents) / Double(max(documents, 1)), tokens: tally.tokens,
      meanTokens: Double(tally.tokenLengths) / mentions, meanCharacters: Double(tally.characterLengths) / mentions,
      surfaces: tally.surfaces.distinct, surfacesPerMention: Double(tally.surfaces.distinct.value) / mentions,
      topSurfaces: tally.surfaces.top(options.topCount), topSurfacesError: tally.surfaces.error,
      examples: tally.examples.quotations)
  }

  private func tagFigures(_ options: CorpusTally.Options) -> [TagFigures] {
    var counts = [("O", outside)]
    for (name, tally) in zip(names.names, labels) {
      counts += [("B-" + name, tally.begins), ("I-" + name, tally.insides)]
    }
    counts = counts.filter { $0.1 > 0 }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.precedes($1.0) }
    let total = counts.reduce(0) { $0 + $1.1 }
    let effective = LabelWeighting.effectiveNumber(counts: counts.map(\.1), beta: options.beta)
    return counts.enumerated().map { index, pair in
      TagFigures(
        tag: pair.0, count: pair.1, share: Double(pair.1) / Double(total),
        balancedWeight: LabelWeighting.balanced(count: pair.1, total: total, distinct: counts.count),
        effectiveWeight: effective?[index])
    }
  }
}

extension String {
  /// By UTF-8 bytes, which is by code point, in every locale.
  func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
