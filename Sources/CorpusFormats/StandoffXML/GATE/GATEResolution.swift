import Annotations

/// A document of GATE with its nodes resolved.
///
/// In the sets that are taken, `Token` and `Sentence` become tokens and sentences, `SpaceToken` and `Split` are no
/// mentions. Features become attributes, with `gate.class.NAME` where a value is no string; features of the document
/// become metadata in the same way.
struct GATEResolution {
  static let classPrefix = "gate.class."
  /// The id of an annotation whose id stands twice.
  static let id = "gate.id"
  /// The type of an annotation whose label is a feature, and the feature's name.
  static let type = "gate.type"
  static let feature = "gate.feature"
  /// The set that holds the markup of the file that GATE made the document of.
  static let originalMarkups = "Original markups"
  /// Annotations of GATE's own tools that are no mentions.
  static let units: Set<String> = ["Token", "Sentence", "SpaceToken", "Split"]

  /// Where a mention came from.
  struct Origin: Hashable, Sendable {
    var set: Int
    var annotation: Int
  }

  private(set) var document: Document
  private(set) var records: [SpanRecord] = []
  /// Of the mentions of the first layer.
  private(set) var origins: [Origin] = []
  private(set) var remarks: [String] = []

  private let labelKey: String?
  private var ids = Set<String>()
  private var tokens: [Range<Int>] = []
  private var sentences: [Range<Int>] = []

  /// Resolves a document.
  init(_ source: GATEDocument, _ options: ReadingOptions, id: String) {
    labelKey = options.standoff.labelKey
    document = Document(id: id, text: source.text)
    document.metadata = Self.attributes(source.features)
    document.layers = []
    let wanted = options.standoff.sets?.map { $0.isEmpty ? nil : $0 } ?? [nil]
    for (number, set) in source.sets.enumerated() {
      guard wanted.contains(set.name) else {
        leaveOut(set)
        continue
      }
      take(set, number, source, layer: wanted.count == 1 ? options.layer : set.name ?? options.layer)
    }
    if document.layers.isEmpty { document.layers = [AnnotationLayer(name: options.layer)] }
    let units = FittingUnits(tokens: tokens, sentences: sentences, text: source.text)
    (document.tokens, document.sentences) = (units.tokens, units.sentences)
    if let remark = units.remark { remarks.append(remark) }
    for name in wanted where !source.sets.contains(where: { $0.name == name }) {
      let known = source.sets.map { $0.name ?? "the default set" }
      remarks.append(
        "no annotation set '\(name ?? "")'" + (known.isEmpty ? "" : " (there are: \(known.joined(separator: ", ")))"))
    }
  }

  /// Notes the spans of a set that is not taken.
  private mutating func leaveOut(_ set: GATEDocument.Set) {
    guard !set.annotations.isEmpty else { return }
    let name = set.name.map { "'\($0)'" } ?? "the default set"
    remarks.append("annotation set \(name) is not read (\(counted(set.annotations.count, "annotation")))")
    for annotation in set.annotations where !Self.units.contains(annotation.type) {
      records.append(
        SpanRecord(
          .dropped, .notSelected, detail: "it is in \(name)", label: annotation.type, line: annotation.line,
          column: annotation.column))
    }
  }

  private mutating func take(_ set: GATEDocument.Set, _ number: Int, _ source: GATEDocument, layer name: String) {
    let layer = document.layers.firstIndex { $0.name == name } ?? document.layers.count
    if layer == document.layers.count { document.layers.append(AnnotationLayer(name: name)) }
    for (place, annotation) in set.annotations.enumerated() {
      if Self.units.contains(annotation.type) {
        guard let range = range(annotation, source.nodes) else { continue }
        if annotation.type == "Token" { tokens.append(range) }
        if annotation.type == "Sentence" { sentences.append(range) }
        continue
      }
      guard let mention = mention(annotation, source) else { continue }
      document.layers[layer].mentions.append(mention)
      if layer == 0 { origins.append(Origin(set: number, annotation: place)) }
    }
  }

  private func range(_ annotation: GATEDocument.Annotation, _ nodes: [String: Int]) -> Range<Int>? {
    guard let start = nodes[annotation.startNode], let end = nodes[annotation.endNode], start <= end else { return nil }
    return start..<end
  }

  private mutating func mention(_ annotation: GATEDocument.Annotation, _ source: GATEDocument) -> Mention? {
    var features = annotation.features
    var label = annotation.type
    var ownAttributes: [Attribute] = []
    if let labelKey, let place = features.firstIndex(where: { $0.name == labelKey }) {
      label = features.remove(at: place).value
      ownAttributes = [Attribute(Self.type, annotation.type), Attribute(Self.feature, labelKey)]
    }
    func drop(_ reason: SpanReason, _ detail: String = "") -> Mention? {
      records.append(
        SpanRecord(
          .dropped, reason, detail: detail, label: label, line: annotation.line, column: annotation.column))
      return nil
    }
    guard !label.isEmpty else { return drop(.label, "no type") }
    for node in [annotation.startNode, annotation.endNode] where source.nodes[node] == nil {
      return drop(.outsideText, "there is no node '\(node)'")
    }
    guard let range = range(annotation, source.nodes) else { return drop(.outsideText, "it ends before it begins") }
    guard !range.isEmpty else { return drop(.empty) }
    var mention = Mention(
      label: label, range: range, id: annotation.id, attributes: Self.attributes(features) + ownAttributes)
    if let id = annotation.id, !ids.insert(id).inserted {
      mention.id = nil
      mention.attributes.append(Attribute(Self.id, id))
    }
    records.append(
      SpanRecord(
        .kept, label: label, surface: document.string(range), line: annotation.line, column: annotation.column))
    return mention
  }

  private static func attributes(_ features: [GATEDocument.Feature]) -> [Attribute] {
    var attributes: [Attribute] = []
    for feature in features {
      attributes.append(Attribute(feature.name, feature.value))
      if feature.valueClass != GATEDocument.Feature.stringClass {
        attributes.append(Attribute(classPrefix + feature.name, feature.valueClass))
      }
    }
    return attributes
  }
}
