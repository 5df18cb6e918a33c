import Annotations

/// Writes UIMA CAS XMI: a file for each document, in a folder, with a `TypeSystem.xml` for all.
///
/// Mentions are DKPro's named entities with the label as `value`; attributes become features, which `TypeSystem.xml`
/// declares. Offsets are UTF-16 units of `sofaString`.
struct XMIEncoder: FolderEncoder {
  static let keeps: Set<WritingNotes.Part> = [.tokens]
  let options: WritingOptions
  private var types = XMITypeSystem()

  init(_ options: WritingOptions) { self.options = options }

  static func keeps(key: String) -> Bool { key.hasPrefix(XMIResolution.prefix) }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    var output = XMIOutput(document, options, &types)
    return ([(".xmi", output.file())], output.records)
  }

  func common() -> [(name: String, file: EncodedFile)] { [("TypeSystem", (".xml", types.file()))] }
}

/// A CAS on its way into a file.
private struct XMIOutput {
  private struct Row {
    var id: Int
    var mention: XMIMention
    var range: Range<Int>
  }

  private(set) var records: [SpanRecord] = []
  private let document: Document
  private let offsets: UnitOffsets
  private var rows: [Row] = []
  /// Prefixes of packages.
  private var prefixes: [String: String] = [:]
  private var members: [Int] = []
  private var reserved = Set<Int>()
  private var last = 0
  private var sofa = 1

  init(_ document: Document, _ options: WritingOptions, _ types: inout XMITypeSystem) {
    self.document = document
    offsets = UnitOffsets(document.text, options.unit ?? .utf16)
    let mentions = document.layer(options.layer)?.mentions ?? []
    reserved = Set(mentions.compactMap { $0.id.flatMap { Int(offset: Array($0.utf8)) } })
    sofa = nextId()
    // 0 is the id of nothing.
    var used: Set<Int> = [0]
    for mention in mentions {
      var written = WrittenMention(xml: mention, in: document, options.projection)
      let parts = XMIMention(mention)
      written.lacks(parts.missing)
      types.add(parts)
      for range in written.ranges {
        let isFirst = range == written.ranges.first
        if isFirst, let id = mention.id, let number = Int(offset: Array(id.utf8)), id == "\(number)",
          used.insert(number).inserted
        {
          rows.append(Row(id: number, mention: parts, range: range))
        } else {
          if isFirst, mention.id != nil { written.lacks(["its id"]) }
          rows.append(Row(id: nextId(), mention: parts, range: range))
        }
      }
      written.record.note(XMLOutput.unrepresentable(mention, in: document))
      records.append(written.record)
    }
    for type in [XMITypes.metadata, XMITypes.token] + rows.map(\.mention.type) {
      let package = XMITypes.namespace(of: type)
      guard prefixes[package] == nil else { continue }
      prefixes[package] = "type" + (prefixes.isEmpty ? "" : "\(prefixes.count + 1)")
    }
  }

  private mutating func nextId() -> Int {
    repeat { last += 1 } while reserved.contains(last)
    return last
  }

