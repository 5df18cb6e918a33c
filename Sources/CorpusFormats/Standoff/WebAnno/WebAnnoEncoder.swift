import Annotations

/// Writes WebAnno TSV 3.3, a file a document, with offsets in UTF-16 code units.
///
/// Mentions are named entities with the features `identifier` and `value`. If the document came from other layers (metadata
/// `webanno.layer`), or has attributes that named entities have not, they are spans of that layer, or of one that is called
/// `webanno.custom.Mention`, with a feature for each attribute.
struct WebAnnoEncoder: FolderEncoder {
  /// The key of metadata that says which layers a document came from.
  static let layerKey = "webanno.layer"
  static let keeps: Set<WritingNotes.Part> = [.tokens]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  static func keeps(key: String) -> Bool { key == layerKey }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    var document = document
    options.tokenizer?.complete(&document)
    var output = WebAnnoOutput(document, options)
    let (text, records) = output.write()
    return ([(".tsv", Array(text.utf8))], records)
  }
}

private struct WebAnnoOutput {
  /// A layer that mentions are written to.
  struct Layer {
    var name: String
    var features: [String]
    var label: String?
    var shortName: String { String(name.split(separator: ".").last ?? "") }
  }

  private let document: Document
  private let options: WritingOptions
  private let units: TextUnits
  private let offsets: UnitOffsets
  private var layers: [Layer]
  /// By place of a row in `rows`, then by layer: the mentions of the row.
  private var cells: [Int: [Int: [(mention: Mention, number: Int)]]] = [:]
  private var rows: [Row] = []

  /// A token or a part of one.
  private struct Row: Hashable {
    var token: Int
    var range: Range<Int>
    var isPart: Bool
  }

  init(_ document: Document, _ options: WritingOptions) {
    (self.document, self.options) = (document, options)
    units = TextUnits(document)
    offsets = UnitOffsets(document.text, options.unit ?? .utf16)
    layers = []
    layers = Self.layers(document, document.layer(options.layer)?.mentions ?? [])
  }

  private static func layers(_ document: Document, _ mentions: [Mention]) -> [Layer] {
    var layers = document.metadata.filter { $0.key == WebAnnoEncoder.layerKey }.map { spec in
      let fields = spec.value.split(separator: "|").map(String.init)
      return Layer(name: fields.first ?? "", features: Array(fields.dropFirst()))
    }
    var keys: [String] = []
    for key in mentions.flatMap(\.attributes).map(\.key) where !keys.contains(key) { keys.append(key) }
    if layers.count > 1 { keys.removeAll { $0 == "layer" } }
    if layers.isEmpty {
      let areNamedEntities = keys.allSatisfy { $0 == "identifier" }
      layers = [
        areNamedEntities
          ? Layer(name: WebAnnoSchema.namedEntity, features: ["identifier", "value"])
          : Layer(name: "webanno.custom.Mention", features: ["value"])
      ]
    }
    for (place, layer) in layers.enumerated() {
      let label = WebAnnoAnnotation.labelFeature(layer.features, nil)
      layers[place].label = label
      // A feature's name stands in the head of the file and in a type system.
      let missing = keys.filter { !layer.features.contains($0) && isName($0) }
      if layer.name != WebAnnoSchema.namedEntity { layers[place].features += missing }
    }
    return layers
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
  }

