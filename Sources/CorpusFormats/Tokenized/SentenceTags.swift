import Annotations

/// The tags of a sentence in all its layers, and what they tell of their scheme in the whole file.
///
/// A layer has several levels where words have several tags: mentions within mentions, a level each.
struct SentenceTags {
  private struct Level {
    var tags: [MentionDecoder.CodedTag] = []
    /// The column in scalars of each label.
    var columns: [Int] = []
    var evidence = TagEvidence()
  }

  private var table: LabelTable
  private let decoder: MentionDecoder
  private var layers: [[Level]]
  private var spans: [MentionDecoder.Span] = []
  /// Labels that hold a comma between tags.
  private(set) var compounds = 0
  private var lines: [Int] = []

  init(layers: Int, decoder: MentionDecoder) {
    table = LabelTable(scheme: decoder.scheme)
    self.decoder = decoder
    self.layers = Array(repeating: [Level()], count: layers)
  }

  /// Adds a word's label. A word without one is outside.
  ///
  /// - Parameters:
  ///   - label: where the label stands in `bytes`.
  ///   - word: the word's place in its sentence; words come in order.
  ///   - column: where the label begins in its line, in scalars from 1.
  mutating func add(
    _ bytes: [UInt8], _ label: Range<Int>, layer: Int, level: Int = 0, word: Int, line: Int, column: Int
  ) {
    while layers[layer].count <= level { layers[layer].append(Level()) }
    pad(layer, level, to: word)
    let index = table.index(of: bytes.span.extracting(label))
    let entry = table.entries[index]
    layers[layer][level].tags.append(entry.tag)
    layers[layer][level].columns.append(column)
    layers[layer][level].evidence.add(entry.prefix, type: entry.evidenceType, place: line)
    if entry.isCompound { compounds += 1 }
  }

  private mutating func pad(_ layer: Int, _ level: Int, to count: Int) {
    while layers[layer][level].tags.count < count {
      layers[layer][level].tags.append(MentionDecoder.CodedTag(.outside, type: -1))
      layers[layer][level].columns.append(0)
      layers[layer][level].evidence.add(.outside, type: -1, place: 0)
    }
  }

  /// Ends a sentence of `count` words and hands out what its tags mean: the layer, the span, its label, and where its
  /// first tag stands.
  mutating func endSentence(
    count: Int, _ take: (_ layer: Int, _ span: MentionDecoder.Span, _ label: String, _ column: Int) -> Void
  ) {
    for layer in layers.indices {
      spans.removeAll(keepingCapacity: true)
      var columns: [Int] = []
      for level in layers[layer].indices {
        pad(layer, level, to: count)
        layers[layer][level].evidence.endSentence()
        let before = spans.count
        decoder.decode(layers[layer][level].tags, into: &spans)
        for span in spans[before...] { columns.append(layers[layer][level].columns[span.words.lowerBound]) }
        layers[layer][level].tags.removeAll(keepingCapacity: true)
        layers[layer][level].columns.removeAll(keepingCapacity: true)
      }
      var order = Array(spans.indices)
      if layers[layer].count > 1 {
        order.sort { left, right in
          let (a, b) = (spans[left].words, spans[right].words)
          return (a.lowerBound, -a.upperBound, left) < (b.lowerBound, -b.upperBound, right)
        }
      }
      for index in order { take(layer, spans[index], table.types[spans[index].type], columns[index]) }
    }
  }
}

extension SentenceTags {
  /// What people should know of the scheme.
  var remarks: [String] {
    let findings = layers.flatMap { $0.map { $0.evidence.finding(decoder.scheme) } }
    guard layers.contains(where: { $0.contains { $0.evidence.taggedWords > 0 } }) else { return [] }
    let count = findings.reduce(0) { $0 + $1.count }
    var text = "tags are read as \(decoder.scheme.rawValue)"
    if count > 0 {
      let first = findings.compactMap(\.violations.first).min { $0.place < $1.place }
      text += "; \(count == 1 ? "one breaks" : "\(count) break") the scheme"
      if let first { text += ", the first in line \(first.place), which \(first.kind.rawValue)" }
      text += " (repair: \(decoder.repair.rawValue))"
      let best = layers.compactMap { $0.first?.evidence.findings.first }.first
      if let best, best.scheme != decoder.scheme, best.count < count {
        text += "; \(best.scheme.rawValue) would explain all but \(best.count)"
      }
    }
    var remarks = [text]
    if compounds > 0 {
      remarks.append(
        "\(compounds) labels hold a comma and are taken as they are; tag_separator reads them as several tags of one word"
      )
    }
    return remarks
  }
}
