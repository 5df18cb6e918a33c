import Annotations
import Diagnostics

/// A document of BioC with its offsets resolved, from XML or JSON.
struct BioCResolution {
  /// The default key of an annotation's label.
  static let labelKey = "type"
  /// How far from its place an annotation's text is looked for, in bytes.
  static let reach = 256

  private(set) var document: Document
  private(set) var records: [SpanRecord] = []
  /// For each mention the index of its annotation in `BioCDocument.places`.
  private(set) var sources: [Int] = []
  let layout: BioCLayout

  private let labelKey: String
  private let dropsMisfits: Bool
  private let file: String
  private var ids = SeenIds()

  /// Resolves a document.
  ///
  /// - Throws: `Located<StandoffXMLProblem>` for an annotation whose text is elsewhere, if such ones are not to be dropped.
  init(
    _ source: BioCDocument, _ collection: BioCCollection, _ options: ReadingOptions, file: String, fallbackId: String,
    summary: inout BioCSummary
  ) throws {
    labelKey = options.standoff.labelKey ?? Self.labelKey
    dropsMisfits = options.standoff.dropsMisfits
    self.file = file
    layout = BioCLayout(source, unit: Self.unit(of: source, options.standoff.unit, &summary))
    summary.shifted += layout.shifted
    summary.displaced += layout.displaced
    document = Document(id: source.id ?? fallbackId, text: layout.text)
    document.layers[0].name = options.layer
    summary.lostSentences += layout.lostSentences
    document.sentences = layout.sentences.map { trimmed($0.range) }
    var leaf = 0
    var number = 0
    var mentions: [Mention] = []
    let homes = BioCHomes(layout, passages: source.passages.count)
    func take(_ annotations: [BioCAnnotation], _ level: BioCLevel, leaf: Int?) throws {
      for annotation in annotations {
        if var mention = try resolve(annotation, leaf: leaf) {
          if homes.level(of: mention.hull) != level {
            mention.attributes.append(Attribute(BioCMetadata.level, level.rawValue))
          }
          mentions.append(mention)
          sources.append(number)
        }
        number += 1
      }
    }
    for passage in source.passages {
      let isLeaf = passage.text != nil || passage.sentences.isEmpty
      for sentence in passage.sentences {
        try take(sentence.annotations, .sentence, leaf: leaf)
        if !isLeaf { leaf += 1 }
      }
      try take(passage.annotations, .passage, leaf: isLeaf ? leaf : nil)
      if isLeaf { leaf += 1 }
    }
    try take(source.annotations, .document, leaf: nil)
    document.mentions = mentions
    document.metadata = BioCMetadata.attributes(collection, source, layout)
  }

  /// What the offsets of a document count: what was asked for, else what fits, else what fitted the documents before.
  ///
  /// What fits is told by the annotations' texts, and among equals by how passages follow each other.
  private static func unit(of source: BioCDocument, _ wanted: OffsetUnit?, _ summary: inout BioCSummary) -> OffsetUnit {
    if let wanted { return wanted }
    var best = summary.unit ?? .codePoint
    let isASCII = source.passages.allSatisfy { passage in
      ([passage.text] + passage.sentences.map(\.text)).allSatisfy { text in text?.allSatisfy { $0 < 0x80 } ?? true }
    }
    guard !isASCII else { return best }
    let (fits, joins) = (BioCLayout.fits(source, unit: best), BioCLayout.contiguous(source, unit: best))
    guard fits.checked + joins.all > 0 else { return best }
    let isPerfect = fits.fitting == fits.checked && joins.following == joins.all
    var most = (fits.fitting, joins.following)
    var least = most
    for unit in OffsetUnit.allCases where unit != best && (!isPerfect || unit == .utf8) {
      let other = (
        BioCLayout.fits(source, unit: unit).fitting, BioCLayout.contiguous(source, unit: unit).following
      )
      least = least < other ? least : other
      if other > most { (best, most) = (unit, other) }
    }
    if least < most {
      summary.unit = best
      summary.units[best, default: 0] += 1
    }
    return best
  }

