import Annotations

/// Compares what was read again with what was written.
///
/// What was written is remembered as hashes: 16 bytes a mention and some 100 a document. White space does not count where
/// the form does not hold it, nor do borders of documents. Mentions that were kept must be there again; of the others
/// there must be as many as the records say.
struct RoundTripComparison {
  private struct Expected {
    var id: String
    var solidLength: Int
    var solidHash: UInt64
    var textHash: UInt64
    var tokens: Int
    var kept: [RoundTripKey]
    /// Mentions that came out of others than the kept ones.
    var others: Int
  }

  /// How many differences there are.
  private(set) var differences = 0
  /// The first of them, for people.
  private(set) var examples: [String] = []

  private let capabilities: FormatCapabilities
  private let layer: String?
  private let matchesByID: Bool
  private var expected: [Expected] = []
  private var length = 0
  private var next = 0
  private var position = 0
  private var pending: [RoundTripKey] = []
  private var solid: [UInt8] = []
  private var placeOfID: [String: Int]?

  private static let exampleLimit = 20

  /// - Parameter layer: the layer that was written; `nil`: the first.
  init(_ format: CorpusFormat, layer: String?) {
    (capabilities, matchesByID, self.layer) = (format.capabilities, format.isFolder, layer)
  }

  /// Remembers a document that was written, and what became of its mentions.
  mutating func wrote(_ document: Document, _ spans: [SpanRecord]) {
    let text = SolidText(document.text, ignoresUnderscores: !capabilities.holdsSpacesInWords)
    let mentions = document.layer(layer)?.mentions ?? []
    let base = matchesByID ? 0 : length
    // Writers of several layers give records for all of them, the first layer's first.
    let kept = zip(mentions, spans).filter { $1.fate == .kept }.map {
      RoundTripKey($0.0, in: text, base: base, attributes: capabilities.holdsAttributes)
    }
    let produced = spans.prefix(mentions.count).reduce(0) { $0 + $1.produced }
    expected.append(
      Expected(
        id: document.id, solidLength: text.bytes.count, solidHash: Self.hash(text.bytes),
        textHash: Self.hash(document.text), tokens: document.tokens.count, kept: kept, others: produced - kept.count))
    length += text.bytes.count
  }

  /// Compares a document that was read again.
  mutating func read(_ document: Document) {
    let text = SolidText(document.text, ignoresUnderscores: !capabilities.holdsSpacesInWords)
    let mentions = document.mentions
    if matchesByID { return readByID(document, text, mentions) }
    if capabilities.holdsDocuments, next < expected.count, solid.isEmpty {
      let wanted = expected[next]
      if capabilities.holdsIDs, !wanted.id.utf8.elementsEqual(document.id.utf8) {
        differ("document '\(wanted.id)' came back as '\(document.id)'")
      }
      if capabilities.holdsText, wanted.textHash != Self.hash(document.text) {
        differ("document '\(wanted.id)': its text came back otherwise")
      }
    }
    pending += mentions.map {
      RoundTripKey($0, in: text, base: position, attributes: capabilities.holdsAttributes)
    }
    solid += text.bytes
    position += text.bytes.count
    settle()
  }

  /// Compares what is left after the last document.
  mutating func finish() {
    settle()
    if matchesByID {
      let missing = expected.count - next
      if missing > 0 { differ("\(missing) documents did not come back") }
      return
    }
    while next < expected.count {
      // Documents without a solid character leave no trace in forms without documents.
      if expected[next].solidLength > 0 || capabilities.holdsDocuments, position < length {
        differ("document '\(expected[next].id)' did not come back")
      } else if expected[next].kept.count > pending.count {
        differ("document '\(expected[next].id)': a mention of white space did not come back")
      }
      next += 1
    }
    if !solid.isEmpty { differ("\(solid.count) bytes of text came back that were not written") }
  }

  /// Compares every written document that has come back as a whole.
  private mutating func settle() {
    while next < expected.count, solid.count >= expected[next].solidLength,
      expected[next].solidLength > 0 || !solid.isEmpty || !pending.isEmpty
    {
      let wanted = expected[next]
      let end = position - solid.count + wanted.solidLength
      if Self.hash(solid.prefix(wanted.solidLength)) != wanted.solidHash {
        differ("document '\(wanted.id)': its text came back otherwise")
      }
      let isLast = next + 1 == expected.count
      let found = pending.filter { $0.start < end || (isLast && $0.start <= end) || wanted.kept.contains($0) }
      compare(found, with: wanted)
      let taken = Set(found)
      pending.removeAll { taken.contains($0) }
      solid.removeFirst(wanted.solidLength)
      next += 1
    }
  }

  private mutating func readByID(_ document: Document, _ text: SolidText, _ mentions: [Mention]) {
    if placeOfID == nil {
      placeOfID = Dictionary(expected.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    guard let place = placeOfID?[document.id] else {
      return differ("document '\(document.id)' came back and was not written")
    }
    let wanted = expected[place]
    next += 1
    if wanted.solidHash != Self.hash(text.bytes)
      || (capabilities.holdsText && wanted.textHash != Self.hash(document.text))
    {
      differ("document '\(wanted.id)': its text came back otherwise")
    }
    let found = mentions.map { RoundTripKey($0, in: text, base: 0, attributes: capabilities.holdsAttributes) }
    compare(found, with: wanted)
  }

  private mutating func compare(_ found: [RoundTripKey], with wanted: Expected) {
    var counts: [RoundTripKey: Int] = [:]
    for key in found { counts[key, default: 0] += 1 }
    var missing = 0
    for key in wanted.kept {
      if let count = counts[key], count > 0 { counts[key] = count - 1 } else { missing += 1 }
    }
    let extra = counts.values.reduce(0, +)
    if missing > 0 {
      differ("document '\(wanted.id)': \(missing) mentions did not come back as they were", count: missing)
    }
    if extra - wanted.others != missing, extra != wanted.others {
      differ(
        "document '\(wanted.id)': \(found.count) mentions came back, \(wanted.kept.count + wanted.others) were written",
        count: abs(extra - wanted.others - missing))
    }
  }

  private mutating func differ(_ example: String, count: Int = 1) {
    differences += count
    if examples.count < Self.exampleLimit { examples.append(example) }
  }

  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash = StableHash()
    hash.add(bytes)
    return hash.value
  }
}
