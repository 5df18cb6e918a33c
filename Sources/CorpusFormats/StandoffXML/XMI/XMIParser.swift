import Annotations
import Diagnostics

/// The feature structures of a UIMA XMI file that Gloss reads.
struct XMIParser {
  var scanner: XMLScanner
  private(set) var document = XMIDocument()
  /// How the file writes the annotations that are taken.
  private(set) var style: XMLTagStyle?
  /// The white space before them, in UTF-8; until one is known that before the sofa.
  private(set) var lead: [UInt8] = [0x0A]
  /// The name of the ids, with its prefix.
  var idAttribute: String { idName.map { scanner.names[$0] } ?? "xmi:id" }
  private var idName: XMLName?
  private let types: Set<String>
  private let learnsStyle: Bool
  private var sofaIds = Set<String>()
  private var space = 0..<0
  private var spaceBytes: [UInt8] = []
  /// What the elements of the file are, by name and, as prefixes may be bound anew, by namespace.
  private var kinds: [XMLName: (namespace: String?, type: String)] = [:]

  /// A parser of what a scanner gives.
  ///
  /// - Parameter types: types to keep by full or short name, beside DKPro's named entities and the layers of users.
  init(_ scanner: XMLScanner, types: [String], learnsStyle: Bool = false) {
    (self.scanner, self.types, self.learnsStyle) = (scanner, Set(types), learnsStyle)
  }

  /// Reads the whole file.
  ///
  /// - Throws: `Located<XMLProblem>`, `Located<StandoffXMLProblem>`, `FileError<FileProblem>`.
  mutating func parse() throws {
    do {
      try begin()
    } catch {
      guard scanner.buffer.bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { throw error }
      throw Located(StandoffXMLProblem.packed, at: Place(file: scanner.fileName, line: 1))
    }
    while let event = try scanner.next() {
      if event == .endElement {
        document.contentEnd = scanner.source.lowerBound
        continue
      }
      if learnsStyle, event == .text, scanner.rawEvent.allSatisfy(\.isXMLSpace) {
        space = scanner.source
        spaceBytes = Array(scanner.rawEvent)
      }
      guard event == .startElement else { continue }
      try readElement()
    }
  }

  private mutating func begin() throws {
    while let event = try scanner.next() {
      guard event == .startElement else { continue }
      let isXMI = scanner.name.flatMap { scanner.namespace($0) } == XMITypes.namespace
      guard isXMI, scanner.elementName.hasSuffix("XMI") else {
        throw Located(
          StandoffXMLProblem.root(found: scanner.elementName, expected: "xmi:XMI", format: .xmi), at: scanner.place)
      }
      return
    }
  }

  /// The type of the current start tag.
  private mutating func type() -> String {
    guard let name = scanner.name else { return "" }
    let namespace = scanner.namespace(name)
    if let known = kinds[name], known.namespace == namespace { return known.type }
    let element = scanner.elementName
    let local = element.utf8.firstIndex(of: 0x3A).map { String(element[element.index(after: $0)...]) } ?? element
    let type = XMITypes.name(namespace: namespace ?? "", element: local)
    kinds[name] = (namespace, type)
    return type
  }

  /// Whether annotations of a type are kept; the views that are wanted are not known before the end.
  private func isKept(_ type: String) -> Bool {
    type.hasPrefix(XMITypes.entityPackage) || XMITypes.isCustom(type) || types.contains(type)
      || types.contains(XMITypes.shortName(type))
  }
}

extension XMIParser {
  private mutating func readElement() throws {
    let type = type()
    let id = id()
    if let number = Int(offset: id.utf8) { document.lastId = max(document.lastId, number) }
    switch type {
    case "uima.cas.Sofa": try readSofa(id)
    case "uima.cas.View": try readView()
    case XMITypes.token: document.tokens.append(try readAnnotation(type, id))
    case XMITypes.sentence: document.sentences.append(try readAnnotation(type, id))
    case XMITypes.documentAnnotation, XMITypes.metadata:
      document.documentAnnotations.append(try readAnnotation(type, id))
    default:
      guard isKept(type) else {
        if scanner.attribute("begin") != nil { document.others[type, default: 0] += 1 }
        try scanner.skipElement()
        return
      }
      if learnsStyle {
        style = scanner.tagStyle
        lead = space.upperBound == scanner.source.lowerBound ? spaceBytes : []
      }
      document.annotations.append(try readAnnotation(type, id))
    }
  }

