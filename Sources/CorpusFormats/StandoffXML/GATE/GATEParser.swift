import Annotations
import Diagnostics

/// The tree of a GATE XML file.
struct GATEParser {
  private enum Element: String, Hashable, Sendable {
    case document = "GateDocument"
    case documentFeatures = "GateDocumentFeatures"
    case feature = "Feature"
    case name = "Name"
    case value = "Value"
    case text = "TextWithNodes"
    case node = "Node"
    case set = "AnnotationSet"
    case annotation = "Annotation"
  }

  var scanner: XMLScanner
  private(set) var document = GATEDocument()
  private(set) var style = GATEStyle()
  /// Names of elements that are not read, with how often they were left out.
  private(set) var strangers: [String: Int] = [:]
  private var elements = XMLElementTable<Element>()
  private let learnsStyle: Bool
  private var space = 0..<0
  private var spaceBytes: [UInt8] = []

  /// A parser of what a scanner gives.
  init(_ scanner: XMLScanner, learnsStyle: Bool = false) { (self.scanner, self.learnsStyle) = (scanner, learnsStyle) }

  /// Reads the whole file.
  ///
  /// - Throws: `Located<XMLProblem>`, `Located<StandoffXMLProblem>`, `FileError<FileProblem>`.
  mutating func parse() throws {
    document.map = SourceMap(encoding: scanner.encoding)
    var hasRoot = false
    while let event = try advance() {
      guard event == .startElement else { continue }
      switch current {
      case .document where !hasRoot: hasRoot = true
      case _ where !hasRoot:
        throw located(.root(found: scanner.elementName, expected: "GateDocument", format: .gate))
      case .documentFeatures: document.features = try readFeatures()
      case .text: try readText()
      case .set: document.sets.append(try readSet())
      default: try skip()
      }
    }
    guard document.hasText else {
      throw located(.missing(what: "<TextWithNodes>", owner: "<GateDocument>"))
    }
  }

  private var current: Element? { mutating get { elements(scanner.name, scanner.names) } }

  private func located(_ problem: StandoffXMLProblem) -> Located<StandoffXMLProblem> {
    Located(problem, at: scanner.place)
  }

  private mutating func skip() throws {
    strangers[scanner.elementName, default: 0] += 1
    try scanner.skipElement()
  }

  private mutating func advance() throws -> XMLEvent? {
    let event = try scanner.next()
    if learnsStyle, event == .text, scanner.rawEvent.allSatisfy(\.isXMLSpace) {
      space = scanner.source
      spaceBytes = Array(scanner.rawEvent)
    }
    return event
  }

  /// The white space before the current tag.
  private var lead: [UInt8] { space.upperBound == scanner.source.lowerBound ? spaceBytes : [] }
}

extension GATEParser {
  private mutating func readText() throws {
    guard !document.hasText else { throw located(.duplicateId("TextWithNodes", what: "the element")) }
    document.hasText = true
    document.map = SourceMap(encoding: scanner.encoding)
    let begin = scanner.source.upperBound
    while let event = try scanner.next() {
      switch event {
      case .text, .section:
        let start = document.text.count
        scanner.appendText(to: &document.text, map: &document.map)
        if event == .section, document.text.count > start { document.sections.append(start..<document.text.count) }
        guard document.text.count <= scanner.limits.token else {
          throw scanner.located(.tooLong(what: "the text", limit: scanner.limits.token))
        }
      case .startElement:
        guard current == .node else {
          try skip()
          continue
        }
        let id = scanner.value(of: "id") ?? ""
        guard document.nodes.updateValue(document.text.count, forKey: id) == nil else {
          throw located(.duplicateId(id, what: "the node"))
        }
        if learnsStyle, document.nodes.count == 1 { style.node = scanner.tagStyle }
        try scanner.skipElement()
      case .endElement:
        document.textSource = begin..<max(begin, scanner.source.lowerBound)
        document.textEnd = scanner.source.upperBound
        return
      default: break
      }
    }
  }

  private mutating func readSet() throws -> GATEDocument.Set {
    var set = GATEDocument.Set()
    set.name = scanner.value(of: "Name")
    if set.name?.isEmpty == true { set.name = nil }
    set.tag = scanner.source
    set.isSelfClosing = scanner.isSelfClosing
    while let event = try advance() {
      if event == .endElement { break }
      guard event == .startElement else { continue }
      if current == .annotation { set.annotations.append(try readAnnotation()) } else { try skip() }
    }
    set.source = set.tag.lowerBound..<scanner.source.upperBound
    return set
  }

  private mutating func readAnnotation() throws -> GATEDocument.Annotation {
    var annotation = GATEDocument.Annotation()
    let place = scanner.place
    (annotation.line, annotation.column) = (place.line, place.column)
    for attribute in scanner.attributes {
      let value = scanner.value(attribute)
      switch scanner.names[attribute.name] {
      case "Id": annotation.id = value
      case "Type":
        annotation.type = value
        annotation.typeSource = attribute.valueSource
      case "StartNode": annotation.startNode = value
      case "EndNode": annotation.endNode = value
      default: break
      }
    }
    let start = scanner.source.lowerBound
    annotation.lead = space.upperBound == start ? space : start..<start
    if learnsStyle { (style.annotation, style.annotationLead) = (scanner.tagStyle, lead) }
    annotation.features = try readFeatures()
    annotation.source = start..<scanner.source.upperBound
    return annotation
  }

  /// Reads the features of the element whose start tag is the current event.
  private mutating func readFeatures() throws -> [GATEDocument.Feature] {
    var features: [GATEDocument.Feature] = []
    while let event = try advance() {
      if event == .endElement {
        if learnsStyle { style.annotationEnd = lead }
        break
      }
      guard event == .startElement else { continue }
      guard current == .feature else {
        try skip()
        continue
      }
      if learnsStyle { style.featureLead = lead }
      features.append(try readFeature())
    }
    return features
  }

  private mutating func readFeature() throws -> GATEDocument.Feature {
    var feature = GATEDocument.Feature()
    var text: [UInt8] = []
    while let event = try advance() {
      if event == .endElement {
        if learnsStyle { style.featureEnd = lead }
        break
      }
      guard event == .startElement else { continue }
      let element = current
      guard element == .name || element == .value else {
        try skip()
        continue
      }
      if learnsStyle { style.partLead = lead }
      let valueClass = scanner.value(of: "className") ?? GATEDocument.Feature.stringClass
      text.removeAll(keepingCapacity: true)
      let source = try scanner.readElementText(into: &text)
      if element == .name {
        feature.name = String(decoding: text, as: UTF8.self)
      } else {
        feature.value = String(decoding: text, as: UTF8.self)
        (feature.valueClass, feature.valueSource) = (valueClass, source)
      }
    }
    return feature
  }
}
