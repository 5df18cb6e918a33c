import Annotations

/// Changes the annotations of a GATE XML file where they stand.
struct GATEEditor: SourceEditor {
  private var parser: GATEParser
  private let reading: ReadingOptions
  private let writing: WritingOptions
  private let inputName: String
  private var isDone = false

  init(_ scanner: XMLScanner, name: String, reading: ReadingOptions, writing: WritingOptions) {
    parser = GATEParser(scanner, learnsStyle: true)
    (self.reading, self.writing, inputName) = (reading, writing, name)
  }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    guard !isDone else { return nil }
    isDone = true
    try parser.parse()
    let resolution = GATEResolution(parser.document, reading, id: fileDocumentId(inputName))
    var revision = StandoffRevision(resolution.document)
    if let changes = try revision.changes(revise, writing.projection) {
      var writing = GATERevision(parser.document, parser.style, resolution, reading)
      writing.apply(changes, &revision)
      for (range, markup) in writing.changed {
        revision.edits.replace(range, with: parser.scanner.encoding.encoded(markup))
      }
    }
    return revision.result()
  }
}

/// The edits that give a GATE document other annotations.
private struct GATERevision {
  private let tree: GATEDocument
  private let style: GATEStyle
  private let resolution: GATEResolution
  private let reading: ReadingOptions
  private(set) var changed: [(range: Range<Int>, markup: [UInt8])] = []
  private var ids = GATEIds()
  /// A node at each place of the text that has one.
  private var nodes: [Int: String] = [:]
  private var lastNode = -1
  private var nodeNames: Set<String>
  private let offsets: UnitOffsets

  init(_ tree: GATEDocument, _ style: GATEStyle, _ resolution: GATEResolution, _ reading: ReadingOptions) {
    (self.tree, self.style, self.resolution, self.reading) = (tree, style, resolution, reading)
    nodeNames = Set(tree.nodes.keys)
    offsets = UnitOffsets(tree.text, .utf16)
    for (name, place) in tree.nodes {
      nodes[place] = nodes[place].map { min($0, name) } ?? name
    }
    for annotation in tree.sets.lazy.flatMap(\.annotations) {
      if let id = annotation.id { ids.take(id) }
      // Nodes that annotations name but that are not there must not come to life.
      nodeNames.formUnion([annotation.startNode, annotation.endNode])
    }
    for name in nodeNames { if let number = Int(offset: name.utf8) { lastNode = max(lastNode, number) } }
  }

  mutating func apply(_ changes: MentionChanges, _ revision: inout StandoffRevision) {
    let wanted = revision.wanted
    for (place, step) in changes.steps.enumerated() {
      let origin = resolution.origins[place]
      let annotation = tree.sets[origin.set].annotations[origin.annotation]
      switch step {
      case .keep: continue
      case .relabel(let index):
        var output = XMLOutput()
        if let key = reading.standoff.labelKey, let feature = annotation.features.first(where: { $0.name == key }) {
          output.text(wanted[index].label)
          changed.append((feature.valueSource, output.bytes))
        } else {
          output.value(wanted[index].label.utf8, quote: nil)
          changed.append((annotation.typeSource, output.bytes))
        }
      case .replace(let index):
        let mention = wanted[index]
        if let markup = markup(mention, id: annotation.id ?? ids.next(), &revision, index) {
          changed.append((annotation.source, markup))
        } else {
          changed.append((annotation.lead.lowerBound..<annotation.source.upperBound, []))
        }
      case .remove:
        changed.append((annotation.lead.lowerBound..<annotation.source.upperBound, []))
      }
    }
    for index in changes.added {
      guard let markup = markup(wanted[index], id: ids.next(), &revision, index) else { continue }
      insert(markup)
    }
  }

