import Annotations
import Diagnostics
import JSONText

/// doccano's JSON Lines: `label` or `labels` with `[start, end, label]`, or `entities` with ids and `relations`.
///
/// Its pages count UTF-16 code units (doccano/doccano #2290), and the file has no text to check that by.
struct DoccanoDecoder: JSONRowDecoder {
  private let options: StandoffOptions
  private let layer: String
  private var comments = 0

  init(_ options: ReadingOptions) { (self.options, layer) = (options.standoff, options.layer) }

  var remarks: [String] {
    comments == 0 ? [] : ["\(counted(comments, "document")) with comments, kept as metadata 'Comments'"]
  }

  mutating func decode(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument? {
    let row = try source.object(row, "a document")
    let text = try source.member([options.textKey ?? "text"] + (options.textKey == nil ? ["data"] : []), of: row)
    var document = SourceDocument(text: try source.bytes(text.value, "'\(text.name)'"))
    var known: Set = [text.name, "meta", "annotations"]
    let idKey = options.idKey ?? "id"
    if let id = row[idKey], !id.isNull {
      document.id = try source.identifier(id, "'\(idKey)'")
      known.insert(idKey)
    }
    var layer = SourceLayer(name: layer)
    for key in options.spansKey.map({ [$0] }) ?? ["label", "labels", "entities", "annotations"] {
      guard let spans = row[key], !spans.isNull else { continue }
      known.insert(key)
      for span in try source.elements(spans, "'\(key)'") {
        layer.spans.append(try self.span(span, &source))
      }
    }
    document.layers = [layer]
    document.metadata = source.attributes(of: row["meta"])
    if let meta = row["meta"], meta.members == nil { document.metadata = source.attributes("meta", meta) }
    for member in row.members ?? [] where !known.contains(member.name) {
      if let elements = member.value.elements, elements.isEmpty { continue }
      if member.name == "Comments" || member.name == "comments" { comments += 1 }
      // Relations stand one by one, so that each is an attribute of its own.
      if member.name == "relations", let relations = member.value.elements {
        document.metadata += relations.map { Attribute("relation", source.text(of: $0)) }
      } else {
        document.metadata += source.attributes(member.name, member.value)
      }
    }
    return document
  }

  private func span(_ value: JSON, _ source: inout JSONSource) throws -> SourceSpan {
    let place = source.place(value)
    var span = SourceSpan(label: "", stretches: [], line: place.line, column: place.column)
    if let parts = value.elements {
      guard parts.count == 3 else {
        throw source.located(
          .wrongKind(what: "a span", found: "an array of \(parts.count)", expected: "[start, end, label]"), at: value)
      }
      span.stretches = [
        SourceSpan.Stretch(
          start: try source.integer(parts[0], "the start of a span"),
          end: try source.integer(parts[1], "the end of a span"))
      ]
      span.label = try source.string(parts[2], "the label of a span")
      return span
    }
    if value.bytes != nil {
      throw source.located(
        .wrongKind(
          what: "a span", found: "a string", expected: "[start, end, label]; a class of whole documents has no place"),
        at: value)
    }
    let object = try source.object(value, "a span")
    span.label = try source.identifier(try source.member(["label"], of: object).value, "the label of a span")
    span.stretches = [
      SourceSpan.Stretch(
        start: try source.integer(try source.member(["start_offset"], of: object).value, "'start_offset'"),
        end: try source.integer(try source.member(["end_offset"], of: object).value, "'end_offset'"))
    ]
    if let id = object["id"], !id.isNull { span.id = try source.identifier(id, "the id of a span") }
    span.attributes = source.attributes(of: object, except: ["id", "label", "start_offset", "end_offset"])
    return span
  }
}

/// Writes what doccano imports: `label` triples (JSONL), or `entities` and `relations` (JSONL with relations) if the first
/// document with mentions or relations needs them.
struct DoccanoEncoder: JSONRowEncoder {
  static let keeps: Set<WritingNotes.Part> = [.metadata]
  let options: WritingOptions
  private var hasRelations: Bool?

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord] {
    let mentions = document.layer(options.layer)?.mentions ?? []
    let relations = document.metadata.filter { $0.key == "relation" && Attribute.isNestedJSON($0.value) }
    if hasRelations == nil, !mentions.isEmpty || !relations.isEmpty {
      hasRelations = !relations.isEmpty || mentions.allSatisfy { $0.id.flatMap { Int($0) } != nil }
    }
    let offsets = UnitOffsets(document.text, options.unit ?? .utf16)
    var records: [SpanRecord] = []
    let asEntities = hasRelations == true
    var freeId = asEntities ? (mentions.compactMap { $0.id.flatMap { Int($0) } }.max() ?? 0) : 0
    output.object { output in
      output.identifier("id", document.id)
      output.name("text")
      output.value(document.text)
      output.name(asEntities ? "entities" : "label")
      output.array { output in
        for mention in mentions {
          var written = WrittenMention(mention, in: document, options.projection)
          let id = asEntities ? mention.id.flatMap { Int($0) } : nil
          written.lacksAllBut(keepsId: id != nil)
          for range in written.ranges {
            let (start, end) = offsets(range)
            guard asEntities else {
              output.array {
                $0.value(start)
                $0.value(end)
                $0.value(mention.label)
              }
              continue
            }
            output.object {
              if let id, range == written.ranges.first {
                $0.member("id", id)
              } else {
                freeId &+= 1
                $0.member("id", freeId)
              }
              $0.member("label", mention.label)
              $0.member("start_offset", start)
              $0.member("end_offset", end)
            }
          }
          records.append(written.record)
        }
      }
      if asEntities {
        output.name("relations")
        output.array { output in for relation in relations { output.compact(relation.value.utf8) } }
      }
      output.meta(document.metadata.filter { !asEntities || !relations.contains($0) })
    }
    return records
  }
}
