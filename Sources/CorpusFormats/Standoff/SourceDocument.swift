import Annotations

/// A span as its source tells it; offsets count what the source counts.
struct SourceSpan: Hashable, Sendable {
  /// A stretch; nothing is known of its numbers.
  struct Stretch: Hashable, Sendable {
    var start: Int
    var end: Int
  }

  var label: String
  var stretches: [Stretch]
  /// What it should cover, if the source says.
  var surface: [UInt8]?
  var id: String?
  var attributes: [Attribute] = []
  /// Which part of the document it belongs to: what is shifted as a whole.
  var passage = 0
  /// Why it is left out although the source has it, if it is.
  var leftOut: SpanReason?
  var line = 0
  var column = 0
}

/// Spans that one source of annotation made.
struct SourceLayer: Hashable, Sendable {
  var name: String
  var kind = AnnotationLayer.Kind.gold
  var spans: [SourceSpan] = []
}

/// A document as its source tells it; offsets count what the source counts.
struct SourceDocument: Hashable, Sendable {
  var id: String?
  var text: [UInt8]
  var sentences: [SourceSpan.Stretch] = []
  var tokens: [SourceSpan.Stretch] = []
  /// The text of each token, where the source tells it.
  var tokenTexts: [[UInt8]?] = []
  var layers: [SourceLayer] = []
  var metadata: [Attribute] = []
  var split: String?
  var line = 0
}

extension SourceDocument {
  /// The document, and what became of each span.
  ///
  /// - Parameters:
  ///   - name: the id of a document that has none.
  ///   - resolver: knows what the file's offsets count.
  /// - Throws: `Located<StandoffProblem>` for a span that does not fit, where such spans stop the reading.
  func resolved(id name: String, _ resolver: inout OffsetResolver) throws -> ReadDocument {
    let found = try resolver.resolve(self)
    var document = Document(
      id: id ?? name, text: text, sentences: found.sentences, tokens: found.tokens, metadata: metadata, split: split)
    document.layers = []
    var next = 0
    for layer in layers {
      var mentions: [Mention] = []
      for (span, fragments) in zip(layer.spans, found.fragments[next...]) where !fragments.isEmpty {
        mentions.append(
          Mention(label: span.label, fragments: fragments, id: span.id, attributes: span.attributes))
      }
      next += layer.spans.count
      document.layers.append(AnnotationLayer(name: layer.name, kind: layer.kind, mentions: mentions))
    }
    return ReadDocument(document, spans: found.records, line: line)
  }
}