  /// Puts an annotation behind the last one of the set that the first layer came from.
  private mutating func insert(_ markup: [UInt8]) {
    let wanted = reading.standoff.sets?.first.flatMap { $0.isEmpty ? nil : $0 }
    let set = resolution.origins.first.map { tree.sets[$0.set] } ?? tree.sets.first { $0.name == wanted }
    guard let set else {
      var output = XMLOutput()
      output.raw("\n<AnnotationSet")
      if let wanted { output.attribute("Name", wanted) }
      output.raw(">")
      output.raw(style.annotationLead + markup)
      output.raw("\n</AnnotationSet>")
      changed.append((tree.textEnd..<tree.textEnd, output.bytes))
      return
    }
    if let last = set.annotations.last {
      changed.append((last.source.upperBound..<last.source.upperBound, style.annotationLead + markup))
      return
    }
    guard set.isSelfClosing else {
      changed.append((set.tag.upperBound..<set.tag.upperBound, style.annotationLead + markup))
      return
    }
    var output = XMLOutput()
    output.raw("<AnnotationSet")
    if let name = set.name { output.attribute("Name", name) }
    output.raw(">")
    output.raw(style.annotationLead + markup)
    output.raw("\n</AnnotationSet>")
    changed.append((set.tag, output.bytes))
  }

  /// The markup of an annotation; `nil` where its ends cannot be marked.
  private mutating func markup(
    _ mention: Mention, id: String, _ revision: inout StandoffRevision, _ index: Int
  ) -> [UInt8]? {
    guard let start = node(at: mention.hull.lowerBound), let end = node(at: mention.hull.upperBound) else {
      revision.drop(index, "its ends lie inside an entity of the file")
      return nil
    }
    let (type, features) = GATEMention.parts(mention)
    var output = XMLOutput()
    style.annotation.append(
      [("Id", id), ("Type", type), ("StartNode", start), ("EndNode", end)],
      isSelfClosing: style.annotation.isSelfClosing && features.isEmpty, to: &output)
    if style.annotation.isSelfClosing, features.isEmpty { return output.bytes }
    for feature in features {
      output.raw(style.featureLead)
      output.raw("<Feature>")
      output.raw(style.partLead)
      output.raw("<Name className=\"\(GATEDocument.Feature.stringClass)\">")
      output.text(feature.name)
      output.raw("</Name>")
      output.raw(style.partLead)
      output.raw("<Value")
      output.attribute("className", feature.valueClass)
      output.raw(">")
      output.text(feature.value)
      output.raw("</Value>")
      output.raw(style.featureEnd)
      output.raw("</Feature>")
    }
    output.raw(style.annotationEnd)
    output.raw("</Annotation>")
    return output.bytes
  }

  /// The name of the node at a place of the text, which is put there if there is none.
  private mutating func node(at byte: Int) -> String? {
    if let known = nodes[byte] { return known }
    guard let (place, isInSection) = source(of: byte) else { return nil }
    let offset = offsets.offset(ofByte: byte)
    var name = "\(offset)"
    if nodeNames.contains(name) {
      lastNode += 1
      name = "\(lastNode)"
    }
    lastNode = max(lastNode, offset)
    nodeNames.insert(name)
    nodes[byte] = name
    var output = XMLOutput()
    if isInSection { output.raw("]]>") }
    style.node.append([("id", name)], to: &output)
    if !style.node.isSelfClosing { output.raw("</Node>") }
    if isInSection { output.raw("<![CDATA[") }
    changed.append((place..<place, output.bytes))
    return name
  }

  /// Where in the file a place of the text is, and whether that is inside a CDATA section.
  private func source(of byte: Int) -> (place: Int, isInSection: Bool)? {
    func isInSection(_ index: Int) -> Bool {
      let number = tree.sections.partitioningIndex { $0.lowerBound > index }
      return number > 0 && tree.sections[number - 1].contains(index)
    }
    let end = byte > 0 ? tree.map.end(of: byte, in: tree.text) : nil
    let start = byte < tree.text.count ? tree.map.start(of: byte, in: tree.text) : nil
    if let end, !isInSection(byte - 1) { return (end, false) }
    if let start, !isInSection(byte) { return (start, false) }
    if let place = end ?? start { return (place, true) }
    return tree.text.isEmpty ? (tree.textSource.lowerBound, false) : nil
  }
}
