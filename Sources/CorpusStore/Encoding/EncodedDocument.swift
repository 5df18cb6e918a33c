import Annotations
import Crypto
import Foundation

/// A document as its rows hold it.
///
/// What its fingerprint is of is written once, one part after the other, and texts and blobs of rows are ranges of it: an array
/// for each of them would take more time than all the rest.
struct EncodedDocument: Sendable {
  /// A layer as its rows hold it.
  struct Layer: Sendable {
    var key: LayerKey
    /// Where in `mentions` they are.
    var mentions: Range<Int>
  }

  /// What the fingerprint is of, and behind it the fingerprints of content and document.
  let bytes: [UInt8]
  /// In `bytes`, as all ranges here.
  let name: Range<Int>
  let content: EncodedContent
  let contentHash: Range<Int>
  let split: Range<Int>?
  /// `nil` if there is none.
  let metadata: Range<Int>?
  let layers: [Layer]
  let mentions: [EncodedMention]
  /// The labels that mentions name by number; one may stand there twice.
  let labels: [Range<Int>]
  /// The fingerprint of all of it.
  let digestRange: Range<Int>

  /// The fingerprint of all of it.
  var digest: ArraySlice<UInt8> { bytes[digestRange] }

  /// Encodes a document that holds its invariants.
  init(_ document: Document) {
    content = EncodedContent(document)
    let hash = content.hash
    var canonical = BlobWriter()
    canonical.reserve(256 + document.layers.reduce(0) { $0 + $1.mentions.count } * 64)
    canonical.append(Self.digestVersion)
    name = canonical.place(document.id)
    let start = canonical.bytes.count
    canonical.append(raw: hash)
    contentHash = start..<canonical.bytes.count
    canonical.append(document.split == nil ? 0 : 1)
    let split = canonical.place(document.split ?? "")
    self.split = document.split == nil ? nil : split
    let metadata = canonical.place(document.metadata)
    self.metadata = document.metadata.isEmpty ? nil : metadata
    canonical.append(document.layers.count)
    var (layers, mentions, labels) = ([Layer](), [EncodedMention](), LabelList())
    mentions.reserveCapacity(document.layers.reduce(0) { $0 + $1.mentions.count })
    for layer in document.layers {
      canonical.append(layer.name)
      canonical.append(layer.kind.rawValue)
      canonical.append(layer.mentions.count)
      let first = mentions.count
      for mention in layer.mentions {
        mentions.append(EncodedMention(mention, textLength: document.text.count, &canonical, &labels))
      }
      layers.append(Layer(key: LayerKey(layer), mentions: first..<mentions.count))
    }
    (self.layers, self.mentions, self.labels) = (layers, mentions, labels.ranges)
    let end = canonical.bytes.count
    canonical.append(raw: fingerprint { $0.update(data: canonical.bytes) })
    digestRange = end..<canonical.bytes.count
    bytes = canonical.bytes
  }

  /// A part of `bytes`, for a dictionary or an argument.
  func data(_ range: Range<Int>) -> Data { Data(bytes[range]) }

  /// Goes into the fingerprint, so that another way of writing a document can never be taken for this one.
  private static let digestVersion = 1
}

/// Text, tokens and sentences: what documents share if it is the same.
struct EncodedContent: Sendable {
  let text: [UInt8]
  /// Tokens and behind them sentences.
  let units: [UInt8]
  let tokens: Range<Int>
  let sentences: Range<Int>
  let tokenCount: Int
  let sentenceCount: Int

  init(_ document: Document) {
    var writer = BlobWriter()
    writer.append(ascending: document.tokens)
    tokens = 0..<writer.bytes.count
    writer.append(ascending: document.sentences)
    sentences = tokens.upperBound..<writer.bytes.count
    (text, units) = (document.text, writer.bytes)
    (tokenCount, sentenceCount) = (document.tokens.count, document.sentences.count)
  }

  var hash: [UInt8] { Self.hash(text: text, tokens: units[tokens], sentences: units[sentences]) }

  static func hash(text: [UInt8], tokens: ArraySlice<UInt8>, sentences: ArraySlice<UInt8>) -> [UInt8] {
    var rest = BlobWriter()
    rest.append(text.count)
    let head = rest.bytes.count
    rest.append(tokens)
    rest.append(sentences)
    return fingerprint {
      $0.update(data: rest.bytes[..<head])
      $0.update(data: text)
      $0.update(data: rest.bytes[head...])
    }
  }
}

