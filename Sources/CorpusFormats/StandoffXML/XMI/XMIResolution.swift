import Annotations

/// A view of a CAS as a document.
///
/// Features become attributes: `uima.type` names a type other than DKPro's `NamedEntity`, `uima.feature` the feature of
/// the label where it is not that type's `value`. Features of the document's metadata are under `uima.NAME`.
struct XMIResolution {
  static let prefix = "uima."
  static let type = "uima.type"
  static let feature = "uima.feature"
  /// The id of an annotation whose id stands twice.
  static let id = "uima.id"
  static let view = "uima.view"
  static let initialView = "_InitialView"

  private(set) var document: Document
  private(set) var records: [SpanRecord] = []
  /// For each mention the index of its annotation.
  private(set) var origins: [Int] = []
  private(set) var remarks: [String] = []

  private let labelKey: String?
  private let types: [String]
  private var ids = Set<String>()

  /// Resolves the view of a sofa; the id of one that is not the first ends with its name.
  init(
    _ source: XMIDocument, _ sofa: XMIDocument.Sofa, types: [String], _ options: ReadingOptions, id: String,
    isFirst: Bool
  ) {
    labelKey = options.standoff.labelKey
    self.types = types
    let text = sofa.text ?? []
    document = Document(id: id, text: text)
    document.layers[0].name = options.layer
    let index = OffsetIndex(text: text, unit: options.standoff.unit ?? .utf16)
    let views = source.views.filter { $0.sofa == sofa.id }
    let members: Set<String>? = source.views.isEmpty ? nil : Set(views.flatMap(\.members))
    if members == nil { remarks.append("the file lists no members of its views; all annotations are taken") }
    func units(_ annotations: [XMIDocument.Annotation]) -> [Range<Int>] {
      annotations.compactMap { unit in
        guard unit.sofa == sofa.id, members?.contains(unit.id) ?? true else { return nil }
        guard let begin = unit.begin, let end = unit.end else { return nil }
        return index.bytes(begin, end)
      }
    }
    let fitting = FittingUnits(tokens: units(source.tokens), sentences: units(source.sentences), text: text)
    (document.tokens, document.sentences) = (fitting.tokens, fitting.sentences)
    if let remark = fitting.remark { remarks.append(remark) }
    addMetadata(source, sofa)
    if !isFirst { document.id += "#\(sofa.name)" }
    let sofas = Set(source.sofas.map(\.id))
    var mentions: [Mention] = []
    for (number, annotation) in source.annotations.enumerated() {
      guard let mention = mention(annotation, sofa, sofas, members, index) else { continue }
      mentions.append(mention)
      origins.append(number)
    }
    document.mentions = mentions
    if !source.others.isEmpty {
      let list = source.others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      remarks.append(
        "types that are not read: " + list.prefix(8).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
          + (list.count > 8 ? " and \(list.count - 8) more" : ""))
    }
  }

  private mutating func addMetadata(_ source: XMIDocument, _ sofa: XMIDocument.Sofa) {
    if sofa.name != Self.initialView { document.metadata.append(Attribute(Self.view, sofa.name)) }
    for annotation in source.documentAnnotations where annotation.sofa == sofa.id {
      for feature in annotation.features {
        if feature.name == "documentId", !feature.value.isEmpty {
          document.id = feature.value
        } else {
          document.metadata.append(Attribute(Self.prefix + feature.name, feature.value))
        }
      }
    }
  }

  private func isTaken(_ type: String) -> Bool {
    types.isEmpty
      ? type.hasPrefix(XMITypes.entityPackage) : types.contains(type) || types.contains(XMITypes.shortName(type))
  }

  /// The label of an annotation, and which of its features it is, if any.
  private func label(_ annotation: XMIDocument.Annotation) -> (label: String, feature: Int?)? {
    let key = labelKey ?? XMITypes.value
    if let place = annotation.features.firstIndex(where: { $0.name == key && !$0.value.isEmpty }) {
      return (annotation.features[place].value, place)
    }
    guard labelKey == nil, annotation.type != XMITypes.entity else { return nil }
    return (XMITypes.shortName(annotation.type), nil)
  }

  private mutating func mention(
    _ annotation: XMIDocument.Annotation, _ sofa: XMIDocument.Sofa, _ sofas: Set<String>, _ members: Set<String>?,
    _ index: OffsetIndex
  ) -> Mention? {
    let found = label(annotation)
    func drop(_ reason: SpanReason, _ detail: String = "") -> Mention? {
      records.append(
        SpanRecord(
          .dropped, reason, detail: detail, label: found?.label ?? "", line: annotation.line,
          column: annotation.column))
      return nil
    }
    guard sofas.contains(annotation.sofa) else { return drop(.outsideText, "there is no sofa '\(annotation.sofa)'") }
    guard annotation.sofa == sofa.id else { return drop(.notSelected, "it is in another view") }
    guard isTaken(annotation.type) else { return drop(.notSelected, "its layer is '\(annotation.type)'") }
    guard members?.contains(annotation.id) ?? true else {
      return drop(.notSelected, "its view does not list it as a member")
    }
    guard let found else {
      let features = annotation.features.map { "'\($0.name)'" }.joined(separator: ", ")
      return drop(
        .label,
        "no feature '\(labelKey ?? XMITypes.value)'"
          + (features.isEmpty ? "" : "; it has \(features), see the label key"))
    }
    guard let begin = annotation.begin, let end = annotation.end else {
      return drop(.outsideText, annotation.fault.isEmpty ? "it has no 'begin' and 'end'" : annotation.fault)
    }
    guard let range = index.bytes(begin, end) else {
      return drop(.outsideText, begin > end ? "it ends before it begins" : "its offsets are \(begin) and \(end)")
    }
    guard !range.isEmpty else { return drop(.empty) }
    var attributes: [Attribute] = []
    for (place, feature) in annotation.features.enumerated() where place != found.feature {
      attributes.append(Attribute(feature.name, feature.value))
    }
    let isPlain = annotation.type == XMITypes.entity
    if !isPlain { attributes.append(Attribute(Self.type, annotation.type)) }
    if let place = found.feature, !isPlain || annotation.features[place].name != XMITypes.value {
      attributes.append(Attribute(Self.feature, annotation.features[place].name))
    }
    var mention = Mention(
      label: found.label, range: range, id: annotation.id.isEmpty ? nil : annotation.id, attributes: attributes)
    if let id = mention.id, !ids.insert(id).inserted {
      mention.id = nil
      mention.attributes.append(Attribute(Self.id, id))
    }
    records.append(
      SpanRecord(
        .kept, label: found.label, surface: document.string(range), line: annotation.line, column: annotation.column))
    return mention
  }
}
