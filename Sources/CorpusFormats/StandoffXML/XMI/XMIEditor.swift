import Annotations

/// Changes the annotations of a UIMA XMI file where they stand, and the lists of members of their views.
struct XMIEditor: SourceEditor {
  private var parser: XMIParser
  private let reading: ReadingOptions
  private let writing: WritingOptions
  private let inputName: String
  private var results: [DocumentEdits]?

  init(_ scanner: XMLScanner, name: String, reading: ReadingOptions, writing: WritingOptions) {
    parser = XMIParser(scanner, types: reading.standoff.sets ?? [], learnsStyle: true)
    (self.reading, self.writing, inputName) = (reading, writing, name)
  }

  var revisesAllAtOnce: Bool { true }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    if results == nil { results = try revisedViews(revise) }
    return results?.isEmpty == false ? results?.removeFirst() : nil
  }

  /// All views at once: their annotations may stand in any order, so that the first one gets all edits.
  private mutating func revisedViews(_ revise: (Document) throws -> Document?) throws -> [DocumentEdits] {
    try parser.parse()
    let selection = try XMISelection(parser.document, reading.standoff.sets, file: parser.scanner.fileName)
    var revision = XMIRevision(parser, reading, types: selection.types)
    var all: [DocumentEdits] = []
    for number in selection.sofas.indices {
      let resolution = selection.resolve(number, parser.document, reading, id: fileDocumentId(inputName))
      var view = StandoffRevision(resolution.document)
      if let changes = try view.changes(revise, writing.projection) {
        revision.apply(changes, resolution, selection.sofas[number], &view)
      }
      all.append(view.result())
    }
    if !all.isEmpty { all[0].edits = revision.edits }
    return all
  }
}

/// The edits that give the views of a CAS other annotations.
private struct XMIRevision {
  private(set) var edits = SourceEdits()
  private let tree: XMIDocument
  private let encoding: XMLEncoding
  private let style: XMLTagStyle
  private let lead: [UInt8]
  private let labelKey: String?
  private let idName: String
  private let unit: OffsetUnit
  private let wantedTypes: [String]
  /// For each type the name of its elements.
  private let elements: [String: String]
  private var lastId: Int
  /// What a new mention has in its attributes.
  private var model: [Attribute] = []

  init(_ parser: XMIParser, _ reading: ReadingOptions, types: [String]) {
    wantedTypes = types
    idName = parser.idAttribute
    unit = reading.standoff.unit ?? .utf16
    elements = Dictionary(parser.document.annotations.map { ($0.type, $0.element) }) { _, last in last }
    (tree, encoding, lead) = (parser.document, parser.scanner.encoding, parser.lead)
    style = parser.style ?? XMLTagStyle(name: "type:NamedEntity", isSelfClosing: true)
    labelKey = reading.standoff.labelKey
    lastId = parser.document.lastId
  }

  mutating func apply(
    _ changes: MentionChanges, _ resolution: XMIResolution, _ sofa: XMIDocument.Sofa, _ revision: inout StandoffRevision
  ) {
    var gone = Set<String>()
    var new: [String] = []
    learnModel(resolution)
    let offsets = UnitOffsets(resolution.document.text, unit)
    for (place, step) in changes.steps.enumerated() {
      let annotation = tree.annotations[resolution.origins[place]]
      switch step {
      case .keep: continue
      case .relabel(let index): relabel(annotation, index, &revision)
      case .replace(let index):
        replace(
          annotation.source,
          with: markup(index, id: annotation.id, sofa, offsets, isNew: false, &revision))
      case .remove:
        edits.remove(annotation.lead.lowerBound..<annotation.source.upperBound)
        if !annotation.id.isEmpty { gone.insert(annotation.id) }
      }
    }
    // An id that another annotation of the view has too stays listed.
    let removed = Set(resolution.origins.indices.filter { changes.steps[$0] == .remove }.map { resolution.origins[$0] })
    for (number, annotation) in tree.annotations.enumerated()
    where annotation.sofa == sofa.id && !removed.contains(number) {
      gone.remove(annotation.id)
    }
    var markups: [UInt8] = []
    for index in changes.added {
      lastId += 1
      new.append("\(lastId)")
      markups += lead + markup(index, id: "\(lastId)", sofa, offsets, isNew: true, &revision)
    }
    if !markups.isEmpty {
      let last = tree.annotations.last?.source.upperBound
      if let last {
        edits.insert(encoding.encoded(markups), at: last)
      } else {
        // Before the sofa, whose own white space then stands before the first.
        let bytes = Array(markups.dropFirst(lead.count)) + lead
        edits.insert(encoding.encoded(bytes), at: sofa.sourceStart)
      }
    }
    changeMembers(of: sofa, gone, new)
  }

  /// New mentions are of the kind that the file has: named entities if there are any.
  private mutating func learnModel(_ resolution: XMIResolution) {
    let taken = resolution.origins.map { tree.annotations[$0] }
    let last = taken.last { $0.type == XMITypes.entity } ?? taken.last
    let type = last?.type ?? wantedTypes.first { $0.contains(".") } ?? XMITypes.entity
    model = []
    guard type != XMITypes.entity || labelKey != nil else { return }
    model.append(Attribute(XMIResolution.type, type))
    if labelKey != nil || type == XMITypes.entity
      || last?.features.contains(where: { $0.name == XMITypes.value }) == true
    {
      model.append(Attribute(XMIResolution.feature, labelKey ?? XMITypes.value))
    }
  }

