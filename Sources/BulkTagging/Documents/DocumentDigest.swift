import Annotations
import Crypto

/// What a document's results depend on, as 16 bytes: the first half of a SHA-256.
public struct DocumentDigest: Hashable, Sendable {
  /// The first eight bytes.
  public var first: UInt64
  /// The others.
  public var second: UInt64

  init(first: UInt64, second: UInt64) { (self.first, self.second) = (first, second) }

  /// The digest of a document: id, text, words that are told, and what its reader made of it.
  public init(_ document: SourceDocument) {
    var hash = FieldHash()
    hash.add(document.id)
    hash.add(document.text)
    hash.add(document.sentences ?? [])
    hash.add(document.words ?? [])
    hash.add(number: (document.sentences == nil ? 1 : 0) + (document.words == nil ? 2 : 0))
    if let original = document.original { hash.add(original) }
    self = hash.digest
  }

  /// The digest of a failure.
  public init(_ failure: FailedDocument) {
    var hash = FieldHash()
    hash.add(failure.id)
    hash.add(failure.reason)
    hash.add(number: -1)
    self = hash.digest
  }
}

/// A hash over fields, each with its length before it.
private struct FieldHash {
  private var hash = SHA256()

  var digest: DocumentDigest {
    var (first, second): (UInt64, UInt64) = (0, 0)
    for (index, byte) in hash.finalize().prefix(16).enumerated() {
      if index < 8 { first = first << 8 | UInt64(byte) } else { second = second << 8 | UInt64(byte) }
    }
    return DocumentDigest(first: first, second: second)
  }

  mutating func add(number: Int) {
    let bits = UInt64(bitPattern: Int64(number))
    hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) })
  }

  mutating func add(_ bytes: [UInt8]) {
    add(number: bytes.count)
    hash.update(data: bytes)
  }

  mutating func add(_ text: String) { add(Array(text.utf8)) }

  mutating func add(_ ranges: [Range<Int>]) {
    add(number: ranges.count)
    for range in ranges {
      add(number: range.lowerBound)
      add(number: range.upperBound)
    }
  }

  mutating func add(_ attributes: [Attribute]) {
    add(number: attributes.count)
    for attribute in attributes {
      add(attribute.key)
      add(attribute.value)
    }
  }

  mutating func add(_ document: Document) {
    add(document.id)
    add(document.sentences)
    add(document.tokens)
    add(document.metadata)
    add(document.split ?? "")
    for layer in document.layers {
      add(layer.name)
      add(layer.kind.rawValue)
      for mention in layer.mentions {
        add(mention.label)
        add(mention.fragments)
        add(mention.id ?? "")
        add(mention.attributes)
      }
    }
  }
}
