import Annotations
import Diagnostics

/// The documents of a BioC XML file as trees, one at a time. Both versions of the form are read, also mixed.
struct BioCParser {
  private enum Element: String, Hashable, Sendable {
    case collection, source, date, key, version, infon, document, id, passage, offset, sentence, text, annotation
    case location, relation, node
  }

  /// What stands around the documents; complete when the first one is read.
  private(set) var collection = BioCCollection()
  /// Names of elements that the form does not have, with how often they were left out.
  private(set) var strangers: [String: Int] = [:]
  /// How the file writes annotations; learned if `learnsStyle`.
  private(set) var style = BioCStyle()
  /// Whether white space is kept, for writing back.
  let learnsStyle: Bool
  var scanner: XMLScanner
  private var elements = XMLElementTable<Element>()
  private var hasBegun = false
  private var scratch: [UInt8] = []
  private var documentStart = 0
  /// The white space that the last event was, and its bytes in UTF-8.
  private var space = 0..<0
  private var spaceBytes: [UInt8] = []

  /// The documents of what a scanner gives.
  init(_ scanner: XMLScanner, learnsStyle: Bool = false) { (self.scanner, self.learnsStyle) = (scanner, learnsStyle) }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `Located<XMLProblem>`, `Located<StandoffXMLProblem>`, `FileError<FileProblem>`.
  mutating func next() throws -> BioCDocument? {
    if !hasBegun { try begin() }
    while let event = try scanner.next() {
      guard event == .startElement else { continue }
      switch current {
      case .document: return try readDocument()
      case .source: collection.source = try readString()
      case .date: collection.date = try readString()
      case .key: collection.key = try readString()
      case .version: collection.version = try readString()
      case .infon:
        var (infons, unused) = (collection.infons, BioCSource())
        try readInfon(into: &infons, &unused)
        collection.infons = infons
      default: try skip()
      }
    }
    return nil
  }

  private mutating func begin() throws {
    hasBegun = true
    while let event = try scanner.next() {
      guard event == .startElement else { continue }
      guard current == .collection else {
        throw located(.root(found: scanner.elementName, expected: "collection", format: .bioc))
      }
      return
    }
  }

  /// The scanner's next event; white space is noted on the way if it is of use.
  private mutating func advance() throws -> XMLEvent? {
    let event = try scanner.next()
    if learnsStyle, event == .text, scanner.rawEvent.allSatisfy(\.isXMLSpace) {
      space = scanner.source
      spaceBytes = Array(scanner.rawEvent)
    }
    return event
  }

  /// The white space before the current start tag.
  private var lead: [UInt8] { space.upperBound == scanner.source.lowerBound ? spaceBytes : [] }

  /// Notes where the current start tag is.
  private func begin(_ source: inout BioCSource) {
    source.element = scanner.source
    source.nextAnnotation = scanner.source.upperBound
    guard learnsStyle else { return }
    source.leadBytes = lead
    let end = scanner.source.lowerBound
    source.lead = space.upperBound == end ? space : end..<end
  }

  private var current: Element? { mutating get { elements(scanner.name, scanner.names) } }

  private func located(_ problem: StandoffXMLProblem) -> Located<StandoffXMLProblem> {
    Located(problem, at: scanner.place)
  }

  private mutating func skip() throws {
    strangers[scanner.elementName, default: 0] += 1
    try scanner.skipElement()
  }

  private mutating func readString() throws -> String {
    scratch.removeAll(keepingCapacity: true)
    try scanner.readElementText(into: &scratch)
    return String(decoding: scratch, as: UTF8.self)
  }
}

extension BioCParser {
  private mutating func readDocument() throws -> BioCDocument {
    var document = BioCDocument()
    document.line = scanner.line
    document.id = scanner.value(of: "id")
    begin(&document.source)
    documentStart = scanner.source.lowerBound
    while let event = try advance() {
      if event == .endElement { break }
      guard event == .startElement else { continue }
      let lead = lead
      switch current {
      case .id: document.id = try readString()
      case .infon: try readInfon(into: &document.infons, &document.source)
      case .passage: document.passages.append(try readBlock(.passage))
      case .annotation: document.annotations.append(try readAnnotation())
      case .relation:
        document.relations.append(try readRelation())
        continue
      default: try skip()
      }
      document.source.nextAnnotation = scanner.source.upperBound
      document.source.childLead = lead
    }
    document.source.element = document.source.element.lowerBound..<scanner.source.upperBound
    return document
  }