  private mutating func replace(_ range: Range<Int>, with markup: [UInt8]) {
    edits.replace(range, with: encoding.encoded(markup))
  }

  private mutating func relabel(
    _ annotation: XMIDocument.Annotation, _ index: Int, _ revision: inout StandoffRevision
  ) {
    let key = labelKey ?? XMITypes.value
    var output = XMLOutput()
    if let feature = annotation.features.first(where: { $0.name == key && !$0.value.isEmpty }) {
      let label = Array(revision.wanted[index].label.utf8)
      if feature.isAttribute { output.value(label, quote: nil) } else { output.text(label) }
      replace(feature.source, with: output.bytes)
      return
    }
    // The label is the type's name.
    let label = revision.wanted[index].label
    guard XMLOutput.isName(label) else {
      revision.rename(index, to: XMITypes.shortName(annotation.type))
      return
    }
    let prefix = annotation.element.utf8.firstIndex(of: 0x3A).map { String(annotation.element[...$0]) } ?? ""
    let name = encoding.encoded(Array((prefix + label).utf8))
    replace(annotation.nameSource, with: Array((prefix + label).utf8))
    guard !annotation.isSelfClosing else { return }
    let end = annotation.source.upperBound - encoding.sourceLength(first: .greaterThan)
    edits.replace(end - annotation.nameSource.count..<end, with: name)
  }

  /// The markup of an annotation, in place of another or after all.
  private func markup(
    _ index: Int, id: String, _ sofa: XMIDocument.Sofa, _ offsets: UnitOffsets, isNew: Bool,
    _ revision: inout StandoffRevision
  ) -> [UInt8] {
    var mention = revision.wanted[index]
    if isNew, !mention.attributes.contains(where: { $0.key == XMIResolution.type }) { mention.attributes += model }
    let parts = XMIMention(mention)
    revision.lack(index, parts.missing)
    let (begin, end) = offsets(mention.hull)
    var attributes: [(name: String, value: String)] = [
      (idName, id), ("sofa", sofa.id), ("begin", "\(begin)"),
      ("end", "\(end)"),
    ]
    attributes += parts.attributes
    var name = elements[parts.type] ?? style.name
    if elements[parts.type] == nil {
      let prefix = name.utf8.firstIndex(of: 0x3A).map { String(name[..<$0]) } ?? "type"
      name = "\(prefix):\(XMITypes.shortName(parts.type))"
      attributes.append(("xmlns:\(prefix)", XMITypes.namespace(of: parts.type)))
    }
    var output = XMLOutput()
    style.append(attributes, name: name, isSelfClosing: parts.elements.isEmpty, to: &output)
    guard !parts.elements.isEmpty else { return output.bytes }
    for element in parts.elements { output.element(element.name, element.value) }
    output.raw("</\(name)>")
    return output.bytes
  }

  /// Takes ids from the list of a view's members, and puts others behind it.
  private mutating func changeMembers(of sofa: XMIDocument.Sofa, _ gone: Set<String>, _ new: [String]) {
    guard !gone.isEmpty || !new.isEmpty else { return }
    var isAdded = false
    for view in tree.views where view.sofa == sofa.id {
      guard let source = view.membersSource else {
        guard !isAdded, !new.isEmpty else { continue }
        isAdded = true
        replace(view.attributesEnd..<view.attributesEnd, with: Array(" members=\"\(new.joined(separator: " "))\"".utf8))
        continue
      }
      var bytes: [UInt8] = []
      var rest = view.membersMarkup[...]
      while !rest.isEmpty {
        let space = rest.prefix { $0.isXMLSpace }
        let id = rest[space.endIndex...].prefix { !$0.isXMLSpace }
        rest = rest[id.endIndex...]
        if gone.contains(String(decoding: id, as: UTF8.self)) { continue }
        // The first that is left needs nothing before it.
        bytes += bytes.isEmpty && space.startIndex > 0 ? [] : space
        bytes += id
      }
      if !isAdded, !new.isEmpty {
        isAdded = true
        bytes += Array(((bytes.isEmpty ? "" : " ") + new.joined(separator: " ")).utf8)
      }
      if bytes != view.membersMarkup { replace(source, with: bytes) }
    }
    guard !isAdded, !new.isEmpty, !tree.views.isEmpty else { return }
    // The sofa has no view yet.
    var output = XMLOutput()
    let prefix = sofa.element.utf8.firstIndex(of: 0x3A).map { String(sofa.element[...$0]) } ?? ""
    output.raw(lead)
    output.raw("<\(prefix)View")
    output.attribute("sofa", sofa.id)
    output.attribute("members", new.joined(separator: " "))
    output.raw("/>")
    replace(sofa.sourceEnd..<sofa.sourceEnd, with: output.bytes)
  }
}
