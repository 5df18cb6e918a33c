public import Annotations

/// The mentions of a model's run, as documents hold them.
extension TaggedDocument {
  /// The mentions as a layer; each has its `score` with four decimals.
  public func layer(_ name: String) -> AnnotationLayer {
    AnnotationLayer(
      name: name, kind: .model,
      mentions: mentions.map { mention in
        Mention(label: mention.label, range: mention.bytes, attributes: [Attribute("score", Self.text(mention.score))])
      })
  }

  /// The document as its reader found it, with the mentions as one more layer, in place of one of that name.
  ///
  /// - Parameter withWords: whether it gets the words and sentences that were tagged, unless its source told words.
  public func document(layer name: String, withWords: Bool) -> Document {
    var document = source.original ?? Document(id: id, text: text)
    (document.id, document.text) = (id, text)
    if source.original == nil { document.layers = [] }
    document.layers.removeAll { $0.name.utf8.elementsEqual(name.utf8) }
    document.layers.append(layer(name))
    if withWords, document.tokens.isEmpty {
      document.tokens = sentences.flatMap(\.words)
      document.sentences = sentences.map(\.bytes)
    }
    return document
  }

  /// A probability with four decimals: `0.98`, `1`.
  static func text(_ score: Double) -> String {
    guard score.isFinite else { return "0" }
    let units = Int((min(max(score, 0), 1) * 1e4).rounded())
    guard units < 10_000 else { return "1" }
    let digits = "\(10_000 + units)".dropFirst()
    let end = digits.lastIndex { $0 != "0" }
    return end.map { "0.\(digits[...$0])" } ?? "0"
  }
}