  mutating func file() -> [UInt8] {
    var output = XMLOutput()
    output.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"\(XMITypes.namespace)\"")
    output.attribute("xmlns:cas", "http:///uima/cas.ecore")
    for (package, prefix) in prefixes.sorted(by: { ($0.value.count, $0.value) < ($1.value.count, $1.value) }) {
      output.attribute("xmlns:\(prefix)", package)
    }
    output.raw(" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n")
    append(XMITypes.metadata, nextId(), 0..<document.text.count, metadata, [], &output)
    for sentence in document.sentences { append(XMITypes.sentence, nextId(), sentence, [], [], &output) }
    for token in document.tokens { append(XMITypes.token, nextId(), token, [], [], &output) }
    for row in rows {
      append(row.mention.type, row.id, row.range, row.mention.attributes, row.mention.elements, &output)
    }
    let view = document.metadata.first { $0.key == XMIResolution.view }?.value ?? XMIResolution.initialView
    output.raw("<cas:Sofa xmi:id=\"\(sofa)\" sofaNum=\"1\"")
    output.attribute("sofaID", view)
    output.raw(" mimeType=\"text\" sofaString=\"")
    output.value(document.text)
    output.raw("\"/>\n<cas:View sofa=\"\(sofa)\" members=\"")
    output.raw(members.map(String.init).joined(separator: " "))
    output.raw("\"/>\n</xmi:XMI>\n")
    return output.take()
  }

  private var metadata: [(name: String, value: String)] {
    var features: [(name: String, value: String)] = [("documentId", document.id)]
    for attribute in document.metadata where attribute.key.hasPrefix(XMIResolution.prefix) {
      let name = String(attribute.key.dropFirst(XMIResolution.prefix.count))
      guard attribute.key != XMIResolution.view, XMLOutput.isName(name), !XMIMention.own.contains(name) else {
        continue
      }
      if !features.contains(where: { $0.name == name }) { features.append((name, attribute.value)) }
    }
    return features
  }

  private mutating func append(
    _ type: String, _ id: Int, _ range: Range<Int>, _ attributes: [(name: String, value: String)],
    _ elements: [(name: String, value: String)], _ output: inout XMLOutput
  ) {
    members.append(id)
    let name = "\(prefixes[XMITypes.namespace(of: type)] ?? "type"):\(XMITypes.shortName(type))"
    let (begin, end) = offsets(range)
    output.raw("<\(name) xmi:id=\"\(id)\" sofa=\"\(sofa)\" begin=\"\(begin)\" end=\"\(end)\"")
    for attribute in attributes { output.attribute(attribute.name, attribute.value) }
    guard !elements.isEmpty else { return output.raw("/>\n") }
    output.raw(">")
    for element in elements { output.element(element.name, element.value) }
    output.raw("</\(name)>\n")
  }
}

/// The types that documents use, for `TypeSystem.xml`.
struct XMITypeSystem {
  /// For each type its features, and whether a feature has several values.
  private var features: [String: [String: Bool]] = [
    XMITypes.entity: ["value": false, "identifier": false]
  ]

  /// Notes what a mention uses.
  mutating func add(_ mention: XMIMention) {
    var known = features[mention.type] ?? [:]
    for attribute in mention.attributes { known[attribute.name] = known[attribute.name] ?? false }
    for element in mention.elements { known[element.name] = true }
    features[mention.type] = known
  }

  /// The descriptor in UIMA's form.
  func file() -> [UInt8] {
    var output = XMLOutput()
    output.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    output.raw("<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<types>\n")
    let metadata = ["documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"]
    append(XMITypes.metadata, "uima.tcas.DocumentAnnotation", metadata.map { ($0, "uima.cas.String") }, &output)
    append(XMITypes.sentence, "uima.tcas.Annotation", [("id", "uima.cas.String")], &output)
    append(XMITypes.token, "uima.tcas.Annotation", [("id", "uima.cas.String")], &output)
    for (type, features) in features.sorted(by: { $0.key < $1.key }) {
      let list = features.sorted { $0.key < $1.key }.map {
        ($0.key, $0.value ? "uima.cas.StringArray" : "uima.cas.String")
      }
      append(type, "uima.tcas.Annotation", list, &output)
    }
    output.raw("</types>\n</typeSystemDescription>\n")
    return output.take()
  }

  private func append(
    _ type: String, _ supertype: String, _ features: [(String, String)], _ output: inout XMLOutput
  ) {
    output.raw("<typeDescription>\n")
    for (name, value) in [("name", type), ("description", ""), ("supertypeName", supertype)] {
      output.element(name, value)
      output.raw("\n")
    }
    output.raw("<features>\n")
    for (name, range) in features {
      output.raw("<featureDescription>")
      output.element("name", name)
      output.element("description", "")
      output.element("rangeTypeName", range)
      output.raw("</featureDescription>\n")
    }
    output.raw("</features>\n</typeDescription>\n")
  }
}