  /// A sentence without white space at its edges.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, layout.text[start].isXMLSpace { start += 1 }
    while end > start, layout.text[end - 1].isXMLSpace { end -= 1 }
    return start < end ? start..<end : range
  }
}

// MARK: Annotations

extension BioCResolution {
  /// The mention of an annotation, and its record.
  private mutating func resolve(_ annotation: BioCAnnotation, leaf: Int?) throws -> Mention? {
    let place = annotation.infons.firstIndex { $0.key == labelKey }
    let label = place.map { annotation.infons[$0].value } ?? ""
    func record(_ fate: SpanRecord.Fate, _ reason: SpanReason? = nil, _ detail: String = "", surface: String)
      -> SpanRecord
    {
      SpanRecord(
        fate, reason, detail: detail, label: label, surface: surface, line: annotation.line, column: annotation.column)
    }
    let wanted = annotation.text.map { String(decoding: $0, as: UTF8.self) } ?? ""
    if let fault = annotation.fault {
      records.append(record(.dropped, .outsideText, fault, surface: wanted))
      return nil
    }
    guard let labelIndex = place, !label.isEmpty else {
      let keys = annotation.infons.map { "'\($0.key)'" }.joined(separator: ", ")
      let detail =
        place == nil
        ? "no infon '\(labelKey)'" + (keys.isEmpty ? "" : "; it has \(keys), see the label key")
        : "the infon '\(labelKey)' is empty"
      records.append(record(.dropped, .label, detail, surface: wanted))
      return nil
    }
    let isWhole = annotation.locations.allSatisfy { $0.length > 0 }
    let locations = isWhole ? annotation.locations : annotation.locations.filter { $0.length > 0 }
    guard !locations.isEmpty else {
      records.append(
        record(.dropped, .empty, annotation.locations.isEmpty ? "no location" : "", surface: wanted))
      return nil
    }
    guard let found = self.place(locations, annotation.text ?? [], leaf) else {
      return try drop(annotation, locations, leaf, record)
    }
    var attributes: [Attribute] = []
    attributes.reserveCapacity(annotation.infons.count - 1)
    for index in annotation.infons.indices where index != labelIndex { attributes.append(annotation.infons[index]) }
    let ranges = found.ranges
    var mention = Mention(
      label: label,
      fragments: ranges.count == 1
        ? ranges : ranges.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) },
      id: annotation.id, attributes: attributes)
    if let id = annotation.id, !ids.insert(id) {
      mention.id = nil
      mention.attributes.append(Attribute(BioCMetadata.id, id))
    }
    let surface = wanted.isEmpty ? document.surface(of: mention) : wanted
    records.append(
      found.detail.isEmpty
        ? record(.kept, surface: surface) : record(.snapped, .relocated, found.detail, surface: surface))
    return mention
  }

  private mutating func drop(
    _ annotation: BioCAnnotation, _ locations: [BioCAnnotation.Location], _ leaf: Int?,
    _ record: (SpanRecord.Fate, SpanReason?, String, String) -> SpanRecord
  ) throws -> Mention? {
    let wanted = String(decoding: annotation.text ?? [], as: UTF8.self)
    let found = leaf.flatMap { layout.ranges(locations, in: $0) } ?? layout.ranges(locations)
    let text = found?.map(document.string).joined(separator: " ")
    guard dropsMisfits else {
      throw Located(
        StandoffXMLProblem.surfaceDiffers(expected: wanted, found: text ?? "nothing: it lies outside the text"),
        at: Place(file: file, line: annotation.line, column: annotation.column))
    }
    records.append(
      record(
        .dropped, text == nil ? .outsideText : .surfaceDiffers, text.map { "the text there is '\($0)'" } ?? "", wanted))
    return nil
  }

  /// Where an annotation is, and how it got there if not by its offsets alone.
  func place(
    _ locations: [BioCAnnotation.Location], _ surface: [UInt8], _ leaf: Int?
  ) -> (ranges: [Range<Int>], detail: String)? {
    let text = layout.text
    if let leaf, let ranges = layout.ranges(locations, in: leaf),
      surface.isEmpty || SurfaceCheck.matches(text, ranges, surface)
    {
      let shift = layout.leaves[leaf].declared - layout.leaves[leaf].origin
      guard shift != 0 else { return (ranges, "") }
      let (what, unit) = (layout.leaves[leaf].sentence == nil ? "passage" : "sentence", abs(shift))
      return (
        ranges, "the offset \(layout.leaves[leaf].declared) of its \(what) is \(unit) too \(shift > 0 ? "high" : "low")"
      )
    }
    let ranges = layout.ranges(locations)
    if let ranges, surface.isEmpty || SurfaceCheck.matches(text, ranges, surface) { return (ranges, "") }
    guard !surface.isEmpty, locations.count > 1 || surface.count > 2 else { return nil }
    return relocated(locations, surface, near: leaf.flatMap { layout.ranges(locations, in: $0) } ?? ranges)
  }

  /// The stretches of a surface, each nearest to its place.
  private func relocated(
    _ locations: [BioCAnnotation.Location], _ surface: [UInt8], near places: [Range<Int>]?
  ) -> (ranges: [Range<Int>], detail: String)? {
    guard let places else { return nil }
    var ranges: [Range<Int>] = []
    var rest = surface[...]
    for (number, location) in locations.enumerated() {
      // Of several stretches each has its own length in the surface, with one character between them.
      let index = OffsetIndex(text: Array(rest), unit: layout.unit)
      guard let length = locations.count == 1 ? rest.count : index.byte(location.length) else { return nil }
      let part = rest.prefix(length)
      rest = rest.dropFirst(length)
      if number + 1 < locations.count {
        guard rest.first?.isXMLSpace == true else { return nil }
        rest = rest.dropFirst()
      }
      if SurfaceCheck.matches(layout.text, places[number], part) {
        ranges.append(places[number])
        continue
      }
      let start = places[number].lowerBound
      let window = max(0, start - Self.reach)..<min(layout.text.count, start + part.count + Self.reach)
      guard part.count > 2,
        let found = SurfaceCheck.nearest(part, in: layout.text, within: window, to: start)
      else { return nil }
      ranges.append(found)
    }
    guard rest.isEmpty else { return nil }
    return (ranges, "its text stands near the place that its offsets name")
  }
}

