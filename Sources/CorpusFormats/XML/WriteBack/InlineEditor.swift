import Annotations

// Two types, not one that is generic: only code for a scanner that is known when it is compiled is fast.

/// Changes the elements around mentions of an XML file where they stand.
struct InlineXMLEditor: SourceEditor {
  private var extractor: InlineExtractor<XMLScanner>
  private let policy: ProjectionPolicy

  init(_ extractor: InlineExtractor<XMLScanner>, _ policy: ProjectionPolicy) {
    (self.extractor, self.policy) = (extractor, policy)
  }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    try extractor.nextEdits(policy, revise)
  }
}

/// Changes the elements around mentions of an SGML file where they stand.
struct InlineSGMLEditor: SourceEditor {
  private var extractor: InlineExtractor<SGMLScanner>
  private let policy: ProjectionPolicy

  init(_ extractor: InlineExtractor<SGMLScanner>, _ policy: ProjectionPolicy) {
    (self.extractor, self.policy) = (extractor, policy)
  }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    try extractor.nextEdits(policy, revise)
  }
}

extension InlineExtractor {
  /// The edits of the next document.
  fileprivate mutating func nextEdits(
    _ policy: ProjectionPolicy, _ revise: (Document) throws -> Document?
  ) throws -> DocumentEdits? {
    guard let next = try next(), let source = next.source else { return nil }
    var revision = InlineRevision(
      next.read.document, source, profile, encoding: scanner.encoding, isSGML: !Scanner.isWellFormed, policy)
    revision.keepsIdsAs =
      profile.tiesPieces ? "xml:id" : profile.mentions.takesUpperCase && profile.layout == .text ? "id" : nil
    return try revision.result(try revise(next.read.document))
  }
}