/// The labels of a document's mentions, in the bytes that it is written into.
struct LabelList {
  private(set) var ranges: [Range<Int>] = []
  /// The last ones, each with its number.
  private var recent: [(label: String, number: Int)] = []

  /// Labels that a document has, mostly.
  private static let reach = 8

  /// The number of a label that lies in `range`.
  mutating func number(_ label: String, at range: Range<Int>) -> Int {
    // Byte for byte: two spellings of a letter are equal strings.
    if let known = recent.last(where: { $0.label.utf8.elementsEqual(label.utf8) }) { return known.number }
    if recent.count == Self.reach { recent.removeFirst() }
    recent.append((label, ranges.count))
    ranges.append(range)
    return ranges.count - 1
  }
}

/// A mention as its row holds it; ranges of `EncodedDocument.bytes`.
struct EncodedMention: Sendable {
  /// Which of `EncodedDocument.labels`.
  let label: Int
  let start: Int
  let end: Int
  /// `nil` if there is exactly one.
  let fragments: Range<Int>?
  let name: Range<Int>?
  /// `nil` if there are none.
  let attributes: Range<Int>?
  /// The text that it covers, if it is short and one stretch: a range of the document's text.
  let surface: Range<Int>?

  /// The longest text that a row repeats, in bytes.
  static let surfaceLimit = 64

  /// Writes a mention behind what is there; where its range leaves the text, `surface` is left out.
  init(_ mention: Mention, textLength: Int, _ writer: inout BlobWriter, _ labels: inout LabelList) {
    let ranges = writer.place(mention)
    label = labels.number(mention.label, at: ranges.label)
    let isOne = mention.fragments.count == 1
    let hull = isOne ? mention.fragments[0] : mention.hull
    (start, end) = (hull.lowerBound, hull.upperBound)
    surface = isOne && hull.count <= Self.surfaceLimit && hull.upperBound <= textLength ? hull : nil
    fragments = isOne ? nil : ranges.fragments
    name = mention.id == nil ? nil : ranges.name
    attributes = mention.attributes.isEmpty ? nil : ranges.attributes
  }
}

/// The name and kind of a layer.
struct LayerKey: Hashable, Sendable {
  var name: Bytes
  var kind: AnnotationLayer.Kind

  init(_ layer: AnnotationLayer) { (name, kind) = (Bytes(layer.name), layer.kind) }
}

/// A text that equals another only if every byte does: `String` takes composed and decomposed letters for the same.
struct Bytes: Hashable, Sendable {
  var data: Data

  init(_ text: String) { data = text.stored }
  init(_ data: Data) { self.data = data }
}

extension String {
  /// The UTF-8 bytes. SQL casts them to text on the way in and to bytes on the way out, so that a NUL is a character like any
  /// other: GRDB's strings end at it.
  var stored: Data { Data(utf8) }
}

/// The first half of SHA-256: 10¹⁸ different texts before two are likely to have the same.
private func fingerprint(_ fill: (inout SHA256) -> Void) -> [UInt8] {
  var hash = SHA256()
  fill(&hash)
  // Through an array: a digest gives its bytes one by one.
  return Array(Array(hash.finalize())[..<16])
}

extension Mention {
  /// What it is, byte for byte.
  var canonicalBytes: [UInt8] {
    var writer = BlobWriter()
    _ = writer.place(self)
    return writer.bytes
  }
}

extension BlobWriter {
  /// Appends a text with its count before it, and tells where it lies.
  fileprivate mutating func place(_ text: String) -> Range<Int> {
    append(text)
    return bytes.count - text.utf8.count..<bytes.count
  }

  fileprivate mutating func place(_ attributes: [Attribute]) -> Range<Int> {
    let start = bytes.count
    append(attributes)
    return start..<bytes.count
  }

  fileprivate mutating func place(_ mention: Mention) -> (
    label: Range<Int>, fragments: Range<Int>, name: Range<Int>, attributes: Range<Int>
  ) {
    let label = place(mention.label)
    let start = bytes.count
    append(mention.fragments)
    let fragments = start..<bytes.count
    append(mention.id == nil ? 0 : 1)
    let name = place(mention.id ?? "")
    return (label, fragments, name, place(mention.attributes))
  }
}