  private mutating func readBlock(_ element: Element) throws -> BioCBlock {
    var block = BioCBlock()
    let place = scanner.place
    var hasOffset = false
    begin(&block.source)
    if let attribute = scanner.attribute("offset") {
      block.source.offset = attribute.valueSource
      block.offset = try number(scanner.bytes(attribute), of: element)
      hasOffset = true
    }
    while let event = try advance() {
      if event == .endElement { break }
      guard event == .startElement else { continue }
      let lead = lead
      switch current {
      case .infon: try readInfon(into: &block.infons, &block.source)
      case .offset:
        let problem = scanner.place
        scratch.removeAll(keepingCapacity: true)
        block.source.offset = try scanner.readElementText(into: &scratch)
        block.offset = try number(scratch[...], of: element, at: problem)
        hasOffset = true
      case .text:
        var text: [UInt8] = []
        try scanner.readElementText(into: &text)
        block.text = text
      case .sentence where element == .passage: block.sentences.append(try readBlock(.sentence))
      case .annotation: block.annotations.append(try readAnnotation())
      case .relation:
        block.relations.append(try readRelation())
        continue
      default: try skip()
      }
      block.source.nextAnnotation = scanner.source.upperBound
      block.source.childLead = lead
    }
    guard hasOffset else {
      throw Located(StandoffXMLProblem.missing(what: "offset", owner: "<\(element.rawValue)>"), at: place)
    }
    block.source.element = block.source.element.lowerBound..<scanner.source.upperBound
    return block
  }

  private func number(_ bytes: ArraySlice<UInt8>, of element: Element, at place: Place? = nil) throws -> Int {
    if let number = Int(offset: bytes) { return number }
    let text = String(decoding: bytes.prefix(40), as: UTF8.self)
    throw Located(
      StandoffXMLProblem.number(text, what: "the offset of this <\(element.rawValue)>"), at: place ?? scanner.place)
  }

  private mutating func readInfon(into infons: inout [Attribute], _ source: inout BioCSource) throws {
    let key = scanner.value(of: "key") ?? ""
    scratch.removeAll(keepingCapacity: true)
    let content = try scanner.readElementText(into: &scratch)
    if learnsStyle { source.infons.append(content) }
    infons.append(Attribute(key, String(decoding: scratch, as: UTF8.self)))
  }

  private mutating func readAnnotation() throws -> BioCAnnotation {
    var annotation = BioCAnnotation()
    let place = scanner.place
    (annotation.line, annotation.column) = (place.line, place.column)
    annotation.id = scanner.value(of: "id")
    begin(&annotation.source)
    let start = scanner.source.lowerBound
    let learns = learnsStyle && !style.isKnown
    if learns { style.annotation = scanner.tagStyle }
    guard start - documentStart <= scanner.limits.token else {
      throw scanner.located(.tooLong(what: "the document", limit: scanner.limits.token))
    }
    while let event = try advance() {
      if event == .endElement { break }
      guard event == .startElement else { continue }
      if learns { learn(from: annotation.source) }
      switch current {
      case .infon: try readInfon(into: &annotation.infons, &annotation.source)
      case .location: try readLocation(into: &annotation)
      case .text:
        var text: [UInt8] = []
        try scanner.readElementText(into: &text)
        annotation.text = text
      default: try skip()
      }
    }
    annotation.source.element = start..<scanner.source.upperBound
    if learnsStyle, !annotation.locations.isEmpty { style.isKnown = true }
    return annotation
  }

  /// Learns from the start tag of an annotation's child.
  private mutating func learn(from source: BioCSource) {
    switch current {
    case .infon: style.infon = scanner.tagStyle
    case .location: style.location = scanner.tagStyle
    default: return
    }
    if lead.starts(with: source.leadBytes) { style.indentation = Array(lead.dropFirst(source.leadBytes.count)) }
  }

  private mutating func readLocation(into annotation: inout BioCAnnotation) throws {
    let offset = number("offset", &annotation.fault)
    let length = number("length", &annotation.fault)
    if let offset, let length {
      annotation.locations.append(BioCAnnotation.Location(offset: offset, length: length))
    }
    try scanner.skipElement()
  }

  /// The number in an attribute of a location.
  private func number(_ key: String, _ fault: inout String?) -> Int? {
    guard let attribute = scanner.attribute(key) else {
      fault = "a <location> has no '\(key)'"
      return nil
    }
    if let number = Int(offset: scanner.bytes(attribute)) { return number }
    let text = String(decoding: scanner.bytes(attribute).prefix(40), as: UTF8.self)
    fault = "the \(key) '\(text)' is no whole number from 0 on"
    return nil
  }

  private mutating func readRelation() throws -> BioCRelation {
    var relation = BioCRelation()
    var unused = BioCSource()
    relation.id = scanner.value(of: "id")
    while let event = try advance() {
      if event == .endElement { break }
      guard event == .startElement else { continue }
      switch current {
      case .infon: try readInfon(into: &relation.infons, &unused)
      case .node:
        relation.nodes.append(
          BioCRelation.Node(reference: scanner.value(of: "refid") ?? "", role: scanner.value(of: "role") ?? ""))
        try scanner.skipElement()
      default: try skip()
      }
    }
    return relation
  }
}
