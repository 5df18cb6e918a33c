/// A document of a corpus: its text, and what is known about the text.
///
/// Every range counts UTF-8 bytes of `text` and is half-open; `OffsetUnit` converts at the borders of Gloss.
///
/// Invariants (`DocumentFault` finds what breaks them): `text` is UTF-8; ranges lie inside the text and do not cut a
/// character; sentences and tokens ascend without overlap; where there are sentences, every token lies inside one. Tokens
/// of a corpus that came tokenized may hold white space or be empty: they are kept as they came.
public struct Document: Hashable, Sendable {
  /// The source's own name of the document, or file name, `#` and number where it has none.
  public var id: String
  /// UTF-8. Text that came tokenized is its tokens with one space between, its sentences with one line break between,
  /// unless the source tells the white space.
  public var text: [UInt8]
  /// Empty if the source does not tell sentences.
  public var sentences: [Range<Int>]
  /// Empty if the source does not tell tokens.
  public var tokens: [Range<Int>]
  /// Mentions by who made them; most documents have one layer, `gold`.
  public var layers: [AnnotationLayer]
  /// What else the source says of the document, in its order; keys may repeat.
  public var metadata: [Attribute]
  /// The part of the corpus it belongs to, if the source says so: `train`, `dev`, `test`.
  public var split: String?

  /// A document from its parts.
  public init(
    id: String, text: [UInt8], sentences: [Range<Int>] = [], tokens: [Range<Int>] = [], mentions: [Mention] = [],
    metadata: [Attribute] = [], split: String? = nil
  ) {
    (self.id, self.text, self.sentences, self.tokens) = (id, text, sentences, tokens)
    layers = [AnnotationLayer(mentions: mentions)]
    (self.metadata, self.split) = (metadata, split)
  }

  /// The mentions of the first layer.
  public var mentions: [Mention] {
    get { layers.first?.mentions ?? [] }
    set {
      if layers.isEmpty { layers = [AnnotationLayer()] }
      layers[0].mentions = newValue
    }
  }

  /// The layer of a name; `nil` names the first.
  public func layer(_ name: String?) -> AnnotationLayer? {
    guard let name else { return layers.first }
    return layers.first { $0.name == name }
  }

  /// The text of a range; empty where the range lies outside the text.
  public func string(_ range: Range<Int>) -> String {
    let range = range.clamped(to: 0..<text.count)
    return String(decoding: text[range], as: UTF8.self)
  }

  /// The text that a mention covers, its fragments with a space between.
  public func surface(of mention: Mention) -> String {
    mention.fragments.map(string).joined(separator: " ")
  }
}

/// A key with a value, as sources have them in attributes, infons and comments.
public struct Attribute: Hashable, Sendable {
  /// The key.
  public var key: String
  /// The value.
  public var value: String

  /// An attribute from its parts.
  public init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }
}

/// The mentions that one source of annotation made in a document.
public struct AnnotationLayer: Hashable, Sendable {
  /// Who made the mentions.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The corpus as it came.
    case gold
    /// A model's run.
    case model
    /// A person who corrected or reviewed.
    case person
  }

  /// The name, unique in a document.
  public var name: String
  /// Who made it.
  public var kind: Kind
  /// In the source's order.
  public var mentions: [Mention]

  /// A layer from its parts.
  public init(name: String = "gold", kind: Kind = .gold, mentions: [Mention] = []) {
    (self.name, self.kind, self.mentions) = (name, kind, mentions)
  }
}
