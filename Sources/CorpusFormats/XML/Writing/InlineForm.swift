import Annotations

/// How a form with elements around mentions writes documents that do not come from a file of its own.
struct InlineForm {
  let format: CorpusFormat
  let options: WritingOptions
  private let profile: MarkupProfile
  /// The rules by which new mentions are spelled; what they give is read the same by the form's own rules.
  private let spellings: MentionRules

  /// - Throws: `FormatProblem` for another form.
  init(_ format: CorpusFormat, _ options: WritingOptions) throws {
    guard let profile = try MarkupProfile.of(format)?.with(XMLOptions()) else {
      throw FormatProblem.notWritable(format)
    }
    (self.format, self.options, self.profile) = (format, options, profile)
    var spellings = profile.mentions
    switch format {
    case .inlineXML: spellings.rules.removeAll { $0.label != nil }
    case .cwb:
      spellings.rules.removeAll { $0.element != "ne" }
      spellings.takesUpperCase = false
    default: break
    }
    self.spellings = spellings
  }

  /// The markup of a document, and a record for each mention of the layer.
  ///
  /// - Throws: `FormatProblem` where the form needs tokens and there are none.
  func markup(_ document: Document) throws -> (markup: [UInt8], spans: [SpanRecord]) {
    var document = document
    if format == .cwb { document = try InlineRows.document(document, options) }
    let mentions = document.layer(options.layer)?.mentions ?? []
    document.layers = [AnnotationLayer(mentions: [])]
    let unrepresentable = mentions.map { XMLOutput.unrepresentable($0, in: document) }
    document.text = InlineSkeleton.representable(document.text)
    let text = document.text
    let skeleton = skeleton(
      document,
      crossesLines: mentions.contains { $0.fragments.contains { text[$0.clamped(to: 0..<text.count)].contains(0x0A) } })
    var output: [UInt8] = []
    var spans: [SpanRecord] = []
    func edit<Scanner: MarkupScanner>(_ scanner: Scanner) throws {
      var extractor = InlineExtractor(
        scanner, profile: profile, name: document.id, limit: .max, keepsSource: true)
      guard let next = try extractor.next(), let source = next.source, next.read.document.text == document.text else {
        throw WriteBackProblem.differsWhenReadAgain(document: document.id, detail: "its text differs")
      }
      var revision = InlineRevision(
        next.read.document, source, profile, encoding: .utf8, isSGML: !Scanner.isWellFormed, options.projection)
      revision.spelling.rules = spellings
      revision.keepsIdsAs = format == .tei ? "xml:id" : format == .inlineXML ? "id" : nil
      revision.crossingFollowsPolicy = !profile.tiesPieces
      var revised = next.read.document
      revised.mentions = mentions
      let result = try revision.result(revised)
      spans = result.spans
      var rewriter = SourceRewriter(bytes: skeleton)
      try rewriter.apply(result.edits, to: &output)
      while try rewriter.copyPiece(output: &output) {}
    }
    let buffer = MarkupBuffer(bytes: skeleton, name: document.id)
    if InlineForms.isSGML(format) {
      try edit(SGMLScanner(buffer, profile: profile))
    } else {
      try edit(XMLScanner(buffer))
    }
    for (index, detail) in unrepresentable.enumerated() where index < spans.count { spans[index].note(detail) }
    return (output, spans)
  }

  /// A document without mentions.
  private func skeleton(_ document: Document, crossesLines: Bool) -> [UInt8] {
    switch format {
    case .tei: tei(document)
    case .cwb: InlineRows.markup(document, attributes(document))
    case .enamex: enamex(document)
    case .i2b2Inline: i2b2(document)
    default: inline(document, crossesLines)
    }
  }
}

// MARK: Forms