/// Where an annotation stands in the tree.
enum BioCLevel: String, Hashable, Sendable {
  case document, passage, sentence
}

/// Finds where in the tree of a document an annotation belongs by its place alone.
struct BioCHomes {
  let passages: [Range<Int>]
  let sentences: [Range<Int>]

  /// The passages and sentences of a layout.
  init(_ layout: BioCLayout, passages count: Int) {
    var passages = [Range<Int>?](repeating: nil, count: count)
    for leaf in layout.leaves {
      let range = leaf.start..<leaf.start + leaf.text.count
      passages[leaf.passage] = (passages[leaf.passage]?.lowerBound ?? range.lowerBound)..<range.upperBound
    }
    self.init(passages: passages.compactMap { $0 }, sentences: layout.sentences.map(\.range))
  }

  /// Passages and sentences in the order of the text.
  init(passages: [Range<Int>], sentences: [Range<Int>]) { (self.passages, self.sentences) = (passages, sentences) }

  /// The lowest level that holds a range.
  func level(of range: Range<Int>) -> BioCLevel {
    if Self.holder(of: range, sentences) != nil { return .sentence }
    return passage(of: range) != nil ? .passage : .document
  }

  /// The passage that holds a range.
  func passage(of range: Range<Int>) -> Int? { Self.holder(of: range, passages) }

  /// The sentence that holds a range.
  func sentence(of range: Range<Int>) -> Int? { Self.holder(of: range, sentences) }

  private static func holder(of range: Range<Int>, _ holders: [Range<Int>]) -> Int? {
    var (low, high) = (0, holders.count)
    while low < high {
      let middle = (low + high) / 2
      if holders[middle].lowerBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low > 0, range.upperBound <= holders[low - 1].upperBound else { return nil }
    return low - 1
  }
}
