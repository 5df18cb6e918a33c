import Annotations

/// Writes GATE XML: a file for each document, in a folder.
///
/// The first layer goes to the default annotation set, the others to sets of their names; tokens and sentences become
/// `Token` and `Sentence`. Names of nodes are UTF-16 offsets, as in files of GATE itself.
struct GATEEncoder: FolderEncoder {
  static let keeps: Set<WritingNotes.Part> = [.tokens, .layers, .metadata]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    var tree = GATEOutput(document, options)
    return ([(".xml", tree.file())], tree.records)
  }
}

/// A document of GATE on its way into a file.
private struct GATEOutput {
  private struct Row {
    var id: String
    var type: String
    var range: Range<Int>
    var features: [GATEDocument.Feature]
  }

  private(set) var records: [SpanRecord] = []
  private let document: Document
  private let offsets: UnitOffsets
  private var sets: [(name: String?, rows: [Row])] = []
  private var ids = GATEIds()
  private var nodes = Set<Int>()

  init(_ document: Document, _ options: WritingOptions) {
    self.document = document
    offsets = UnitOffsets(document.text, options.unit ?? .utf16)
    let layers = options.layer.map { name in document.layers.filter { $0.name == name } } ?? document.layers
    for layer in layers { for mention in layer.mentions { ids.take(mention) } }
    for (number, layer) in layers.enumerated() {
      var rows: [Row] = []
      for mention in layer.mentions {
        var written = WrittenMention(xml: mention, in: document, options.projection)
        for range in written.ranges {
          let (type, features) = GATEMention.parts(mention)
          let (id, isKept) = ids.id(of: mention, isFirst: range == written.ranges.first)
          if !isKept, mention.id != nil, range == written.ranges.first { written.lacks(["its id"]) }
          rows.append(Row(id: id, type: type, range: range, features: features))
        }
        written.record.note(XMLOutput.unrepresentable(mention, in: document))
        records.append(written.record)
      }
      sets.append((number == 0 ? nil : layer.name, rows))
    }
    addUnits()
    for (_, rows) in sets {
      for row in rows { nodes.formUnion([row.range.lowerBound, row.range.upperBound]) }
    }
  }

  private mutating func addUnits() {
    if sets.isEmpty { sets = [(nil, [])] }
    var rows: [Row] = []
    for sentence in document.sentences {
      rows.append(Row(id: ids.next(), type: "Sentence", range: sentence, features: []))
    }
    for token in document.tokens {
      let text = GATEDocument.Feature(name: "string", value: document.string(token))
      rows.append(Row(id: ids.next(), type: "Token", range: token, features: [text]))
    }
    sets[0].rows += rows
  }

  mutating func file() -> [UInt8] {
    var output = XMLOutput()
    output.raw("<?xml version='1.0' encoding='utf-8'?>\n<GateDocument version=\"3\">\n<GateDocumentFeatures>\n")
    append(GATEMention.features(document.metadata), &output)
    output.raw("</GateDocumentFeatures>\n<TextWithNodes>")
    var next = 0
    for node in nodes.sorted() {
      output.text(document.text[next..<node])
      output.raw("<Node id=\"\(offsets.offset(ofByte: node))\"/>")
      next = node
    }
    output.text(document.text[next...])
    output.raw("</TextWithNodes>\n")
    for (name, rows) in sets {
      output.raw("<AnnotationSet")
      if let name { output.attribute("Name", name) }
      output.raw(">\n")
      for row in rows {
        let (start, end) = offsets(row.range)
        output.raw("<Annotation")
        for (key, value) in [("Id", row.id), ("Type", row.type), ("StartNode", "\(start)"), ("EndNode", "\(end)")] {
          output.attribute(key, value)
        }
        output.raw(">\n")
        append(row.features, &output)
        output.raw("</Annotation>\n")
      }
      output.raw("</AnnotationSet>\n")
    }
    output.raw("</GateDocument>\n")
    return output.take()
  }

  private func append(_ features: [GATEDocument.Feature], _ output: inout XMLOutput) {
    for feature in features {
      output.raw("<Feature>\n  <Name className=\"\(GATEDocument.Feature.stringClass)\">")
      output.text(feature.name)
      output.raw("</Name>\n  <Value")
      output.attribute("className", feature.valueClass)
      output.raw(">")
      output.text(feature.value)
      output.raw("</Value>\n</Feature>\n")
    }
  }
}

/// A mention in GATE's words.
enum GATEMention {
  /// Its type and its features.
  static func parts(_ mention: Mention) -> (type: String, features: [GATEDocument.Feature]) {
    var type = mention.label
    var attributes = mention.attributes
    if let named = attributes.first(where: { $0.key == GATEResolution.type })?.value,
      let feature = attributes.first(where: { $0.key == GATEResolution.feature })?.value
    {
      type = named
      attributes.insert(Attribute(feature, mention.label), at: 0)
    }
    let own = [GATEResolution.type, GATEResolution.feature, GATEResolution.id]
    return (type, features(attributes.filter { !own.contains($0.key) }))
  }

  /// Attributes as features, each with the class that stands beside it.
  static func features(_ attributes: [Attribute]) -> [GATEDocument.Feature] {
    var features: [GATEDocument.Feature] = []
    for attribute in attributes {
      if attribute.key.hasPrefix(GATEResolution.classPrefix) {
        let name = attribute.key.dropFirst(GATEResolution.classPrefix.count)
        if let last = features.indices.last, features[last].name == name {
          features[last].valueClass = attribute.value
          continue
        }
      }
      features.append(GATEDocument.Feature(name: attribute.key, value: attribute.value))
    }
    return features
  }
}

/// Ids of annotations: whole numbers, each once.
struct GATEIds {
  private var last = -1
  private var used = Set<String>()
  private var isTaken = Set<String>()

  init() {}

  /// Notes the id of a mention, if it is one that GATE can have.
  mutating func take(_ mention: Mention) { if let id = mention.id { take(id) } }

  /// Notes an id.
  mutating func take(_ id: String) {
    guard let number = Int(offset: id.utf8) else { return }
    last = max(last, number)
    isTaken.insert(id)
  }

  /// The id of a mention, and whether it is its own.
  mutating func id(of mention: Mention, isFirst: Bool) -> (id: String, isKept: Bool) {
    if isFirst, let id = mention.id, isTaken.contains(id), used.insert(id).inserted { return (id, true) }
    return (next(), false)
  }

  /// An id that nobody has.
  mutating func next() -> String {
    last += 1
    return "\(last)"
  }
}
