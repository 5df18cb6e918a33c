import Annotations
import Crypto
import Foundation

/// A document as its rows hold it.
struct EncodedDocument: Sendable {
  /// A layer as its rows hold it.
  struct Layer: Sendable {
    var key: LayerKey
    var mentions: [EncodedMention]
  }

  var name: Data
  var content: EncodedContent
  var split: Data?
  /// `nil` if there is none.
  var metadata: Data?
  var layers: [Layer]
  /// The fingerprint of all of it.
  var digest: Data

  var mentionCount: Int { layers.reduce(0) { $0 + $1.mentions.count } }

  /// Encodes a document that holds its invariants.
  init(_ document: Document) {
    content = EncodedContent(document)
    var canonical = BlobWriter()
    canonical.append(Self.digestVersion)
    canonical.append(document.id)
    canonical.append(raw: Array(content.hash))
    canonical.append(document.split == nil ? 0 : 1)
    canonical.append(document.split ?? "")
    canonical.append(document.metadata)
    canonical.append(document.layers.count)
    layers = []
    for layer in document.layers {
      canonical.append(layer.name)
      canonical.append(layer.kind.rawValue)
      canonical.append(layer.mentions.count)
      for mention in layer.mentions { canonical.append(mention) }
      layers.append(
        Layer(
          key: LayerKey(layer), mentions: layer.mentions.map { EncodedMention($0, text: document.text) }))
    }
    (name, split) = (document.id.stored, document.split?.stored)
    metadata = document.metadata.isEmpty ? nil : Data.attributes(document.metadata)
    digest = Data.fingerprint(of: canonical.bytes)
  }

  /// Goes into the fingerprint, so that another way of writing a document can never be taken for this one.
  private static let digestVersion = 1
}

/// Text, tokens and sentences: what documents share if it is the same.
struct EncodedContent: Sendable {
  var text: Data
  var tokens: Data
  var sentences: Data
  var hash: Data
  var tokenCount: Int
  var sentenceCount: Int

  init(_ document: Document) {
    var tokens = BlobWriter()
    tokens.append(ascending: document.tokens)
    var sentences = BlobWriter()
    sentences.append(ascending: document.sentences)
    text = Data(document.text)
    (self.tokens, self.sentences) = (Data(tokens.bytes), Data(sentences.bytes))
    (tokenCount, sentenceCount) = (document.tokens.count, document.sentences.count)
    hash = Self.hash(text: document.text, tokens: tokens.bytes, sentences: sentences.bytes)
  }

  static func hash(text: [UInt8], tokens: [UInt8], sentences: [UInt8]) -> Data {
    var all = BlobWriter()
    all.append(text)
    all.append(tokens)
    all.append(sentences)
    return Data.fingerprint(of: all.bytes)
  }
}

/// A mention as its row holds it.
struct EncodedMention: Hashable, Sendable {
  var label: Bytes
  var start: Int
  var end: Int
  /// `nil` if there is exactly one.
  var fragments: Data?
  var name: Data?
  /// `nil` if there are none.
  var attributes: Data?
  /// The text that it covers, if it is short and one stretch.
  var surface: Data?

  /// The longest text that a row repeats, in bytes.
  static let surfaceLimit = 64

  /// - Parameter text: the document's; where a range leaves it, `surface` is left out.
  init(_ mention: Mention, text: [UInt8]) {
    label = Bytes(mention.label)
    let hull = mention.fragments.count == 1 ? mention.fragments[0] : mention.hull
    (start, end) = (hull.lowerBound, hull.upperBound)
    if mention.fragments.count == 1, hull.count <= Self.surfaceLimit, hull.upperBound <= text.count {
      surface = Data(text[hull])
    }
    if mention.fragments.count != 1 {
      var writer = BlobWriter()
      writer.append(mention.fragments)
      fragments = Data(writer.bytes)
    }
    name = mention.id?.stored
    attributes = mention.attributes.isEmpty ? nil : Data.attributes(mention.attributes)
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
}

extension String {
  /// The UTF-8 bytes. SQL casts them to text on the way in and to bytes on the way out, so that a NUL is a character like any
  /// other: GRDB's strings end at it.
  var stored: Data { Data(utf8) }
}

extension Data {
  static func attributes(_ attributes: [Attribute]) -> Data {
    var writer = BlobWriter()
    writer.append(attributes)
    return Data(writer.bytes)
  }

  /// The first half of SHA-256: 10¹⁸ different texts before two are likely to have the same.
  static func fingerprint(of bytes: [UInt8]) -> Data {
    // Through an array: a digest gives its bytes one by one.
    Data(Array(SHA256.hash(data: bytes))[..<16])
  }
}

extension BlobWriter {
  fileprivate mutating func append(_ mention: Mention) {
    append(mention.label)
    append(mention.fragments)
    append(mention.id == nil ? 0 : 1)
    append(mention.id ?? "")
    append(mention.attributes)
  }
}