extension InlineForm {
  /// - Parameter crossesLines: whether a mention goes over the end of a line: an element for each line would cut it.
  private func inline(_ document: Document, _ crossesLines: Bool) -> [UInt8] {
    var output = XMLOutput()
    let start = "<document\(attributes(document))"
    var tags = InlineSkeleton.Tags(line: "p", kept: ("", ""), sentence: "s")
    tags.sentencesAreLines = true
    var skeleton = InlineSkeleton(document, text: document.text, tags)
    skeleton.keepsWhole = crossesLines
    let body = skeleton.markup()
    let isLines = body.last == 0x0A && document.text.last != 0x0A
    output.raw(start)
    output.raw(isLines ? ">\n" : " xml:space=\"preserve\">")
    output.raw(body)
    output.raw("</document>")
    return output.take()
  }

  private func enamex(_ document: Document) -> [UInt8] {
    var output = XMLOutput()
    output.raw("<DOC>\n<DOCID>")
    output.text(document.id)
    output.raw("</DOCID>\n<TEXT>")
    output.text(document.text)
    output.raw("</TEXT>\n</DOC>")
    return output.take()
  }

  private func i2b2(_ document: Document) -> [UInt8] {
    var output = XMLOutput()
    output.raw("<RECORD")
    output.attribute("ID", document.id)
    output.raw(">\n<TEXT>")
    output.text(document.text)
    output.raw("</TEXT>\n</RECORD>")
    return output.take()
  }

  private func tei(_ document: Document) -> [UInt8] {
    var output = XMLOutput()
    let isName = XMLOutput.isName(document.id)
    output.raw("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"")
    if isName { output.attribute("xml:id", document.id) }
    output.raw(">\n<teiHeader>\n<fileDesc>\n<titleStmt>\n")
    func write(_ key: String) {
      for attribute in document.metadata where attribute.key == key {
        output.element(key, attribute.value)
        output.raw("\n")
      }
    }
    // A title is required; where there is none, no reader should take ours for the source's.
    write("title")
    if !document.metadata.contains(where: { $0.key == "title" }) { output.raw("<title/>\n") }
    write("author")
    output.raw("</titleStmt>\n<publicationStmt>\n<publisher/>\n")
    if !isName {
      output.raw("<idno type=\"document-id\">")
      output.text(document.id)
      output.raw("</idno>\n")
    }
    write("idno")
    if document.metadata.contains(where: { $0.key == "licence" }) {
      output.raw("<availability>\n")
      write("licence")
      output.raw("</availability>\n")
    }
    write("date")
    output.raw("</publicationStmt>\n")
    let known: Set<String> = ["title", "author", "idno", "licence", "date", "language"]
    let others = document.metadata.filter { !known.contains($0.key) }
    if !others.isEmpty {
      output.raw("<notesStmt>\n")
      for attribute in others {
        output.raw("<note")
        output.attribute("type", attribute.key)
        output.raw(">")
        output.text(attribute.value)
        output.raw("</note>\n")
      }
      output.raw("</notesStmt>\n")
    }
    output.raw("<sourceDesc>\n<p/>\n</sourceDesc>\n</fileDesc>\n")
    if document.metadata.contains(where: { $0.key == "language" }) {
      output.raw("<profileDesc>\n<langUsage>\n")
      write("language")
      output.raw("</langUsage>\n</profileDesc>\n")
    }
    output.raw("</teiHeader>\n<text>\n<body>\n")
    var skeleton = InlineSkeleton(
      document, text: document.text,
      InlineSkeleton.Tags(
        line: "p", kept: ("<ab xml:space=\"preserve\">", "</ab>\n"), sentence: "s", token: "w", punctuation: "pc"))
    output.raw(skeleton.markup())
    output.raw("</body>\n</text>\n</TEI>")
    return output.take()
  }

  /// The attributes of a document's element: its id, and what else the source says where XML has a name for it.
  private func attributes(_ document: Document) -> String {
    var output = XMLOutput()
    output.attribute("id", document.id)
    var taken: Set<String> = ["id", "xml:id", "ID", "docid", "name", "xmlns", "xml:space"]
    for attribute in document.metadata where XMLOutput.isName(attribute.key) && taken.insert(attribute.key).inserted {
      output.attribute(attribute.key, attribute.value)
    }
    return String(decoding: output.take(), as: UTF8.self)
  }
}
