import Annotations
import Diagnostics

/// WebAnno TSV 3, of WebAnno and INCEpTION. A file is a document.
///
/// Mentions come from the layer of named entities if the file has it, else from all layers of spans that do not describe
/// tokens; `StandoffOptions.sets` names others. The feature `value`, or the first one, is the label; other features are
/// attributes. Relations are kept as metadata `relation`.
enum WebAnnoDecoder: FolderDecoder {
  static func decode(_ input: CorpusInput, _ options: ReadingOptions) throws -> DecodedFiles {
    let name = input.paths.first ?? ""
    let file = try WebAnnoFile(path: name)
    let text = try WebAnnoText.build(file, unit: options.standoff.unit)
    let selected = Self.selection(file.schema, options.standoff)
    var annotations: [WebAnnoAnnotation] = []
    for (place, layer) in file.schema.layers.enumerated() where layer.kind == .span && !layer.describesTokens {
      annotations += WebAnnoAnnotation.all(of: layer, place, file, text)
    }
    annotations.sort { ($0.firstRow, $0.layer, $0.order) < ($1.firstRow, $1.layer, $1.order) }
    var (mentions, records) = ([Mention](), [SpanRecord]())
    var ids = Set<String>()
    for annotation in annotations {
      let layer = file.schema.layers[annotation.layer]
      var mention = annotation.mention(layer, labelKey: options.standoff.labelKey)
      if let id = mention.id, !ids.insert(id).inserted { mention.id = nil }
      if selected.count > 1 { mention.attributes.insert(Attribute("layer", layer.shortName), at: 0) }
      var record = SpanRecord(
        .kept, label: mention.label, surface: String(decoding: text.text[annotation.range], as: UTF8.self),
        line: annotation.line, column: 1)
      if !selected.contains(annotation.layer) {
        (record.fate, record.reason, record.produced, record.detail) = (.dropped, .notSelected, 0, layer.name)
      } else if annotation.range.isEmpty {
        (record.fate, record.reason, record.produced) = (.dropped, .empty, 0)
      } else {
        mentions.append(mention)
      }
      records.append(record)
    }
    var document = Document(
      id: TextFile.id(input.name, endings: [".tsv"]), text: text.text, sentences: text.sentences,
      tokens: zip(file.sentences.flatMap(\.rows), text.rows).filter { !$0.0.isPart }.map(\.1))
    document.layers = [AnnotationLayer(name: options.layer, mentions: mentions)]
    document.metadata = metadata(file, selected)
    document = try Self.checked(document, file)
    return DecodedFiles(
      read: ReadDocument(document, spans: records, line: 1), bytesRead: file.bytesRead,
      remarks: remarks(file, text, selected, isDeclared: options.standoff.unit != nil))
  }

  /// The layers that mentions come from, by their places.
  private static func selection(_ schema: WebAnnoSchema, _ options: StandoffOptions) -> Set<Int> {
    let spans = schema.layers.indices.filter { schema.layers[$0].kind == .span }
    if let sets = options.sets {
      return Set(spans.filter { sets.contains(schema.layers[$0].name) || sets.contains(schema.layers[$0].shortName) })
    }
    let entities = spans.filter { schema.layers[$0].name == WebAnnoSchema.namedEntity }
    return Set(entities.isEmpty ? spans.filter { !schema.layers[$0].describesTokens } : entities)
  }

  private static func metadata(_ file: WebAnnoFile, _ selected: Set<Int>) -> [Attribute] {
    var metadata: [Attribute] = []
    for (place, layer) in file.schema.layers.enumerated() {
      if selected.contains(place), layer.name != WebAnnoSchema.namedEntity {
        metadata.append(Attribute(WebAnnoEncoder.layerKey, ([layer.name] + layer.features).joined(separator: "|")))
      }
      guard layer.kind == .relation else { continue }
      for row in file.sentences.flatMap(\.rows) {
        let cells = layer.columns.indices.map { row.cells[layer.firstColumn + $0] }
        guard cells.contains(where: { $0 != "_" }) else { continue }
        metadata.append(Attribute("relation", ([layer.name[...], row.name] + cells).joined(separator: "\t")))
      }
    }
    return metadata
  }

  /// A document whose tokens go back or overlap is refused with the place.
  private static func checked(_ document: Document, _ file: WebAnnoFile) throws -> Document {
    let tokens = file.sentences.flatMap(\.rows).filter { !$0.isPart }
    for (index, token) in document.tokens.enumerated().dropFirst()
    where token.lowerBound < document.tokens[index - 1].upperBound {
      throw Located(
        StandoffProblem.line(
          found: "\(tokens[index].start)-\(tokens[index].end)", expected: "offsets behind those of the token before"),
        at: Place(file: file.name, line: tokens[index].line))
    }
    return document
  }

