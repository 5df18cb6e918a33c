import Annotations

/// A document's words, and its mentions as one tag a word or as brackets.
struct TaggedOutput {
  /// The document, with tokens.
  let document: Document
  let sentences: [Projection.Sentence]
  /// One record for each mention of the layer, in its order.
  let records: [SpanRecord]
  /// The mentions as brackets, where they are written so; then `sentences` have none.
  let cells: BracketCells?

  /// - Parameters:
  ///   - forbidden: bytes that a label may not have, besides white space.
  ///   - brackets: what a bracket can hold, if there shall be brackets.
  /// - Throws: `FormatProblem` for text without tokens, and nobody who makes some.
  init(
    _ document: Document, _ format: CorpusFormat, _ options: WritingOptions, forbidden: [UInt8] = [],
    brackets: EntityStyle.Brackets? = nil
  ) throws {
    let document = try Self.tokenized(document, format, options)
    let forbidden = forbidden + (brackets?.forbidden ?? [])
    var layer = document.layer(options.layer)
    var spellings: [String: String] = [:]
    for index in layer?.mentions.indices ?? 0..<0 {
      guard let label = layer?.mentions[index].label else { continue }
      let spelling = spellings[label] ?? Self.spelling(label, forbidden)
      spellings[label] = spelling
      if spelling.utf8.count != label.utf8.count || !spelling.utf8.elementsEqual(label.utf8) {
        layer?.mentions[index].label = spelling
      }
    }
    let stretches = brackets.map { _ in TokenStretches(document, layer: layer, policy: options.projection) }
    let projection = Projection(
      document, layer: stretches == nil ? layer : nil, policy: options.projection, scheme: options.scheme)
    let mentions = document.layer(options.layer)?.mentions ?? []
    cells = stretches.map {
      BracketCells($0.pieces, of: layer?.mentions ?? [], holdsAttributes: brackets?.holdsAttributes ?? false)
    }
    records = zip(stretches?.records ?? projection.records, mentions).map { record, mention in
      var record = record
      guard !record.label.utf8.elementsEqual(mention.label.utf8) else { return record }
      if record.fate == .kept {
        (record.fate, record.reason, record.detail) = (
          .snapped, .notRepresentable, "label written as '\(record.label)'"
        )
      }
      record.label = mention.label
      return record
    }
    sentences = projection.sentences.filter { !$0.tokens.isEmpty }
    self.document = document
  }

  /// The values of an attribute by token, for tokens inside mentions of the layer that have it.
  func values(of key: String, _ options: WritingOptions) -> [Int: [UInt8]] {
    var values: [Int: [UInt8]] = [:]
    for mention in document.layer(options.layer)?.mentions ?? [] {
      guard let value = mention.attributes.first(where: { $0.key == key })?.value else { continue }
      let spelling = Array(PythonWhitespace.replace(in: value, with: "_").utf8)
      let hull = mention.hull
      var token = document.tokens.partitioningIndex { $0.lowerBound >= hull.lowerBound }
      while token < document.tokens.count, document.tokens[token].upperBound <= hull.upperBound {
        if !spelling.isEmpty { values[token] = spelling }
        token += 1
      }
    }
    return values
  }

  /// The document with tokens.
  static func tokenized(_ document: Document, _ format: CorpusFormat, _ options: WritingOptions) throws -> Document {
    guard document.tokens.isEmpty, !PythonWhitespace.fills(document.text.span) else { return document }
    guard let tokenizer = options.tokenizer else { throw FormatProblem.noTokens(format, document: document.id) }
    var document = document
    tokenizer.complete(&document)
    return document
  }

  /// A label as a column can hold it.
  private static func spelling(_ label: String, _ forbidden: [UInt8]) -> String {
    var spelling = PythonWhitespace.replace(in: label, with: "_")
    if spelling.utf8.contains(where: forbidden.contains) {
      spelling = String(decoding: spelling.utf8.map { forbidden.contains($0) ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
    return spelling
  }

  /// The words of a sentence as slices of the text.
  func words(of sentence: Projection.Sentence) -> [ArraySlice<UInt8>] {
    document.tokens[sentence.tokens].map { document.text[$0.clamped(to: 0..<document.text.count)] }
  }
}

/// Spells words and tags, and remembers the spelling of tags.
struct TaggedSpelling {
  private let format: CorpusFormat
  private let options: WritingOptions
  private let words: WordSpelling?
  private var tags: [Tag: [UInt8]] = [:]
  private var changed = 0
  private var example = ""

  init(_ format: CorpusFormat, _ options: WritingOptions) {
    (self.format, self.options) = (format, options)
    words = WordSpelling(format, options)
  }

  /// Appends a word as the form can hold it.
  mutating func append(_ word: ArraySlice<UInt8>, to buffer: inout [UInt8]) {
    guard let spelling = words?.changed(word) else {
      buffer += word
      return
    }
    if changed == 0 {
      example = "'\(String(decoding: word, as: UTF8.self))' as '\(String(decoding: spelling, as: UTF8.self))'"
    }
    changed += 1
    buffer += spelling
  }

  /// The tags of a sentence, a label each.
  mutating func labels(of sentence: Projection.Sentence) -> [[UInt8]] {
    sentence.tags(options.scheme).map { tag in
      if tag == .outside { return Self.outside }
      if let label = tags[tag] { return label }
      let label = Array(tag.label(in: options.scheme).utf8)
      tags[tag] = label
      return label
    }
  }

  private static let outside = [UInt8(ascii: "O")]

  var remarks: [String] {
    changed == 0
      ? [] : ["\(changed) words are spelt so that the form '\(format.rawValue)' holds them, the first \(example)"]
  }
}
