import Annotations
import Diagnostics
import JSONText

/// Label Studio's tasks with `annotations` and `predictions`, and its small form (`JSON_MIN`).
///
/// The first annotation that was not skipped is the layer asked for (`gold`), others are `annotator N`; predictions are
/// layers called as their model. `StandoffOptions.sets` names the layers to take.
struct LabelStudioDecoder: JSONRowDecoder {
  private let options: StandoffOptions
  private let layer: String
  /// Members of tasks and results of other kinds that are not kept.
  private var notKept: [String: Int] = [:]
  /// Spans of the current task that are not taken.
  private var leftOut: [SourceSpan] = []
  private static let members: Set = ["id", "data", "meta", "annotations", "completions", "predictions"]
  private static let spanTypes: Set = ["labels", "hypertextlabels", "paragraphlabels"]

  init(_ options: ReadingOptions) { (self.options, layer) = (options.standoff, options.layer) }

  var remarks: [String] {
    guard !notKept.isEmpty else { return [] }
    let names = notKept.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
    return ["not kept: \(names.joined(separator: ", "))"]
  }

  mutating func decode(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument? {
    let row = try source.object(row, "a task")
    guard let data = row["data"] else { return try decodeSmall(row, &source) }
    let object = try source.object(data, "'data'")
    let text = try text(of: object, &source)
    var document = SourceDocument(text: text.bytes)
    let idKey = options.idKey ?? "id"
    if let id = object[options.idKey ?? ""] ?? row["id"] ?? object["id"], !id.isNull {
      document.id = try source.identifier(id, "'\(idKey)'")
    }
    document.metadata = source.attributes(of: object, except: [text.name, "id"])
    document.metadata += source.attributes(of: row["meta"])
    for member in row.members ?? [] where !Self.members.contains(member.name) {
      notKept["task member '\(member.name)'", default: 0] += 1
    }
    var hasFirst = false
    for key in ["annotations", "completions"] {
      for annotation in try row[key].map({ try source.elements($0, "'\(key)'") }) ?? [] {
        let annotation = try source.object(annotation, "an annotation")
        let isSkipped = annotation["was_cancelled"]?.bool == true
        let name = isSkipped ? "skipped" : hasFirst ? annotator(annotation, of: document) : layer
        if !isSkipped { hasFirst = true }
        try add(annotation, name, isSkipped ? .person : hasFirst && name == layer ? .gold : .person, &document, &source)
      }
    }
    for prediction in try row["predictions"].map({ try source.elements($0, "'predictions'") }) ?? [] {
      let prediction = try source.object(prediction, "a prediction")
      let version = prediction["model_version"]?.string ?? ""
      let name = unused(version.isEmpty ? "prediction" : version, in: document)
      try add(prediction, name, .model, &document, &source)
    }
    if !document.layers.contains(where: { $0.name == layer }) {
      document.layers.insert(SourceLayer(name: layer), at: 0)
    }
    // Left out, but counted: their records stand with those of a layer that is there.
    document.layers[0].spans += leftOut
    leftOut = []
    return document
  }

  private func text(of data: JSON, _ source: inout JSONSource) throws -> (name: String, bytes: [UInt8]) {
    let strings = (data.members ?? []).filter { $0.value.bytes != nil }
    // A labelling interface may call its text as it likes; one string alone must be it.
    let name = options.textKey ?? (data["text"] == nil && strings.count == 1 ? strings[0].name : "text")
    let value = try source.member([name], of: data).value
    return (name, try source.bytes(value, "'\(name)'"))
  }

  private func annotator(_ annotation: JSON, of document: SourceDocument) -> String {
    let by = annotation["completed_by"]
    let name = by?.integer.map(String.init) ?? by?["id"]?.integer.map(String.init) ?? by?.string
    return unused("annotator \(name ?? "?")", in: document)
  }

  private func unused(_ name: String, in document: SourceDocument) -> String {
    var unused = name
    var number = 2
    while document.layers.contains(where: { $0.name == unused }) {
      unused = "\(name) (\(number))"
      number += 1
    }
    return unused
  }

  /// Adds the results of an annotation or prediction as a layer.
  private mutating func add(
    _ annotation: JSON, _ name: String, _ kind: AnnotationLayer.Kind, _ document: inout SourceDocument,
    _ source: inout JSONSource
  ) throws {
    let isTaken = name != "skipped" && options.sets?.contains(name) ?? true
    let results = try annotation["result"].map { try source.elements($0, "'result'") } ?? []
    var spans: [SourceSpan] = []
    for result in results {
      let result = try source.object(result, "a result")
      let type = result["type"]?.string ?? ""
      if let value = result["value"], Self.spanTypes.contains(type) {
        spans += try regions(result, value, type, isTaken, &source)
      }
    }
    for result in results where isTaken { note(result, &spans, &document, source) }
    guard !isTaken else {
      document.layers.append(SourceLayer(name: name, kind: kind, spans: spans))
      return
    }
    leftOut += spans
  }

  /// The labels of one region, each as a span.
  private func regions(
    _ result: JSON, _ value: JSON, _ type: String, _ isTaken: Bool, _ source: inout JSONSource
  ) throws -> [SourceSpan] {
    let place = source.place(result)
    var span = SourceSpan(label: "", stretches: [], line: place.line, column: place.column)
    let offsets = value["globalOffsets"] ?? value
    let (start, end) = (try source.member(["start"], of: offsets).value, try source.member(["end"], of: offsets).value)
    if let start = start.integer, let end = end.integer {
      span.stretches = [SourceSpan.Stretch(start: start, end: end)]
    } else if start.bytes == nil || end.bytes == nil {
      throw source.located(
        .wrongKind(what: "'start'", found: start.kind, expected: "a whole number"), at: start)
    }
    if let text = value["text"], let bytes = text.bytes { span.surface = bytes }
    if let id = result["id"], !id.isNull { span.id = try source.identifier(id, "the id of a result") }
    if let score = result["score"], !score.isNull { span.attributes += source.attributes("score", score) }
    span.attributes += source.attributes(of: result["meta"])
    if !isTaken { span.leftOut = .notSelected }
    let labels = try value[type].map { try source.elements($0, "'\(type)'") } ?? []
    guard !labels.isEmpty else {
      span.leftOut = .label
      return [span]
    }
    return try labels.enumerated().map { index, label in
      var labelled = span
      labelled.label = try source.string(label, "the label of a span")
      // An id must be unique in its document.
      if index > 0 { labelled.id = nil }
      return labelled
    }
  }

  /// Keeps what results of other kinds say: of a region as attributes, else as metadata.
  private mutating func note(
    _ result: JSON, _ spans: inout [SourceSpan], _ document: inout SourceDocument, _ source: JSONSource
  ) {
    let type = result["type"]?.string ?? ""
    if type == "relation" {
      document.metadata.append(Attribute("relation", source.text(of: result)))
    } else if !Self.spanTypes.contains(type) {
      let key = result["from_name"]?.string ?? type
      let value = result["value"]?.members?.last { $0.name == type || $0.name == "text" }?.value
      if let value, let id = result["id"]?.string, let place = spans.firstIndex(where: { $0.id == id }) {
        spans[place].attributes += source.attributes(key, value)
      } else {
        document.metadata.append(Attribute("result", source.text(of: result)))
      }
    }
  }
}

extension LabelStudioDecoder {
  /// A task of the small form: its text and lists of regions stand side by side.
  private mutating func decodeSmall(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument {
    let text = try source.member([options.textKey ?? "text"], of: row)
    var document = SourceDocument(text: try source.bytes(text.value, "'\(text.name)'"))
    var layer = SourceLayer(name: layer)
    var parser = SpanParser()
    let own: Set = ["annotator", "annotation_id", "created_at", "updated_at", "lead_time"]
    for member in row.members ?? [] where member.name != text.name && !member.value.isNull {
      if let regions = member.value.elements, !regions.isEmpty, regions.allSatisfy({ $0["labels"]?.elements != nil }) {
        for region in regions {
          let labels = region["labels"]?.elements ?? []
          guard labels.count != 1 else {
            layer.spans.append(try parser.span(region, &source))
            continue
          }
          let place = source.place(region)
          for label in labels {
            var span = SourceSpan(label: "", stretches: [], line: place.line, column: place.column)
            span.stretches = [
              SourceSpan.Stretch(
                start: try source.integer(try source.member(["start"], of: region).value, "'start'"),
                end: try source.integer(try source.member(["end"], of: region).value, "'end'"))
            ]
            span.surface = region["text"]?.bytes
            span.label = try source.string(label, "the label of a span")
            layer.spans.append(span)
          }
        }
      } else if member.name == (options.idKey ?? "id") {
        document.id = try source.identifier(member.value, "'\(member.name)'")
      } else if own.contains(member.name) {
        notKept["task member '\(member.name)'", default: 0] += 1
      } else {
        document.metadata += source.attributes(member.name, member.value)
      }
    }
    document.layers = [layer]
    return document
  }
}

/// Writes an array of tasks: gold and people's layers as `annotations`, models' as `predictions`.
struct LabelStudioEncoder: JSONRowEncoder {
  static let keeps: Set<WritingNotes.Part> = [.metadata, .layers]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord] {
    let offsets = UnitOffsets(document.text, options.unit ?? .codePoint)
    let layers = document.layers.filter { options.layer == nil || $0.name == options.layer }
    let relations = document.metadata.filter { $0.key == "relation" && Attribute.isNestedJSON($0.value) }
    let others = document.metadata.filter { $0.key == "result" && Attribute.isNestedJSON($0.value) }
    var records: [SpanRecord] = []
    let number = Int(document.id).flatMap { String($0) == document.id ? $0 : nil }
    output.object { output in
      if let number { output.member("id", number) }
      output.name("data")
      output.object {
        $0.name("text")
        $0.value(document.text)
        if number == nil { $0.member("id", document.id) }
        let rest = document.metadata.filter { !relations.contains($0) && !others.contains($0) }
        $0.members(rest, except: ["text", "id"])
      }
      for (name, isModel) in [("annotations", false), ("predictions", true)] {
        let chosen = layers.filter { ($0.kind == .model) == isModel }
        guard !chosen.isEmpty else { continue }
        output.name(name)
        output.array { output in
          for (index, layer) in chosen.enumerated() {
            output.object { output in
              if isModel { output.member("model_version", layer.name) }
              output.name("result")
              output.array { output in
                records += results(layer, document, offsets, &output)
                guard index == 0, !isModel else { return }
                for result in relations + others { output.compact(result.value.utf8) }
              }
            }
          }
        }
      }
    }
    return records
  }

  private func results(
    _ layer: AnnotationLayer, _ document: Document, _ offsets: UnitOffsets, _ output: inout JSONOutput
  ) -> [SpanRecord] {
    var used = Set(layer.mentions.compactMap(\.id))
    var number = 0
    return layer.mentions.map { mention in
      let written = WrittenMention(mention, in: document, options.projection)
      for (index, range) in written.ranges.enumerated() {
        var id = index == 0 ? mention.id : nil
        while id == nil {
          number += 1
          if used.insert("m\(number)").inserted { id = "m\(number)" }
        }
        let (start, end) = offsets(range)
        output.object { output in
          output.member("id", id ?? "")
          output.member("from_name", "label")
          output.member("to_name", "text")
          output.member("type", "labels")
          output.name("value")
          output.object {
            $0.member("start", start)
            $0.member("end", end)
            $0.name("text")
            $0.value(document.text[range])
            $0.name("labels")
            $0.array { $0.value(mention.label) }
          }
          output.meta(mention.attributes)
        }
      }
      return written.record
    }
  }
}
