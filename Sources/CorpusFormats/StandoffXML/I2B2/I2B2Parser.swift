import Annotations
import Diagnostics

/// A record of i2b2 2014 as its elements tell it.
struct I2B2Record {
  /// An element of `TAGS`.
  struct Tag {
    var name = ""
    var attributes: [Attribute] = []
    /// The bytes of the attributes' values, of the element, of its name in the start tag, and of the white space before.
    var values: [Range<Int>] = []
    var source = 0..<0
    var nameSource = 0..<0
    /// The name in the end tag; empty in `<a/>`.
    var endNameSource = 0..<0
    var lead = 0..<0
    var isSelfClosing = true
    var line = 0
    var column = 0

    func value(_ key: String) -> String? { attributes.first { $0.key == key }?.value }
  }

  var text: [UInt8] = []
  var tags: [Tag] = []
  var hasText = false
  /// The element `TAGS`, and its start tag; empty if it has none.
  var tagsSource = 0..<0
  var tagsStart = 0..<0
  var tagsAreEmpty = false
  /// Where the element `TEXT` ends.
  var textEnd = 0
  /// How tags are written, and the white space before them in UTF-8.
  var style = XMLTagStyle(name: "", isSelfClosing: true)
  var lead: [UInt8] = [0x0A]
}

/// The record of an i2b2 2014 file.
struct I2B2Parser {
  var scanner: XMLScanner
  private(set) var record = I2B2Record()
  private(set) var strangers: [String: Int] = [:]
  private let learnsStyle: Bool
  private var space = 0..<0
  private var spaceBytes: [UInt8] = []

  /// A parser of what a scanner gives.
  init(_ scanner: XMLScanner, learnsStyle: Bool = false) { (self.scanner, self.learnsStyle) = (scanner, learnsStyle) }

  /// Reads the whole file.
  ///
  /// - Throws: `Located<XMLProblem>`, `Located<StandoffXMLProblem>`, `FileError<FileProblem>`.
  mutating func parse() throws {
    var root: (name: String, place: Place)?
    while let event = try scanner.next() {
      guard event == .startElement else { continue }
      switch scanner.elementName {
      case _ where root == nil: root = (scanner.elementName, scanner.place)
      case "TEXT" where !record.hasText:
        record.hasText = true
        try scanner.readElementText(into: &record.text)
        record.textEnd = scanner.source.upperBound
      case "TAGS" where record.tagsSource.isEmpty: try readTags()
      default:
        strangers[scanner.elementName, default: 0] += 1
        try scanner.skipElement()
      }
    }
    guard record.hasText else {
      throw Located(
        StandoffXMLProblem.missing(what: "<TEXT>", owner: root.map { "<\($0.name)>" } ?? "the file"),
        at: root?.place ?? Place(file: scanner.fileName, line: 1))
    }
  }

  private mutating func readTags() throws {
    record.tagsStart = scanner.source
    record.tagsAreEmpty = scanner.isSelfClosing
    while let event = try scanner.next() {
      switch event {
      case .text:
        guard scanner.rawEvent.allSatisfy(\.isXMLSpace) else { continue }
        space = scanner.source
        if learnsStyle { spaceBytes = Array(scanner.rawEvent) }
      case .startElement: try readTag()
      case .endElement:
        record.tagsSource = record.tagsStart.lowerBound..<scanner.source.upperBound
        return
      default: break
      }
    }
  }

  private mutating func readTag() throws {
    var tag = I2B2Record.Tag(name: scanner.elementName)
    let place = scanner.place
    (tag.line, tag.column) = (place.line, place.column)
    for attribute in scanner.attributes {
      tag.attributes.append(Attribute(scanner.names[attribute.name], scanner.value(attribute)))
      tag.values.append(attribute.valueSource)
    }
    let start = scanner.source.lowerBound
    let nameStart = start + scanner.encoding.sourceLength(first: .lessThan)
    tag.nameSource = nameStart..<nameStart + scanner.encoding.sourceLength(Array(tag.name.utf8).span)
    tag.lead = space.upperBound == start ? space : start..<start
    tag.isSelfClosing = scanner.isSelfClosing
    if learnsStyle {
      record.style = scanner.tagStyle
      if space.upperBound == start { record.lead = spaceBytes }
    }
    // Tracks after 2014 nest the same tags once for each annotator.
    let depth = scanner.depth
    while let event = try scanner.next() {
      if event == .endElement, scanner.depth < depth { break }
      if event == .startElement { strangers["\(tag.name)/\(scanner.elementName)", default: 0] += 1 }
    }
    tag.source = start..<scanner.source.upperBound
    if !tag.isSelfClosing {
      let nameStart = scanner.source.lowerBound + scanner.encoding.sourceLength(first: .lessThan) * 2
      tag.endNameSource = nameStart..<nameStart + tag.nameSource.count
    }
    record.tags.append(tag)
  }
}