  /// The `xmi:id` of the current start tag, whatever the prefix.
  private mutating func id() -> String {
    for attribute in scanner.attributes where Self.isID(scanner.names[attribute.name]) {
      guard scanner.namespace(attribute.name, isAttribute: true) == XMITypes.namespace else { continue }
      idName = attribute.name
      return scanner.value(attribute)
    }
    return ""
  }

  /// Whether a name is `id` with a prefix. As bytes: `hasSuffix` walks over characters, which shows here.
  private static func isID(_ name: String) -> Bool { name.utf8.suffix(3).elementsEqual(":id".utf8) }

  private mutating func readSofa(_ id: String) throws {
    let place = scanner.place
    var sofa = XMIDocument.Sofa(id: id, name: scanner.value(of: "sofaID") ?? "", text: nil)
    (sofa.line, sofa.column, sofa.sourceStart) = (place.line, place.column, scanner.source.lowerBound)
    if let attribute = scanner.attribute("sofaString") { sofa.text = Array(scanner.bytes(attribute)) }
    guard sofaIds.insert(id).inserted else {
      throw Located(StandoffXMLProblem.duplicateId(id, what: "the sofa"), at: place)
    }
    if learnsStyle, style == nil { lead = space.upperBound == sofa.sourceStart ? spaceBytes : [] }
    sofa.element = scanner.elementName
    try scanner.skipElement()
    sofa.sourceEnd = scanner.source.upperBound
    document.sofas.append(sofa)
  }

  private mutating func readView() throws {
    var view = XMIDocument.View(sofa: scanner.value(of: "sofa"))
    if let attribute = scanner.attribute("members") {
      view.members = scanner.value(attribute).split(separator: " ").map(String.init)
      view.membersSource = attribute.valueSource
      for member in view.members { document.lastId = max(document.lastId, Int(offset: Array(member.utf8)) ?? 0) }
      if learnsStyle { view.membersMarkup = XMLTagStyle.value(of: "members", in: scanner.rawEvent) }
    }
    let end = scanner.attributes.last.map { $0.valueSource.upperBound + quoteLength }
    view.attributesEnd = end ?? scanner.source.lowerBound
    document.views.append(view)
    try scanner.skipElement()
  }

  /// How many bytes a quote takes in the file.
  private var quoteLength: Int { scanner.encoding.sourceLength(first: .quote) }

  private mutating func readAnnotation(_ type: String, _ id: String) throws -> XMIDocument.Annotation {
    var annotation = XMIDocument.Annotation(id: id, type: type)
    let place = scanner.place
    (annotation.line, annotation.column) = (place.line, place.column)
    let start = scanner.source.lowerBound
    annotation.lead = space.upperBound == start ? space : start..<start
    (annotation.element, annotation.isSelfClosing) = (scanner.elementName, scanner.isSelfClosing)
    let nameStart = start + scanner.encoding.sourceLength(first: .lessThan)
    let nameLength = scanner.encoding.sourceLength(Array(scanner.elementName.utf8).span)
    annotation.nameSource = nameStart..<nameStart + nameLength
    let isUnit = type == XMITypes.token || type == XMITypes.sentence
    for attribute in scanner.attributes {
      switch scanner.names[attribute.name] {
      case "sofa": annotation.sofa = scanner.value(attribute)
      case "begin": annotation.begin = number(attribute, &annotation.fault)
      case "end": annotation.end = number(attribute, &annotation.fault)
      case let name where !isUnit && !Self.isID(name) && !name.hasPrefix("xmlns"):
        annotation.features.append(
          XMIDocument.Feature(
            name: name, value: scanner.value(attribute), source: attribute.valueSource, isAttribute: true))
      default: break
      }
    }
    let depth = scanner.depth
    var text: [UInt8] = []
    while let event = try scanner.next() {
      if event == .endElement, scanner.depth < depth { break }
      guard event == .startElement else { continue }
      let name = scanner.elementName
      text.removeAll(keepingCapacity: true)
      let source = try scanner.readElementText(into: &text)
      guard !isUnit else { continue }
      annotation.features.append(
        XMIDocument.Feature(
          name: name, value: String(decoding: text, as: UTF8.self), source: source, isAttribute: false))
    }
    annotation.source = start..<scanner.source.upperBound
    return annotation
  }

  private func number(_ attribute: XMLAttribute, _ fault: inout String) -> Int? {
    if let number = Int(offset: scanner.bytes(attribute)) { return number }
    let text = String(decoding: scanner.bytes(attribute).prefix(40), as: UTF8.self)
    fault = "'\(scanner.names[attribute.name])' is '\(text)', no whole number from 0 on"
    return nil
  }
}
