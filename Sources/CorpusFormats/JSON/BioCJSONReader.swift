import Annotations
import Diagnostics
import JSONText

/// Reads BioC JSON: a collection, several, or a row of documents without one (PubTator Central), one document at a time.
///
/// The tree is that of BioC XML, with the same rules: see `BioCResolution` and `BioCMetadata`.
struct BioCJSONReader: DocumentReader {
  private var source: JSONSource
  private let options: ReadingOptions
  private let inputName: String
  private var number = 0
  private var summary = BioCSummary()
  private var collection = BioCCollection()
  /// Members of a top-level object that may be a document of its own.
  private var alone = BioCDocument()
  private var isAlone = false
  private var lateMembers = Set<String>()
  private var hasDocuments = false

  init(path: String, name: String, options: ReadingOptions) throws {
    source = try JSONSource(path: path, streaming: "documents")
    (self.options, inputName) = (options, name)
  }

  var name: String { source.name }
  var bytesRead: Int { source.bytesRead }
  var remarks: [String] {
    let late = lateMembers.sorted().map { "'\($0)'" }.joined(separator: ", ")
    return summary.remarks + (late.isEmpty ? [] : ["left out, since it stands behind the documents: \(late)"])
  }

  mutating func next() throws -> ReadDocument? {
    while let event = try source.nextEvent() {
      switch event {
      case .value(let value):
        throw source.located(
          .wrongKind(what: "a collection", found: value.kind, expected: "an object with 'documents' or 'passages'"),
          at: value)
      case .member(let member): try take(member)
      case .element(let value):
        hasDocuments = true
        let object = try source.object(value, "a document")
        let line = source.place(object).line
        var document = try BioCJSON.document(object, &source)
        document.line = line
        return try resolved(document)
      case .end:
        let (document, wasAlone) = (alone, isAlone && !hasDocuments)
        (alone, isAlone, hasDocuments) = (BioCDocument(), false, false)
        if wasAlone {
          collection = BioCCollection()
          return try resolved(document)
        }
        collection = BioCCollection()
      }
    }
    return nil
  }

  /// A member of a top-level object: a collection, or a document.
  private mutating func take(_ member: JSON.Member) throws {
    let value = member.value
    guard !hasDocuments else {
      if member.name != "documents" { lateMembers.insert(member.name) }
      return
    }
    switch member.name {
    case "source": collection.source = value.string ?? ""
    case "date": collection.date = value.string ?? ""
    case "key": collection.key = value.string ?? ""
    case "version": collection.version = value.string
    case "infons":
      alone.infons = try BioCJSON.infons(value, &source)
      collection.infons = alone.infons
    case "id": alone.id = try source.identifier(value, "'id'")
    case "passages":
      isAlone = true
      alone.line = source.place(offset: member.keyOffset).line
      alone.passages = try source.elements(value, "'passages'").map { try BioCJSON.block($0, "a passage", &source) }
    case "annotations": alone.annotations = try BioCJSON.annotations(value, &source)
    case "relations": alone.relations = try BioCJSON.relations(value, &source)
    case "documents":
      throw source.located(.wrongKind(what: "'documents'", found: value.kind, expected: "an array"), at: value)
    default: break
    }
  }

  private mutating func resolved(_ document: BioCDocument) throws -> ReadDocument {
    number += 1
    let resolution = try BioCResolution(
      document, collection, options, file: name, fallbackId: "\(inputName)#\(number)", summary: &summary)
    return ReadDocument(resolution.document, spans: resolution.records, line: document.line)
  }
}

/// The parts of BioC's tree as JSON has them.
enum BioCJSON {
  static func document(_ value: JSON, _ source: inout JSONSource) throws -> BioCDocument {
    var document = BioCDocument()
    if let id = value["id"], !id.isNull { document.id = try source.identifier(id, "'id'") }
    document.infons = try infons(value["infons"], &source)
    let passages = try source.member(["passages"], of: value).value
    document.passages = try source.elements(passages, "'passages'").map { try block($0, "a passage", &source) }
    document.annotations = try annotations(value["annotations"], &source)
    document.relations = try relations(value["relations"], &source)
    return document
  }

  static func block(_ value: JSON, _ what: String, _ source: inout JSONSource) throws -> BioCBlock {
    let value = try source.object(value, what)
    var block = BioCBlock()
    let offset = try source.member(["offset"], of: value).value
    guard let number = Self.number(offset) else {
      throw source.located(
        .wrongKind(what: "'offset'", found: offset.kind, expected: "a whole number from 0 on"), at: offset)
    }
    block.offset = number
    block.infons = try infons(value["infons"], &source)
    if let sentences = value["sentences"], !sentences.isNull {
      block.sentences = try source.elements(sentences, "'sentences'").map { try Self.block($0, "a sentence", &source) }
    }
    if let text = value["text"], !text.isNull {
      let bytes = try source.bytes(text, "'text'")
      // The Python library writes an empty text where there are sentences.
      if !bytes.isEmpty || block.sentences.isEmpty { block.text = bytes }
    }
    block.annotations = try annotations(value["annotations"], &source)
    block.relations = try relations(value["relations"], &source)
    return block
  }

  static func annotations(_ value: JSON?, _ source: inout JSONSource) throws -> [BioCAnnotation] {
    guard let value, !value.isNull else { return [] }
    return try source.elements(value, "'annotations'").map { value in
      let value = try source.object(value, "an annotation")
      var annotation = BioCAnnotation()
      let place = source.place(value)
      (annotation.line, annotation.column) = (place.line, place.column)
      if let id = value["id"], !id.isNull { annotation.id = try source.identifier(id, "the id of an annotation") }
      annotation.infons = try infons(value["infons"], &source)
      if let text = value["text"], !text.isNull { annotation.text = try source.bytes(text, "'text'") }
      if let locations = value["locations"], !locations.isNull {
        for location in try source.elements(locations, "'locations'") {
          guard let offset = number(location["offset"]), let length = number(location["length"]) else {
            annotation.fault = "a location has no 'offset' and 'length' that are whole numbers from 0 on"
            continue
          }
          annotation.locations.append(BioCAnnotation.Location(offset: offset, length: length))
        }
      }
      return annotation
    }
  }

  static func relations(_ value: JSON?, _ source: inout JSONSource) throws -> [BioCRelation] {
    guard let value, !value.isNull else { return [] }
    return try source.elements(value, "'relations'").map { value in
      let value = try source.object(value, "a relation")
      var relation = BioCRelation()
      if let id = value["id"], !id.isNull { relation.id = try source.identifier(id, "the id of a relation") }
      relation.infons = try infons(value["infons"], &source)
      if let nodes = value["nodes"], !nodes.isNull {
        relation.nodes = try source.elements(nodes, "'nodes'").map { node in
          BioCRelation.Node(
            reference: try source.identifier(try source.member(["refid"], of: node).value, "'refid'"),
            role: node["role"]?.string ?? "")
        }
      }
      return relation
    }
  }

  static func infons(_ value: JSON?, _ source: inout JSONSource) throws -> [Attribute] {
    guard let value, !value.isNull else { return [] }
    return source.attributes(of: try source.object(value, "'infons'"))
  }

  private static func number(_ value: JSON?) -> Int? {
    guard let number = value?.integer, number >= 0, number <= Int.largestOffset else { return nil }
    return number
  }
}
