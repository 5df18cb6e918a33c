import Annotations

/// Writes BioC XML: a collection of documents in one file.
///
/// The form of the first version, or of the second where the first document came from it. Offsets count code points unless
/// the options say otherwise. Annotations without an id get one, since most readers need it. What the collection says of
/// itself is taken from the first document: see `BioCMetadata`.
struct BioCWriter: DocumentWriter {
  private let file: FormOutput
  private let options: WritingOptions
  private var output = XMLOutput()
  private var hasBegun: Bool
  private var isSecondVersion = false

  /// A writer of a file at a path.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    (file, hasBegun) = (try place.file(), place.documents > 0)
    self.options = options
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let metadata = BioCMetadata(document)
    begin(metadata.collection)
    let mentions = document.layer(options.layer)?.mentions ?? []
    var written = mentions.map {
      WrittenMention(xml: $0, in: document, options.projection, holdsStretches: true)
    }
    let kept = written.filter { !$0.ranges.isEmpty }.map(\.mention)
    append(BioCDocument(document, mentions: kept, metadata, unit: options.unit ?? .codePoint))
    try file.write(output.take())
    for index in written.indices {
      written[index].record.note(XMLOutput.unrepresentable(mentions[index], in: document))
    }
    return written.map(\.record)
  }

  mutating func finish() throws {
    begin(BioCCollection())
    output.raw("</collection>\n")
    try file.write(output.take())
    try file.commit()
  }

  private mutating func begin(_ collection: BioCCollection) {
    guard !hasBegun else { return }
    hasBegun = true
    isSecondVersion = collection.version != nil
    output.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection>\n")
    for (name, value) in [
      ("source", collection.source), ("date", collection.date), ("key", collection.key),
      ("version", collection.version),
    ] {
      guard let value else { continue }
      output.element(name, value)
      output.raw("\n")
    }
    append(collection.infons)
  }

  private mutating func append(_ infons: [Attribute]) {
    for infon in infons {
      output.raw("<infon")
      output.attribute("key", infon.key)
      output.raw(">")
      output.text(infon.value)
      output.raw("</infon>\n")
    }
  }

  private mutating func append(_ document: BioCDocument) {
    output.raw("<document")
    if isSecondVersion { output.attribute("id", document.id ?? "") }
    output.raw(">\n")
    if !isSecondVersion {
      output.element("id", document.id ?? "")
      output.raw("\n")
    }
    append(document.infons)
    var ids = document.unusedIds()
    for passage in document.passages { append(passage, "passage", &ids) }
    append(document.annotations, document.relations, &ids)
    output.raw("</document>\n")
  }

  private mutating func append(_ block: BioCBlock, _ name: String, _ ids: inout StandoffIds) {
    output.raw("<\(name)")
    if isSecondVersion { output.attribute("offset", "\(block.offset)") }
    output.raw(">\n")
    append(block.infons)
    if !isSecondVersion { output.raw("<offset>\(block.offset)</offset>\n") }
    if let text = block.text {
      output.raw("<text>")
      output.text(text)
      output.raw("</text>\n")
    }
    for sentence in block.sentences { append(sentence, "sentence", &ids) }
    append(block.annotations, block.relations, &ids)
    output.raw("</\(name)>\n")
  }

  private mutating func append(_ annotations: [BioCAnnotation], _ relations: [BioCRelation], _ ids: inout StandoffIds) {
    for annotation in annotations {
      output.raw("<annotation")
      output.attribute("id", annotation.id ?? ids.next())
      output.raw(">\n")
      append(annotation.infons)
      for location in annotation.locations {
        output.raw("<location offset=\"\(location.offset)\" length=\"\(location.length)\"/>\n")
      }
      output.raw("<text>")
      output.text(annotation.text ?? [])
      output.raw("</text>\n</annotation>\n")
    }
    for relation in relations {
      output.raw("<relation")
      if let id = relation.id { output.attribute("id", id) }
      output.raw(">\n")
      append(relation.infons)
      for node in relation.nodes {
        output.raw("<node")
        output.attribute("refid", node.reference)
        output.attribute("role", node.role)
        output.raw("/>\n")
      }
      output.raw("</relation>\n")
    }
  }
}

extension BioCDocument {
  /// Ids that no annotation and no relation has.
  func unusedIds() -> StandoffIds {
    var known: [String] = []
    forEachAnnotation { if let id = $0.id { known.append(id) } }
    var ids = StandoffIds(known)
    forEachRelation { if let id = $0.id { ids.reserve(id) } }
    return ids
  }

  /// Calls `body` with each annotation, in the order of the document type.
  func forEachAnnotation(_ body: (BioCAnnotation) throws -> Void) rethrows {
    for passage in passages {
      for sentence in passage.sentences { try sentence.annotations.forEach(body) }
      try passage.annotations.forEach(body)
    }
    try annotations.forEach(body)
  }

  /// Calls `body` with each relation, in the order of the document type.
  func forEachRelation(_ body: (BioCRelation) throws -> Void) rethrows {
    for passage in passages {
      for sentence in passage.sentences { try sentence.relations.forEach(body) }
      try passage.relations.forEach(body)
    }
    try relations.forEach(body)
  }
}