  private static func remarks(
    _ file: WebAnnoFile, _ text: WebAnnoText, _ selected: Set<Int>, isDeclared: Bool
  ) -> [String] {
    let declared = isDeclared ? ", as declared" : ""
    var remarks = [
      "offsets count \(text.unit.phrase)\(declared): \(text.fitting) of \(file.tokenCount) tokens fit"
    ]
    if text.rebuilt > 0 {
      remarks.append("\(counted(text.rebuilt, "sentence")) whose text does not fit its tokens; put together from these")
    }
    let names = selected.sorted().map { file.schema.layers[$0].name }
    remarks.append(
      names.isEmpty ? "no layer of mentions" : "mentions are of the layers \(names.joined(separator: ", "))")
    let others = file.schema.layers.indices.filter {
      !selected.contains($0) && file.schema.layers[$0].kind != .relation
    }
    .map { file.schema.layers[$0].name }
    if !others.isEmpty { remarks.append("layers not taken: \(others.joined(separator: ", "))") }
    if file.schema.layers.contains(where: { $0.kind == .relation }) {
      remarks.append("relations are kept as metadata 'relation'")
    }
    return remarks
  }
}

/// An annotation of a layer, with what its rows say.
struct WebAnnoAnnotation {
  var layer: Int
  var firstRow: Int
  /// Among those that begin in its row.
  var order: Int
  var range: Range<Int>
  var line: Int
  var id: String?
  /// By column of the layer.
  var values: [Int: String] = [:]

  /// The annotations of a layer: rows with one number belong together.
  static func all(of layer: WebAnnoSchema.Layer, _ place: Int, _ file: WebAnnoFile, _ text: WebAnnoText)
    -> [WebAnnoAnnotation]
  {
    var found: [WebAnnoAnnotation] = []
    var places: [String: Int] = [:]
    for (number, row) in file.sentences.lazy.flatMap(\.rows).enumerated() {
      var unnumbered: [Int: Int] = [:]
      var order = 0
      /// The annotation that an item of this row belongs to.
      func annotation(_ item: WebAnnoEscape.Item, _ position: Int) -> Int {
        if let known = item.id.flatMap({ places[$0] }) ?? (item.id == nil ? unnumbered[position] : nil) {
          let range = text.rows[number]
          let old = found[known].range
          found[known].range = min(old.lowerBound, range.lowerBound)..<max(old.upperBound, range.upperBound)
          return known
        }
        found.append(
          WebAnnoAnnotation(
            layer: place, firstRow: number, order: order, range: text.rows[number], line: row.line, id: item.id))
        order += 1
        if let id = item.id { places[id] = found.count - 1 } else { unnumbered[position] = found.count - 1 }
        return found.count - 1
      }
      var hosts: [Int] = []
      for (column, kind) in layer.columns.enumerated() {
        let cell = row.cells[layer.firstColumn + column]
        if case .target = kind {
          // The numbers in here are those of what is linked to.
          for (host, target) in zip(hosts, WebAnnoEscape.split(cell, at: UInt8(ascii: "|"))) where cell != "_" {
            let roles = found[host].values[column - 1].map { $0 + " -> " } ?? ""
            found[host].values[column - 1] = roles + target
          }
          continue
        }
        hosts = []
        for (position, item) in WebAnnoEscape.items(cell).enumerated() {
          let index = annotation(item, position)
          hosts.append(index)
          if let value = item.value, found[index].values[column] == nil { found[index].values[column] = value }
        }
      }
    }
    return found
  }

  /// The mention: the label is the feature that was asked for, `value`, or the first.
  func mention(_ layer: WebAnnoSchema.Layer, labelKey: String?) -> Mention {
    let label = Self.labelFeature(layer.features, labelKey)
    var mention = Mention(label: layer.shortName, range: range, id: id)
    for (column, kind) in layer.columns.enumerated() {
      guard let value = values[column] else { continue }
      switch kind {
      case .feature(let name) where name == label: mention.label = value
      case .feature(let name), .role(let name): mention.attributes.append(Attribute(name, value))
      default: break
      }
    }
    return mention
  }

  static func labelFeature(_ features: [String], _ labelKey: String?) -> String? {
    if let labelKey, features.contains(labelKey) { return labelKey }
    return features.contains("value") ? "value" : features.first
  }
}
