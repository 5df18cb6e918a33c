import Annotations

/// A record of i2b2 2014 with its offsets resolved.
struct I2B2Resolution {
  /// The element of a mention whose label is an attribute, and that attribute.
  static let element = "i2b2.element"
  static let key = "i2b2.key"
  /// The id of a tag whose id stands twice.
  static let id = "i2b2.id"
  /// What every tag has, apart from the label.
  static let own = ["id", "start", "end", "text"]

  private(set) var read: ReadDocument
  /// For each mention the index of its tag.
  private(set) var origins: [Int] = []
  private(set) var remarks: [String] = []
  /// What the offsets count.
  let convention: OffsetConvention

  /// Resolves a record.
  ///
  /// - Throws: `Located<StandoffProblem>` for a span that does not fit, where such spans stop the reading.
  init(_ record: I2B2Record, _ options: ReadingOptions, file: String, id: String) throws {
    var source = SourceDocument(text: record.text)
    (source.id, source.line) = (id, 1)
    var ids = Set<String>()
    var faults: [Int: SpanRecord] = [:]
    var places: [Int] = []
    var spans: [SourceSpan] = []
    for (number, tag) in record.tags.enumerated() {
      let found = Self.label(tag, options.standoff.labelKey)
      func fault(_ reason: SpanReason, _ detail: String) {
        faults[number] = SpanRecord(
          .dropped, reason, detail: detail, label: found?.label ?? tag.name, surface: tag.value("text") ?? "",
          line: tag.line, column: tag.column)
      }
      guard let found else {
        fault(.label, "no attribute '\(options.standoff.labelKey ?? "")'")
        continue
      }
      guard let start = Int(offset: (tag.value("start") ?? "").utf8),
        let end = Int(offset: (tag.value("end") ?? "").utf8)
      else {
        let what = ["start", "end"].map { key in tag.value(key).map { "\(key) '\($0)'" } ?? "no \(key)" }
        fault(.outsideText, what.joined(separator: ", ") + "; expected whole numbers from 0 on")
        continue
      }
      var span = SourceSpan(
        label: found.label, stretches: [SourceSpan.Stretch(start: start, end: end)],
        surface: tag.value("text").map { Array($0.utf8) }, id: tag.value("id"), attributes: found.attributes,
        line: tag.line, column: tag.column)
      if span.surface?.isEmpty == true { span.surface = nil }
      if let id = span.id, !ids.insert(id).inserted {
        span.id = nil
        span.attributes.append(Attribute(Self.id, id))
      }
      spans.append(span)
      places.append(number)
    }
    source.layers = [SourceLayer(name: options.layer, spans: spans)]
    var resolver = OffsetResolver(file: file, options.standoff, usual: .codePoint)
    read = try source.resolved(id: id, &resolver)
    remarks = resolver.remarks
    convention = resolver.leader
    origins = zip(places, read.spans).filter { $0.1.fate != .dropped }.map(\.0)
    var resolved = read.spans[...]
    read.spans = record.tags.indices.compactMap { faults[$0] ?? resolved.popFirst() }
  }

  /// The label of a tag, and its other attributes.
  private static func label(_ tag: I2B2Record.Tag, _ key: String?) -> (label: String, attributes: [Attribute])? {
    var attributes = tag.attributes.filter { !own.contains($0.key) && !($0.key == "comment" && $0.value.isEmpty) }
    guard let key else {
      attributes.removeAll { $0.key == "TYPE" && $0.value == tag.name }
      return (tag.name, attributes)
    }
    guard let label = tag.value(key), !label.isEmpty else { return nil }
    attributes.removeAll { $0.key == key }
    attributes.append(Attribute(element, tag.name))
    if key != "TYPE" { attributes.append(Attribute(Self.key, key)) }
    return (label, attributes)
  }
}
