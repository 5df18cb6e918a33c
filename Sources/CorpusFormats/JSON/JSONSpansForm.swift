import Annotations
import JSONText

/// JSON objects of text with spans, with configured keys or those that are found.
struct JSONSpansDecoder: JSONRowDecoder {
  private let options: StandoffOptions
  private let layer: String
  private var parser: SpanParser
  private var foundKeys: (text: String, spans: String)?
  private var documents = 0
  private var withoutSpans = 0

  private static let textKeys = ["text", "full_text", "content", "sentence", "raw_text", "body"]
  private static let spansKeys = ["entities", "spans", "ents", "mentions", "annotations", "labels", "label", "ner"]
  private static let idKeys = ["id", "doc_id", "document_id", "uid", "guid"]

  init(_ options: ReadingOptions) {
    (self.options, layer) = (options.standoff, options.layer)
    var keys = SpanParser.Keys()
    if let label = options.standoff.labelKey { keys.label = [label] }
    parser = SpanParser(keys)
  }

  var remarks: [String] {
    guard let foundKeys else { return documents == 0 ? [] : ["no object has a list of spans"] }
    let keys = parser.found.isEmpty ? "" : " (\(parser.found.joined(separator: ", ")))"
    let missing = withoutSpans == 0 ? "" : "; \(counted(withoutSpans, "object")) without spans"
    return ["text is in '\(foundKeys.text)', spans are in '\(foundKeys.spans)'\(keys)\(missing)"]
  }

  mutating func decode(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument? {
    let row = try source.object(row, "a document")
    documents += 1
    let text = try source.member(options.textKey.map { [$0] } ?? Self.textKeys, of: row)
    var document = SourceDocument(text: try source.bytes(text.value, "'\(text.name)'"))
    var layer = SourceLayer(name: layer)
    var used: Set = [text.name]
    let spansKey = options.spansKey ?? Self.spansKeys.first { row[$0]?.elements != nil }
    if let spansKey, let spans = row[spansKey], !spans.isNull {
      used.insert(spansKey)
      if foundKeys == nil { foundKeys = (text.name, spansKey) }
      for span in try source.elements(spans, "'\(spansKey)'") { layer.spans.append(try parser.span(span, &source)) }
    } else {
      withoutSpans += 1
    }
    try document.takeMembers(of: row, idKeys: options.idKey.map { [$0] } ?? Self.idKeys, except: used, &source)
    document.layers = [layer]
    return document
  }
}

/// Writes objects of `text` and `spans`, which the reader finds without options.
struct JSONSpansEncoder: JSONRowEncoder {
  static let keeps: Set<WritingNotes.Part> = [.metadata, .split]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord] {
    let offsets = UnitOffsets(document.text, options.unit ?? .codePoint)
    var records: [SpanRecord] = []
    output.object { output in
      output.member("id", document.id)
      output.name("text")
      output.value(document.text)
      output.name("spans")
      output.array { output in
        for mention in document.layer(options.layer)?.mentions ?? [] {
          var written = WrittenMention(mention, in: document, options.projection)
          written.lacksAttributes(SpanKeyNames.taken)
          for range in written.ranges {
            let (start, end) = offsets(range)
            output.object {
              $0.member("start", start)
              $0.member("end", end)
              $0.member("label", mention.label)
              $0.name("text")
              $0.value(document.text[range])
              if let id = mention.id { $0.member("id", id) }
              $0.members(mention.attributes, except: SpanKeyNames.taken)
            }
          }
          records.append(written.record)
        }
      }
      if let split = document.split { output.member("split", split) }
      output.meta(document.metadata)
    }
    return records
  }
}