  mutating func write() -> (text: String, records: [SpanRecord]) {
    let mentions = document.layer(options.layer)?.mentions ?? []
    var used = Set(mentions.compactMap { $0.id.flatMap { Int($0) } })
    var free = 1
    var records: [SpanRecord] = []
    var placed: [(mention: Mention, range: Range<Int>, number: Int?, layer: Int)] = []
    for mention in mentions {
      var written = WrittenMention(mention, in: document, options.projection)
      let layer = layer(of: mention)
      let number = mention.id.flatMap { Int($0) }.flatMap { $0 > 0 && "\($0)" == mention.id ? $0 : nil }
      var missing = mention.attributes.map(\.key).filter {
        !layers[layer].features.contains($0) && !(layers.count > 1 && $0 == "layer")
      }
      missing = missing.map { "'\($0)'" } + (mention.id != nil && number == nil ? ["its id"] : [])
      written.lacks(missing)
      var produced = 0
      for (index, range) in written.ranges.enumerated() {
        guard let snapped = units.covered(range) else { continue }
        if snapped != range, written.record.fate == .kept {
          (written.record.fate, written.record.reason) = (.snapped, .edgeSpace)
        }
        placed.append((mention, snapped, index == 0 ? number : nil, layer))
        produced += 1
      }
      if produced == 0, written.record.fate != .dropped {
        (written.record.fate, written.record.reason) = (.dropped, .empty)
      }
      written.record.produced = produced
      records.append(written.record)
    }
    rows = allRows(placed.map(\.range))
    for item in placed {
      let number: Int
      if let own = item.number {
        number = own
      } else {
        while used.contains(free) { free += 1 }
        used.insert(free)
        number = free
      }
      var place = rows.partitioningIndex { units.tokens[$0.token].upperBound > item.range.lowerBound }
      while place < rows.count, units.tokens[rows[place].token].lowerBound < item.range.upperBound {
        if belongs(rows[place], to: item.range) {
          cells[place, default: [:]][item.layer, default: []].append((item.mention, number))
        }
        place += 1
      }
    }
    return (render(), records)
  }

  private func layer(of mention: Mention) -> Int {
    guard layers.count > 1, let name = mention.attributes.first(where: { $0.key == "layer" })?.value else { return 0 }
    return layers.firstIndex { $0.shortName == name } ?? 0
  }

  /// Tokens, and the parts of them that mentions cover.
  private func allRows(_ ranges: [Range<Int>]) -> [Row] {
    var parts: [Int: Set<Range<Int>>] = [:]
    for range in ranges {
      let first = units.tokens.partitioningIndex { $0.upperBound > range.lowerBound }
      var token = first
      while token < units.tokens.count, units.tokens[token].lowerBound < range.upperBound {
        let part = units.tokens[token].clamped(to: range)
        if part != units.tokens[token] { parts[token, default: []].insert(part) }
        token += 1
      }
    }
    return units.tokens.indices.flatMap { token in
      [Row(token: token, range: units.tokens[token], isPart: false)]
        + (parts[token] ?? []).sorted { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        .map { Row(token: token, range: $0, isPart: true) }
    }
  }

  /// Whether a row stands for what a mention covers of its token.
  private func belongs(_ row: Row, to range: Range<Int>) -> Bool {
    let token = units.tokens[row.token]
    guard token.overlaps(range) else { return false }
    return row.range == token.clamped(to: range) && (!row.isPart || token != row.range)
  }

  private func render() -> String {
    var text = "#FORMAT=WebAnno TSV 3.3\n"
    for layer in layers { text += "#T_SP=\(layer.name)|\(layer.features.joined(separator: "|"))\n" }
    text += "\n"
    var place = 0
    for (number, sentence) in units.sentences.enumerated() {
      text += "\n"
      let lines = document.text[sentence].split(separator: 0x0A, omittingEmptySubsequences: false)
      for line in lines { text += "#Text=\(WebAnnoEscape.escapedText(line))\n" }
      var (token, part) = (0, 0)
      while place < rows.count, units.tokens[rows[place].token].lowerBound < sentence.upperBound {
        let row = rows[place]
        (token, part) = row.isPart ? (token, part + 1) : (token + 1, 0)
        let (start, end) = offsets(row.range)
        text += "\(number + 1)-\(token)\(row.isPart ? ".\(part)" : "")\t\(start)-\(end)\t"
        text += WebAnnoEscape.escapedText(document.text[row.range]) + "\t"
        for layer in layers.indices {
          for column in columns(layer, cells[place]?[layer] ?? []) { text += column + "\t" }
        }
        text += "\n"
        place += 1
      }
    }
    return text
  }

  /// The cells of a layer in a row.
  private func columns(_ layer: Int, _ found: [(mention: Mention, number: Int)]) -> [String] {
    let features = layers[layer].features
    guard !features.isEmpty else {
      return [found.isEmpty ? "_" : found.map { "*[\($0.number)]" }.joined(separator: "|")]
    }
    return features.map { feature in
      guard !found.isEmpty else { return "_" }
      return found.map { mention, number in
        let value =
          feature == layers[layer].label
          ? mention.label : mention.attributes.first { $0.key == feature }?.value
        return "\(value.map(WebAnnoEscape.escaped) ?? "*")[\(number)]"
      }.joined(separator: "|")
    }
  }
}
